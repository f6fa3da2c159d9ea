package hybridge.surface;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.SurfaceProfile;
import hybridge.surface.SurfaceEvent.Button;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every surface's golden vectors are played, both ways. */
class SurfaceVectorsTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  static SurfaceProfile profile(Path file) {
    Problems problems = new Problems(file.toString());
    SurfaceProfile profile =
        Yaml.read(file, problems).flatMap(n -> SurfaceProfile.read(n, problems)).orElse(null);
    assertThat(problems.list()).isEmpty();
    return profile;
  }

  @TestFactory
  List<DynamicTest> vectors() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("device-profiles/surfaces"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        SurfaceProfile profile = profile(file);
        for (SurfaceProfile.Vector v : profile.vectors()) {
          String name = profile.id() + " line " + v.line() + ": " + v.meaning();
          tests.add(DynamicTest.dynamicTest(name, () -> play(profile, v)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void play(SurfaceProfile profile, SurfaceProfile.Vector v) {
    Dialect dialect = new McuDialect(profile);
    if (v.received()) {
      List<String> events = new ArrayList<>();
      byte[] bytes = HEX.parseHex(v.bytes());
      dialect.receive(bytes, bytes.length, e -> events.add(words(e)));
      assertThat(events).containsExactly(v.meaning());
    } else {
      assertThat(HEX.formatHex(dialect.show(show(v.meaning())))).isEqualTo(v.bytes());
    }
  }

  private static String words(SurfaceEvent event) {
    return switch (event) {
      case SurfaceEvent.Moved e ->
          "fader-"
              + (e.fader() + 1)
              + " moved to "
              + hybridge.value.Numbers.text(Math.round(e.norm() * 1e4) / 1e4);
      case SurfaceEvent.Touched e ->
          "fader-" + (e.fader() + 1) + (e.held() ? " touched" : " released");
      case SurfaceEvent.Turned e -> "vpot-" + (e.encoder() + 1) + " turned " + e.ticks();
      case SurfaceEvent.Pressed e ->
          button(e.button(), e.strip()) + (e.on() ? " pressed" : " let go");
    };
  }

  private static String button(Button button, int strip) {
    String name = button.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return !button.perStrip()
        ? name
        : button == Button.VPOT ? "vpot-" + (strip + 1) + "-push" : name + "-" + (strip + 1);
  }

  private static Show show(String words) {
    String[] w = words.split(" ");
    if (w[0].equals("text")) {
      return new Show.Text(Integer.parseInt(w[1]) - 1, w[2].equals("upper") ? 0 : 1, w[3]);
    }
    int place = Integer.parseInt(w[0].substring(w[0].indexOf('-') + 1)) - 1;
    String what = w[0].substring(0, w[0].indexOf('-'));
    String last = w[w.length - 1];
    return switch (what) {
      case "fader" -> new Show.Fader(place, Double.parseDouble(last));
      case "mute", "solo" ->
          new Show.Led(Button.valueOf(what.toUpperCase(Locale.ROOT)), place, last.equals("on"));
      default ->
          new Show.Ring(
              place,
              last.equals("dark") ? 0 : Double.parseDouble(last),
              last.equals("dark")
                  ? Show.RingStyle.OFF
                  : w[1].equals("filled") ? Show.RingStyle.FILL : Show.RingStyle.CENTRE);
    };
  }

  @Test
  void aMillionRandomBytesAreHarmless() {
    Dialect dialect =
        new McuDialect(profile(Path.of("device-profiles/surfaces/mackie/control-universal.yaml")));
    Random random = new Random(7);
    byte[] bytes = new byte[1000];
    int[] events = new int[1];
    for (int i = 0; i < 1000; i++) {
      random.nextBytes(bytes);
      dialect.receive(
          bytes,
          bytes.length,
          e -> {
            events[0]++;
            if (e instanceof SurfaceEvent.Moved m) {
              assertThat(m.norm()).isBetween(0.0, 1.0);
            }
          });
    }
    assertThat(events[0]).isPositive();
    assertThat(dialect.dropped()).isPositive();
    // A message of its own is understood after all that.
    List<SurfaceEvent> after = new ArrayList<>();
    dialect.receive(new byte[] {(byte) 0xF7, (byte) 0xE1, 0, 0}, 4, after::add);
    assertThat(after).contains(new SurfaceEvent.Moved(1, 0));
  }
}
