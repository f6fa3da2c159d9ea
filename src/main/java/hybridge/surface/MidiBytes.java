package hybridge.surface;

import hybridge.profile.Form;
import java.util.List;

/** Values as messages of a given form. */
public final class MidiBytes {
  private static final int NOTE_ON = 0x90;
  private static final int KEY_PRESSURE = 0xA0;
  private static final int CONTROLLER = 0xB0;
  private static final int PROGRAM = 0xC0;
  private static final int PRESSURE = 0xD0;
  private static final int BEND = 0xE0;
  static final int ZONE_OUT = 0x0C;
  static final int PORT_OUT = 0x2C;
  static final int ZONE_IN = 0x0F;
  static final int PORT_IN = 0x2F;

  private MidiBytes() {}

  /**
   * The messages that carry a value to a surface.
   *
   * @param value 0..{@link Form#full}; cut to what fits
   */
  public static List<byte[]> of(Form form, int value) {
    return of(form, value, ZONE_OUT, PORT_OUT);
  }

  /** The messages by which a surface says a value. */
  public static List<byte[]> from(Form form, int value) {
    return of(form, value, ZONE_IN, PORT_IN);
  }

  private static List<byte[]> of(Form form, int value, int zoneCc, int portCc) {
    int v = Math.clamp(value, 0, form.full());
    return switch (form) {
      case Form.Note(int channel, int number) -> List.of(bytes(NOTE_ON | channel, number, v));
      case Form.Cc(int channel, int number) -> List.of(bytes(CONTROLLER | channel, number, v));
      case Form.Cc14(int channel, int msb, int lsb, boolean lsbFirst) -> {
        byte[] high = bytes(CONTROLLER | channel, msb, v >> 7);
        byte[] low = bytes(CONTROLLER | channel, lsb, v & 0x7F);
        yield lsbFirst ? List.of(low, high) : List.of(high, low);
      }
      case Form.Numbered f -> numbered(f, v);
      case Form.Bend(int channel) -> List.of(bytes(BEND | channel, v & 0x7F, v >> 7));
      case Form.Program(int channel, int number) -> List.of(bytes(PROGRAM | channel, number));
      case Form.Pressure(int channel, int nibble) ->
          List.of(bytes(PRESSURE | channel, nibbled(nibble, v)));
      case Form.Status(int status) -> List.of(bytes(status, v));
      case Form.KeyPressure(int channel, int number, int nibble) ->
          List.of(bytes(KEY_PRESSURE | channel, number, nibbled(nibble, v)));
      case Form.Switch(int zone, int port) ->
          List.of(
              bytes(CONTROLLER, zoneCc, zone),
              bytes(CONTROLLER, portCc, (v > 0 ? 0x40 : 0) | port));
      case Form.Sysex f ->
          List.of(
              f.pattern()
                  .fill(
                      hole ->
                          switch (hole) {
                            case "hi" -> bytes(v >> 7);
                            default -> bytes(v & 0x7F);
                          }));
    };
  }

  private static int nibbled(int nibble, int value) {
    return nibble < 0 ? value : (nibble << 4 | value & 0x0F) & 0x7F;
  }

  private static List<byte[]> numbered(Form.Numbered f, int v) {
    int status = CONTROLLER | f.channel();
    byte[] high = bytes(status, f.registered() ? 101 : 99, f.number() >> 7);
    byte[] low = bytes(status, f.registered() ? 100 : 98, f.number() & 0x7F);
    return f.fine()
        ? List.of(high, low, bytes(status, 6, v >> 7), bytes(status, 38, v & 0x7F))
        : List.of(high, low, bytes(status, 6, v));
  }

  static byte[] bytes(int... values) {
    byte[] b = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      b[i] = (byte) values[i];
    }
    return b;
  }
}
