package hybridge.wire;

import java.util.Arrays;
import java.util.Map;

/**
 * The first byte of the payload, the command, says how long it is.
 *
 * @param start bytes before it
 * @param lengths payload bytes by command, the command included
 * @param checksum of the payload
 */
public record CommandShape(String start, Map<Integer, Integer> lengths, Checksum checksum)
    implements Shape {
  public CommandShape {
    lengths = Map.copyOf(lengths);
  }

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    int begins = Shape.stands(Bytes.of(start), bytes, from, to);
    if (begins < 0) {
      return Look.OTHER;
    }
    int body = from + start.length();
    if (begins == 0 || body >= to) {
      return Look.MORE;
    }
    Integer length = lengths.get(bytes[body] & 0xFF);
    if (length == null) {
      return Look.broken(1);
    }
    int sum = body + length;
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
    Integer length = payload.isEmpty() ? null : lengths.get((int) payload.charAt(0));
    if (length == null || length != payload.length()) {
      return null;
    }
    byte[] body = Bytes.of(payload);
    byte[] sum = checksum.of(body, 0, body.length);
    return Bytes.of(start + payload + Bytes.text(sum, 0, sum.length));
  }

  @Override
  public int longest() {
    return start.length()
        + lengths.values().stream().mapToInt(Integer::intValue).max().orElse(0)
        + checksum.length();
  }
}
