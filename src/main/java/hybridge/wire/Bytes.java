package hybridge.wire;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as texts of one character 0..255 each. What a frame carries is handled as such a text, so
 * that protocols of words and protocols of bytes share their templates.
 */
public final class Bytes {
  private Bytes() {}

  public static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads {@code F0 00 20}; blanks do not matter.
   *
   * @throws IllegalArgumentException if it is not pairs of hexadecimal digits
   */
  public static String fromHex(String hex) {
    String digits = hex.replaceAll("\\s+", "");
    if (digits.length() % 2 != 0 || !digits.matches("[0-9A-Fa-f]*")) {
      throw new IllegalArgumentException("'" + hex + "' is not pairs of hexadecimal digits");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i += 2) {
      text.append((char) Integer.parseInt(digits.substring(i, i + 2), 16));
    }
    return text.toString();
  }

  /** Writes {@code F0 00 20}. */
  public static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      hex.append(i == 0 ? "" : " ").append(String.format("%02X", (int) text.charAt(i)));
    }
    return hex.toString();
  }
}
