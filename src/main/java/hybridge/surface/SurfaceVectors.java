package hybridge.surface;

import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.SurfaceProfile;
import hybridge.value.Numbers;
import hybridge.value.Problems;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Plays the golden vectors of a surface's profile through its dialect, both ways. */
public final class SurfaceVectors {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final Map<String, Integer> COLOURS = colours();

  private SurfaceVectors() {}

  private static Map<String, Integer> colours() {
    Map<String, Integer> colours = new HashMap<>();
    colours.put("black", 0);
    colours.put("red", 0xFF0000);
    colours.put("green", 0x00FF00);
    colours.put("yellow", 0xFFFF00);
    colours.put("blue", 0x0000FF);
    colours.put("magenta", 0xFF00FF);
    colours.put("cyan", 0x00FFFF);
    colours.put("white", 0xFFFFFF);
    return colours;
  }

  /** Notes each vector that does not come out as it says. */
  public static void check(SurfaceProfile profile, Problems problems) {
    for (SurfaceProfile.Vector v : profile.vectors()) {
      String played;
      try {
        played = play(profile, v);
      } catch (RuntimeException e) {
        problems.add(
            v.line(),
            "vectors",
            "'" + v.meaning() + "'",
            "words such as 'fader-1 at 0.75' or 'mute-3 on'",
            "");
        continue;
      }
      String wanted = v.received() ? v.meaning() : v.bytes().toUpperCase(Locale.ROOT);
      if (!played.equals(wanted)) {
        problems.add(v.line(), "vectors", played.isEmpty() ? "nothing" : played, wanted, "");
      }
    }
  }

  private static String play(SurfaceProfile profile, SurfaceProfile.Vector v) {
    Dialect dialect = new TableDialect(profile);
    if (!v.received()) {
      return HEX.formatHex(sent(profile, dialect, v.meaning()));
    }
    List<String> events = new ArrayList<>();
    byte[] bytes = HEX.parseHex(v.bytes());
    dialect.receive(bytes, bytes.length, 0, e -> events.add(words(e)));
    dialect.tick(FourteenBits.PATIENCE_NANOS, e -> events.add(words(e)));
    return String.join(", ", events);
  }

  private static byte[] sent(SurfaceProfile profile, Dialect dialect, String words) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    switch (words) {
      case "hello" -> profile.handshake().hello().forEach(all::writeBytes);
      case "setup" -> profile.handshake().setup().forEach(all::writeBytes);
      case "keep alive" -> all.writeBytes(profile.keepAlive().orElseThrow().send());
      default -> {
        List<byte[]> messages = List.of();
        for (String part : words.split("; ")) { // what goes before only sets the scene
          messages = dialect.show(show(profile, part));
        }
        messages.forEach(all::writeBytes);
      }
    }
    return all.toByteArray();
  }

  /** An event in the words of the vectors. */
  static String words(SurfaceEvent event) {
    return switch (event) {
      case SurfaceEvent.Moved e -> "fader-" + (e.fader() + 1) + " moved to " + rounded(e.norm());
      case SurfaceEvent.Touched e ->
          "fader-" + (e.fader() + 1) + (e.held() ? " touched" : " released");
      case SurfaceEvent.Turned e -> "vpot-" + (e.encoder() + 1) + " turned " + e.ticks();
      case SurfaceEvent.Dialled e -> "vpot-" + (e.encoder() + 1) + " set to " + rounded(e.norm());
      case SurfaceEvent.Jogged e -> "jog turned " + e.ticks();
      case SurfaceEvent.Pedalled e -> "pedal at " + rounded(e.norm());
      case SurfaceEvent.Alive e -> "alive";
      case SurfaceEvent.Refused e -> "refused";
      case SurfaceEvent.Arrived e ->
          e.reply().length == 0 ? "arrived" : "arrived, to be answered " + HEX.formatHex(e.reply());
      case SurfaceEvent.Pressed e ->
          Control.of(e.button(), e.strip()).word() + (e.on() ? " pressed" : " let go");
    };
  }

  private static String rounded(double norm) {
    return Numbers.text(Math.round(norm * 1e4) / 1e4);
  }

  /** What the words of a vector say. */
  private static Show show(SurfaceProfile profile, String words) {
    String[] w = words.split(" ");
    String last = w[w.length - 1];
    switch (w[0]) {
      case "text" -> {
        String text = w.length < 4 ? "" : words.split(" ", 4)[3];
        return new Show.Text(Integer.parseInt(w[1]) - 1, w[2].equals("upper") ? 0 : 1, text);
      }
      case "colours" -> {
        List<Integer> rgb = new ArrayList<>();
        for (int i = 1; i < w.length; i++) {
          rgb.add(COLOURS.containsKey(w[i]) ? COLOURS.get(w[i]) : Integer.decode("0x" + w[i]));
        }
        return new Show.Colours(rgb);
      }
      case "digits" -> {
        return new Show.Digits(last);
      }
      case "time" -> {
        return new Show.Time(words.substring(5));
      }
      case "main-meter" -> {
        return new Show.MainMeter(w[1].equals("left") ? 0 : 1, Numbers.parse(last));
      }
      case "meter" -> {
        int strip = Integer.parseInt(w[1]) - 1;
        return switch (last) {
          case "over" -> new Show.Overload(strip, true);
          case "clear" -> new Show.Overload(strip, false);
          default -> new Show.Meter(strip, Numbers.parse(last));
        };
      }
      default -> {}
    }
    Control control = Control.of(w[0], profile.strips()).orElseThrow();
    return switch (control.kind()) {
      case FADER -> new Show.Fader(control.index(), Double.parseDouble(last));
      case VPOT -> ring(control.index(), w[1], last);
      case BUTTON -> led(control.button(), control.index(), last);
      default -> throw new IllegalArgumentException(words);
    };
  }

  private static Show led(Button button, int strip, String last) {
    return new Show.Led(
        button,
        strip,
        switch (last) {
          case "on" -> Show.Light.ON;
          case "off" -> Show.Light.OFF;
          case "flashing" -> Show.Light.FLASH;
          default -> throw new IllegalArgumentException(last);
        });
  }

  private static Show ring(int place, String how, String last) {
    return switch (how) {
      case "dark" -> new Show.Ring(place, 0, Show.RingStyle.OFF);
      case "filled" -> new Show.Ring(place, Double.parseDouble(last), Show.RingStyle.FILL);
      case "single" -> new Show.Ring(place, Double.parseDouble(last), Show.RingStyle.SINGLE);
      default -> new Show.Ring(place, Double.parseDouble(last), Show.RingStyle.CENTRE);
    };
  }
}
