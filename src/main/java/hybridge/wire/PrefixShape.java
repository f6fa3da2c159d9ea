package hybridge.wire;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A number before the payload says how long it is.
 *
 * @param start bytes before the number
 * @param size how the number is written
 * @param before so many bytes of the payload stand between the start and the number
 * @param plus what the number counts beyond the payload
 * @param checksum of the payload; of all behind the start where the number stands further back
 * @param most payload bytes
 */
public record PrefixShape(
    String start, int before, Packing size, int plus, Checksum checksum, int most)
    implements Shape {

  /** The number stands right behind the start. */
  public PrefixShape(String start, Packing size, int plus, Checksum checksum, int most) {
    this(start, 0, size, plus, checksum, most);
  }

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    int begins = Shape.stands(Bytes.of(start), bytes, from, to);
    if (begins < 0) {
      return Look.OTHER;
    }
    int head = from + start.length();
    int at = head + before;
    int body = at + size.length();
    if (begins == 0 || body > to) {
      return Look.MORE;
    }
    OptionalLong number = size.number(Bytes.text(bytes, at, body));
    long length = number.orElse(-1) - plus;
    if (length < 0 || length + before > most) {
      return Look.broken(1);
    }
    int sum = body + (int) length;
    int end = sum + checksum.length();
    if (end > to) {
      return Look.MORE;
    }
    int covered = before > 0 ? head : body;
    return Arrays.equals(checksum.of(bytes, covered, sum), Arrays.copyOfRange(bytes, sum, end))
        ? Look.frame(end - from, Bytes.text(bytes, head, at) + Bytes.text(bytes, body, sum))
        : Look.broken(1);
  }

  @Override
  public byte[] wrap(String payload) {
    if (payload.length() < before) {
      return null;
    }
    String head = payload.substring(0, before);
    String rest = payload.substring(before);
    String counted = head + size.text(rest.length() + plus) + rest;
    byte[] covered = Bytes.of(before > 0 ? counted : payload);
    byte[] sum = checksum.of(covered, 0, covered.length);
    return Bytes.of(start + counted + Bytes.text(sum, 0, sum.length));
  }

  @Override
  public int longest() {
    return start.length() + size.length() + most + checksum.length();
  }
}
