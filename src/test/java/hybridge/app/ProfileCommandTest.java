package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ProfileCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new ProfileCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void listIsOneJsonValue() throws Exception {
    assertThat(run("list", "--json")).isZero();
    JsonNode list = new ObjectMapper().readTree(out.toString());
    assertThat(list.findValuesAsText("id"))
        .contains("generic/line-compressor", "generic/two-knob-eq");
    JsonNode first = list.get(0);
    assertThat(first.get("kind").asText()).isEqualTo("outboard");
    assertThat(first.get("evidence").asText()).isEqualTo("document");
    assertThat(first.get("vectors").isInt()).isTrue();
  }

  @Test
  void showPrintsTheFile() {
    assertThat(run("show", "generic/line-compressor")).isZero();
    assertThat(out.toString()).contains("SET {word} {value}");
  }

  @Test
  void anUnknownIdIsWrongInput() {
    assertThat(run("show", "generic/line-compresor")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean 'generic/line-compressor'?");
    assertThat(run("simulate", "../../x")).isEqualTo(2);
  }

  @Test
  void testPlaysVectorsAndSimulator() {
    assertThat(run("test", "generic/line-compressor")).isZero();
    assertThat(out.toString()).contains("6 parameters", "vectors both ways");
    assertThat(run("test", "generic/two-knob-eq")).isZero();
  }

  @Test
  void surfacesAreListedAndTheirVectorsPlayed() throws Exception {
    assertThat(run("list", "--json")).isZero();
    JsonNode list = new ObjectMapper().readTree(out.toString());
    int surfaces = 0;
    for (JsonNode entry : list) {
      if (entry.get("kind").asText().equals("surface")) {
        surfaces++;
        assertThat(entry.get("vectors").asInt()).isPositive();
        assertThat(run("test", entry.get("id").asText())).as(entry.toString()).isZero();
        assertThat(run("check", entry.get("id").asText())).isZero();
      }
    }
    assertThat(surfaces).isGreaterThan(20);
    assertThat(list.findValuesAsText("id")).contains("generic/seven-bit", "generic/fourteen-bit");
  }

  @Test
  void checkNamesEveryProblemOfEveryFile(@TempDir Path folder) throws Exception {
    String good =
        Files.readString(Path.of("device-profiles/outboard/generic/line-compressor.yaml"));
    Path a = Files.writeString(folder.resolve("a.yaml"), good.replace("baud: 9600", "baud: x"));
    Path b = Files.writeString(folder.resolve("b.yaml"), good.replace("THR -20.0", "THR -21.0"));
    assertThat(run("check", a.toString(), b.toString(), "--json")).isEqualTo(2);
    JsonNode problems = new ObjectMapper().readTree(out.toString());
    assertThat(problems.findValuesAsText("file")).contains(a.toString(), b.toString());
    assertThat(problems.get(0).fieldNames())
        .toIterable()
        .containsExactly("file", "line", "at", "found", "wanted", "hint");
    assertThat(problems.findValues("line")).allMatch(l -> l.asInt() > 0);
  }

  @Test
  void aSoundFileHasNoProblems() {
    assertThat(run("check", "device-profiles/outboard/generic/line-compressor.yaml", "--json"))
        .isZero();
    assertThat(out.toString().strip()).isEqualTo("[]");
  }

  @Test
  void anUnknownFaultAndASheetOnlyProfileAreToldAtOnce() {
    assertThat(run("simulate", "generic/two-knob-eq", "--fault", "sulk")).isEqualTo(2);
    assertThat(err.toString()).contains("'sulk'", "second-master", "set by hand");
  }

  @Test
  void simulateDoesNotOverwriteAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("precious"), "x");
    assertThat(run("simulate", "generic/line-compressor", "--pty", file.toString())).isEqualTo(1);
    assertThat(file).hasContent("x");
    assertThat(err.toString()).contains("no symbolic link");
  }
}
