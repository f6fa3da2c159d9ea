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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnitProfileReaderTest {
  private static final Path OURS = Path.of("device-profiles/outboard");
  private static final Path COMPRESSOR = OURS.resolve("generic/line-compressor.yaml");
  private static final Path REFERENCE = OURS.resolve("hybridge/reference-eq.yaml");
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Files.readString(Path.of("device-profiles/schema/outboard.schema.json")),
              InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean schemaTakes(String yaml) throws IOException {
    return schemaSays(yaml).isEmpty();
  }

  private static List<?> schemaSays(String yaml) throws IOException {
    Object tree = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    return SCHEMA.validate(new ObjectMapper().writeValueAsString(tree), InputFormat.JSON);
  }

  private static List<Problem> problems(String yaml) {
    Problems problems = new Problems("box.yaml");
    UnitProfileReader.parse(yaml, problems);
    return problems.list();
  }

  static Stream<Path> ours() throws IOException {
    try (Stream<Path> files = Files.walk(OURS)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourProfilesAreSoundToReaderAndSchema(Path file) throws Exception {
    String text = Files.readString(file);
    assertThat(problems(text)).isEmpty();
    assertThat(schemaSays(text)).isEmpty();
    Problems read = new Problems(file.toString());
    UnitProfile profile = UnitProfileReader.read(file, read).orElseThrow();
    assertThat(file).endsWithRaw(Path.of(profile.id() + ".yaml"));
  }

  /** One mistake each: what is replaced, by what, and a word of the problem that must come. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("profile: 1", "profile: 2", "profile"),
        Arguments.of("id: generic/line-compressor", "id: ../../etc/passwd", "id"),
        Arguments.of("class: compressor", "klass: compressor", "klass"),
        Arguments.of("level: document", "level: rumour", "evidence.level"),
        Arguments.of("kind: switch", "kind: swich", "params.bypass.kind"),
        Arguments.of("range: [-60, 0]", "range: [-60]", "params.threshold.range"),
        Arguments.of("unit: ms", "unit: millis", "params.attack.unit"),
        Arguments.of("law: log", "law: logarithmic", "params.ratio.law"),
        Arguments.of("safety: level", "safety: maybe", "params.threshold.safety"),
        Arguments.of("tolerance: 0.05", "tollerance: 0.05", "params.threshold.tollerance"),
        Arguments.of("baud: 9600", "baud: fast", "protocol.transport.serial.baud"),
        Arguments.of("format: 8N1", "format: 8X1", "protocol.transport.serial.format"),
        Arguments.of("dtr: keep", "dtr: toggle", "protocol.transport.serial.dtr"),
        Arguments.of("dtr: keep", "rts: toggle", "protocol.transport.serial.rts"),
        Arguments.of("dtr: keep", "rs485: dtr", "protocol.transport.serial.rs485"),
        Arguments.of("baud: 9600", "baud: [9600, 9600]", "protocol.transport.serial.baud"),
        Arguments.of("baud: 9600", "baud: [9600, 7]", "protocol.transport.serial.baud[2]"),
        Arguments.of("kind: lines", "kind: pigeons", "protocol.frame.kind"),
        Arguments.of("longest: 80", "longest: 8000000", "protocol.frame.longest"),
        Arguments.of("decimals: 1", "decimals: 12", "protocol.codes.threshold.decimals"),
        Arguments.of("gap: 5 ms", "gap: 5 minutes", "protocol.pace.gap"),
        Arguments.of("retries: 2", "retries: 1000", "protocol.pace.retries"),
        Arguments.of("confirm: read", "confirm: hope", "protocol.messages.set.confirm"),
        Arguments.of(
            "  frame: {kind: lines, end: \"\\n\", ends: \"\\r\\n\", longest: 80}\n",
            "",
            "protocol.frame.kind"),
        Arguments.of("{message: identify, text", "{message: whoareyou, text", "message"),
        Arguments.of("message: get, param: threshold", "message: get, parm: threshold", "param"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void readerAndSchemaRefuseTheSame(String right, String wrong, String at) throws Exception {
    String text = Files.readString(COMPRESSOR);
    assertThat(text).contains(right);
    String broken =
        text.replaceFirst(
            java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong));
    assertThat(schemaTakes(broken)).as("the schema").isFalse();
    assertThat(problems(broken))
        .as("the reader")
        .anySatisfy(
            p -> {
              assertThat(p.at()).contains(at);
              assertThat(p.line()).isPositive();
            });
  }

  /** The same for the keys of the reference protocol. */
  static Stream<Arguments> referenceMistakes() {
    return Stream.of(
        Arguments.of("every: 250 ms", "every: often", "protocol.messages.changed.every"),
        Arguments.of("after: init", "after: lunch", "protocol.messages.report.after"),
        Arguments.of("describes: reference", "describes: itself", "protocol.describes"),
        Arguments.of("reply: \"08 00\"", "replies: \"08 00\"", "protocol.messages.locate"),
        Arguments.of("ask-changed, epoch: 7", "ask-changed, epoch: -7", "epoch"),
        Arguments.of("locate, seconds: 5", "locate, seconds: 500", "seconds"),
        Arguments.of(
            "{send: \"02\", reply: \"02 00 {[}{word}{value:i16}{]}\"}",
            "{send: \"02\", reply: \"02 00 {[}{word}{value:i16}{]}\", every: daily}",
            "protocol.messages.get.every"));
  }

  @ParameterizedTest
  @MethodSource("referenceMistakes")
  void readerAndSchemaRefuseTheSameOfTheReference(String right, String wrong, String at)
      throws Exception {
    String text = Files.readString(REFERENCE);
    assertThat(text).contains(right);
    String broken = text.replace(right, wrong);
    assertThat(schemaTakes(broken)).as("the schema").isFalse();
    assertThat(problems(broken)).as("the reader").anySatisfy(p -> assertThat(p.at()).contains(at));
  }

  /** What no schema can see about them. */
  static Stream<Arguments> referenceNonsense() {
    String items = "{[}{word}{value:i16}{]}\", every";
    return Stream.of(
        Arguments.of("\"06 {epoch:u8}{mark:u16}\"", "\"06 {mark:u16}\"", "{epoch}"),
        Arguments.of(items, "{word}{value:i16}\", every", "any number of times"),
        Arguments.of("every: 250 ms", "every: 1 ms", "10 ms at least"),
        Arguments.of("    init: [{send: \"07 01\", reply: \"07 00\"}]\n", "", "'init' among"),
        Arguments.of("  low-gain: {kind", "  locate: {kind", "another id under params"),
        Arguments.of("low-freq: {word: \"11\", as", "low-freq: {word: \"1111\", as", "one byte"),
        Arguments.of("word: \"12\", scale: 100", "word: \"12\", scale: 0.3", "whole scale"),
        Arguments.of("numbered: true\n  describes", "numbered: false\n  describes", "numbered"),
        Arguments.of(
            "low-gain: {kind: continuous, unit: dB",
            "low-gain: {kind: continuous, unit: dBFS",
            "'low-gain' in dBFS"),
        Arguments.of("\"08 {seconds:u8}\"", "\"08 {minutes:u8}\"", "{minutes}"),
        Arguments.of(
            "  - {message: locate, seconds: 5,",
            "  - {message: identify,",
            "no vector for locate"));
  }

  @ParameterizedTest
  @MethodSource("referenceNonsense")
  void whatMakesNoSenseInTheReferenceIsAProblem(String right, String wrong, String says)
      throws Exception {
    String text = Files.readString(REFERENCE);
    assertThat(text).contains(right);
    assertThat(problems(text.replace(right, wrong)))
        .anySatisfy(p -> assertThat(p.toString()).contains(says));
  }

  /** What no schema can see. */
  static Stream<Arguments> senseless() {
    return Stream.of(
        Arguments.of("    makeup:    {word: MKP, decimals: 1}\n", "", "neither set nor read"),
        Arguments.of("{word: RAT, ", "{word: THR, ", "'threshold' has it already"),
        Arguments.of("GET {word}\"", "GET {wrod}\"", "{wrod}"),
        Arguments.of("\"{word} {value}\"}", "\"{word}\"}", "{value}"),
        Arguments.of("\"!{word} {value}\"", "\"{word} {value}\"", "always taken for 'report'"),
        Arguments.of(
            "\"OK {word} {value}\"", "\"OK\\r {word} {value}\"", "never come in one piece"),
        Arguments.of(
            "{word} {value}\", confirm", "{word}{value}{value}\", confirm", "side by side"),
        Arguments.of("range: [-60, 0], initial: 0", "range: [-60, 0], initial: 7", "7"),
        Arguments.of("decimals: 1}", "decimals: 0}", "half the resolution"),
        Arguments.of("values: {off: \"0\", on: \"1\"}", "values: {off: \"0\", on: \"0\"}", "twice"),
        Arguments.of(", model: line-compressor, firmware: [", ", firmware: [", "any box"),
        Arguments.of(
            "message: set, param: ratio, value: 4", "message: set, param: ratio, value: 40", "40"),
        Arguments.of("message: set, param: ratio", "message: set, param: rate", "'rate'"));
  }

  @ParameterizedTest
  @MethodSource("senseless")
  void whatMakesNoSenseIsAProblemWithALine(String right, String wrong, String words)
      throws Exception {
    String text = Files.readString(COMPRESSOR);
    assertThat(text).contains(right);
    assertThat(problems(text.replace(right, wrong)))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.line()).isPositive())
        .anySatisfy(p -> assertThat(p.toString()).contains(words));
  }

  /** What makes no sense in frames of bytes, packed fields and maps. */
  static Stream<Arguments> senselessBytes() {
    return Stream.of(
        Arguments.of("rme/octamic-xtc", "bits: 6, flag: 1", "bits: 5, flag: 1", "bits that"),
        Arguments.of("rme/octamic-xtc", "bits: 6, flag: 1", "bits: 6, flag: 0", "bits that"),
        Arguments.of("rme/octamic-xtc", "raw: [1, 56]", "raw: [1, 80]", "room for them: 0 to 63"),
        Arguments.of(
            "rme/octamic-xtc",
            "value: [10, 65], raw: [1, 56]",
            "value: [10, 65], raw: [56, 1]",
            "turns back"),
        Arguments.of("rme/octamic-xtc", "{value: 0, raw: 0}, ", "", "covers the range"),
        Arguments.of(
            "rme/octamic-xtc", "start: \"F0 00 20 0D 69\"", "start: \"F0 0\"", "hexadecimal"),
        Arguments.of("rme/octamic-xtc", "{flags}", "{flogs}", "{flogs}"),
        Arguments.of("lexicon/mpx-1", "packed: nibbles, ", "packed: sevens, ", "an odd byte"),
        Arguments.of("lexicon/mpx-1", "{firmware:u8.u8}", "{firmware:u8.u9}", "u8.u9"),
        Arguments.of("lexicon/mpx-1", "{any:u16} {any:u16}", "{any:u8.u8}", "no form"),
        Arguments.of("lexicon/mpx-1", "start: -2", "start: -99", "-99"),
        Arguments.of("bss/soundweb-london", "law: log", "law: lag", "log"),
        Arguments.of(
            "bss/soundweb-london",
            "raw: [-100000, 100000]",
            "raw: [100000, -100000]",
            "turns back"),
        Arguments.of("bss/soundweb-london", "{value:i32}", "{value:i33}", "form"),
        Arguments.of("bss/soundweb-london", "{kind: xor}", "{kind: xyr}", "did you mean 'xor'"),
        Arguments.of("kramer/vs-88a", "in-8: 8", "in-8: 7", "neither"),
        Arguments.of("kramer/vs-88a", "first: \"0xxxxxxx\"", "first: \"0xxx\"", "eight bits"),
        Arguments.of("kramer/vs-88a", "word: \"8{n}\"", "word: \"81\"", "has it already"),
        Arguments.of("oto/boum", "word: \"0D\"", "word: \"0C\"", "'compression' has it already"),
        Arguments.of(
            "nuvo/e6d", "\"*Z{word}VOL{value}\"", "\"*ALLVOL{word}{value}\"", "among 'never'"),
        Arguments.of(
            "rotel/rc-1572",
            "variant: 1, message: identify, text: \"version?\"",
            "message: identify, text: \"get_product_version!\"",
            "of variant 1"),
        Arguments.of("extron/mav-plus-88", "by: gain", "by: gone", "'gone'"),
        Arguments.of(
            "extron/mav-plus-88", "repeat: {n: [1, 8]}", "repeat: {n: [8, 1]}", "[first, last]"));
  }

  @ParameterizedTest
  @MethodSource("senselessBytes")
  void whatMakesNoSenseInBytesIsAProblem(String id, String right, String wrong, String words)
      throws Exception {
    String text = Files.readString(OURS.resolve(id + ".yaml"));
    if (id.equals("kramer/vs-88a") && right.startsWith("in-8")) {
      text =
          text.replace(
              "word: \"8{n}\"",
              "word: \"8{n}\", values: {none: 0, in-1: 1, in-2: 2, in-3: 3, in-4: 4, in-5: 5, in-6:"
                  + " 6, in-7: 7, in-8: 8}");
      words = "the same number twice";
    }
    assertThat(text).contains(right);
    String found = words;
    assertThat(problems(text.replace(right, wrong)))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.line()).isPositive())
        .anySatisfy(p -> assertThat(p.toString()).contains(found));
  }

  private static String octamic(String right, String wrong) throws Exception {
    String text = Files.readString(OURS.resolve("rme/octamic-xtc.yaml"));
    assertThat(text).contains(right);
    return text.replace(right, wrong);
  }

  /** What is wrong with eight channels alike is told once. */
  @Test
  void aMistakeInARepeatedLineIsToldOnce() throws Exception {
    assertThat(problems(octamic("bits: 6, flag: 1", "bits: [9, 6], flag: 1")))
        .extracting(Problem::at, Problem::found, Problem::hint)
        .contains(
            org.assertj.core.api.Assertions.tuple(
                "protocol.codes.polarity-1.bits",
                "a list, [9, 6]",
                "7 more like it from this line"))
        .noneSatisfy(t -> assertThat(t.toList().getFirst().toString()).contains("polarity-2"));
  }

  @Test
  void whatSharesBitsWithManyIsToldOnceForEach() throws Exception {
    List<Problem> all = problems(octamic("word: \"{mic-1:x}\", bits: 6", "word: \"00\", bits: 6"));
    assertThat(all).filteredOn(p -> p.found().startsWith("bits that 'polarity-1'")).hasSize(1);
    assertThat(all).filteredOn(p -> p.found().contains("'polarity-2'")).isEmpty();
  }

  @Test
  void twoTemplatesThatMakeTheSameNameAreAProblem() throws Exception {
    assertThat(problems(octamic("pad-{mic:1..4}", "pad-{mic:1..5}")))
        .as("five pads, and five to eight are instruments: sound")
        .extracting(Problem::found)
        .doesNotContain("this name again, made by 'repeat'");
    assertThat(problems(octamic("instrument-{mic:5..8}", "pad-{mic:4..8}")))
        .filteredOn(p -> p.found().equals("this name again, made by 'repeat'"))
        .extracting(Problem::at)
        .containsExactly("pad-4", "pad-4");
  }

  @Test
  void aNameReckonsWithItsNumber() throws Exception {
    String text =
        octamic("pad-{mic:1..4}", "pad-{mic*2-1:1..4}")
            .replace(
                "word: \"{mic-1:x}\", bits: 10, flag: 5}\n    inst",
                "word: \"{mic*2-2:x}\", bits: 10, flag: 5}\n    inst")
            .replace("instrument-{mic:5..8}", "instrument-{mic*2-8:5..8}")
            .replace(
                "word: \"{mic-1:x}\", bits: 10, flag: 5}\n    group",
                "word: \"{mic*2-9:x}\", bits: 10, flag: 5}\n    group")
            .replace("pad-2: on, ", "")
            .replace("01 1C 08 7F", "01 1C 00 5F");
    assertThat(schemaSays(text)).isEmpty();
    UnitProfile profile = UnitProfileReader.parse(text, new Problems("box.yaml")).orElseThrow();
    assertThat(profile.knobs())
        .extracting(UnitProfile.Knob::id)
        .contains("pad-1", "pad-7", "instrument-2", "instrument-8")
        .doesNotContain("pad-2", "instrument-1");
  }

  @Test
  void aNameWithAnUnknownHoleSaysWhatItTakes() throws Exception {
    assertThat(problems(octamic("  gain-{mic}: {kind", "  gain-{mik}: {kind")))
        .anySatisfy(
            p -> {
              assertThat(p.at()).isEqualTo("params.gain-{mik}");
              assertThat(p.hint()).contains("{mic*2-1}");
            });
  }

  /** A stranger's file cannot ask for all there is. */
  @Test
  void aRepeatThatExplodesIsStopped() throws Exception {
    String text =
        Files.readString(OURS.resolve("oto/boum.yaml"))
            .replace(
                "params:\n",
                "repeat: {a: [0, 1023], b: [0, 1023]}\nparams:\n  x-{a}-{b}: {kind: switch}\n");
    assertThat(problems(text)).anySatisfy(p -> assertThat(p.toString()).contains("more than 2048"));
  }

  @Test
  void everyProblemIsToldAtOnce() throws Exception {
    String text =
        Files.readString(COMPRESSOR)
            .replace("class: compressor", "klass: compressor")
            .replace("baud: 9600", "baud: 3")
            .replace("gap: 5 ms", "gap: soon");
    assertThat(problems(text))
        .extracting(Problem::at)
        .contains("class", "klass", "protocol.transport.serial.baud", "protocol.pace.gap");
  }

  @Test
  void aProtocolWithoutVectorsIsRefused() throws Exception {
    String text = Files.readString(COMPRESSOR);
    String without = text.substring(0, text.indexOf("vectors:"));
    assertThat(problems(without)).extracting(Problem::at).containsExactly("vectors");
    assertThat(schemaTakes(without)).isFalse();
  }

  @Test
  void aFileOfNothingOrNoiseIsAProblem() {
    for (String text : List.of("", "[]", "a: [", "profile: 1", "\u0000", "params: 7")) {
      assertThat(problems(text)).as(text).isNotEmpty();
    }
  }

  @Test
  void onlyIdsBecomePaths(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("secret.yaml"), "profile: 1");
    Profiles profiles = new Profiles(folder.resolve("studio"));
    for (String id : List.of("../secret", "a/../../b", "/etc/passwd", "a/b/c", "", "A/b", "a\\b")) {
      assertThat(profiles.source(id, Profiles.Kind.OUTBOARD)).as(id).isEmpty();
    }
  }

  @Test
  void aProfileInTheStudiosFolderHidesOurs(@TempDir Path folder) throws Exception {
    Path own = folder.resolve("device-profiles/outboard/generic/two-knob-eq.yaml");
    Files.createDirectories(own.getParent());
    Files.writeString(
        own,
        Files.readString(OURS.resolve("generic/two-knob-eq.yaml"))
            .replace("Two-knob equaliser", "Mine"));
    Profiles profiles = new Profiles(folder);
    Problems problems = new Problems("test");
    assertThat(profiles.unit("generic/two-knob-eq", problems).orElseThrow().name())
        .isEqualTo("Mine");
    assertThat(profiles.list())
        .anySatisfy(e -> assertThat(e.place()).isEqualTo(own.toString()))
        .anySatisfy(
            e -> {
              assertThat(e.id()).isEqualTo("generic/line-compressor");
              assertThat(e.vectors()).isGreaterThan(10);
              assertThat(e.evidence()).isEqualTo("document");
            });
  }

  @Test
  void aNearIdIsSuggested() {
    Problems problems = new Problems("studio.yaml");
    assertThat(new Profiles(Path.of("nowhere")).unit("generic/line-compresor", problems)).isEmpty();
    assertThat(problems.list().getFirst().hint()).contains("generic/line-compressor");
  }
}
