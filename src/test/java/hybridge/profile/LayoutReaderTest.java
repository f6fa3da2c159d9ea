package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutReaderTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Files.readString(Path.of("device-profiles/schema/layout.schema.json")),
              InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<?> schemaSays(String yaml) throws IOException {
    Object tree = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    return SCHEMA.validate(new ObjectMapper().writeValueAsString(tree), InputFormat.JSON);
  }

  private static Layout over(String below, String yaml, Problems problems) {
    return Layouts.over(
        Layouts.find(below), Yaml.parse(yaml, problems).orElseThrow(), "", problems);
  }

  private static List<Problem> problems(String yaml) {
    Problems problems = new Problems("layout.yaml");
    over("mcu", yaml, problems);
    return problems.list();
  }

  static Stream<Path> ours() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("device-profiles/layouts"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void oursAreSoundToReaderAndSchemaAndInTheIndex(Path file) throws Exception {
    String text = Files.readString(file);
    Problems problems = new Problems(file.toString());
    Layouts.read(Yaml.parse(text, problems).orElseThrow(), problems);
    assertThat(problems.list()).isEmpty();
    assertThat(schemaSays(text)).isEmpty();
    assertThat(Layouts.NAMES).contains(file.getFileName().toString().replace(".yaml", ""));
  }

  @Test
  void whatAFileDoesNotNameStaysAndWhatItNamesHoldsWhole() {
    Problems problems = new Problems("layout.yaml");
    Layout below = Layouts.find("mcu");
    Layout layout =
        over(
            "mcu",
            """
            start: {page: trim}
            layers: {groups: none, mine: {faders: [/main]}}
            pages: {pan: {each: width, digits: Wi}}
            bind: {f1: {layer: mine}, shift+option+f1: flip, eq: none, spill: 3}
            """
                .replace(", spill: 3", ""),
            problems);
    assertThat(problems.list()).isEmpty();
    assertThat(layout.startPage().map(Layout.Word::text)).contains("trim");
    assertThat(layout.startLayer().map(Layout.Word::text)).contains("strips");
    assertThat(layout.layers()).containsKeys("strips", "mine").doesNotContainKey("groups");
    assertThat(layout.pages().get("pan").leaves()).containsExactly("width");
    assertThat(layout.pages().get("eq")).isEqualTo(below.pages().get("eq"));
    assertThat(layout.bind().get("f1").action()).isEqualTo(new KeyAction.ToLayer("mine"));
    assertThat(layout.bind().get("f1").place())
        .isEqualTo(new Layout.Place("layout.yaml", 4, "bind.f1"));
    assertThat(layout.bind()).containsKeys("option+shift+f1", "flip").doesNotContainKey("eq");
  }

  @Test
  void everyActionHasItsWord() {
    Problems problems = new Problems("layout.yaml");
    Map<String, Layout.Binding> bind =
        over(
                "base",
                """
                bind:
                  f1: /mutegroup/1
                  f2: {own: eq/on}
                  f3: {page: next}
                  f4: {aux: previous}
                  f5: {aux: 2}
                  f6: {bank: left}
                  f7: {channel: right}
                  f8: {spill: 2}
                  play: {transport: play}
                  read: {set: {/main/mute: on}, confirm: hold}
                  write: {toggle: {/main/fader: -inf, /strip/1/name: Kick}}
                """,
                problems)
            .bind();
    assertThat(problems.list()).isEmpty();
    assertThat(bind.get("f1").action()).isEqualTo(new KeyAction.Ride("/mutegroup/1"));
    assertThat(bind.get("f2").action()).isEqualTo(new KeyAction.Own("eq/on"));
    assertThat(bind.get("f3").action()).isEqualTo(new KeyAction.TurnPage(1));
    assertThat(bind.get("f4").action()).isEqualTo(new KeyAction.ToAux(0, -1));
    assertThat(bind.get("f5").action()).isEqualTo(new KeyAction.ToAux(2, 0));
    assertThat(bind.get("f6").action()).isEqualTo(new KeyAction.Bank(-1, true));
    assertThat(bind.get("f7").action()).isEqualTo(new KeyAction.Bank(1, false));
    assertThat(bind.get("f8").action()).isEqualTo(new KeyAction.Spill(OptionalInt.of(2)));
    assertThat(bind.get("play").action()).isEqualTo(new KeyAction.Transport("play"));
    KeyAction.Macro hold = (KeyAction.Macro) bind.get("read").action();
    assertThat(List.of(hold.confirm(), hold.toggle())).containsExactly(true, false);
    KeyAction.Macro toggle = (KeyAction.Macro) bind.get("write").action();
    assertThat(List.of(toggle.confirm(), toggle.toggle())).containsExactly(false, true);
    assertThat(toggle.values()).containsOnlyKeys("/main/fader", "/strip/1/name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense: 1",
        "bind: {f1: {layr: strips}}",
        "bind: {f1: {bank: up}}",
        "bind: {f1: {set: {}}}",
        "bind: {f1: {set: {/main/mute: on}, confirm: shout}}",
        "bind: {f1: [flip]}",
        "layers: {x: {holds: cats}}",
        "layers: {x: {}}",
        "layers: {x: {holds: strips, faders: [/main]}}",
        "pages: {x: {each: pan, unit: inserted}}",
        "pages: {x: {}}",
        "pages: {x: {each: pan, digits: abc}}",
        "start: {layr: x}",
      })
  void whatTheSchemaRefusesTheReaderRefuses(String yaml) throws Exception {
    assertThat(problems(yaml)).isNotEmpty();
    assertThat(schemaSays(yaml)).isNotEmpty();
  }

  @Test
  void problemsNameLineFoundWantedAndHint() {
    assertThat(
            problems("layout: 1\nbind:\n  f1: flipp\n  fl: flip\n  shft+f2: flip\n  f3: layer\n"))
        .map(p -> p.line() + " " + p.at() + " | " + p.found() + " | " + p.hint())
        .containsExactly(
            "3 bind.f1 | 'flipp' | did you mean 'flip'?",
            "4 bind.fl | 'fl' | did you mean 'f1'?",
            "5 bind.shft+f2 | 'shft' | did you mean 'shift'?",
            "6 bind.f3 | 'layer' | it needs more: {layer: …}");
  }

  @Test
  void theUsersFileStandsInTheConfigFolder(@TempDir Path home) throws IOException {
    Layouts layouts = Layouts.of(Map.of("XDG_CONFIG_HOME", home.toString()), "/nowhere");
    Layout device = Layouts.find("mcu");
    Problems problems = new Problems("studio.yaml");
    assertThat(layouts.ofUser("mcu", device, problems)).isEqualTo(device);
    Path folder = Files.createDirectories(home.resolve("hybridge/layouts"));
    Files.writeString(folder.resolve("mcu.yaml"), "layout: 1\nbind: {f1: flip, f2: nonsense}\n");
    Layout layout = layouts.ofUser("mcu", device, problems);
    assertThat(layout.bind().get("f1").action()).isEqualTo(new KeyAction.Flip());
    assertThat(problems.list()).hasSize(1);
    assertThat(problems.list().getFirst().file()).isEqualTo(folder.resolve("mcu.yaml").toString());
    assertThat(layouts.ofUser("hui", device, problems)).isEqualTo(device);
    assertThat(Layouts.of(Map.of(), home.toString()).userFile("mcu")).isEmpty();
    Files.createDirectories(home.resolve(".config/hybridge/layouts"));
    Files.writeString(home.resolve(".config/hybridge/layouts/mcu.yaml"), "layout: 1\n");
    assertThat(Layouts.of(Map.of(), home.toString()).userFile("mcu")).isPresent();
  }
}
