package hybridge.outboard;

import hybridge.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The whole state of a box, as bytes that only the box understands. Immutable.
 *
 * @param profile the id of the profile that it was read with
 * @param firmware that the box named; empty where it names none
 * @param text one character 0..255 for each byte
 */
public record Blob(String profile, String firmware, String text) {
  private static final int FINGERPRINT_BYTES = 8;

  /** The bytes. */
  public byte[] bytes() {
    return Bytes.of(text);
  }

  /** Sixteen hexadecimal digits that tell one state from another, whatever box it is of. */
  public String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
