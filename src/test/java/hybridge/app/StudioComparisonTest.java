package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two readings of a studio file differ in, in the words that an engineer is told. */
class StudioComparisonTest {
  private static final String ROOM =
      """
      studio: Room
      audio: {driver: simulated, rate: 48000, inputs: 8, outputs: 8}
      console:
        strips:
          - {name: Kick, input: 1}
          - {name: Vocal, input: 2}
        groups: [Drums]
        auxes: [Verb]
        vcas: [All]
      units:
        eq: {profile: generic/line-compressor, tcp: "127.0.0.1:1"}
      inserts:
        eq: {send: 3, return: 5}
      master: [clipper]
      surfaces:
        - {id: desk, profile: mackie/control-universal, midi: jack}
      values: {/strip/1/fader: -6}
      osc: {port: 9010}
      web: {port: 7070}
      """;

  @TempDir Path folder;

  private StudioLoader.Loaded load(String yaml) {
    Problems problems = new Problems("studio.yaml");
    Studio studio = StudioReader.parse(yaml, folder.resolve("studio.yaml"), problems).orElseThrow();
    StudioLoader.Loaded loaded = StudioLoader.complete(studio, problems);
    assertThat(problems.list()).isEmpty();
    return loaded;
  }

  private List<StudioChange> changes(String before, String after) {
    StudioLoader.Loaded was = load(before);
    return StudioComparison.of(was, load(after).after(was));
  }

  private List<String> words(String find, String put) {
    assertThat(ROOM).contains(find);
    return changes(ROOM, ROOM.replace(find, put)).stream().map(StudioChange::words).toList();
  }

  @Test
  void linesAndCommentsMakeNoDifference() {
    String same =
        "# a comment\n\n"
            + ROOM.replace("{name: Kick, input: 1}", "{input: 1, name: \"Kick\"} # kick")
            + "\n# the end\n";
    assertThat(changes(ROOM, same)).isEmpty();
  }

  @Test
  void stripsComeGoMoveAndChange() {
    assertThat(words("    - {name: Kick", "    - {name: New, input: 3}\n    - {name: Kick"))
        .as("nobody has touched the line of its start value")
        .containsExactly("strip 1 'New' added");
    assertThat(words("    - {name: Vocal, input: 2}\n", ""))
        .containsExactly("strip 2 'Vocal' removed");
    assertThat(words("Vocal, input: 2", "Vocal, input: [3, 4]"))
        .containsExactly("strip 2 'Vocal': input 2 → [3, 4]");
    assertThat(words("name: Vocal, input: 2", "name: Lead, input: 2"))
        .containsExactly("strip 2 'Vocal' renamed 'Lead'");
    assertThat(
            words(
                "    - {name: Kick, input: 1}\n    - {name: Vocal, input: 2}\n",
                "    - {name: Vocal, input: 2}\n    - {name: Kick, input: 1}\n"))
        .containsExactly("strip 1 'Vocal' moved here from 2", "strip 2 'Kick' moved here from 1");
    assertThat(words("Vocal, input: 2", "Vocal, input: 2, insert: eq"))
        .containsExactly("strip 2 'Vocal': insert none → eq");
    assertThat(words("Vocal, input: 2", "Vocal, input: 2, group: Drums"))
        .containsExactly("start value /strip/2/group: none → Drums");
  }

  @Test
  void busesAndOutputs() {
    assertThat(words("[Drums]", "[Drums, Band]")).containsExactly("group 2 'Band' added");
    assertThat(words("[Verb]", "[Delay, Verb]")).containsExactly("aux 1 'Delay' added");
    assertThat(words("[All]", "[Everybody]")).containsExactly("VCA 1 'All' renamed 'Everybody'");
    assertThat(words("  vcas: [All]", "  vcas: [All]\n  main: {outputs: [5, 6]}"))
        .containsExactly("console.main.outputs: [1, 2] → [5, 6]");
    assertThat(words("  vcas: [All]", "  vcas: [All]\n  monitor: {outputs: [7, 8]}"))
        .containsExactly("console.monitor: none → outputs [7, 8]");
  }

  @Test
  void insertsAndTheMasterChain() {
    assertThat(words("send: 3", "send: 4")).containsExactly("insert 'eq': send 3 → 4");
    assertThat(words("return: 5}", "return: 5, delay: 1000.25}"))
        .containsExactly("start value /insert/eq/1/delay: 0 → 1000.25");
    assertThat(words("[clipper]", "[clipper, clipper]"))
        .containsExactly("master chain: clipper2 added");
    assertThat(words("[clipper]", "[clipper: {ceiling: -1}]"))
        .containsExactly("start value /master/clipper/ceiling: 0 → -1");
    assertThat(words("[clipper]", "[]")).containsExactly("master chain: clipper removed");
  }

