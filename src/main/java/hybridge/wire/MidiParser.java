package hybridge.wire;

/**
 * A byte stream to MIDI messages, byte-exact: running status, real-time bytes in the middle of
 * anything, sysex over any number of buffers. Bytes that make no message are dropped and counted,
 * and the next good message is understood. Owned by one thread; allocates nothing after
 * construction.
 */
public final class MidiParser {

  /** Takes what was understood, in the order of the last byte of each message. */
  public interface Sink {
    /**
     * A channel message or a system common one.
     *
     * @param status 0x80–0xEF, 0xF1, 0xF2, 0xF3 or 0xF6; never left out, running status is resolved
     * @param data1 0–127, 0 when the message has no data
     * @param data2 0–127, 0 when the message has less than two data bytes
     * @param length bytes of the message, the status included: 1 to 3
     */
    void shortMessage(int status, int data1, int data2, int length);

    /** One of 0xF8, 0xFA, 0xFB, 0xFC, 0xFE, 0xFF. */
    void realTime(int status);

    /**
     * @param buffer the parser's own, only valid during the call; starts with 0xF0, ends with 0xF7
     * @param length how many of its bytes count
     */
    void sysex(byte[] buffer, int length);
  }

  private static final int SYSEX = 0xF0;
  private static final int SYSEX_END = 0xF7;

  private final byte[] sysex;
  private int sysexLength; // 0: not inside one
  private boolean oversize; // inside a sysex that is being thrown away
  private int running; // status that a data byte may continue, 0: none
  private int status; // of the unfinished short message, 0: none
  private int data; // data bytes of it so far
  private int data1;
  private int waiting; // bytes of the unfinished short message that were really seen
  private long dropped;

  /**
   * @param maxSysexBytes the longest sysex that is delivered, 0xF0 and 0xF7 included; at least 2
   */
  public MidiParser(int maxSysexBytes) {
    if (maxSysexBytes < 2) {
      throw new IllegalArgumentException("sysex of " + maxSysexBytes + " bytes; at least 2");
    }
    sysex = new byte[maxSysexBytes];
  }

  /**
   * Bytes so far that belonged to no message delivered (what is still unfinished does not count).
   */
  public long dropped() {
    return dropped;
  }

  /** The far side came anew: forgets what is unfinished, and the running status. */
  public void reset() {
    abandon();
    running = 0;
  }

  /** Feeds part of the stream; it may be cut anywhere. */
  public void feed(byte[] bytes, int offset, int length, Sink sink) {
    for (int i = offset; i < offset + length; i++) {
      feed(bytes[i] & 0xff, sink);
    }
  }

  /** Feeds one byte, 0–255. */
  public void feed(int value, Sink sink) {
    if (value >= 0xF8) {
      realTime(value, sink);
    } else if (value >= 0x80) {
      status(value, sink);
    } else if (sysexLength > 0) {
      addToSysex(value);
    } else {
      data(value, sink);
    }
  }

  /** Disturbs nothing; the two undefined ones are ignored, as the specification asks. */
  private void realTime(int value, Sink sink) {
    if (value == 0xF9 || value == 0xFD) {
      dropped++;
    } else {
      sink.realTime(value);
    }
  }

  private void status(int value, Sink sink) {
    if (value == SYSEX_END && sysexLength > 0) {
      endSysex(sink);
      return;
    }
    abandon();
    running = value < 0xF0 ? value : 0;
    switch (value) {
      case SYSEX -> {
        sysex[0] = (byte) SYSEX;
        sysexLength = 1;
      }
      case 0xF4, 0xF5, SYSEX_END -> dropped++;
      case 0xF6 -> sink.shortMessage(value, 0, 0, 1);
      default -> {
        status = value;
        waiting = 1;
      }
    }
  }

  private void data(int value, Sink sink) {
    if (status == 0) {
      if (running == 0) {
        dropped++;
        return;
      }
      status = running;
    }
    data++;
    waiting++;
    if (data < dataBytes(status)) {
      data1 = value;
      return;
    }
    int complete = status;
    int first = data == 1 ? value : data1;
    int second = data == 1 ? 0 : value;
    int length = data + 1;
    forgetShort();
    sink.shortMessage(complete, first, second, length);
  }

  /** Data bytes after a status other than 0xF0, 0xF4 to 0xF7. */
  private static int dataBytes(int status) {
    int kind = status & 0xF0;
    boolean one = kind == 0xC0 || kind == 0xD0 || status == 0xF1 || status == 0xF3;
    return one ? 1 : 2;
  }

  private void addToSysex(int value) {
    if (oversize) {
      dropped++;
    } else if (sysexLength == sysex.length - 1) { // the last place is for 0xF7
      oversize = true;
      dropped += sysexLength + 1;
    } else {
      sysex[sysexLength++] = (byte) value;
    }
  }

  private void endSysex(Sink sink) {
    if (oversize) {
      dropped++;
      forgetSysex();
      return;
    }
    int length = sysexLength;
    sysex[length] = (byte) SYSEX_END;
    forgetSysex();
    sink.sysex(sysex, length + 1);
  }

  /** Counts what was begun and cannot be finished. */
  private void abandon() {
    if (!oversize) {
      dropped += sysexLength;
    }
    dropped += waiting;
    forgetSysex();
    forgetShort();
  }

  private void forgetSysex() {
    sysexLength = 0;
    oversize = false;
  }

  private void forgetShort() {
    status = 0;
    data = 0;
    waiting = 0;
  }
}
