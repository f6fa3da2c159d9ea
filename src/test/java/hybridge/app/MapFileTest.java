package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapFileTest {
  @TempDir Path folder;

  @Test
  void aNewFileIsMadeAndAddedTo() {
    String one = MapFile.with("m", "", "vpot-9", "{cc: 30, encoding: twos}", "/vca/1/fader", false);
    assertThat(one)
        .endsWith(
            """
            controls:
              vpot-9: {in: {cc: 30, encoding: twos}}
            assign:
              vpot-9: /vca/1/fader
            """);
    String two = MapFile.with("m", one, "f1", null, "/mutegroup/1", false);
    assertThat(two).startsWith(one).endsWith("  f1: /mutegroup/1\n");
    String three = MapFile.with("m", two, "vpot-10", "{cc: 31}", "/strip/1/trim", false);
    assertThat(three)
        .contains("  vpot-9: {in: {cc: 30, encoding: twos}}\n  vpot-10: {in: {cc: 31}}\nassign:");
    assertThat(MapFile.with("m", three, "vpot-10", "{cc: 31}", "/strip/1/trim", false))
        .as("said already")
        .isEqualTo(three);
  }

  @Test
  void whatStandsThereIsReplacedOnlyWhenAsked() {
    String file = "# mine\nassign:\n    f1: /mutegroup/1   # the band\n    f2: /mutegroup/2\n";
    assertThatThrownBy(() -> MapFile.with("m", file, "f1", null, "/mutegroup/3", false))
        .isInstanceOfSatisfying(
            Exit.WrongInput.class,
            e -> {
              assertThat(e.problems().getFirst().line()).isEqualTo(3);
              assertThat(e.problems().getFirst().hint()).contains("--force");
            });
    assertThat(MapFile.with("m", file, "f1", null, "/mutegroup/3", true))
        .isEqualTo("# mine\nassign:\n    f1: /mutegroup/3\n    f2: /mutegroup/2\n");
    assertThatThrownBy(
            () ->
                MapFile.with("m", "assign: {f1: /mutegroup/1}\n", "f2", null, "/main/fader", true))
        .isInstanceOf(Exit.WrongInput.class);
    assertThatThrownBy(() -> MapFile.with("m", "assign: [\n", "f2", null, "/main/fader", true))
        .isInstanceOf(Exit.WrongInput.class);
  }

  private Studio read(String more, Problems problems) {
    String text =
        "console: {strips: [{name: Kick, input: 1}]}\n"
            + "surfaces: [{id: desk, profile: generic/seven-bit, midi: jack"
            + more
            + "}]\n";
    return StudioReader.parse(text, folder.resolve("studio.yaml"), problems).orElseThrow();
  }

  @Test
  void theStudioFileReadsItBelowItsOwnKeys() throws Exception {
    Files.writeString(
        folder.resolve("desk.yaml"),
        MapFile.with(
            "m",
            MapFile.with("m", "", "vpot-9", "{cc: 30}", "/strip/1/trim", false),
            "vpot-10",
            "{cc: 31, encoding: sign6}",
            "/main/pan",
            false));
    Problems problems = new Problems("studio.yaml");
    Studio studio = read(", map: desk.yaml, assign: {vpot-9: /strip/1/width}", problems);
    StudioLoader.Loaded loaded = StudioLoader.complete(studio, problems);
    assertThat(problems.list()).isEmpty();
    assertThat(studio.surfaces().getFirst().parts().getFirst().assign())
        .extracting(a -> a.control() + " " + a.address())
        .containsExactly("vpot-9 /strip/1/width", "vpot-10 /main/pan");
    assertThat(loaded.surfaceProfiles().get("desk").encoders()).isEqualTo(10);
  }

  @Test
  void itsProblemsStandUnderItsOwnName() throws Exception {
    Files.writeString(folder.resolve("desk.yaml"), "asign:\n  f1: /mutegroup/1\n");
    Problems problems = new Problems("studio.yaml");
    read(", map: desk.yaml", problems);
    assertThat(problems.list().getFirst().file()).endsWith("desk.yaml");
    Problems missing = new Problems("studio.yaml");
    read(", map: none.yaml", missing);
    assertThat(missing.list().getFirst().found()).isEqualTo("no such file");
  }
}
