package hybridge.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hybridge.desk.Request;
import hybridge.testing.Await;
import hybridge.testing.Console;
import hybridge.testing.LoopRig;
import hybridge.testing.LoopRig.Box;
import hybridge.value.InsertState;
import hybridge.value.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What leaves on main and monitors when a measurement ends, however it ends: nothing of what is
 * still in the loop. No programme plays, so that main and monitors have to be silent throughout.
 */
class AftermathTest {
  private static final int RATE = 48_000;
  private static final int MAIN = 0;
  private static final int SEND = 2;
  private static final int MONITOR = 14;

  private static final Predicate<Progress> SWEEPS = p -> p.phase().equals("sweeps");

  /** −60 dBFS. */
  private static final double SILENT = 0.001;

  private static Console console(boolean master, double gainDb) {
    return new Console(
        """
        audio: {inputs: 16, outputs: 16, align_limit: 1 s}
        console:
          strips: [{name: Voice, input: 1%s}, {name: Keys, input: [2, 3]}]
          monitor: {outputs: [15, 16]}
        inserts:
          %s
        %s
        """
            .formatted(
                master ? "" : ", insert: box",
                master
                    ? "box: {send: [3, 4], return: [9, 10], gain: " + gainDb + "}"
                    : "box: {send: 3, return: 9, gain: " + gainDb + "}",
                master ? "master: [box]" : ""));
  }

