package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.ProfileReview;
import hybridge.profile.Protocol.Medium;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Truth;
import hybridge.wire.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the language learnt from boxes whose documented answers were not understood. */
class ConstructsTest extends UnitBench {

  /** What the box says is changed on the way, since its simulator has only what the profile has. */
  private UnaryOperator<String> onTheWay = UnaryOperator.identity();

  @Override
  SimulatorLink wire(Simulator simulator) {
    return new SimulatorLink(simulator) {
      @Override
      public boolean write(byte[] bytes) {
        sent.add(new Sent(now / MS, Bytes.text(bytes, 0, bytes.length)));
        return super.write(bytes);
      }

      @Override
      public int read(byte[] into) {
        byte[] plain = new byte[into.length];
        int n = super.read(plain);
        byte[] bytes = Bytes.of(onTheWay.apply(Bytes.text(plain, 0, n)));
        System.arraycopy(bytes, 0, into, 0, bytes.length);
        return bytes.length;
      }
    };
  }

  private Truth truth(String id) {
    return unit.truth(profile.indexOf(id));
  }

  private double reported(String id) {
    return unit.reported(profile.indexOf(id));
  }

  private List<String> lines() {
    return sent.stream().map(Sent::bytes).toList();
  }

  // --- no value now, and items that are missing -----------------------------------------------

  /** The programmer's guide: sixteen places, whatever the size of the frame. */
  @Test
  void aMatrixThatTellsSixteenPlacesIsReady() {
    onTheWay = line -> line.replace(" Aud\r\n", " -- -- -- -- -- -- -- -- Aud\r\n");
    plug(shipped("extron/mav-plus-88"));
    assertThat(box.turn("tie-5", "in-2", 0)).isEmpty();
    ready();
    assertThat(truth("tie-8")).isInstanceOf(Truth.Reported.class);
    assertThat(reported("tie-5")).isEqualTo(2);
  }

  @Test
  void anOutputThatIsNotFittedHasNoValueAndTheOthersHave() {
    onTheWay = line -> line.replaceAll("[0-9]{2} Aud\r\n", "-- Aud\r\n");
    plug(shipped("extron/mav-84"));
    ready();
    assertThat(truth("tie-4"))
        .isEqualTo(new Truth.Unknown("the box says that it has no value now"));
    assertThat(truth("tie-3")).isInstanceOf(Truth.Reported.class);
    assertThat(heard).noneMatch(h -> h.startsWith("note"));
  }

  /** NV-E6DXS manual p. 27: MT while muted, XM while muted from outside. */
  @ParameterizedTest
  @CsvSource({"VOL-MT", "VOL-XM"})
  void aMutedZoneHasNoVolumeAndStopsNoOther(String told) {
    onTheWay = line -> line.startsWith("#Z02") ? line.replaceAll("VOL-[0-9]+", told) : line;
    plug(shipped("nuvo/e6d"));
    ready();
    assertThat(truth("volume-2")).isInstanceOf(Truth.Unknown.class);
    assertThat(reported("volume-2")).isNaN();
    assertThat(truth("power-2")).isInstanceOf(Truth.Reported.class);
    for (int zone : new int[] {1, 3, 4, 5, 6}) {
      assertThat(truth("volume-" + zone)).isInstanceOf(Truth.Reported.class);
    }
    pass(20_000);
    assertThat(unit.state()).isEqualTo(State.READY);
    onTheWay = UnaryOperator.identity();
    assertThat(box.turn("volume-2", -30, now)).isEmpty();
    assertThat(until(20_000, () -> reported("volume-2") == -30)).isTrue();
    assertThat(heard).contains("panel " + profile.indexOf("volume-2") + " -30.0");
  }

  /** Its answer is an answer, though it says no volume: the order goes out once. */
  @Test
  void aSetInAMutedZoneIsAnswered() {
    onTheWay = line -> line.startsWith("#Z02") ? line.replaceAll("VOL-[0-9]+", "VOL-MT") : line;
    plug(shipped("nuvo/e6d"));
    ready();
    sent.clear();
    want("volume-2", -30);
    want("volume-3", -40);
    assertThat(until(500, () -> lines().contains("*Z03VOL40\r"))).isTrue();
    pass(2_000);
    assertThat(lines().stream().filter("*Z02VOL30\r"::equals)).hasSize(1);
    assertThat(truth("volume-2")).isInstanceOf(Truth.Unknown.class);
    assertThat(heard).noneMatch(h -> h.startsWith("note"));
  }

