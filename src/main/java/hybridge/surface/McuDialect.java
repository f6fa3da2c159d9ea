package hybridge.surface;

import hybridge.profile.SurfaceProfile;
import hybridge.surface.SurfaceEvent.Button;
import hybridge.wire.MidiParser;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The MCU protocol: faders as pitch bend, buttons as notes, V-pots as relative controllers,
 * displays as sysex. Source: Logic Pro 7.2 Dedicated Control Surface Support, appendix B.
 */
public final class McuDialect implements Dialect {
  private static final int LONGEST_SYSEX = 256;
  private static final int NOTE_OFF = 0x80;
  private static final int NOTE_ON = 0x90;
  private static final int CONTROLLER = 0xB0;
  private static final int PITCH_BEND = 0xE0;
  private static final int VPOT_CC = 0x10;
  private static final int RING_CC = 0x30;
  private static final int TOUCH_NOTE = 0x68;
  private static final int STRIP_BUTTONS = 8;

  /** Sent at power-on: seven bytes of serial number, four of challenge. */
  private static final int CONNECTION_QUERY = 0x01;

  private static final int CONNECTION_REPLY = 0x02;
  private static final int CONNECTION_CONFIRMED = 0x03;

  /** How some models announce themselves instead. */
  private static final int ANNOUNCED = 0x06;

  private final SurfaceProfile profile;
  private final MidiParser parser = new MidiParser(LONGEST_SYSEX);
  private final int faders;

  public McuDialect(SurfaceProfile profile) {
    this.profile = profile;
    this.faders = profile.strips() + (profile.mainFader() ? 1 : 0);
  }

  /** First note of each button's eight, or its only one. */
  private static int note(Button button) {
    return switch (button) {
      case RECORD -> 0x00;
      case SOLO -> 0x08;
      case MUTE -> 0x10;
      case SELECT -> 0x18;
      case VPOT -> 0x20;
      case BANK_LEFT -> 0x2E;
      case BANK_RIGHT -> 0x2F;
      case CHANNEL_LEFT -> 0x30;
      case CHANNEL_RIGHT -> 0x31;
    };
  }

  @Override
  public void receive(byte[] bytes, int length, Consumer<SurfaceEvent> events) {
    parser.feed(bytes, 0, length, new Understanding(events));
  }

  private final class Understanding implements MidiParser.Sink {
    private final Consumer<SurfaceEvent> events;

    Understanding(Consumer<SurfaceEvent> events) {
      this.events = events;
    }

    @Override
    public void shortMessage(int status, int data1, int data2, int length) {
      switch (status & 0xF0) {
        case PITCH_BEND -> {
          int fader = status & 0x0F;
          if (fader < faders) {
            double norm = Math.min(1.0, (data2 * 128 + data1) / (double) profile.faderFullScale());
            events.accept(new SurfaceEvent.Moved(fader, norm));
          }
        }
        case NOTE_ON -> key(data1, data2 != 0);
        case NOTE_OFF -> key(data1, false);
        case CONTROLLER -> {
          int encoder = data1 - VPOT_CC;
          if (encoder >= 0 && encoder < profile.strips()) {
            // Bit 6 is counter-clockwise; no ticks at all is one tick of some makers.
            int ticks = Math.max(1, data2 & 0x3F);
            events.accept(new SurfaceEvent.Turned(encoder, (data2 & 0x40) != 0 ? -ticks : ticks));
          }
        }
        default -> {}
      }
    }

    private void key(int note, boolean on) {
      int fader = note - TOUCH_NOTE;
      if (fader >= 0 && fader < faders) {
        events.accept(new SurfaceEvent.Touched(fader, on));
        return;
      }
      for (Button button : Button.values()) {
        int strip = note - note(button);
        boolean mine =
            button.perStrip()
                ? strip >= 0 && strip < Math.min(STRIP_BUTTONS, profile.strips())
                : strip == 0;
        if (mine) {
          events.accept(new SurfaceEvent.Pressed(button, strip, on));
          return;
        }
      }
    }

    @Override
    public void realTime(int status) {}

