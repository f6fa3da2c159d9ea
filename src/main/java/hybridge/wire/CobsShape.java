package hybridge.wire;

import java.util.Arrays;

/** {@link Cobs} with a zero after each frame. */
public record CobsShape(Checksum checksum, int longest) implements Shape {

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    int end = from;
    while (end < to && bytes[end] != 0) {
      end++;
    }
    if (end == to) {
      return spoiled || to - from > longest
          ? new Look(Look.Kind.SPOILED, to - from, "")
          : Look.MORE;
    }
    if (spoiled) {
      return Look.broken(end + 1 - from);
    }
    if (end == from) {
      return new Look(Look.Kind.NOTHING, 1, "");
    }
    byte[] plain = Cobs.decode(bytes, from, end).orElse(new byte[0]);
    int body = plain.length - checksum.length();
    boolean right =
        body >= 0
            && plain.length > 0
            && Arrays.equals(
                checksum.of(plain, 0, body), Arrays.copyOfRange(plain, body, plain.length));
    return right
        ? Look.frame(end + 1 - from, Bytes.text(plain, 0, body))
        : Look.broken(end + 1 - from);
  }

  @Override
  public byte[] wrap(String payload) {
    byte[] body = Bytes.of(payload);
    byte[] sum = checksum.of(body, 0, body.length);
    byte[] coded = Cobs.encode(Bytes.of(payload + Bytes.text(sum, 0, sum.length)));
    return Arrays.copyOf(coded, coded.length + 1);
  }
}
