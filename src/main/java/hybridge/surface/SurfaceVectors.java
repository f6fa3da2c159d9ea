package hybridge.surface;

import hybridge.profile.SurfaceProfile;
import hybridge.surface.SurfaceEvent.Button;
import hybridge.value.Numbers;
import hybridge.value.Problems;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Plays the golden vectors of a surface's profile through its dialect, both ways. */
public final class SurfaceVectors {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private SurfaceVectors() {}

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
    Dialect dialect = new McuDialect(profile);
    if (!v.received()) {
      return HEX.formatHex(dialect.show(show(v.meaning())));
    }
    List<String> events = new ArrayList<>();
    byte[] bytes = HEX.parseHex(v.bytes());
    dialect.receive(bytes, bytes.length, e -> events.add(words(e)));
    return String.join(", ", events);
  }

  private static String words(SurfaceEvent event) {
    return switch (event) {
      case SurfaceEvent.Moved e ->
          "fader-"
              + (e.fader() + 1)
              + " moved to "
              + Numbers.text(Math.round(e.norm() * 1e4) / 1e4);
      case SurfaceEvent.Touched e ->
          "fader-" + (e.fader() + 1) + (e.held() ? " touched" : " released");
      case SurfaceEvent.Turned e -> "vpot-" + (e.encoder() + 1) + " turned " + e.ticks();
      case SurfaceEvent.Arrived e ->
          e.reply().length == 0 ? "arrived" : "arrived, to be answered " + HEX.formatHex(e.reply());
      case SurfaceEvent.Pressed e ->
          button(e.button(), e.strip()) + (e.on() ? " pressed" : " let go");
    };
  }

  private static String button(Button button, int strip) {
    String name = button.name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (!button.perStrip()) {
      return name;
    }
    return button == Button.VPOT ? "vpot-" + (strip + 1) + "-push" : name + "-" + (strip + 1);
  }

  private static Show show(String words) {
    String[] w = words.split(" ");
    if (w[0].equals("text")) {
      return new Show.Text(Integer.parseInt(w[1]) - 1, w[2].equals("upper") ? 0 : 1, w[3]);
    }
    int dash = w[0].indexOf('-');
    int place = Integer.parseInt(w[0].substring(dash + 1)) - 1;
    String last = w[w.length - 1];
    return switch (w[0].substring(0, dash)) {
      case "fader" -> new Show.Fader(place, Double.parseDouble(last));
      case "vpot" -> ring(place, w[1], last);
      case String what ->
          new Show.Led(Button.valueOf(what.toUpperCase(Locale.ROOT)), place, last.equals("on"));
    };
  }

  private static Show ring(int place, String how, String last) {
    return switch (how) {
      case "dark" -> new Show.Ring(place, 0, Show.RingStyle.OFF);
      case "filled" -> new Show.Ring(place, Double.parseDouble(last), Show.RingStyle.FILL);
      default -> new Show.Ring(place, Double.parseDouble(last), Show.RingStyle.CENTRE);
    };
  }
}
