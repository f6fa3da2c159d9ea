package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.Cause;
import hybridge.outboard.Unit.State;
import hybridge.outboard.codec.Vectors;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every path of the driver, on a clock of the test. */
class UnitTest {
  private static final int THRESHOLD = 0;
  private static final int RATIO = 1;
  private static final UnitProfile PROFILE = profile();

  private final ScriptedLink link = new ScriptedLink();
  private final Counters counters = new Counters();
  private final List<String> heard = new ArrayList<>();
  private final Unit unit = new Unit(PROFILE, link, listener(heard), counters);
  private long now;

  static UnitProfile profile() {
    Problems problems = new Problems("test");
    return new Profiles(Path.of("nowhere"))
        .unit("generic/line-compressor", problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  static Unit.Listener listener(List<String> heard) {
    return new Unit.Listener() {
      @Override
      public void state(State state, String why) {
        heard.add(state.word());
      }

      @Override
      public void reported(int knob, double value, Cause cause) {
        heard.add((cause == Cause.PANEL ? "panel " : "reported ") + knob + " " + value);
      }

      @Override
      public void truth(int knob, Truth truth) {
        heard.add("truth " + knob + " " + truth.word());
      }

      @Override
      public void note(String text) {
        heard.add("note " + text);
      }
    };
  }

  private void pass(long millis) {
    for (int i = 0; i < millis; i++) {
      now += 1_000_000;
      unit.work(now);
    }
  }

  private void says(String line) {
    link.says(line);
    pass(1);
  }

  private void makeReady() {
    pass(1);
    link.expect("ID?");
    says("ID line-compressor 1.0");
    for (String reading :
        List.of("THR 0.0", "RAT 2.0", "ATT 10.0", "REL 150.0", "MKP 0.0", "BYP 0")) {
      pass(6);
      link.expect("GET " + reading.substring(0, 3));
      says(reading);
    }
    pass(6);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(link.sent()).isEmpty();
    heard.clear();
  }

  @Test
  void itIsIdentifiedThenReadThenReady() {
    makeReady();
    assertThat(unit.reported(RATIO)).isEqualTo(2);
    assertThat(unit.truth(THRESHOLD)).isInstanceOf(Truth.Reported.class);
    assertThat(unit.firmware()).isEqualTo("1.0");
  }

  @Test
  void nothingIsWrittenBeforeTheIdentityIsKnown() {
    unit.want(THRESHOLD, -20);
    pass(100);
    unit.want(THRESHOLD, -21);
    pass(3000);
    assertThat(link.sent()).isNotEmpty().containsOnly("ID?");
  }

  @Test
  void aSetIsSentAnsweredAndReadBack() {
    makeReady();
    unit.want(THRESHOLD, -20);
    pass(1);
    link.expect("SET THR -20.0");
    assertThat(heard).containsExactly("truth 0 sent");
    says("OK THR -20.0");
    pass(11);
    link.expect("GET THR");
    says("THR -20.0");
    assertThat(heard)
        .containsExactly(
            "truth 0 sent", "reported 0 -20.0", "truth 0 reported", "reported 0 -20.0");
  }

  @Test
  void whatTheBoxTookIsReportedAndADifferenceIsNoted() {
    makeReady();
    unit.want(THRESHOLD, -20.4);
    pass(1);
    link.expect("SET THR -20.4");
    says("OK THR -20.0");
    pass(11);
    link.expect("GET THR");
    says("THR -20.0");
    assertThat(unit.reported(THRESHOLD)).isEqualTo(-20);
    assertThat(heard).anySatisfy(h -> assertThat(h).startsWith("note threshold: sent -20.4"));
    pass(500);
    assertThat(link.sent()).as("it is not sent again").isEmpty();
  }

  @Test
  void ofAThousandMovesASecondTheLastIsSentAndNoBacklogGrows() {
    makeReady();
    int answers = 0;
    for (int i = 0; i < 1000; i++) {
      unit.want(THRESHOLD, -60 + i * 0.06);
      pass(1);
      for (String line : link.sent()) {
        if (i % 10 == 0) {
          answers++;
        }
        link.says(line.replace("SET", "OK").replace("GET THR", "THR -1.0"));
      }
    }
    unit.want(THRESHOLD, -12.5);
    pass(20);
    List<String> last = link.sent();
    assertThat(last.stream().filter(l -> l.startsWith("SET")).toList().getLast())
        .isEqualTo("SET THR -12.5");
    assertThat(last.size()).isLessThan(4);
    assertThat(answers).isLessThan(200);
  }

  @Test
  void aParameterThatMovesAllTheTimeDoesNotKeepAnotherWaiting() {
    makeReady();
    unit.want(THRESHOLD, -1);
    unit.want(RATIO, 4);
    pass(1);
    link.expect("SET THR -1.0");
    unit.want(THRESHOLD, -2);
    says("OK THR -1.0");
    pass(6);
    link.expect("SET RAT 4.0");
  }

  @Test
  void aTimeOutIsRetriedLaterEachTimeThenTheUnitIsAway() {
    makeReady();
    unit.want(THRESHOLD, -20);
    pass(1);
    link.expect("SET THR -20.0");
    pass(249);
    assertThat(link.sent()).isEmpty();
    pass(1);
    link.expect("SET THR -20.0");
    pass(499);
    assertThat(link.sent()).isEmpty();
    unit.want(THRESHOLD, -25);
    pass(1);
    link.expect("SET THR -25.0");
    pass(1000);
    link.expect("ID?");
    assertThat(unit.state()).isEqualTo(State.READY);
    pass(500);
    assertThat(unit.state()).isEqualTo(State.AWAY);
    assertThat(unit.truth(THRESHOLD)).isInstanceOf(Truth.Away.class);
    assertThat(counters.read(Health.UNIT_TIMEOUTS)).isEqualTo(4);
  }

  @Test
  void aUnitThatIsAwayIsAskedLessAndLessOften() {
    pass(30_000);
    assertThat(link.sent()).hasSizeBetween(12, 25).containsOnly("ID?");
  }

  @Test
  void whatIsWantedWhileAwayIsNotSentOnReturn() {
    makeReady();
    unit.want(RATIO, 8);
    link.pull();
    pass(5);
    assertThat(unit.state()).isEqualTo(State.AWAY);
    unit.want(THRESHOLD, -20);
    pass(5000);
    assertThat(link.sent()).isEmpty();
    assertThat(unit.truth(THRESHOLD).word()).isEqualTo("away");
    link.plug();
    makeReady();
    pass(1500);
    assertThat(link.sent()).isEmpty();
    assertThat(unit.reported(THRESHOLD)).isZero();
    assertThat(unit.truth(THRESHOLD).word()).isEqualTo("unsent");
    assertThat(unit.truth(RATIO).word()).isEqualTo("reported");
  }

  @Test
  void aPortThatTakesNoMoreBytesIsAway() {
    makeReady();
    link.refuse();
    unit.want(THRESHOLD, -20);
    pass(2);
    assertThat(unit.state()).isEqualTo(State.AWAY);
    assertThat(unit.truth(THRESHOLD).word()).isEqualTo("away");
  }

  @Test
  void aHandOnThePanelIsReportedAsOneAndWins() {
    makeReady();
    says("!THR -18.5");
    assertThat(heard).containsExactly("panel 0 -18.5");
    unit.want(RATIO, 4);
    pass(6);
    link.expect("SET RAT 4.0");
    unit.want(THRESHOLD, -30);
    says("!THR -19.0");
    says("OK RAT 4.0");
    pass(20);
    assertThat(link.sent())
        .as("the wanted -30 is older than the hand")
        .doesNotContain("SET THR -30.0");
  }

  @Test
  void aReportThatCrossesASetIsNoHandAfterIt() {
    makeReady();
    unit.want(THRESHOLD, -20);
    pass(1);
    says("!THR -18.5");
    assertThat(heard).contains("reported 0 -18.5").doesNotContain("panel 0 -18.5");
    says("OK THR -20.0");
    assertThat(unit.reported(THRESHOLD)).isEqualTo(-20);
  }

  @Test
  void aRefusalIsNoReport() {
    makeReady();
    unit.want(THRESHOLD, -20);
    pass(1);
    says("ERR range");
    assertThat(heard)
        .containsExactly("truth 0 sent", "note threshold: refused -20: range", "truth 0 refused");
    assertThat(unit.truth(THRESHOLD)).isEqualTo(new Truth.Refused("range"));
    assertThat(unit.reported(THRESHOLD)).isZero();
    link.sent();
    pass(1000);
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void anotherBoxIsAFaultAndIsNeverWritten() {
    pass(1);
    says("ID other-box 1.0");
    assertThat(unit.state()).isEqualTo(State.FAULT);
    unit.want(THRESHOLD, -20);
    link.sent();
    pass(10_000);
    assertThat(link.sent()).containsOnly("ID?");
    says("ID line-compressor 1.0");
    pass(1);
    assertThat(unit.state()).isEqualTo(State.IDENTIFYING);
  }

  @Test
  void anUnknownFirmwareIsReadAndNeverWritten() {
    pass(1);
    says("ID line-compressor 2.0");
    for (int i = 0; i < 6; i++) {
      pass(6);
      says(link.sent().getLast().substring(4) + (i == 5 ? " 1" : " 3.0"));
    }
    pass(6);
    assertThat(unit.state()).isEqualTo(State.READONLY);
    assertThat(unit.reported(RATIO)).isEqualTo(3);
    unit.want(THRESHOLD, -20);
    pass(1000);
    assertThat(link.sent()).isEmpty();
    assertThat(unit.truth(THRESHOLD)).isEqualTo(new Truth.Unsent("firmware 2.0 is not known"));
  }

  @Test
  void aBoxThatSaysItsNameUnaskedHasStartedAnewAndIsReadAgain() {
    makeReady();
    pass(150);
    says("ID line-compressor 1.0");
    assertThat(heard).startsWith("identifying").contains("truth 0 unknown");
    pass(6);
    link.expect("GET THR");
  }

  @Test
  void aSilentBoxIsAskedWhetherItIsThere() {
    makeReady();
    pass(1995);
    link.expect("ID?");
    says("ID line-compressor 1.0");
    assertThat(heard).isEmpty();
    pass(2001);
    link.expect("ID?");
    pass(2000);
    assertThat(unit.state()).isEqualTo(State.AWAY);
  }

  @Test
  void garbageIsCountedAndChangesNothing() {
    makeReady();
    says("THR minus ten");
    says("\u00ff\u00fe");
    says("x".repeat(500));
    says("OK");
    assertThat(counters.read(Health.UNIT_GARBAGE)).isEqualTo(4);
    assertThat(heard).isEmpty();
    unit.want(THRESHOLD, -20);
    pass(1);
    says("OK THR -20.0");
    assertThat(unit.reported(THRESHOLD)).isEqualTo(-20);
  }

  @Test
  void nothingIsBelievedFromABoxThatWasNotIdentified() {
    pass(1);
    says("THR -20.0");
    says("!THR -20.0");
    assertThat(unit.reported(THRESHOLD)).isNaN();
  }

  @Test
  void anAnswerThatComesTooLateIsCheckedByReading() {
    makeReady();
    says("OK THR -3.0");
    assertThat(unit.reported(THRESHOLD)).isEqualTo(-3);
    pass(11);
    link.expect("GET THR");
  }

  @Test
  void anAnswerWithoutNameOrValueIsCheckedByReading() throws Exception {
    Problems problems = new Problems("test");
    String text =
        new Profiles(Path.of("nowhere"))
            .source("generic/line-compressor", Profiles.Kind.OUTBOARD)
            .orElseThrow()
            .text()
            .replace("\"OK {word} {value}\"", "\"+OK\"")
            .replaceAll("(?m)^  - \\{message: ack.*$", "  - {message: ack, text: \"+OK\\\\n\"}");
    UnitProfile plain =
        UnitProfileReader.parse(text, problems)
            .orElseThrow(() -> new AssertionError(problems.list()));
    Vectors.check(plain, problems);
    assertThat(problems.list()).isEmpty();
    Rehearsal.check(plain, problems);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void itSleepsUntilSomethingIsDue() {
    makeReady();
    assertThat(unit.nextNanos() - now).isBetween(1_900_000_000L, 2_000_000_000L);
    unit.want(THRESHOLD, -20);
    assertThat(unit.nextNanos()).isLessThanOrEqualTo(now + 5_000_000);
    link.pull();
    assertThat(unit.nextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  /** Whatever goes wrong, the driver ends where the box stands, or says that it is not ready. */
  @ParameterizedTest
  @EnumSource(Simulator.Fault.class)
  void theDriverLivesWithEveryFault(Simulator.Fault fault) {
    Simulator box = new Simulator(PROFILE, Set.of(fault));
    SimulatorLink wire = new SimulatorLink(box);
    Unit driver = new Unit(PROFILE, wire, listener(heard), counters);
    for (int i = 0; i < 60_000; i++) {
      wire.now = i * 1_000_000L;
      if (i % 500 == 499 && i < 40_000) {
        driver.want(THRESHOLD, -(i / 500 % 60) - 0.3);
      }
      driver.work(wire.now);
    }
    switch (fault) {
      case SILENCE -> {
        assertThat(driver.state()).isEqualTo(State.AWAY);
        assertThat(counters.read(Health.UNIT_TIMEOUTS)).isPositive();
      }
      case WRONG_FIRMWARE -> {
        assertThat(driver.state()).isEqualTo(State.READONLY);
        assertThat(box.values()[THRESHOLD]).isZero();
      }
      default -> {
        assertThat(driver.state()).isEqualTo(State.READY);
        String truth = fault == Simulator.Fault.NAK ? "refused" : "reported";
        assertThat(driver.truth(THRESHOLD).word()).isEqualTo(truth);
        assertThat(driver.reported(THRESHOLD)).isEqualTo(box.values()[THRESHOLD]);
      }
    }
    if (fault == Simulator.Fault.NAK) {
      assertThat(heard).anySatisfy(h -> assertThat(h).startsWith("note threshold: refused"));
      assertThat(box.values()[THRESHOLD]).isZero();
    }
    if (fault == Simulator.Fault.GARBLE) {
      assertThat(counters.read(Health.UNIT_GARBAGE)).isPositive();
    }
    if (fault == Simulator.Fault.ROUNDING) {
      assertThat(driver.reported(THRESHOLD)).isEqualTo(Math.rint(driver.reported(THRESHOLD)));
    }
    if (fault == Simulator.Fault.SECOND_MASTER) {
      assertThat(heard).anySatisfy(h -> assertThat(h).startsWith("panel 0"));
    }
  }
}
