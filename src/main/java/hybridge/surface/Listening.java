package hybridge.surface;

import hybridge.profile.Encoding;
import hybridge.profile.Form;
import hybridge.profile.SurfaceProfile.Heard;
import hybridge.wire.MidiParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages become values of the controls that a profile names. What it does not name is passed by.
 */
public final class Listening implements MidiParser.Sink {

  /** Takes the value of a control. */
  public interface Values {
    /**
     * @param value 0..full
     * @param full the largest value of this form
     */
    void value(Heard heard, int value, int full);

    /** A relative control that says only which way. */
    void step(Heard heard, int ticks);

    /** A system exclusive message that no control has. */
    void sysex(byte[] message, int length);

    /** Each short message, before its meaning. */
    void any(int status, int data1, int data2);
  }

  private static final int NONE = 0x3FFF;

  private final Map<Integer, Heard> keys = new HashMap<>();
  private final Map<Integer, Heard> controllers = new HashMap<>();
  private final Map<Integer, Halves> coarse = new HashMap<>();
  private final Map<Integer, Halves> fine = new HashMap<>();
  private final Map<Integer, Halves> numbered = new HashMap<>();
  private final Map<Integer, Heard> programs = new HashMap<>();
  private final Map<Integer, Heard> switches = new HashMap<>();
  private final Map<Integer, Heard> keyPressures = new HashMap<>();
  private final Heard[] programValues = new Heard[16];
  private final Heard[] bends = new Heard[16];
  private final Map<Integer, Heard> pressures = new HashMap<>();
  private final List<Heard> sysexes = new ArrayList<>();
  private final List<Halves> halves = new ArrayList<>();
  private final Selected[] selected = new Selected[16];
  private final int zoneCc;
  private final int portCc;
  private int zone = -1;
  private long now;
  private Values out;

  /** A control of two halves. */
  private record Halves(Heard heard, FourteenBits bits) {}

  /** Which numbered parameter a channel speaks of. */
  private static final class Selected {
    private boolean registered;
    private int number = NONE;

    private void high(boolean rpn, int value) {
      number = (registered == rpn ? number & 0x7F : 0x7F) | value << 7;
      registered = rpn;
    }

    private void low(boolean rpn, int value) {
      number = (registered == rpn ? number & 0x3F80 : 0x3F80) | value;
      registered = rpn;
    }
  }

  /** Understands what a surface says. */
  public Listening(List<Heard> all) {
    this(all, MidiBytes.ZONE_IN, MidiBytes.PORT_IN);
  }

  /** Understands what a surface is told: for those that play one. */
  public static Listening ofSurface(List<Heard> all) {
    return new Listening(all, MidiBytes.ZONE_OUT, MidiBytes.PORT_OUT);
  }

  private Listening(List<Heard> all, int zoneCc, int portCc) {
    this.zoneCc = zoneCc;
    this.portCc = portCc;
    for (int i = 0; i < selected.length; i++) {
      selected[i] = new Selected();
    }
    for (Heard heard : all) {
      switch (heard.form()) {
        case Form.Note f -> keys.put(f.channel() << 7 | f.number(), heard);
        case Form.Cc f -> controllers.put(f.channel() << 7 | f.number(), heard);
        case Form.Cc14 f -> {
          Halves both = halves(heard, f.lsbFirst());
          coarse.put(f.channel() << 7 | f.msb(), both);
          fine.put(f.channel() << 7 | f.lsb(), both);
        }
        case Form.Numbered f ->
            numbered.put(number(f.channel(), f.registered(), f.number()), halves(heard, false));
        case Form.Bend f -> bends[f.channel()] = heard;
        case Form.Program f -> programs.put(f.channel() << 7 | f.number(), heard);
        case Form.Pressure f -> pressures.put(nibbled(f.channel(), f.nibble()), heard);
        case Form.Status f -> {
          if (f.status() < 0xD0) {
            programValues[f.status() & 0x0F] = heard;
          } else {
            pressures.put(nibbled(f.status() & 0x0F, -1), heard);
          }
        }
        case Form.KeyPressure f ->
            keyPressures.put(nibbled(f.channel() << 7 | f.number(), f.nibble()), heard);
        case Form.Switch f -> switches.put(f.zone() << 3 | f.port(), heard);
        case Form.Sysex f -> sysexes.add(heard);
      }
    }
  }

  private Halves halves(Heard heard, boolean lsbFirst) {
    Halves both = new Halves(heard, new FourteenBits(lsbFirst));
    halves.add(both);
    return both;
  }

  private static int number(int channel, boolean registered, int number) {
    return (channel << 1 | (registered ? 1 : 0)) << 14 | number;
  }

  /** Until it is called again, messages came now and mean something to these. */
  public void at(long nanos, Values values) {
    now = nanos;
    out = values;
  }

