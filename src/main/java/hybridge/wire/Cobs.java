package hybridge.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * Consistent overhead byte stuffing (Cheshire and Baker, 1999): any bytes without a zero among
 * them, at the price of one byte in 254.
 */
public final class Cobs {
  private Cobs() {}

  public static byte[] encode(byte[] plain) {
    byte[] out = new byte[plain.length + plain.length / 254 + 2];
    int code = 0;
    int n = 1;
    for (int i = 0; i < plain.length; i++) {
      if (plain[i] != 0) {
        out[n++] = plain[i];
      }
      // A full block at the very end needs no empty one after it; a zero there does.
      boolean full = n - code == 0xFF && plain[i] != 0;
      if (plain[i] == 0 || full && i + 1 < plain.length) {
        out[code] = (byte) (n - code);
        code = n++;
      }
    }
    out[code] = (byte) (n - code);
    return Arrays.copyOf(out, n);
  }

  /** Empty when the bytes are no encoding of anything. */
  public static Optional<byte[]> decode(byte[] bytes, int from, int to) {
    byte[] out = new byte[Math.max(0, to - from)];
    int n = 0;
    int at = from;
    while (at < to) {
      int code = bytes[at] & 0xFF;
      if (code == 0 || at + code > to) {
        return Optional.empty();
      }
      for (int i = 1; i < code; i++) {
        if (bytes[at + i] == 0) {
          return Optional.empty();
        }
        out[n++] = bytes[at + i];
      }
      at += code;
      if (code != 0xFF && at < to) {
        out[n++] = 0;
      }
    }
    return to > from ? Optional.of(Arrays.copyOf(out, n)) : Optional.empty();
  }
}
