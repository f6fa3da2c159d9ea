package hybridge.wire;

import java.util.Arrays;

/**
 * A fixed number of bytes. Where the first one and the others can be told apart by some of their
 * bits, a receiver finds the beginning again after noise.
 *
 * @param length bytes, the sum included
 * @param firstMask which bits of the first byte are known, and
 * @param firstBits what they are
 * @param restMask which bits of the others are known, and
 * @param restBits what they are
 */
public record FixedShape(
    int length, int firstMask, int firstBits, int restMask, int restBits, Checksum checksum)
    implements Shape {

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    if ((bytes[from] & firstMask) != firstBits) {
      return Look.OTHER;
    }
    for (int i = from + 1; i < Math.min(to, from + length); i++) {
      if ((bytes[i] & restMask) != restBits) {
        return Look.broken(i - from);
      }
    }
    if (to - from < length) {
      return Look.MORE;
    }
    int body = length - checksum.length();
    byte[] sum = checksum.of(bytes, from, from + body);
    return Arrays.equals(sum, Arrays.copyOfRange(bytes, from + body, from + length))
        ? Look.frame(length, Bytes.text(bytes, from, from + body))
        : Look.broken(1);
  }

  @Override
  public byte[] wrap(String payload) {
    byte[] body = Bytes.of(payload);
    return body.length != length - checksum.length()
        ? null
        : Bytes.of(payload + Bytes.text(checksum.of(body, 0, body.length), 0, checksum.length()));
  }

  @Override
  public int longest() {
    return length;
  }
}
