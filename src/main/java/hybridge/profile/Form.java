package hybridge.profile;

/**
 * The form of a MIDI message that carries one control. Channels count from 0 here, from 1 in files.
 */
public sealed interface Form {

  /** A key; its velocity is the value. */
  record Note(int channel, int number) implements Form {}

  /** A controller of seven bits. */
  record Cc(int channel, int number) implements Form {}

  /**
   * A controller of fourteen bits in two messages.
   *
   * @param lsbFirst the fine half comes first
   */
  record Cc14(int channel, int msb, int lsb, boolean lsbFirst) implements Form {}

  /**
   * A parameter by number, through controllers 98 to 101, 6 and 38.
   *
   * @param registered RPN; false: NRPN
   * @param number 0..16383
   * @param fine its value has fourteen bits
   */
  record Numbered(int channel, boolean registered, int number, boolean fine) implements Form {}

  /** Pitch bend, fourteen bits. */
  record Bend(int channel) implements Form {}

  /** A program change that stands for a key. */
  record Program(int channel, int number) implements Form {}

  /**
   * Channel pressure.
   *
   * @param nibble goes into the high four bits of the value; −1: the value has them for itself
   */
  record Pressure(int channel, int nibble) implements Form {}

  /** Two bytes with any status: what we send to a surface that has forms of its own. */
  record Status(int status) implements Form {}

  /** Key pressure of one key. */
  record KeyPressure(int channel, int number, int nibble) implements Form {}

  /** A switch of a zone, as the HUI protocol counts them. */
  record Switch(int zone, int port) implements Form {}

  /** A message of its own, with a hole {@code {v}} for seven bits or {@code {hi} {lo}} for more. */
  record Sysex(SysexPattern pattern) implements Form {}

  /** The largest value it carries. */
  default int full() {
    return switch (this) {
      case Cc14 f -> 16_383;
      case Bend f -> 16_383;
      case Numbered f -> f.fine() ? 16_383 : 127;
      case Sysex f -> f.pattern().has("hi") ? 16_383 : 127;
      case Pressure f -> f.nibble() >= 0 ? 15 : 127;
      case KeyPressure f -> f.nibble() >= 0 ? 15 : 127;
      case Status f -> 127;
      case Note f -> 127;
      case Cc f -> 127;
      case Program f -> 127;
      case Switch f -> 1;
    };
  }
}
