package hybridge.wire;

/**
 * Lines of printable ASCII.
 *
 * @param end what is sent after a line
 * @param ends each of these characters ends a line that comes in; empty lines mean nothing
 * @param longest in characters, ends not counted; longer lines are dropped to their end
 * @param keep the end is part of the line: a letter that closes a command
 */
public record LineShape(String end, String ends, int longest, boolean keep) implements Shape {

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    boolean bad = spoiled;
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xFF;
      if (ends.indexOf(b) >= 0) {
        if (bad) {
          return Look.broken(i + 1 - from);
        }
        boolean empty = i == from && !keep;
        return empty
            ? new Look(Look.Kind.NOTHING, 1, "")
            : Look.frame(i + 1 - from, Bytes.text(bytes, from, keep ? i + 1 : i));
      }
      bad |= (b < 0x20 && b != 0x1B) || b >= 0x7F || i - from >= longest;
    }
    return bad ? new Look(Look.Kind.SPOILED, to - from, "") : Look.MORE;
  }

  @Override
  public byte[] wrap(String payload) {
    return Bytes.of(keep ? payload : payload + end);
  }
}
