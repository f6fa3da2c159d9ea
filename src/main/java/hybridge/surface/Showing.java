package hybridge.surface;

import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Form;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.SurfaceProfile.Colours;
import hybridge.profile.SurfaceProfile.Display;
import hybridge.profile.SurfaceProfile.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is to be shown becomes messages, by the tables of a profile. Remembers what stands in the
 * displays, because some messages carry more than what changes.
 */
final class Showing {
  private static final int TIME_DIGITS = 10;

  /** All faders of a port are to arrive within 65 ms; a turn of the desk's thread comes off. */
  private static final double FADERS_IN_SECONDS = 0.0648;

  private final SurfaceProfile profile;
  private final String[][] lines;
  private final int[] colours;
  private final int textBytes;
  private int device;

  Showing(SurfaceProfile profile) {
    this.profile = profile;
    this.textBytes = textBytes(profile);
    this.device = profile.device();
    this.lines = new String[profile.strips()][2];
    this.colours = new int[profile.strips()];
    reset();
  }

  /** How long a text may be that has just begun when all faders move at once. */
  private static int textBytes(SurfaceProfile profile) {
    int faders = 0;
    for (int i = 0; i < profile.faders(); i++) {
      Shown to = profile.shown().get(Control.of(Kind.FADER, i));
      if (to != null) {
        faders += MidiBytes.of(to.form(), 0).stream().mapToInt(m -> m.length).sum();
      }
    }
    return (int) (FADERS_IN_SECONDS * profile.link().bytesPerSecond()) - faders;
  }

  void reset() {
    for (String[] strip : lines) {
      Arrays.fill(strip, "");
    }
    Arrays.fill(colours, 0xFFFFFF);
    device = profile.device();
  }

  /** It announced itself with this id. */
  void device(int id) {
    device = id & 0x7F;
  }

  List<byte[]> messages(Show show) {
    return switch (show) {
      case Show.Fader s -> fader(s);
      case Show.Led s -> led(s);
      case Show.Ring s -> ring(s);
      case Show.Text s -> text(s);
      case Show.Colours s -> colours(s);
      case Show.Meter s -> {
        List<byte[]> messages = new ArrayList<>(meter(Control.of(Kind.METER, s.strip()), s.db()));
        messages.addAll(meter(Control.of(Kind.METER_RIGHT, s.strip()), s.db()));
        yield messages;
      }
      case Show.MainMeter s -> meter(Control.of(Kind.MAIN_METER, s.side()), s.db());
      case Show.Overload s -> overload(s);
      case Show.Digits s -> digits(Kind.DIGIT, 2, s.text());
      case Show.Time s -> digits(Kind.TIME, TIME_DIGITS, s.text());
    };
  }

  /** Where a motor is sent for a travel, in the steps of its messages. */
  int position(double norm) {
    return profile.fader().position(norm);
  }

  private List<byte[]> fader(Show.Fader s) {
    Shown to = profile.shown().get(Control.of(Kind.FADER, s.fader()));
    if (to == null) {
      return List.of();
    }
    int position = position(s.norm());
    int top = profile.fader().fullScale();
    int full = to.form().full();
    return MidiBytes.of(
        to.form(), full < top ? (int) Math.rint(position * (double) full / top) : position);
  }

  private List<byte[]> led(Show.Led s) {
    Shown to = profile.shown().get(Control.of(s.button(), s.strip()));
    if (to == null) {
      return List.of();
    }
    int value =
        switch (s.light()) {
          case OFF -> to.off();
          case ON -> to.on();
          case FLASH -> to.flash() < 0 ? to.on() : to.flash();
        };
    return MidiBytes.of(to.form(), value);
  }

  private List<byte[]> ring(Show.Ring s) {
    Shown to = profile.shown().get(Control.of(Kind.RING, s.encoder()));
    if (to == null) {
      return List.of();
    }
    if (s.style() == Show.RingStyle.OFF) {
      return MidiBytes.of(to.form(), to.off());
    }
    double norm = Math.clamp(s.norm(), 0.0, 1.0);
    List<byte[]> messages = new ArrayList<>();
    if (to.styles().isPresent()) {
      messages.addAll(MidiBytes.of(to.styles().get(), to.styleValues().get(place(s.style()))));
    }
    int value =
        switch (to.ring()) {
          case CODED -> coded(norm, s.style());
          case CODED_DOT -> coded(norm, Show.RingStyle.SINGLE);
          case RANGE -> to.low() + (int) Math.rint(norm * (to.high() - to.low()));
        };
    messages.addAll(MidiBytes.of(to.form(), value));
    return messages;
  }

  private static int place(Show.RingStyle style) {
    return switch (style) {
      case SINGLE, OFF -> 0;
      case CENTRE -> 1;
      case FILL -> 2;
    };
  }

  /**
   * Lamps 1 to 11, 0 is dark; bits 4–5 the style; bit 6 the lamp below, lit when a centred ring
   * stands in its centre.
   */
  private static int coded(double norm, Show.RingStyle style) {
    int lamp = (int) Math.rint(norm * 10) + 1;
    return switch (style) {
      case SINGLE -> lamp;
      case CENTRE -> 0x10 | lamp | (norm == 0.5 ? 0x40 : 0);
      case FILL -> 0x20 | lamp;
      case OFF -> 0;
    };
  }

  private List<byte[]> meter(Control meter, double db) {
    Shown to = profile.shown().get(meter);
    return to == null || profile.meters().isEmpty()
        ? List.of()
        : MidiBytes.of(to.form(), profile.meters().get().steps(db));
  }

