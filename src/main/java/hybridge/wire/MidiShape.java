package hybridge.wire;

/**
 * MIDI messages, status and all, as a port with whole messages gives them: no running status.
 * System exclusive comes with its F0 and F7.
 */
public record MidiShape(int longest) implements Shape {
  private static final int[] CHANNEL = {3, 3, 3, 3, 2, 2, 3};

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    int status = bytes[from] & 0xFF;
    if (status < 0x80 || status == 0xF7) {
      return Look.OTHER;
    }
    if (status >= 0xF8) {
      return new Look(Look.Kind.NOTHING, 1, "");
    }
    int length = status < 0xF0 ? CHANNEL[(status >> 4) - 8] : system(status);
    for (int i = from + 1; i < to && i - from < longest; i++) {
      int b = bytes[i] & 0xFF;
      if (status == 0xF0 && b == 0xF7) {
        return Look.frame(i + 1 - from, Bytes.text(bytes, from, i + 1));
      }
      if (b >= 0x80) {
        return Look.broken(i - from);
      }
      if (i + 1 - from == length) {
        return Look.frame(length, Bytes.text(bytes, from, from + length));
      }
    }
    if (length == 1) {
      return new Look(Look.Kind.NOTHING, 1, "");
    }
    return to - from >= longest ? Look.broken(1) : Look.MORE;
  }

  private int system(int status) {
    return switch (status) {
      case 0xF0 -> longest + 1;
      case 0xF1, 0xF3 -> 2;
      case 0xF2 -> 3;
      default -> 1;
    };
  }

  @Override
  public byte[] wrap(String payload) {
    return Bytes.of(payload);
  }
}