    @Override
    public void sysex(byte[] b, int length) {
      if (length < 7 || b[1] != 0 || b[2] != 0 || b[3] != 0x66) {
        return;
      }
      boolean query = b[5] == CONNECTION_QUERY;
      if (query || b[5] == CONNECTION_CONFIRMED || b[5] == ANNOUNCED) {
        events.accept(new SurfaceEvent.Arrived(query && length == 18 ? answer(b) : new byte[0]));
      }
    }
  }

  /** The answer to a challenge: serial number and four bytes made of the challenge's. */
  private static byte[] answer(byte[] query) {
    byte[] reply = Arrays.copyOf(query, 18);
    int l1 = query[13];
    int l2 = query[14];
    int l3 = query[15];
    int l4 = query[16];
    reply[5] = CONNECTION_REPLY;
    reply[13] = (byte) (l1 + (l2 ^ 0x0A) - l4 & 0x7F);
    reply[14] = (byte) ((l3 >> 4 ^ l1 + l4) & 0x7F);
    reply[15] = (byte) ((l4 - (l3 << 2) ^ (l1 | l2)) & 0x7F);
    reply[16] = (byte) (l2 - l3 + (0xF0 ^ l4 << 4) & 0x7F);
    return reply;
  }

  @Override
  public byte[] show(Show show) {
    return switch (show) {
      case Show.Fader s when s.fader() < faders -> {
        int position = position(s.norm());
        yield bytes(PITCH_BEND | s.fader(), position & 0x7F, position >> 7);
      }
      case Show.Led s -> bytes(NOTE_ON, note(s.button()) + s.strip(), s.on() ? 0x7F : 0);
      case Show.Ring s when s.encoder() < profile.strips() ->
          bytes(CONTROLLER, RING_CC + s.encoder(), ring(s));
      case Show.Text s when profile.displayCells() > 0 && s.strip() < profile.strips() -> text(s);
      case Show.Fader s -> new byte[0];
      case Show.Ring s -> new byte[0];
      case Show.Text s -> new byte[0];
    };
  }

  private int position(double norm) {
    return (int) Math.rint(Math.clamp(norm, 0.0, 1.0) * profile.faderFullScale());
  }

  @Override
  public boolean samePosition(double a, double b) {
    return position(a) == position(b);
  }

  /**
   * Lamps 1 to 11, 0 is dark; bits 4–5 the style; bit 6 the lamp below, lit when a centred ring
   * stands in its centre.
   */
  private static int ring(Show.Ring ring) {
    int lamp = (int) Math.rint(Math.clamp(ring.norm(), 0.0, 1.0) * 10) + 1;
    return switch (ring.style()) {
      case CENTRE -> 0x10 | lamp | (ring.norm() == 0.5 ? 0x40 : 0);
      case FILL -> 0x20 | lamp;
      case OFF -> 0;
    };
  }

  private byte[] text(Show.Text show) {
    int cells = profile.displayCells();
    byte[] message = new byte[7 + cells + 1];
    int[] header = {
      0xF0,
      0x00,
      0x00,
      0x66,
      profile.device(),
      0x12,
      show.strip() * cells + show.line() * profile.displayColumns()
    };
    for (int i = 0; i < header.length; i++) {
      message[i] = (byte) header[i];
    }
    // The last cell of a strip stays blank, so that neighbours do not run together.
    String text = printable(show.text());
    for (int i = 0; i < cells; i++) {
      message[7 + i] = (byte) (i < text.length() && i < cells - 1 ? text.charAt(i) : ' ');
    }
    message[message.length - 1] = (byte) 0xF7;
    return message;
  }

  /** Letters without their accents; what the display has no sign for becomes a question mark. */
  private static String printable(String text) {
    String plain =
        Normalizer.normalize(
            text.replace("ß", "ss").replace('−', '-').replace('∞', 'o'), Normalizer.Form.NFKD);
    return plain.replaceAll("\\p{M}", "").replaceAll("[^\\x20-\\x7E]", "?");
  }

  private static byte[] bytes(int... values) {
    byte[] b = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      b[i] = (byte) values[i];
    }
    return b;
  }

  @Override
  public long dropped() {
    return parser.dropped();
  }

  @Override
  public void reset() {
    parser.reset();
  }
}
