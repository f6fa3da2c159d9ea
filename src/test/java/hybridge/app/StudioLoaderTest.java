package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.KeyAction;
import hybridge.profile.Layouts;
import hybridge.profile.Profiles;
import hybridge.studio.StudioReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(problems("units: {box: {profile: rme/dmc-842, serial: /dev/ttyUSB0}}"))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.wanted()).isEqualTo("a wire that rme/dmc-842 speaks on");
              assertThat(p.hint()).isEqualTo("its profile knows midi: {in: NAME, out: NAME}");
            });
  }

  @Test
  void unitsOnOnePortAgreeOnItsSettings() {
    assertThat(
            problems(
                """
                units:
                  a: {profile: kramer/va-8xl, serial: /dev/ttyUSB0, address: 1}
                  b: {profile: kramer/va-8xl, serial: {port: /dev/ttyUSB0, baud: 19200}, address: 2}
                """))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.line()).isEqualTo(3);
              assertThat(p.found()).isEqualTo("/dev/ttyUSB0 at 19200 8N1");
              assertThat(p.hint()).isEqualTo("another one has it at 9600 8N1");
            });
  }

  @Test
  void aRateThatTheBoxCannotBeSetToIsFound() {
    assertThat(problems("units: {a: {profile: ashly/ne24-24m, serial: {port: p, baud: 19200}}}"))
        .singleElement()
        .satisfies(p -> assertThat(p.wanted()).isEqualTo("one of 38400, 9600"));
    assertThat(problems("units: {a: {profile: ashly/ne24-24m, serial: {port: p, baud: 9600}}}"))
        .isEmpty();
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

  private static final String DESK =
      "console: {strips: [{name: Kick, input: 1}], auxes: [Verb]}\nsurfaces:\n"
          + "  - {id: desk, profile: mackie/control-universal, midi: jack, extenders: [{profile:"
          + " mackie/extender, midi: jack}], layout: LAYOUT}\n";

  private static StudioLoader.Loaded load(String yaml, Path home, Path folder, Problems problems) {
    return StudioLoader.complete(
        StudioReader.parse(yaml, folder.resolve("studio.yaml"), problems).orElseThrow(),
        Profiles.ours(),
        Layouts.of(Map.of("XDG_CONFIG_HOME", home.toString()), "/nowhere"),
        problems);
  }

  @Test
  void layoutsLieOverEachOtherDeviceUserStudio(@TempDir Path home, @TempDir Path folder)
      throws IOException {
    Files.createDirectories(home.resolve("hybridge/layouts"));
    Files.writeString(
        home.resolve("hybridge/layouts/mcu.yaml"), "bind: {f1: flip, f2: flip, f3: flip}\n");
    Problems problems = new Problems("studio.yaml");
    var loaded =
        load(DESK.replace("LAYOUT", "{bind: {f2: mute-all, f3: none}}"), home, folder, problems);
    assertThat(problems.list()).isEmpty();
    for (String part : List.of("desk", "desk-2")) {
      var bind = loaded.surfaceProfiles().get(part).layout().bind();
      assertThat(bind.get("f1").action()).as("the user's").isEqualTo(new KeyAction.Flip());
      assertThat(bind.get("f2").action()).as("the studio's").isEqualTo(new KeyAction.MuteAll());
      assertThat(bind).as("taken away").doesNotContainKey("f3");
      assertThat(bind.get("eq").action()).as("the device's").isEqualTo(new KeyAction.ToPage("eq"));
    }
    Files.writeString(folder.resolve("keys.yaml"), "layout: 1\nbind: {f2: {page: eqq}}\n");
    load(DESK.replace("LAYOUT", "keys.yaml"), home, folder, problems);
    assertThat(problems.list()).hasSize(1);
    assertThat(problems.list().getFirst().file()).endsWith("keys.yaml");
    assertThat(problems.list().getFirst().line()).isEqualTo(2);
    assertThat(problems.list().getFirst().hint()).isEqualTo("did you mean 'eq'?");
  }

  @Test
  void problemsOfALayoutInTheStudioFileAreNamedThere(@TempDir Path home) {
    Problems problems = new Problems("studio.yaml");
    load(
        DESK.replace("LAYOUT", "{start: {layer: strps}, bind: {f1: {set: {/main/mut: on}}}}"),
        home,
        home,
        problems);
    assertThat(problems.list())
        .map(p -> p.line() + " " + p.at() + " " + p.hint())
        .containsExactly(
            "3 surfaces.desk.layout.start.layer did you mean 'strips'?",
            "3 surfaces.desk.layout.bind.f1 did you mean '/main/mute'?");
    Problems missing = new Problems("studio.yaml");
    load(DESK.replace("LAYOUT", "nothing.yaml"), home, home, missing);
    assertThat(missing.list()).hasSize(1);
    assertThat(missing.list().getFirst().found()).contains("nothing.yaml");
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
