package hybridge.surface;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.SurfaceProfile;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every surface's golden vectors are played, both ways. */
class SurfaceVectorsTest {
  static SurfaceProfile profile(Path file) {
    Problems problems = new Problems(file.toString());
    SurfaceProfile profile =
        Yaml.read(file, problems).flatMap(n -> SurfaceProfile.read(n, problems)).orElse(null);
    assertThat(problems.list()).isEmpty();
    return profile;
  }

  @Test
  void everyVectorComesOutAsItSays() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("device-profiles/surfaces"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Problems problems = new Problems(file.toString());
        SurfaceVectors.check(profile(file), problems);
        assertThat(problems.list()).isEmpty();
      }
    }
  }

  @Test
  void aVectorThatLiesIsFound() throws IOException {
    String text =
        Files.readString(Path.of("device-profiles/surfaces/mackie/control-universal.yaml"));
    Problems problems = new Problems("lie");
    String lie =
        text.replace("fader-1 moved to 1\"", "fader-1 moved to 0.9\"")
            .replace("mute-3 on", "mute-4 on");
    SurfaceProfile profile =
        Yaml.parse(lie, problems).flatMap(n -> SurfaceProfile.read(n, problems)).orElseThrow();
    SurfaceVectors.check(profile, problems);
    assertThat(problems.list()).hasSize(2);
    assertThat(problems.list().getFirst().found()).isEqualTo("fader-1 moved to 1");
  }

  @Test
  void aMillionRandomBytesAreHarmless() {
    Dialect dialect =
        new TableDialect(
            profile(Path.of("device-profiles/surfaces/mackie/control-universal.yaml")));
    Random random = new Random(7);
    byte[] bytes = new byte[1000];
    int[] events = new int[1];
    for (int i = 0; i < 1000; i++) {
      random.nextBytes(bytes);
      dialect.receive(
          bytes,
          bytes.length,
          i,
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
    dialect.receive(new byte[] {(byte) 0xF7, (byte) 0xE1, 0, 0}, 4, 0, after::add);
    assertThat(after).contains(new SurfaceEvent.Moved(1, 0));
  }
}
