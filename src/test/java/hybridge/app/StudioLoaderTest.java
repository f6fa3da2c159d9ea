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

  @Test
  void surfacesOfSeveralCasesWithControlsOfTheirOwn() {
    assertThat(
            problems(
                """
                console: {strips: [{name: Kick, input: 1}], vcas: [All]}
                surfaces:
                  - id: desk
                    profile: mackie/control-universal
                    midi: jack
                    extenders:
                      - {profile: mackie/extender, midi: jack, side: left, assign: {fader-8: /vca/1/fader}}
                  - id: side
                    profile: generic/seven-bit
                    midi: {in: Knobs}
                    takeover: catch-up
                    controls:
                      vpot-9: {in: {cc: 30, encoding: twos}}
                      button-9: {both: {note: 3}}
                    assign: {vpot-9: /strip/1/trim, button-9: /mutegroup/1}
                """))
        .isEmpty();
  }

  @Test
  void everyProblemOfASurfaceIsNamed() {
    List<Problem> found =
        problems(
            """
            surfaces:
              - id: desk
                profile: mackie/control-universall
                midi: jack
                takeover: pickupp
              - id: side
                profile: generic/seven-bit
                midi: jack
                controls:
                  vpott-9: {in: {cc: 30}}
                  vpot-9: {in: {cc: 0}}
                assign: {vpot-10: /main/fader}
                extenders:
                  - {profile: generic/seven-bit, midi: jack, side: above}
              - {id: side-2, profile: generic/seven-bit, midi: jack}
            """);
    assertThat(found).extracting(Problem::line).containsExactlyInAnyOrder(2, 5, 10, 11, 12, 14, 15);
    assertThat(found).extracting(Problem::file).containsOnly("studio.yaml");
    assertThat(found)
        .extracting(Problem::hint)
        .contains("did you mean 'mackie/control-universal'?", "did you mean 'pickup'?");
  }
}
