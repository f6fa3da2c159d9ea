package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.studio.StudioReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudioLoaderTest {
  private static List<Problem> problems(String yaml) {
    Problems problems = new Problems("studio.yaml");
    Path file = Path.of("studio.yaml");
    StudioReader.parse(yaml, file, problems).ifPresent(s -> StudioLoader.complete(s, problems));
    return problems.list();
  }

  @Test
  void aRingOfVcasIsFoundInTheFile() {
    List<Problem> found =
        problems(
            """
            console: {vcas: [A, B]}
            values:
              /vca/1/vca/2: true
              /vca/2/vca/1: true
            """);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().line()).isEqualTo(4);
    assertThat(found.getFirst().wanted()).contains("VCAs without a ring");
  }

  @Test
  void aWireThatAProfileDoesNotSpeakOnIsFound() {
    assertThat(problems("units: {box: {profile: generic/two-knob-eq, serial: /dev/ttyUSB0}}"))
        .anySatisfy(p -> assertThat(p.wanted()).contains("set by hand"));
  }
}
