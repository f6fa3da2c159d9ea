package hybridge.wire;

/**
 * How one kind of frame looks in a stream: where it begins and ends, and what it carries. Several
 * of them may share a stream. Immutable.
 */
public sealed interface Shape
    permits LineShape,
        BlockShape,
        FixedShape,
        CommandShape,
        PrefixShape,
        CountedShape,
        TokenShape,
        CobsShape,
        MidiShape {

  /**
   * What stands at the beginning of some bytes.
   *
   * @param kind how to go on
   * @param length how many bytes it takes
   * @param payload what the frame carries, one character 0..255 for each byte
   */
  record Look(Kind kind, int length, String payload) {
    /** How to go on. */
    public enum Kind {
      /** A whole frame. */
      FRAME,
      /** The beginning of one, perhaps. */
      MORE,
      /** The beginning of one that is broken. */
      BROKEN,
      /** Bytes that belong to a broken one whose end is still to come. */
      SPOILED,
      /** Bytes that mean nothing and are no fault. */
      NOTHING,
      /** None of this kind. */
      OTHER
    }

    static final Look MORE = new Look(Kind.MORE, 0, "");
    static final Look OTHER = new Look(Kind.OTHER, 0, "");

    static Look frame(int length, String payload) {
      return new Look(Kind.FRAME, length, payload);
    }

    static Look broken(int length) {
      return new Look(Kind.BROKEN, Math.max(1, length), "");
    }
  }

  /**
   * Looks at bytes; at least one.
   *
   * @param spoiled the bytes before were {@link Look.Kind#SPOILED}
   */
  Look look(byte[] bytes, int from, int to, boolean spoiled);

  /** The bytes of a frame with this payload, or null when it is not for this kind. */
  byte[] wrap(String payload);

  /** The most bytes a frame may take. */
  int longest();

  /** Does a text stand here? 1: yes, 0: as far as the bytes go, −1: no. */
  static int stands(byte[] what, byte[] bytes, int from, int to) {
    for (int i = 0; i < what.length; i++) {
      if (from + i >= to) {
        return 0;
      }
      if (bytes[from + i] != what[i]) {
        return -1;
      }
    }
    return 1;
  }
}
