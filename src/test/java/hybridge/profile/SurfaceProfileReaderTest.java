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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SurfaceProfileReaderTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Files.readString(Path.of("device-profiles/schema/surface.schema.json")),
              InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<?> schemaSays(String yaml) throws IOException {
    Object tree = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    return SCHEMA.validate(new ObjectMapper().writeValueAsString(tree), InputFormat.JSON);
  }

  private static Optional<SurfaceProfile> read(String yaml, Problems problems) {
    return Yaml.parse(yaml, problems).flatMap(n -> SurfaceProfile.read(n, problems));
  }

  private static List<Problem> problems(String yaml) {
    Problems problems = new Problems("surface.yaml");
    read(yaml, problems);
    return problems.list();
  }

  static Stream<Path> ours() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("device-profiles/surfaces"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourProfilesAreSoundToReaderAndSchema(Path file) throws Exception {
    String text = Files.readString(file);
    assertThat(problems(text)).isEmpty();
    assertThat(schemaSays(text)).isEmpty();
    SurfaceProfile profile = read(text, new Problems("")).orElseThrow();
    assertThat(file).endsWithRaw(Path.of(profile.id() + ".yaml"));
  }

  private static final String SOUND =
      """
      profile: 1
      id: test/everything
      class: surface
      name: Everything that a profile can say
      dialect: midi
      evidence: {level: document, source: a test, gaps: [none]}
      device: 0x14
      strips: 4
      fader: {full_scale: 16383, main: true, touch: true, motor: true, breakpoints: [[0, 0], [0.75, 12800], [1, 16383]]}
      encoder: {travel: 100, acceleration: {slow: 10, fast: 60, factor: 4}}
      display: {cells: 7, columns: 56, lines: both, base: 0, group: 1, spaced: true, message: "F0 00 00 66 {device} 12 {offset} {text} F7"}
      meters: {range: [-60, 0], steps: 12, over: 14, clear: 15, decay: 300 ms, interval: 50 ms}
      colours: {kind: indexed, message: "F0 00 00 66 {device} 72 {colours} F7"}
      link: {bytes_per_second: 3125, gap: 1 ms, after_sysex: 2 ms, after_colours: 3 ms}
      handshake: {hello: ["F0 00 00 66 {device} 00 F7"], setup: ["B0 00 01"], maker: [0, 0, 0x66], announce: 6, challenge: 1, text_after: 600 ms}
      keep_alive: {send: "90 00 00", every: 1 s, answer: "90 00 7F", lost: 3 s}
      controls:
        fader: {both: {cc14: 0}}
        main: {both: {cc14: 8, lsb: 40, order: lsb}}
        touch: {in: {note: 104}}
        vpot: {in: {cc: 80, encoding: sign6}}
        ring: {out: {cc: 80, range: [1, 13], ring: range, styles: {cc: 90, single: 0, centre: 1, fill: 2}}}
        mute: {both: {note: [1, 4, 7, 10], channel: 2, on: 127, off: 0, flash: 64}}
        play: {both: {nrpn: 300, bits: 7}}
      vectors:
        - {rx: "B0 00 7F B0 20 7F", event: "fader-1 moved to 1"}
        - {show: "fader-1 at 0.75", tx: "B0 00 64 B0 20 00"}
      """;

  @Test
  void everythingThatAProfileCanSay() throws IOException {
    assertThat(problems(SOUND)).isEmpty();
    assertThat(schemaSays(SOUND)).isEmpty();
  }

  /** One mistake each: what is replaced, by what, and the place of the problem that must come. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("profile: 1", "profile: 2", "profile"),
        Arguments.of("id: test/everything", "id: ../../etc/passwd", "id"),
        Arguments.of("class: surface", "class: service", "class"),
        Arguments.of("dialect: midi", "dialect: mido", "dialect"),
        Arguments.of("level: document", "level: rumour", "evidence.level"),
        Arguments.of("source: a test, ", "", "evidence.source"),
        Arguments.of("device: 0x14", "device: 0x94", "device"),
        Arguments.of("strips: 4", "strips: 400", "strips"),
        Arguments.of("full_scale: 16383", "full_scale: 99999", "fader.full_scale"),
        Arguments.of("touch: true", "tuch: true", "fader.tuch"),
        Arguments.of("[1, 16383]]", "[2, 16383]]", "fader.breakpoints[3]"),
        Arguments.of("travel: 100", "travel: 0", "encoder.travel"),
        Arguments.of("factor: 4", "factor: 0.5", "encoder.acceleration.factor"),
        Arguments.of("lines: both", "lines: three", "display.lines"),
        Arguments.of("{text} F7", "{text}", "display.message"),
        Arguments.of("decay: 300 ms", "decay: slowly", "meters.decay"),
        Arguments.of("kind: indexed", "kind: rainbow", "colours.kind"),
        Arguments.of("bytes_per_second: 3125", "bytes_per_second: 1", "link.bytes_per_second"),
        Arguments.of("gap: 1 ms", "gap: 1 week", "link.gap"),
        Arguments.of("challenge: 1", "challenge: 1000", "handshake.challenge"),
        Arguments.of("every: 1 s", "every: now", "keep_alive.every"),
        Arguments.of("encoding: sign6", "encoding: signed", "controls.vpot.in.encoding"),
        Arguments.of("order: lsb", "order: last", "controls.main.both.order"),
        Arguments.of("note: 104", "note: 204", "controls.touch.in"),
        Arguments.of("ring: range", "ring: round", "controls.ring.out.ring"),
        Arguments.of("{note: 104}", "{note: 104, cc: 3}", "controls.touch.in"),
        Arguments.of("flash: 64", "flush: 64", "controls.mute.both.flush"),
        Arguments.of("tx: \"B0 00 64", "tx: \"B0 00 6", "vectors[2].tx"),
        Arguments.of(", event: \"fader-1 moved to 1\"", "", "vectors[1]"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void readerAndSchemaRefuseTheSame(String right, String wrong, String at) throws Exception {
    assertThat(SOUND).contains(right);
    String broken = SOUND.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong));
    assertThat(schemaSays(broken)).as("the schema").isNotEmpty();
    assertThat(problems(broken))
        .as("the reader")
        .anySatisfy(
            p -> {
              assertThat(p.at()).contains(at);
              assertThat(p.line()).isPositive();
            });
  }

  /** What no schema can see. */
  static Stream<Arguments> senseless() {
    return Stream.of(
        Arguments.of("  play:", "  paly:", "did you mean 'play'?"),
        Arguments.of("[0.75, 12800]", "[0.75, 0]", "does not rise"),
        Arguments.of("{offset}", "{ofset}", "did you mean 'offset'?"),
        Arguments.of("columns: 56", "columns: 156", "up to 127"),
        Arguments.of("note: 104}", "note: 104, encoding: twos}", "an encoder: vpot or jog"),
        Arguments.of("encoding: sign6}", "encoding: table}", "up: [...] and down: [...]"),
        Arguments.of("encoding: sign6}", "encoding: dual}", "down_number"),
        Arguments.of("fast: 60", "fast: 6", "more ticks a second"),
        Arguments.of("play: {both: {nrpn: 300, bits: 7}}", "play: {in: {note: 104}}", "again"),
        Arguments.of("touch: {in: {note: 104}}", "touch: {}", "in: what it sends"),
        Arguments.of(
            "message: \"F0 00 00 66 {device} 72", "mesage: \"F0 00 00 66 {device} 72", "message"));
  }

  @ParameterizedTest
  @MethodSource("senseless")
  void whatMakesNoSenseIsRefused(String right, String wrong, String said) {
    assertThat(SOUND).contains(right);
    assertThat(problems(SOUND.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong))))
        .anySatisfy(p -> assertThat(p.toString()).contains(said));
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    String broken =
        SOUND
            .replace("strips: 4", "strips: four")
            .replace("touch: true", "tuch: true")
            .replace("decay: 300 ms", "decay: slowly");
    assertThat(problems(broken)).hasSize(3).extracting(Problem::line).containsExactly(8, 9, 12);
  }

  @Test
  void whatTheFamilySaysHoldsUnlessTheProfileSaysOtherwise() {
    String own =
        """
        profile: 1
        id: test/small
        dialect: mcu
        evidence: {level: document, source: a test}
        fader: {full_scale: 16383}
        display: none
        controls: {jog: none, mute: {both: {note: 0x30}}}
        vectors: [{rx: "90 30 7F", event: "mute-1 pressed"}]
        """;
    Problems problems = new Problems("small.yaml");
    SurfaceProfile p = read(own, problems).orElseThrow();
    assertThat(problems.list())
        .as("the family has its channel keys there")
        .extracting(Problem::hint)
        .contains("if it replaces the other one, say 'channel-left: none'");
    assertThat(p.fader().fullScale()).isEqualTo(16_383);
    assertThat(p.fader().motor()).isTrue();
    assertThat(p.displays()).isEmpty();
    assertThat(p.has(Control.of(Control.Kind.JOG, 0))).isFalse();
    assertThat(p.has(Control.of(Button.PLAY, 0))).isTrue();
  }

  @Property
  void travelAndPositionAreInverse(@ForAll @DoubleRange(min = 0, max = 1) double norm) {
    SurfaceProfile.Fader fader = read(SOUND, new Problems("")).orElseThrow().fader();
    assertThat(fader.norm(fader.position(norm)))
        .isCloseTo(norm, org.assertj.core.api.Assertions.within(1.0 / 12_000));
    assertThat(fader.position(0.75)).isEqualTo(12_800);
  }
}