  private List<byte[]> overload(Show.Overload s) {
    Shown to = profile.shown().get(Control.of(Kind.METER, s.strip()));
    int value = profile.meters().map(m -> s.on() ? m.over() : m.clear()).orElse(-1);
    return to == null || value < 0 ? List.of() : MidiBytes.of(to.form(), value);
  }

  private List<byte[]> text(Show.Text s) {
    if (s.strip() >= lines.length) {
      return List.of();
    }
    lines[s.strip()][s.line()] = s.text();
    List<byte[]> messages = new ArrayList<>();
    for (Display display : profile.displays()) {
      if (display.lines().contains(s.line())) {
        messages.addAll(pieces(display, s.strip(), s.line()));
      }
    }
    return messages;
  }

  /**
   * A cell's text. Where all faders of a port together take nearly as long as they may, it goes in
   * pieces, so that none of them makes a fader late; where the place of a piece can be said.
   */
  private List<byte[]> pieces(Display d, int strip, int line) {
    byte[] whole = text(d, strip, line);
    int most = textBytes - (whole.length - d.cells());
    if (most >= d.cells() || d.group() != 1 || !d.message().has("offset")) {
      return List.of(whole);
    }
    int step = Math.max(1, most);
    List<byte[]> pieces = new ArrayList<>();
    byte[] cell = cell(d, strip, line);
    for (int at = 0; at < cell.length; at += step) {
      int from = at;
      byte[] some = Arrays.copyOfRange(cell, at, Math.min(cell.length, at + step));
      pieces.add(
          d.message()
              .fill(
                  hole ->
                      switch (hole) {
                        case "offset" -> MidiBytes.bytes(offset(d, strip, line) + from);
                        case "text" -> some;
                        default -> MidiBytes.bytes(device);
                      }));
    }
    return pieces;
  }

  private static int offset(Display d, int strip, int line) {
    return d.base() + strip * d.cells() + d.lines().indexOf(line) * d.columns();
  }

  private byte[] text(Display d, int strip, int line) {
    int first = strip / d.group() * d.group();
    int row = d.lines().indexOf(line);
    return d.message()
        .fill(
            hole ->
                switch (hole) {
                  case "device" -> MidiBytes.bytes(device);
                  case "strip" -> MidiBytes.bytes(strip / d.group());
                  case "line" -> MidiBytes.bytes(row);
                  case "offset" ->
                      MidiBytes.bytes(d.base() + first * d.cells() + row * d.columns());
                  case "colour" -> MidiBytes.bytes(Palette.nearest(colours[strip]));
                  case "upper" -> cell(d, strip, 0);
                  case "lower" -> cell(d, strip, 1);
                  default -> cells(d, first, line);
                });
  }

  private byte[] cells(Display d, int first, int line) {
    byte[] text = new byte[0];
    for (int strip = first; strip < Math.min(first + d.group(), lines.length); strip++) {
      byte[] one = cell(d, strip, line);
      text = Arrays.copyOf(text, text.length + one.length);
      System.arraycopy(one, 0, text, text.length - one.length, one.length);
    }
    return text;
  }

  private byte[] cell(Display d, int strip, int line) {
    int room = d.spaced() ? d.cells() - 1 : d.cells();
    String text = Lettering.fit(lines[strip][line], room, line == 0);
    byte[] cell = new byte[d.cells()];
    Arrays.fill(cell, (byte) ' ');
    byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(letters, 0, cell, 0, letters.length);
    return cell;
  }

  private List<byte[]> colours(Show.Colours s) {
    if (profile.colours().isEmpty()) {
      return List.of();
    }
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < colours.length; i++) {
      int rgb = i < s.rgb().size() ? s.rgb().get(i) : 0;
      if (rgb != colours[i]) {
        changed.add(i);
      }
      colours[i] = rgb;
    }
    return switch (profile.colours().get()) {
      case Colours.Indexed c -> List.of(c.message().fill(hole -> colours(hole, 1)));
      case Colours.Rgb c -> List.of(c.message().fill(hole -> colours(hole, 3)));
      case Colours.InText c -> {
        List<byte[]> messages = new ArrayList<>();
        for (int strip : changed) {
          messages.add(text(profile.displays().getFirst(), strip, 0));
        }
        yield messages;
      }
      case Colours.Keys c -> keys(c);
    };
  }

  private List<byte[]> keys(Colours.Keys c) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < colours.length && i < c.notes().size(); i++) {
      int[] rgb = Palette.sevenBits(colours[i]);
      for (int k = 0; k < 3; k++) {
        messages.addAll(MidiBytes.of(new Form.Note(c.channels().get(k), c.notes().get(i)), rgb[k]));
      }
    }
    return messages;
  }

  private byte[] colours(String hole, int bytesEach) {
    if (hole.equals("device")) {
      return MidiBytes.bytes(device);
    }
    byte[] all = new byte[colours.length * bytesEach];
    for (int i = 0; i < colours.length; i++) {
      if (bytesEach == 1) {
        all[i] = (byte) Palette.nearest(colours[i]);
      } else {
        int[] rgb = Palette.sevenBits(colours[i]);
        for (int k = 0; k < 3; k++) {
          all[i * 3 + k] = (byte) rgb[k];
        }
      }
    }
    return all;
  }

  private List<byte[]> digits(Kind kind, int count, String text) {
    int[] codes = Lettering.digits(text, count);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shown to = profile.shown().get(Control.of(kind, i));
      if (to != null) {
        messages.addAll(MidiBytes.of(to.form(), codes[i]));
      }
    }
    return messages;
  }
}