  @Test
  void aFieldOfALineThatIsNotKnownIsToldWithWhatWasHeard() {
    onTheWay = line -> line.startsWith("#Z02") ? line.replaceAll("VOL-[0-9]+", "VOL-ZZ") : line;
    plug(shipped("nuvo/e6d"));
    ready();
    assertThat(truth("volume-2").toString()).contains("VOL-ZZ");
    assertThat(truth("power-2")).isInstanceOf(Truth.Reported.class);
    assertThat(truth("volume-3")).isInstanceOf(Truth.Reported.class);
  }

  /** RC-1570 command list p. 2: the input that is set as the RCD input has a name of its own. */
  @ParameterizedTest
  @CsvSource({"source=cd!, source=analog_cd!, cd", "source=coax1!, source=coax1_cd!, coax1"})
  void anotherWordForTheSameSourceIsThatSource(String usual, String told, String source) {
    onTheWay = line -> line.replace(usual, told);
    plug(shipped("rotel/rc-1572"));
    assertThat(box.turn("source", source, 0)).isEmpty();
    ready();
    assertThat(truth("source")).isInstanceOf(Truth.Reported.class);
    int index = profile.indexOf("source");
    int choice = profile.knobs().get(index).parameter().choices().indexOf(source);
    assertThat(reported("source")).isEqualTo(choice);
  }

  @Test
  void aWordForANumberIsTheNumber() {
    onTheWay =
        line -> line.replace("volume=96!", "volume=max!").replace("volume=01!", "volume=min!");
    plug(shipped("rotel/rc-1572"));
    ready();
    for (int volume : new int[] {96, 1, 40}) {
      want("volume", volume);
      assertThat(until(2_000, () -> settled() && reported("volume") == volume)).isTrue();
    }
  }

  // --- one transport only ----------------------------------------------------------------------

  private void recallOfThree(UnitProfile p) {
    plug(p);
    ready();
    sent.clear();
    want("gain-1", -12);
    want("gain-2", -20);
    want("gain-3", -30);
    want("mute-1", 1);
    assertThat(until(10_000, this::settled)).isTrue();
    pass(3_000);
    double[] held = box.values();
    assertThat(held[profile.indexOf("gain-1")]).isEqualTo(-12);
    assertThat(held[profile.indexOf("gain-3")])
        .isCloseTo(-30, org.assertj.core.data.Offset.offset(0.001));
    assertThat(held[profile.indexOf("mute-1")]).isEqualTo(1);
    for (String id : List.of("gain-1", "gain-2", "gain-3", "mute-1")) {
      assertThat(truth(id)).as(id).isInstanceOf(Truth.Reported.class);
    }
  }

  @Test
  void overTcpThereIsNoReceiptAndNothingIsLost() {
    recallOfThree(shipped("bss/soundweb-london").on(Medium.TCP));
    assertThat(lines()).noneMatch(line -> line.contains("\u0006"));
  }

  @Test
  void overASerialLineEachNoticeHasItsReceipt() {
    recallOfThree(shipped("bss/soundweb-london").on(Medium.SERIAL));
    long before = lines().stream().filter("\u0006"::equals).count();
    assertThat(box.turn("gain-4", -6, now)).isEmpty();
    assertThat(until(2_000, () -> reported("gain-4") == -6)).isTrue();
    assertThat(lines().stream().filter("\u0006"::equals).count()).isGreaterThan(before);
  }

  @Test
  void whoeverIsOnTheCableAnswersWithHisOwnNumber() {
    UnitProfile bss = shipped("bss/soundweb-london");
    Dialect host = new Dialect(bss.protocol().orElseThrow(), 0);
    Dialect unit7 = new Dialect(bss.protocol().orElseThrow(), 7);
    byte[] frame = unit7.encode(new Message.Report("gain-1", -10));
    List<List<Message>> understood = new ArrayList<>();
    host.boxFraming().take(frame, frame.length, p -> understood.add(host.fromBox(p, null)));
    assertThat(understood).hasSize(1);
    assertThat(understood.getFirst()).contains(new Message.Report("gain-1", -10));
    Dialect host9 = new Dialect(bss.protocol().orElseThrow(), 9);
    host9.boxFraming().take(frame, frame.length, p -> understood.add(host9.fromBox(p, null)));
    assertThat(understood.getLast()).as("another unit's").isEmpty();
  }

  // --- several in one line ---------------------------------------------------------------------

  @Test
  void aNoticeOfTwoParametersIsHeardWhole() {
    UnitProfile dcx = shipped("behringer/dcx2496");
    Dialect host = new Dialect(dcx.protocol().orElseThrow(), 0);
    byte[] two = Bytes.of(Bytes.fromHex("F0 00 20 32 00 0E 20 02 05 02 00 00 0A 03 00 01 F7"));
    List<Message> found = new ArrayList<>();
    host.boxFraming().take(two, two.length, p -> found.addAll(host.fromBox(p, null)));
    assertThat(found)
        .containsExactly(new Message.Report("gain-1", -15), new Message.Report("mute-6", 1));
    byte[] miscounted =
        Bytes.of(Bytes.fromHex("F0 00 20 32 00 0E 20 03 05 02 00 00 0A 03 00 01 F7"));
    found.clear();
    host.boxFraming().take(miscounted, miscounted.length, p -> found.addAll(host.fromBox(p, null)));
    assertThat(found).isEmpty();
  }

