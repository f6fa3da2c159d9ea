package hybridge.simrack;

import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Encoding;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.SurfaceProfile.Display;
import hybridge.profile.SurfaceProfile.Heard;
import hybridge.surface.Listening;
import hybridge.surface.MidiBytes;
import hybridge.surface.Port;
import hybridge.wire.MidiParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A controller without a case, made from a profile: hands move its faders and turn its encoders,
 * and it keeps what it is told to show. It speaks the bytes of its protocol, so that what it does
 * goes the way that a real one's goes. Used by one thread.
 */
public final class VirtualSurface implements Port {
  private static final int LONGEST_SYSEX = 512;

  private final String id;
  private final SurfaceProfile profile;
  private final Deque<byte[]> outgoing = new ArrayDeque<>();
  private final MidiParser parser = new MidiParser(LONGEST_SYSEX);
  private final Listening listening;
  private final Map<Control, Integer> told = new HashMap<>();
  private final double[] motor;
  private final char[][][] text;
  private int generation = 1;
  private boolean present = true;

  public VirtualSurface(String id, SurfaceProfile profile) {
    this.id = id;
    this.profile = profile;
    this.motor = new double[profile.faders()];
    this.text = new char[profile.strips()][2][];
    List<Heard> told = new ArrayList<>();
    profile
        .shown()
        .forEach(
            (control, shown) -> told.add(new Heard(control, shown.form(), Encoding.ABSOLUTE, 0)));
    this.listening = Listening.ofSurface(told);
    blank();
  }

  private void blank() {
    for (char[][] strip : text) {
      for (int line = 0; line < 2; line++) {
        strip[line] = new char[0];
      }
    }
  }

  /** A hand is laid on a fader, or taken off. Faders count from 0. */
  public void touch(int fader, boolean held) {
    say(Control.of(Kind.TOUCH, fader), held ? 127 : 0);
  }

  /** A hand moves a fader to a travel of 0..1. */
  public void move(int fader, double norm) {
    motor[fader] = norm;
    Heard heard = heard(Control.of(Kind.FADER, fader), 0);
    int position = profile.fader().position(norm);
    int top = profile.fader().fullScale();
    int full = heard.form().full();
    say(heard, full < top ? (int) Math.rint(position * (double) full / top) : position);
  }

  /** A hand turns an encoder; clockwise is positive. */
  public void turn(int encoder, int ticks) {
    turn(Control.of(Kind.VPOT, encoder), ticks);
  }

  /** A hand turns the wheel; clockwise is positive. */
  public void jog(int ticks) {
    turn(Control.of(Kind.JOG, 0), ticks);
  }

  private void turn(Control control, int ticks) {
    Heard heard = heard(control, Integer.signum(ticks));
    if (heard.sign() != 0) {
      for (int i = 0; i < Math.abs(ticks); i++) {
        say(heard, 127);
      }
    } else {
      say(heard, heard.encoding().value(ticks));
    }
  }

  /** A hand turns a knob with two ends to a place of 0..1. */
  public void dial(int knob, double norm) {
    Heard heard = heard(Control.of(Kind.VPOT, knob), 0);
    say(heard, (int) Math.rint(norm * heard.form().full()));
  }

  /**
   * A hand presses a button and lets it go.
   *
   * @param strip 0 for those there is one of
   */
  public void press(Button button, int strip) {
    say(Control.of(button, strip), 127);
    say(Control.of(button, strip), 0);
  }

  /**
   * A hand presses a button and stays on it, or lets it go.
   *
   * @param strip 0 for those there is one of
   */
  public void hold(Button button, int strip, boolean down) {
    say(Control.of(button, strip), down ? 127 : 0);
  }

  /** Its plug was pulled and put in again: it shows nothing, and knows of nothing. */
  public void plugAnew() {
    told.clear();
    blank();
    parser.reset();
    listening.reset();
    generation++;
  }

  /** Is a cable there? */
  public void present(boolean now) {
    present = now;
  }

  /** Bytes of its own, such as an announcement. */
  public void say(byte[] bytes) {
    outgoing.add(bytes);
  }

  /** Where a fader stands: where a hand or its motor brought it. */
  public double fader(int fader) {
    return motor[fader];
  }

  /** What a strip's display says; line 0 or 1. */
  public String text(int strip, int line) {
    return new String(text[strip][line]).strip();
  }

  /** Is a lamp lit? */
  public boolean lit(Button button, int strip) {
    Control control = Control.of(button, strip);
    return told.containsKey(control) && told.get(control) != profile.shown().get(control).off();
  }

  /** The last value that a ring, a meter or a digit was told, −1 for none. */
  public int told(Control control) {
    return told.getOrDefault(control, -1);
  }

  /** Is a lamp told to blink? Only where the lamp can. */
  public boolean blinks(Button button, int strip) {
    Control control = Control.of(button, strip);
    return profile.shown().containsKey(control)
        && profile.shown().get(control).flash() >= 0
        && told(control) == profile.shown().get(control).flash();
  }