  @Test
  void unitsAndSurfaces() {
    assertThat(words("127.0.0.1:1", "127.0.0.1:2"))
        .containsExactly("unit 'eq' restarted: wire tcp 127.0.0.1:1 → tcp 127.0.0.1:2");
    assertThat(words("units:\n", "units:\n  tube: {profile: generic/two-knob-eq}\n"))
        .containsExactly("unit 'tube' added");
    assertThat(words("midi: jack}", "midi: jack, assign: {vpot-8: /strip/1/trim}}"))
        .containsExactly("surface 'desk' restarted: assign {} → {vpot-8 to /strip/1/trim}");
    assertThat(words("  - {id: desk, profile: mackie/control-universal, midi: jack}", "  []"))
        .containsExactly("surface 'desk' removed");
    assertThat(words("universal, midi: jack}", "universal, midi: jack, takeover: scale}"))
        .containsExactly("surface 'desk' restarted: takeover pickup → scale");
    assertThat(
            words(
                "universal, midi: jack}",
                "universal, midi: jack, extenders: [{profile: mackie/extender, midi: jack}]}"))
        .containsExactly("surface 'desk' restarted: cases desk → desk desk-2");
  }

  @Test
  void aChangedProfileCountsAndItsCommentsDoNot() throws IOException {
    Path own =
        Files.createDirectories(folder.resolve("device-profiles/outboard/generic"))
            .resolve("line-compressor.yaml");
    String text =
        Files.readString(Path.of("device-profiles/outboard/generic/line-compressor.yaml"));
    Files.writeString(own, text);
    StudioLoader.Loaded was = load(ROOM);
    Files.writeString(own, "# mine\n" + text);
    assertThat(StudioComparison.of(was, load(ROOM).after(was))).isEmpty();
    Files.writeString(own, text.replaceFirst("(?m)^name: .*$", "name: Another one"));
    assertThat(StudioComparison.of(was, load(ROOM).after(was)).stream().map(StudioChange::words))
        .containsExactly("unit 'eq' restarted: the file of generic/line-compressor before → after");
  }

  @Test
  void whatNeedsARestartIsTold() {
    List<StudioChange> changes =
        changes(
            ROOM,
            ROOM.replace("rate: 48000", "rate: 44100")
                .replace("inputs: 8", "inputs: 16, client: other")
                .replace("port: 7070", "port: 7071"));
    assertThat(changes)
        .containsExactly(
            new StudioChange.Locked("audio.rate", "48000", "44100"),
            new StudioChange.Locked("audio.inputs", "8", "16"),
            new StudioChange.Locked("audio.client", "hybridge", "other"),
            new StudioChange.Locked("web.port", "7070", "7071"));
    assertThat(words("inputs: 8", "inputs: 8, align_limit: 100 ms"))
        .containsExactly("console: audio.align_limit: 250 ms → 100 ms");
  }

  @Test
  void whoMaySpeakToUsIsTakenAndTheTokenIsNotTold() {
    assertThat(words("port: 9010", "port: 9010, allow: [10.0.0.0/8]"))
        .containsExactly("osc.allow: [] → [10.0.0.0/8]");
    assertThat(words("port: 7070", "port: 7070, token: verysecret"))
        .containsExactly("web.token: none → another token");
  }

  @Test
  void onlyWhatTheEngineHearsIsStructure() {
    assertThat(changes(ROOM, ROOM.replace("[Drums]", "[Drums, Band]")))
        .allMatch(StudioChange::structural);
    assertThat(changes(ROOM, ROOM.replace("fader: -6", "fader: -7")))
        .noneMatch(StudioChange::structural);
    assertThat(changes(ROOM, ROOM.replace("127.0.0.1:1", "127.0.0.1:2")))
        .noneMatch(StudioChange::structural);
  }

  @Test
  void aSurfaceBeginsAnewWhenItsLayoutSaysSomethingElse() {
    String find = "{id: desk, profile: mackie/control-universal, midi: jack}";
    String put = find.replace("}", ", layout: {bind: {f1: flip}}}");
    assertThat(words(find, put)).containsExactly("surface 'desk' restarted: layout before → after");
    assertThat(
            changes(
                ROOM.replace(find, put), ROOM.replace(find, put).replace("f1: flip", "f1:  flip")))
        .isEmpty();
  }
}