  // --- pauses, and sleep -----------------------------------------------------------------------

  @Test
  void afterABurstTheBoxHasItsPause() throws IOException {
    String text =
        Files.readString(Path.of("device-profiles/outboard/generic/line-compressor.yaml"));
    plug(
        parse(
            text.replace(
                "pace: {gap: 5 ms,", "pace: {burst: {messages: 4, pause: 200 ms}, gap: 5 ms,")));
    ready();
    pass(1_000);
    sent.clear();
    for (int i = 0; i < 40; i++) {
      want("threshold", -1 - i);
      pass(20);
    }
    pass(2_000);
    List<Long> at = sent.stream().map(Sent::millis).toList();
    for (int i = 4; i < at.size(); i++) {
      assertThat(at.get(i) - at.get(i - 4))
          .as("five messages from %d ms", at.get(i - 4))
          .isGreaterThanOrEqualTo(200);
    }
    assertThat(reported("threshold")).isEqualTo(-40);
  }

  @Test
  void aBoxThatSleepsIsAskedNothingButWhetherItDoes() {
    plug(shipped("rotel/rc-1572"));
    ready();
    assertThat(box.turn("power", "off", now)).isEmpty();
    assertThat(until(2_000, () -> unit.state() == State.STANDBY)).isTrue();
    assertThat(truth("volume")).isEqualTo(new Truth.Unknown("the unit is in standby"));
    sent.clear();
    want("volume", 60);
    assertThat(truth("volume")).isEqualTo(new Truth.Unsent("the unit is in standby"));
    pass(30_000);
    assertThat(lines()).isNotEmpty().containsOnly("get_current_power!");
    assertThat(unit.state()).isEqualTo(State.STANDBY);
    want("power", 1);
    ready();
    assertThat(lines()).contains("power_on!", "get_volume!").doesNotContain("volume_60!");
    assertThat(truth("bass")).isInstanceOf(Truth.Reported.class);
    assertThat(truth("volume")).as("what was set meanwhile").isInstanceOf(Truth.Unsent.class);
  }

  @Test
  void aBoxThatSleepsFromTheStartIsReadWhenItWakes() {
    plug(shipped("rotel/rc-1572"));
    assertThat(box.turn("power", "off", 0)).isEmpty();
    assertThat(until(5_000, () -> unit.state() == State.STANDBY)).isTrue();
    assertThat(lines()).noneMatch(line -> line.startsWith("get_volume"));
    assertThat(box.turn("power", "on", now)).isEmpty();
    ready();
    assertThat(truth("volume")).isInstanceOf(Truth.Reported.class);
  }

  @Test
  void aHandThatWakesItIsFollowed() {
    plug(shipped("rotel/rc-1572"));
    ready();
    box.turn("power", "off", now);
    assertThat(until(2_000, () -> unit.state() == State.STANDBY)).isTrue();
    want("power", 0);
    pass(3_000);
    heard.clear();
    box.turn("power", "on", now);
    ready();
    assertThat(heard).contains("panel " + profile.indexOf("power") + " 1.0");
  }

  // --- a rounding ------------------------------------------------------------------------------

  /** +1.5 dB on the panel reads +02: setting 2 is then no repetition. */
  @Test
  void aReportThatIsOnlyARoundingDoesNotSwallowTheMove() {
    plug(shipped("extron/mav-plus-88"));
    ready();
    sent.clear();
    box.turn("in-gain-1", 2, now);
    assertThat(until(3_000, () -> reported("in-gain-1") == 2)).isTrue();
    want("in-gain-1", 2);
    assertThat(until(1_000, () -> lines().contains("1*2G"))).isTrue();
    assertThat(until(2_000, () -> truth("in-gain-1") instanceof Truth.Reported)).isTrue();
  }

  // --- simulators ------------------------------------------------------------------------------

  private static String answer(String id, String hexOrText, boolean hex) {
    Simulator simulator = new Simulator(shipped(id), Set.of());
    byte[] bytes =
        hex ? Bytes.of(Bytes.fromHex(hexOrText)) : hexOrText.getBytes(StandardCharsets.ISO_8859_1);
    simulator.hear(bytes, bytes.length, 0);
    byte[] into = new byte[256];
    StringBuilder all = new StringBuilder();
    int n;
    while ((n = simulator.say(into, 10 * MS)) > 0) {
      all.append(Bytes.text(into, 0, n));
    }
    return hex ? Bytes.hex(all.toString()) : all.toString();
  }