  public SurfaceProfile profile() {
    return profile;
  }

  /** Everything it shows, but meters and what a hand moves: place by place, in words. */
  public Map<String, String> picture() {
    Map<String, String> picture = new TreeMap<>();
    told.forEach(
        (control, value) -> {
          switch (control.kind()) {
            case FADER, METER, METER_RIGHT, MAIN_METER -> {}
            default -> picture.put(control.word(), Integer.toString(value));
          }
        });
    for (int strip = 0; strip < text.length; strip++) {
      for (int line = 0; line < 2; line++) {
        picture.put("text " + (strip + 1) + " " + line, text(strip, line));
      }
    }
    return picture;
  }

  private Heard heard(Control control, int sign) {
    return profile.heard().stream()
        .filter(h -> h.control().equals(control) && (h.sign() == 0 || h.sign() == sign))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(profile.id() + " has no " + control.word()));
  }

  private void say(Control control, int value) {
    say(heard(control, 0), value);
  }

  private void say(Heard heard, int value) {
    outgoing.addAll(MidiBytes.from(heard.form(), value));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean send(byte[] m) {
    listening.at(0, new Ears());
    parser.feed(m, 0, m.length, listening);
    return true;
  }

  /** What it is told. */
  private final class Ears implements Listening.Values {
    @Override
    public void value(Heard heard, int value, int full) {
      Control c = heard.control();
      told.put(c, value);
      if (c.kind() == Kind.FADER) {
        int top = profile.fader().fullScale();
        motor[c.index()] =
            profile.fader().norm(full < top ? (int) Math.rint(value * (double) top / full) : value);
      }
    }

    @Override
    public void step(Heard heard, int ticks) {}

    @Override
    public void any(int status, int data1, int data2) {}

    @Override
    public void sysex(byte[] message, int length) {
      for (Display d : profile.displays()) {
        var whole = d.message().read(message, length, hole -> size(d, hole));
        whole.ifPresentOrElse(holes -> show(d, holes), () -> piece(d, message, length));
      }
    }

    /** A text shorter than a cell stands where its place says. */
    private void piece(Display d, byte[] message, int length) {
      for (int n = d.cells() - 1; n > 0 && d.message().has("offset"); n--) {
        int letters = n;
        d.message()
            .read(message, length, hole -> hole.equals("text") ? letters : size(d, hole))
            .ifPresent(
                holes -> {
                  int offset = holes.get("offset")[0] - d.base();
                  int row = d.columns() > 0 ? offset / d.columns() : 0;
                  int at = d.columns() > 0 ? offset % d.columns() : offset;
                  int line = d.lines().get(Math.clamp(row, 0, d.lines().size() - 1));
                  patch(at / d.cells(), line, at % d.cells(), d.cells(), holes.get("text"));
                });
      }
    }

    private void patch(int strip, int line, int from, int cells, byte[] letters) {
      if (strip < 0 || strip >= text.length) {
        return;
      }
      char[] cell = Arrays.copyOf(text[strip][line], cells);
      for (int i = 0; i < cells; i++) {
        cell[i] = cell[i] == 0 ? ' ' : cell[i];
      }
      for (int i = 0; i < letters.length && from + i < cells; i++) {
        cell[from + i] = (char) letters[i];
      }
      text[strip][line] = cell;
    }

    private int size(Display d, String hole) {
      return switch (hole) {
        case "text" -> d.cells() * d.group();
        case "upper", "lower" -> d.cells();
        default -> 1;
      };
    }

    private void show(Display d, Map<String, byte[]> holes) {
      int row = holes.containsKey("line") ? holes.get("line")[0] : 0;
      int strip = holes.containsKey("strip") ? holes.get("strip")[0] * d.group() : 0;
      if (holes.containsKey("offset")) {
        int offset = holes.get("offset")[0] - d.base();
        if (d.columns() > 0) {
          row = offset / d.columns();
          offset %= d.columns();
        }
        strip = offset / d.cells();
      }
      put(strip, 0, holes.get("upper"));
      put(strip, 1, holes.get("lower"));
      byte[] letters = holes.get("text");
      for (int i = 0; letters != null && i < d.group(); i++) {
        int line = d.lines().get(Math.clamp(row, 0, d.lines().size() - 1));
        put(strip + i, line, Arrays.copyOfRange(letters, i * d.cells(), (i + 1) * d.cells()));
      }
    }

    private void put(int strip, int line, byte[] letters) {
      if (letters != null && strip >= 0 && strip < text.length) {
        text[strip][line] = new String(letters, StandardCharsets.US_ASCII).toCharArray();
      }
    }
  }

  @Override
  public int receive(Receiver receiver) {
    int count = 0;
    while (!outgoing.isEmpty()) {
      byte[] bytes = outgoing.poll();
      count += bytes.length;
      receiver.bytes(bytes, bytes.length, System.nanoTime());
    }
    return count;
  }

  @Override
  public boolean present() {
    return present;
  }

  @Override
  public int generation() {
    return generation;
  }
}