  /** Where speakers hang on main, main is cut with the monitors, and comes back with them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mainIsCutTooWhereSpeakersHangOnIt(boolean speakers) throws Exception {
    Console console =
        new Console(
            """
            audio: {inputs: 16, outputs: 16}
            console:
              strips: [{name: Voice, input: 1, insert: box}, {name: Keys, input: 2}]
              main: {outputs: [1, 2], protect: %s}
              monitor: {outputs: [15, 16]}
            inserts: {box: {send: 3, return: 9}}
            """
                .formatted(speakers));
    Calibrator calibrator = calibrator(console);
    LoopRig[] made = new LoopRig[1];
    int[] looks = {0};
    double[] most = {0, 0}; // of main and of the monitors while it sweeps
    Runnable alongside =
        () -> {
          LoopRig rig = made[0];
          if (rig == null || !calibrator.progress().filter(SWEEPS).isPresent()) {
            return;
          }
          double main = rig.loudest(MAIN);
          double monitors = rig.loudest(MONITOR);
          if (looks[0]++ > 0) { // the first holds what was before
            most[0] = Math.max(most[0], main);
            most[1] = Math.max(most[1], monitors);
          }
        };
    try (LoopRig rig =
        new LoopRig(
            console,
            List.of(Box.of(2, 8, 1000, 1)),
            (channel, frame) -> channel == 1 ? 0.1 * Math.sin(frame * 0.13) : 0,
            alongside)) {
      rig.listen(MAIN, RATE / 10);
      assertThat(rig.loudest(MAIN)).as("the other strip plays").isGreaterThan(0.05);
      assertThat(rig.loudest(MONITOR)).isGreaterThan(0.05);
      made[0] = rig;
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      assertThat(looks[0]).isGreaterThan(20);
      assertThat(most[0] < SILENT).as("main is cut: it carries " + most[0]).isEqualTo(speakers);
      assertThat(most[1]).as("monitors").isLessThan(SILENT);
      rig.listen(MAIN, RATE / 2);
      rig.loudest(MAIN);
      rig.listen(MAIN, RATE / 20);
      assertThat(rig.loudest(MAIN)).as("as before").isGreaterThan(0.05);
      assertThat(console.number("/main/mute")).isZero();
    }
  }

  private static Calibrator calibrator(Console console) {
    return new Calibrator(
        () -> console.studio,
        console.desk,
        console.feed.engine(),
        new Calibrations() {
          @Override
          public Optional<Calibration> find(String insert, int rate, int block) {
            return Optional.empty();
          }

          @Override
          public void keep(Calibration calibration) throws IOException {}
        },
        console.counters);
  }

  private static LoopRig rig(Console console, Box... boxes) {
    return new LoopRig(console, List.of(boxes), (channel, frame) -> 0);
  }

  /** On a thread of its own; why it was refused, or nothing. */
  private static CompletableFuture<String> calibrating(Calibrator calibrator) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            calibrator.calibrate("box", Calibrator.Options.USUAL);
            return "";
          } catch (Refused refused) {
            return refused.because() + ": " + refused.getMessage();
          }
        });
  }

  private static void assertSilent(LoopRig rig) throws InterruptedException {
    rig.listen(MAIN, 2 * RATE);
    assertThat(rig.loudest(MAIN)).as("main").isLessThan(SILENT);
    assertThat(rig.loudest(MAIN + 1)).as("main").isLessThan(SILENT);
    assertThat(rig.loudest(MONITOR)).as("monitors").isLessThan(SILENT);
  }

  private static void assertAsBefore(Console console) {
    assertThat(console.number("/monitor/cut")).isZero();
    assertThat(console.number("/insert/box/on")).isEqualTo(1);
    Await.until(
        "the state to be as before",
        () -> InsertState.of(console.number("/insert/box/state")) == InsertState.UNPROVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "10000, false, 0",
    "24000, false, 0",
    "24000, false, -20",
    "10000, true, 0",
    "24000, true, -12"
  })
  void nothingOfALoopThatRanAwayLeavesAfterwards(int delay, boolean master, double gainDb)
      throws Exception {
    Console console = console(master, gainDb);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, delay, 10), Box.of(3, 9, delay, 10))) {
      assertThatThrownBy(() -> calibrator.calibrate("box", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("louder than its limit");
      assertSilent(rig);
      assertAsBefore(console);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingLeavesBehindAMeasurementThatEndsWell(boolean master) throws Exception {
    Console console = console(master, 0);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, 24_000, 6), Box.of(3, 9, 24_000, 6))) {
      assertThat(calibrator.calibrate("box", Calibrator.Options.USUAL).inForce()).isTrue();
      assertSilent(rig);
      assertAsBefore(console);
      calibrator.check("box");
      assertSilent(rig);
      assertAsBefore(console);
    }
  }

  @Test
  void nothingOfTheNoiseOfADiscoveryLeaves() throws Exception {
    Console console = console(false, 0);
    Calibrator calibrator = calibrator(console);
    for (int delay : new int[] {24_000, 70_000}) { // one that it finds, and one beyond
      try (LoopRig rig = rig(console, Box.of(2, 8, delay, 10))) {
        calibrator.discover();
        assertSilent(rig);
        assertAsBefore(console);
      }
    }
  }

  @Test
  void nothingLeavesWhenItIsCalledOffOrFailsOnTheWay() throws Exception {
    Console console = console(false, 0);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, 24_000, 6))) {
      CompletableFuture<String> said = calibrating(calibrator);
      Await.until(
          "the sweep to play",
          () ->
              calibrator.progress().filter(p -> p.phase().equals("sweeps")).isPresent()
                  && rig.loudestSend() > 0.05);
      assertThat(calibrator.cancel()).isTrue();
      assertThat(said.join()).startsWith("CANCELLED").contains("called off");
      assertSilent(rig);
      assertAsBefore(console);
      assertThat(calibrator.progress()).isEmpty();
      assertThat(calibrator.cancel()).as("nothing to call off").isFalse();
    }
  }

  @Test
  void aServerThatStandsStillIsNoticedAtOnceAndWhatWasCutStaysCut() throws Exception {
    Console console = console(false, 0);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, 24_000, 6))) {
      CompletableFuture<String> said = calibrating(calibrator);
      Await.until("the sweep to play", () -> rig.loudestSend() > 0.05);
      rig.hold(true);
      long began = System.nanoTime();
      assertThat(said.join())
          .startsWith("AWAY: the interface stands still")
          .contains("monitors stay cut and box out of the mix until sound runs again");
      assertThat((System.nanoTime() - began) / 1e9).as("seconds").isLessThan(2);
      assertThat(console.number("/monitor/cut")).isEqualTo(1);
      assertThat(console.number("/insert/box/on")).isZero();
      assertThatThrownBy(() -> calibrator.check("box"))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("another measurement is under way (box");
      rig.hold(false);
      Await.until("everything to be put back", () -> console.number("/monitor/cut") == 0);
      assertSilent(rig);
      assertAsBefore(console);
    }
  }

  @Test
  void whatHowlsStaysCutAndIsTold() throws Exception {
    Console console = console(false, 0);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, 1000, 1))) {
      CompletableFuture<String> said = calibrating(calibrator);
      Await.until("the sweep to play", () -> rig.loudestSend() > 0.05);
      rig.patch(Box.of(2, 8, 1000, 0.1).humming(0.5, 440)); // rings on by itself
      assertThat(said.join())
          .contains("the return on input 9 does not become quiet: -6 dBFS")
          .contains("box stays out of the mix and the monitors stay cut")
          .contains("/insert/box/on");
      assertThat(console.number("/monitor/cut")).isEqualTo(1);
      assertThat(console.number("/insert/box/on")).isZero();
      assertThat(InsertState.of(console.number("/insert/box/state")))
          .isEqualTo(InsertState.HOWLING);
      int phase = console.desk.tree().require("/insert/box/phase");
      Await.until(
          "the surface to be told",
          () -> console.desk.value(phase).words().contains("does not become quiet"));
      assertSilent(rig);
      rig.patch(Box.of(2, 8, 1000, 1));
      Await.until("everything to be put back", () -> console.number("/monitor/cut") == 0);
      assertAsBefore(console);
      Await.until("the bench to be free", () -> calibrator.progress().isEmpty());
      assertThat(calibrator.calibrate("box", Calibrator.Options.USUAL).inForce()).isTrue();
    }
  }

  @Test
  void whoWantsAHowlingInsertBackSaysSo() throws Exception {
    Console console = console(false, 0);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, 1000, 1).humming(0.5, 440))) {
      assertThatThrownBy(() -> calibrator.calibrate("box", Calibrator.Options.USUAL))
          .hasMessageContaining("does not become quiet");
      console.desk.submit(
          new Request.Set(
              console.desk.tree().require("/insert/box/on"), 1, Origin.web("test"), -1));
      Await.until("everything to be put back", () -> console.number("/monitor/cut") == 0);
      assertThat(console.number("/insert/box/on")).isEqualTo(1);
      Await.until("the bench to be free", () -> calibrator.progress().isEmpty());
    }
  }

  @Test
  void whenTheDaemonEndsNothingIsOpenedAgain() throws Exception {
    Console console = console(false, 0);
    Calibrator calibrator = calibrator(console);
    try (LoopRig rig = rig(console, Box.of(2, 8, 24_000, 6))) {
      CompletableFuture<String> said = calibrating(calibrator);
      Await.until("the sweep to play", () -> rig.loudestSend() > 0.05);
      calibrator.close();
      assertThat(said.join()).contains("called off");
      assertThat(console.number("/insert/box/on")).isZero();
      assertSilent(rig);
      rig.loudest(SEND);
      rig.listen(MAIN, RATE / 2);
      assertThat(rig.loudest(SEND)).as("the sends are silent").isZero();
    }
  }
}