  /** What waited for a second half in vain. */
  public void tick() {
    for (Halves h : halves) {
      h.bits().tick(now, v -> out.value(h.heard(), v, 16_383));
    }
  }

  public void reset() {
    halves.forEach(h -> h.bits().reset());
    for (Selected s : selected) {
      s.number = NONE;
    }
    zone = -1;
  }

  @Override
  public void shortMessage(int status, int data1, int data2, int length) {
    out.any(status, data1, data2);
    int channel = status & 0x0F;
    int at = channel << 7 | data1;
    switch (status & 0xF0) {
      case 0x80 -> value(keys.get(at), 0);
      case 0x90 -> value(keys.get(at), data2);
      case 0xA0 -> pressure(keyPressures, at, data2);
      case 0xB0 -> controller(channel, data1, data2);
      case 0xC0 -> {
        Heard program = programs.get(at);
        value(program, 127);
        value(program, 0);
        value(programValues[channel], data1);
      }
      case 0xD0 -> pressure(pressures, channel, data1);
      case 0xE0 -> {
        if (bends[channel] != null) {
          out.value(bends[channel], data2 << 7 | data1, 16_383);
        }
      }
      default -> {}
    }
  }

  private static int nibbled(int at, int nibble) {
    return at << 4 | Math.max(0, nibble);
  }

  /** The high four bits may say which of several places is meant. */
  private void pressure(Map<Integer, Heard> places, int at, int value) {
    Heard first = places.get(nibbled(at, 0));
    boolean split =
        first != null
            && switch (first.form()) {
              case Form.Pressure f -> f.nibble() >= 0;
              case Form.KeyPressure f -> f.nibble() >= 0;
              default -> false;
            };
    if (split) {
      value(places.get(nibbled(at, value >> 4)), value & 0x0F);
    } else {
      value(first, value);
    }
  }

  private void value(Heard heard, int value) {
    if (heard != null) {
      out.value(heard, value, 127);
    }
  }

  private void controller(int channel, int cc, int value) {
    if (!switches.isEmpty() && channel == 0 && (cc == zoneCc || cc == portCc)) {
      zoned(cc, value);
      return;
    }
    if (!numbered.isEmpty() && numbered(channel, cc, value)) {
      return;
    }
    int at = channel << 7 | cc;
    Halves high = coarse.get(at);
    if (high != null) {
      high.bits().high(value, now, v -> out.value(high.heard(), v, 16_383));
    }
    Halves low = fine.get(at);
    if (low != null) {
      low.bits().low(value, now, v -> out.value(low.heard(), v, 16_383));
    }
    Heard plain = controllers.get(at);
    if (plain == null) {
      return;
    }
    if (plain.sign() == 0) {
      out.value(plain, value, 127);
    } else if (value > 0 || plain.encoding().kind() == Encoding.Kind.INCDEC) {
      out.step(plain, plain.sign());
    }
  }

  private void zoned(int cc, int value) {
    if (cc == zoneCc) {
      zone = value;
      return;
    }
    Heard heard = zone < 0 ? null : switches.get(zone << 3 | value & 0x07);
    if (heard != null && (value & 0x38) == 0) {
      out.value(heard, (value & 0x40) != 0 ? 1 : 0, 1);
    }
  }

  /** Was it about a numbered parameter? */
  private boolean numbered(int channel, int cc, int value) {
    Selected s = selected[channel];
    switch (cc) {
      case 99 -> s.high(false, value);
      case 98 -> s.low(false, value);
      case 101 -> s.high(true, value);
      case 100 -> s.low(true, value);
      case 6, 38, 96, 97 -> {
        Halves h = s.number == NONE ? null : numbered.get(number(channel, s.registered, s.number));
        if (h == null) {
          return false;
        }
        data(h, cc, value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void data(Halves h, int cc, int value) {
    Heard heard = h.heard();
    boolean two = heard.form() instanceof Form.Numbered f && f.fine();
    switch (cc) {
      case 96 -> out.step(heard, 1);
      case 97 -> out.step(heard, -1);
      case 6 -> {
        if (two) {
          h.bits().high(value, now, v -> out.value(heard, v, 16_383));
        } else {
          out.value(heard, value, 127);
        }
      }
      default -> {
        if (two) {
          h.bits().low(value, now, v -> out.value(heard, v, 16_383));
        }
      }
    }
  }

  @Override
  public void realTime(int status) {
    out.any(status, 0, 0);
  }

  @Override
  public void sysex(byte[] message, int length) {
    for (Heard heard : sysexes) {
      Form.Sysex form = (Form.Sysex) heard.form();
      var value = form.pattern().match(message, length);
      if (value.isPresent()) {
        out.value(heard, value.getAsInt(), form.full());
        return;
      }
    }
    out.sysex(message, length);
  }
}