  @ParameterizedTest
  @CsvSource({
    // p. 29: 31.5 - 0.5 x (255 - 216) = 12 dB
    "kramer/va-8xl, 16 A1 D8 A1, 56 A1 D8 A1, true",
    "kramer/va-8xl, 16 A4 81 81, 56 A4 81 81, true",
    "bss/soundweb-london, 02 89 00 00 1B 83 00 01 00 00 00 00 00 00 00 8C 03, 15, true",
    "pro-bel/sw-p-08, 10 02 01 00 00 02 04 FA 10 03, 10 15, true",
    // User's manual p. 4-6: E13 is a value out of range, E10 an invalid command
    "extron/mav-plus-88, 1*99G, E13, false",
    "extron/mav-plus-88, 1*99V, E13, false",
    "extron/mav-plus-88, xxG, E10, false",
  })
  void aSimulatorAnswersAsTheBoxDoes(String id, String heard, String said, boolean hex) {
    assertThat(answer(id, heard, hex).strip()).isEqualTo(said);
  }

  @Test
  void numbersEndOnTheGridOfTheParameter() {
    UnitProfile ashly = shipped("ashly/ne24-24m");
    var gain = ashly.knobs().get(ashly.indexOf("gain-in-1")).parameter();
    for (int tenths = -500; tenths <= 120; tenths++) {
      double value = gain.nearest(tenths / 10.0 + 0.01);
      assertThat(hybridge.value.Numbers.text(value)).hasSizeLessThanOrEqualTo(5);
      assertThat(value).isEqualTo(tenths / 10.0);
    }
  }

  // --- the reader ------------------------------------------------------------------------------

  private static List<String> problems(String id, String good, String bad) throws IOException {
    String text = Files.readString(Path.of("device-profiles/outboard", id + ".yaml"));
    assertThat(text).contains(good);
    Problems problems = new Problems(id);
    UnitProfileReader.parse(text.replace(good, bad), problems)
        .ifPresent(p -> ProfileReview.check(p, problems));
    return problems.list().stream().map(Problem::toString).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "neets/neamp, 'NEAMP{address},SAVE', 'NEAMP1,SAVE', holds for one address only",
    "nuvo/e6d, 'none: [MT, XM]', 'none: {MT: 1}', a text or a number",
    "chase-bliss/preamp-mkii, '\"1..126\"', '\"126..1\"', the smaller number first",
    "chase-bliss/preamp-mkii, '\"1..126\"', '\"0..126\"', heard for something else too",
    "chase-bliss/preamp-mkii, '[127, \"1..126\"]', '[\"1..126\", 127]', first the one that is sent",
    "rotel/rc-1572, 'coax1: [coax1, coax1_cd]', 'coax1: [coax1, cd]', heard for something else too",
    "rotel/rc-1572, 'words: {max: 96, min: 1}', 'words: {max: 960}', a number from 1 to 96",
    "rotel/rc-1572, 'param: power, value: off}', 'param: pwr, value: off}', the id of a parameter",
    "rotel/rc-1572, '[coax2, coax2_cd]', '[coax2, coax1_cd]', each word for one value",
    "bss/soundweb-london, 'over:\n    tcp:', 'over:\n    midi:', one of those under 'transport'",
    "behringer/dcx2496, '{items} {[}{word}{value:7x2}{]}', '{items} {word} {value:7x2}', '{[} and"
        + " {]}'",
    "extron/mav-84, '  - {message: set, param: mute-2, value: on, text: \"2*1Z\", evidence:"
        + " derived}', '', set (mute)",
    "extron/mav-84, 'text: \"8*4$\", evidence: derived', 'text: \"8*4$\"', document without a"
        + " source",
  })
  void mistakesAreNamed(String id, String good, String bad, String told) throws IOException {
    assertThat(problems(id, good.replace("\\n", "\n"), bad.replace("\\n", "\n")))
        .anySatisfy(p -> assertThat(p).contains(told));
  }

  @Test
  void aFileOfTheFirstVersionNeedsNoNewVectors() throws IOException {
    String text = Files.readString(Path.of("device-profiles/outboard/extron/mav-84.yaml"));
    String bare = text.replaceAll("(?m)^  - \\{message: (get|value|set|ack), param: mute.*\\n", "");
    Problems problems = new Problems("old");
    assertThat(UnitProfileReader.parse(bare.replace(", evidence: derived", ""), problems))
        .as("%s", problems.list())
        .isPresent();
  }
}
