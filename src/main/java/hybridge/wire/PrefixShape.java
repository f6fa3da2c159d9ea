package hybridge.wire;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A number before the payload says how long it is.
 *
 * @param start bytes before the number
 * @param size how the number is written
 * @param plus what the number counts beyond the payload
 * @param checksum of the payload
 * @param most payload bytes
 */
public record PrefixShape(String start, Packing size, int plus, Checksum checksum, int most)
    implements Shape {

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    int begins = Shape.stands(Bytes.of(start), bytes, from, to);
    if (begins < 0) {
      return Look.OTHER;
    }
    int at = from + start.length();
    int body = at + size.length();
    if (begins == 0 || body > to) {
      return Look.MORE;
    }
    OptionalLong number = size.number(Bytes.text(bytes, at, body));
    long length = number.orElse(-1) - plus;
    if (length < 0 || length > most) {
      return Look.broken(1);
    }
    int sum = body + (int) length;
    int end = sum + checksum.length();
    if (end > to) {
      return Look.MORE;
    }
    return Arrays.equals(checksum.of(bytes, body, sum), Arrays.copyOfRange(bytes, sum, end))
        ? Look.frame(end - from, Bytes.text(bytes, body, sum))
        : Look.broken(1);
  }

  @Override
  public byte[] wrap(String payload) {
    byte[] body = Bytes.of(payload);
    byte[] sum = checksum.of(body, 0, body.length);
    return Bytes.of(
        start + size.text(payload.length() + plus) + payload + Bytes.text(sum, 0, sum.length));
  }

  @Override
  public int longest() {
    return start.length() + size.length() + most + checksum.length();
  }
}
