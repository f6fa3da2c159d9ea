package hybridge.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hybridge.measure.PatchFinder;
import hybridge.testing.Console;
import hybridge.testing.LoopRig;
import hybridge.testing.LoopRig.Box;
import hybridge.testing.Signals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole measurements, on a console with boxes behind it. */
class CalibratorTest {
  private static final String STUDIO =
      """
      audio: {inputs: 16, outputs: 16, align_limit: 250 ms}
      console:
        strips:
          - {name: Voice, input: 1, insert: box}
          - {name: Keys, input: [2, 3], insert: pair}
          - {name: Dry, input: 1}
        monitor: {outputs: [15, 16]}
      inserts:
        box: {send: 3, return: 9}
        pair: {send: [4, 5], return: [10, 11]}
      """;

  private final Console console = new Console(STUDIO);
  private final Map<String, Calibration> kept = new HashMap<>();

  private final Calibrator calibrator =
      new Calibrator(
          () -> console.studio,
          console.desk,
          console.feed.engine(),
          new Calibrations() {
            @Override
            public Optional<Calibration> find(String insert, int rate, int block) {
              return Optional.ofNullable(kept.get(insert));
            }

            @Override
            public void keep(Calibration calibration) {
              kept.put(calibration.insert(), calibration);
            }
          },
          console.counters);

  private LoopRig rig(Box... boxes) {
    return new LoopRig(console, List.of(boxes), (channel, frame) -> 0);
  }

  @Test
  void aBareLoopIsMeasuredTakenOverAndKept() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 1000.25, -0.5))) {
      Calibration c = calibrator.calibrate("box", Calibrator.Options.USUAL).calibration();
      Calibration.Channel one = c.channels().getFirst();
      assertThat(one.delayFrames()).isCloseTo(1000.25, within(0.0005));
      assertThat(one.gainDb()).isCloseTo(Signals.db(0.5), within(0.001));
      assertThat(one.polarity()).isEqualTo(-1);
      assertThat(one.noiseDbfs()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(c.gainCompensated()).as("nothing stands in the loop").isTrue();
      assertThat(kept.get("box")).isEqualTo(c);
      assertThat(rig.loudestSend()).isBetween(0.09, 0.1);
    }
    assertThat(console.number("/insert/box/1/delay")).isCloseTo(1000.25, within(0.0005));
    assertThat(console.number("/insert/box/1/gain")).isCloseTo(Signals.db(0.5), within(0.001));
    assertThat(console.number("/insert/box/1/polarity")).isEqualTo(1);
    assertThat(console.number("/insert/box/on")).as("as it was").isEqualTo(1);
    assertThat(console.number("/monitor/cut")).as("as it was").isZero();
    assertThat(console.feed.latencyFrames()).isEqualTo(1001 + 31);
  }

  /** Wet against dry through the whole console, after our own calibration. */
  @Test
  void afterItsCalibrationALoopNullsBelowMinus80() throws Exception {
    Random random = new Random(5);
    // White noise without the last two kilohertz: the mean of neighbours, four times.
    double[] noise = new double[1 << 17];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 0.3 * (2 * random.nextDouble() - 1);
    }
    double[] soft = noise.clone();
    for (int pass = 0; pass < 4; pass++) {
      double first = soft[0];
      for (int i = 0; i < soft.length; i++) {
        soft[i] = (soft[i] + (i + 1 < soft.length ? soft[i + 1] : first)) / 2; // round the ring
      }
    }
    console.set("/strip/3/polarity", true);
    try (LoopRig rig =
        new LoopRig(
            console,
            List.of(Box.of(2, 8, 1000.25, -0.5)),
            (c, n) -> c == 0 ? soft[(int) n & (soft.length - 1)] : 0)) {
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      float[] out = rig.listen(0, 48_000);
      float[] rest = java.util.Arrays.copyOfRange(out, 24_000, 48_000);
      console.desk.submit(
          new hybridge.desk.Request.Set(
              console.desk.tree().require("/strip/3/mute"), 1, hybridge.value.Origin.DAEMON, -1));
      float[] alone = rig.listen(0, 48_000);
      double level = Signals.rms(alone, 24_000, 48_000);
      assertThat(level).isGreaterThan(0.05);
      assertThat(Signals.db(Signals.rms(rest, 0, rest.length) / level)).isLessThan(-80);
    }
  }

  @Test
  void aPairIsMeasuredChannelByChannel() throws Exception {
    try (LoopRig rig = rig(Box.of(3, 9, 777.5, 0.7).noisy(0.0001), Box.of(4, 10, 5000.125, -1.1))) {
      Calibration c = calibrator.calibrate("pair", Calibrator.Options.USUAL).calibration();
      assertThat(c.channels().get(0).delayFrames()).isCloseTo(777.5, within(0.001));
      assertThat(c.channels().get(0).noiseDbfs()).isCloseTo(-80, within(0.5));
      assertThat(c.channels().get(1).delayFrames()).isCloseTo(5000.125, within(0.0005));
      assertThat(c.channels().get(1).polarity()).isEqualTo(-1);
      assertThat(c.channels().get(1).gainDb()).isCloseTo(Signals.db(1.1), within(0.001));
    }
  }

  @Test
  void farLoopsAreMeasuredAndLeftUnaligned() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 70_000.5, 0.5).noisy(0.0005))) {
      Calibration c = calibrator.calibrate("box", Calibrator.Options.USUAL).calibration();
      assertThat(c.channels().getFirst().delayFrames()).isCloseTo(70_000.5, within(0.001));
      assertThat(c.aligned()).isFalse();
    }
    assertThat(console.feed.latencyFrames()).isZero();
    int said = console.desk.tree().require("/insert/box/calibration");
    assertThat(console.desk.value(said).words()).contains("unaligned");
  }

  @Test
  void whatCannotBeMeasuredChangesNothing() throws Exception {
    console.set("/insert/box/1/delay", 321);
    try (LoopRig rig = rig()) {
      assertThatThrownBy(() -> calibrator.calibrate("box", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("nothing of send 3 was heard on input 9");
      rig.patch(Box.of(3, 10, 500, 1), Box.of(4, 9, 500, 1));
      assertThatThrownBy(() -> calibrator.calibrate("pair", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("send 4 came back on input 11, not on input 10")
          .hasMessageContaining("send 5 came back on input 10, not on input 11");
      assertThatThrownBy(() -> calibrator.calibrate("bux", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("box, pair");
      assertThatThrownBy(() -> new Calibrator.Options(false, 0)).isInstanceOf(Refused.class);
    }
    assertThat(console.number("/insert/box/1/delay")).isEqualTo(321);
    assertThat(console.number("/insert/box/on")).isEqualTo(1);
    assertThat(console.number("/monitor/cut")).isZero();
    assertThat(kept).isEmpty();
  }

  @Test
  void aLoopThatRunsAwayEndsItWithinABlock() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 500, 20))) {
      assertThatThrownBy(() -> calibrator.calibrate("box", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("input 9 was louder than its limit");
      assertThat(rig.loudestSend()).isLessThanOrEqualTo(0.1);
    }
    Take take = new Take(new float[][] {constant(4096)}, 1, 4096);
    LoopProbe probe =
        new LoopProbe(new int[] {0}, new int[] {0}, 1, 0.9f, 0.001f, console.counters);
    probe.play(take);
    float[][] in = new float[1][64];
    float[][] out = new float[1][64];
    for (int at = 0; at < LoopProbe.FADE_FRAMES + 640; at += 64) {
      probe.process(in, out, 64);
    }
    assertThat(out[0]).containsOnly(0.5f);
    in[0][63] = 1;
    probe.process(in, out, 64);
    assertThat(out[0]).as("the very block").containsOnly(0f);
    in[0][63] = 0;
    probe.process(in, out, 64);
    assertThat(out[0]).containsOnly(0f);
    in[0][3] = Float.NaN;
    assertThat(probe.ranAway()).isZero();
  }

  private static float[] constant(int frames) {
    float[] x = new float[frames];
    java.util.Arrays.fill(x, 0.5f);
    return x;
  }

  @Test
  void aQuickLookTellsWhetherALoopHasMoved() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 1000.25, -0.5).noisy(0.001))) {
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      rig.loudestSend();
      assertThat(calibrator.check("box").getFirst().offsetFrames()).isCloseTo(0, within(0.02));
      rig.patch(Box.of(2, 8, 1011.75, -0.5));
      Calibrator.Standing moved = calibrator.check("box").getFirst();
      assertThat(moved.offsetFrames()).isCloseTo(11.5, within(0.02));
      assertThat(moved.delayFrames()).isCloseTo(1011.75, within(0.02));
      assertThat(moved.gainDb()).isCloseTo(Signals.db(0.5), within(0.05));
      assertThat(moved.polarity()).isEqualTo(-1);
      assertThat(rig.loudestSend()).isLessThanOrEqualTo(Math.pow(10, -30 / 20.0));
      rig.patch(Box.of(2, 8, 3000, 1));
      assertThatThrownBy(() -> calibrator.check("box"))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("send 3 does not come back on input 9 within 40 frames");
      rig.patch();
      assertThatThrownBy(() -> calibrator.check("box")).isInstanceOf(Refused.class);
    }
    assertThat(console.number("/insert/box/1/delay")).isCloseTo(1000.25, within(0.02));
  }

  @Test
  void whatIsDoubtfulWaitsForAWord() throws Exception {
    Box eq = Box.of(2, 8, 640.5, 1).driven(20); // takes 5 dB of the sweep, as a limiter would
    try (LoopRig rig = rig(Box.of(2, 8, 500.25, 0.5))) {
      Measured first = calibrator.calibrate("box", Calibrator.Options.USUAL);
      assertThat(first.before()).isEmpty();
      rig.patch(eq);
      Measured doubtful = calibrator.calibrate("box", Calibrator.Options.USUAL);
      assertThat(doubtful.verdict()).isEqualTo(Verdict.DOUBTFUL);
      assertThat(doubtful.inForce()).isFalse();
      assertThat(doubtful.remarks().getFirst()).contains("of wet is left against dry");
      assertThat(doubtful.before()).contains(first.calibration());
      assertThat(console.number("/insert/box/1/delay")).isCloseTo(500.25, within(0.001));
      assertThat(kept.get("box")).isEqualTo(first.calibration());
      int verdict = console.desk.tree().require("/insert/box/verdict");
      assertThat(console.desk.value(verdict).words())
          .isEqualTo("doubtful, waits for accept or discard");
      calibrator.discard("box");
      assertThat(console.desk.value(verdict).words()).isEqualTo("none");
      assertThatThrownBy(() -> calibrator.accept("box"))
          .hasMessageContaining("nothing that was measured waits for a word");
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      assertThat(calibrator.accept("box").inForce()).isTrue();
      assertThat(console.number("/insert/box/1/delay")).isCloseTo(640.5, within(0.01));
      assertThat(kept.get("box").channels().getFirst().delayFrames())
          .isCloseTo(640.5, within(0.01));
      calibrator.discard("box");
      assertThat(console.number("/insert/box/1/delay"))
          .as("the one before comes back")
          .isCloseTo(500.25, within(0.001));
      assertThat(kept.get("box")).isEqualTo(first.calibration());
      Measured kept =
          calibrator.calibrate("box", new Calibrator.Options(false, -20, Calibrator.Wish.ACCEPT));
      assertThat(kept.inForce()).isTrue();
      rig.patch(Box.of(2, 8, 700, 1));
      Measured compared =
          calibrator.calibrate("box", new Calibrator.Options(false, -20, Calibrator.Wish.KEEP));
      assertThat(compared.verdict()).isEqualTo(Verdict.COMPENSATED);
      assertThat(compared.inForce()).isFalse();
      assertThat(console.number("/insert/box/1/delay")).isCloseTo(640.5, within(0.01));
      assertThat(calibrator.accept("box").calibration().channels().getFirst().delayFrames())
          .isCloseTo(700, within(0.001));
    }
  }

  @Test
  void aLoopThatIsNotLinearIsNamed() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 640.5, 1).driven(12))) {
      Measured m = calibrator.calibrate("box", Calibrator.Options.USUAL);
      assertThat(m.remarks())
          .anySatisfy(r -> assertThat(r).contains("not linear").contains("at -32 dBFS"));
      rig.patch(Box.of(2, 8, 640.5, 1));
      assertThat(calibrator.calibrate("box", Calibrator.Options.USUAL).remarks()).isEmpty();
    }
  }

  @Test
  void alignOffIsToldAsThat() throws Exception {
    console.reload(STUDIO.replace("return: 9}", "return: 9, align: off}"));
    try (LoopRig rig = rig(Box.of(2, 8, 640.5, 1))) {
      Calibration c = calibrator.calibrate("box", Calibrator.Options.USUAL).calibration();
      assertThat(c.aligned()).isFalse();
      assertThat(c.unaligned()).isEqualTo("align: off");
    }
    int said = console.desk.tree().require("/insert/box/calibration");
    assertThat(console.desk.value(said).words()).endsWith(", unaligned: align: off");
  }

  @Test
  void anOffsetSetByHandOutlivesAMeasurement() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 1000, 1))) {
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      int before = console.feed.latencyFrames();
      console.desk.submit(
          new hybridge.desk.Request.Set(
              console.desk.tree().require("/insert/box/offset"),
              100,
              hybridge.value.Origin.web("test"),
              -1));
      rig.listen(0, 48_000);
      assertThat(console.feed.latencyFrames()).isEqualTo(before + 100);
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      assertThat(console.number("/insert/box/offset")).isEqualTo(100);
      assertThat(console.number("/insert/box/1/delay")).isCloseTo(1000, within(0.0005));
      assertThat(console.feed.latencyFrames()).isBetween(before + 99, before + 132);
    }
  }

  @Test
  void whatIsDueAndHowFarItIsCanBeAsked() throws Exception {
    assertThat(calibrator.due()).containsExactly("box", "pair");
    List<Double> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    List<String> phases = new java.util.concurrent.CopyOnWriteArrayList<>();
    int progress = console.desk.tree().require("/insert/box/progress");
    int phase = console.desk.tree().require("/insert/box/phase");
    console.desk.listen(
        (changes, bulk, frame) ->
            changes.forEach(
                c -> {
                  if (c.index() == progress) {
                    seen.add(c.value().number());
                  } else if (c.index() == phase) {
                    phases.add(c.value().words());
                  }
                }));
    try (LoopRig rig = rig(Box.of(2, 8, 640.5, 1))) {
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      rig.listen(0, 640);
    }
    assertThat(calibrator.due()).containsExactly("pair");
    assertThat(phases)
        .contains("sweeps", "softer sweeps", "waits until the loop is silent")
        .endsWith("idle");
    assertThat(seen).isNotEmpty().allSatisfy(p -> assertThat(p).isBetween(0.0, 100.0));
  }

  /** A channel that is dead beside one that is alive: the sweeps are not quite unlike. */
  @Test
  void aDeadChannelIsToldAsDead() throws Exception {
    try (LoopRig rig = rig(Box.of(4, 10, 500, 1))) {
      assertThatThrownBy(() -> calibrator.calibrate("pair", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("nothing of send 4 was heard on input 10")
          .hasMessageNotContaining("send 5")
          .hasMessageNotContaining("came back on");
      rig.patch(Box.of(3, 9, 500, 1), Box.of(3, 10, 500, 0.001)); // and crosstalk of −60 dB
      assertThatThrownBy(() -> calibrator.calibrate("pair", Calibrator.Options.USUAL))
          .hasMessageContaining("nothing of send 5 was heard on input 11")
          .hasMessageNotContaining("came back on");
    }
  }

  @Test
  void aSteadyToneInTheReturnIsToldAsOne() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 640.5, 0.5).humming(0.5, 1000))) {
      assertThatThrownBy(() -> calibrator.calibrate("box", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("steady tone of 1000 Hz")
          .hasMessageNotContaining("blocks");
    }
  }

  /** A tone that leaves room is neither the box nor lost blocks. */
  @Test
  void aSofterToneIsMeasuredThrough() throws Exception {
    for (double hz : new double[] {50, 1000}) {
      try (LoopRig rig = rig(Box.of(2, 8, 640.5, 0.5).humming(0.01, hz))) {
        Measured m = calibrator.calibrate("box", Calibrator.Options.USUAL);
        assertThat(m.verdict()).as(m.remarks().toString()).isEqualTo(Verdict.COMPENSATED);
        assertThat(m.calibration().channels().getFirst().delayFrames())
            .isCloseTo(640.5, within(0.01));
      }
    }
  }

  /** Every half second or so a block is lost: there is room for a sweep in between. */
  @ParameterizedTest
  @ValueSource(ints = {64_000, 38_400, 28_800, 21_632})
  void lostBlocksAreWorkedAround(int everyFrames) throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 640.5, 0.5))) {
      rig.loseBlocks(everyFrames);
      for (int run = 0; run < 5; run++) {
        Measured m = calibrator.calibrate("box", Calibrator.Options.USUAL);
        assertThat(m.calibration().channels().getFirst().delayFrames())
            .isCloseTo(640.5, within(0.004));
        assertThat(m.verdict()).as(m.remarks().toString()).isEqualTo(Verdict.COMPENSATED);
      }
      assertThat(calibrator.check("box").getFirst().offsetFrames()).isCloseTo(0, within(0.03));
    }
  }

  /** Another program loses a block, tells nobody, and all that is on its way comes later. */
  @Test
  void aBlockThatIsLostUntoldOnALongWayDoesNotMoveTheDelay() throws Exception {
    Box late = Box.of(2, 8, 70_064.5, 0.5);
    Box box = Box.of(2, 8, 70_000.5, 0.5);
    LoopRig[] made = new LoopRig[1];
    long[] sent = {Long.MAX_VALUE};
    Runnable alongside =
        () -> {
          LoopRig rig = made[0];
          if (rig == null) {
            return;
          }
          if (sent[0] == Long.MAX_VALUE && rig.loudestSend() > 0.01) {
            sent[0] = rig.frame();
          }
          if (rig.frame() - sent[0] > 48_000 * 0.6 + 70_000 + 9_600) {
            rig.patch(box);
          }
        };
    try (LoopRig rig = new LoopRig(console, List.of(late), (c, n) -> 0, alongside)) {
      made[0] = rig;
      Calibration c = calibrator.calibrate("box", Calibrator.Options.USUAL).calibration();
      assertThat(sent[0]).isLessThan(Long.MAX_VALUE);
      assertThat(c.channels().getFirst().delayFrames()).isCloseTo(70_000.5, within(0.001));
    }
  }

  @Test
  void aLoopWhoseDelayIsNeverTheSameTwiceIsRefused() throws Exception {
    LoopRig[] made = new LoopRig[1];
    boolean[] quiet = {true};
    int[] sweeps = {0};
    Runnable alongside =
        () -> {
          LoopRig rig = made[0];
          if (rig == null) {
            return;
          }
          boolean now = rig.loudestSend() < 1e-5;
          if (quiet[0] && !now) {
            sweeps[0]++;
            rig.patch(Box.of(2, 8, 640.5 + 64 * (sweeps[0] % 2), 0.5));
          }
          quiet[0] = now;
        };
    Box box = Box.of(2, 8, 640.5, 0.5);
    try (LoopRig rig = new LoopRig(console, List.of(box), (c, n) -> 0, alongside)) {
      made[0] = rig;
      assertThatThrownBy(() -> calibrator.calibrate("box", Calibrator.Options.USUAL))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("its delay is not the same twice: 704 and 641 frames");
    }
    assertThat(kept).isEmpty();
  }

  @Test
  void whereEverySweepLosesBlocksThatIsSaidAndNotThatTheBoxIsNoisy() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 640.5, 0.5))) {
      rig.loseBlocks(1024);
      try {
        Measured m = calibrator.calibrate("box", Calibrator.Options.USUAL);
        assertThat(m.inForce()).as("a sixteenth of everything is lost").isFalse();
      } catch (Refused refused) {
        assertThat(refused)
            .hasMessageContaining("blocks were lost")
            .hasMessageNotContaining("noise");
      }
    }
  }

  @Test
  void discoveryUntanglesAPatch() throws Exception {
    try (LoopRig rig =
        rig(Box.of(2, 11, 500, 0.5), Box.of(3, 8, 900.5, -1), Box.of(13, 0, 128, 0.1))) {
      List<PatchFinder.Way> ways = calibrator.discover();
      assertThat(ways)
          .extracting(PatchFinder.Way::output, PatchFinder.Way::input, PatchFinder.Way::inverted)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple(3, 12, false),
              org.assertj.core.groups.Tuple.tuple(4, 9, true),
              org.assertj.core.groups.Tuple.tuple(14, 1, false));
      assertThat(rig.loudestSend()).isLessThanOrEqualTo(0.01);
    }
    assertThat(console.number("/insert/box/on")).isEqualTo(1);
  }

  @Test
  void whatWasKeptIsTakenOverAtTheSameBlockAndStaleAtAnother() throws Exception {
    try (LoopRig rig = rig(Box.of(2, 8, 640, 0.5))) {
      calibrator.calibrate("box", Calibrator.Options.USUAL);
      console.desk.submit(
          new hybridge.desk.Request.Set(
              console.desk.tree().require("/insert/box/1/delay"),
              5,
              hybridge.value.Origin.DAEMON,
              -1));
      calibrator.recall();
      assertThat(console.number("/insert/box/1/delay")).isCloseTo(640, within(0.0005));
      Calibration c = kept.get("box");
      kept.put(
          "box",
          new Calibration(
              "box",
              c.sends(),
              c.returns(),
              c.rate(),
              128,
              c.date(),
              true,
              true,
              "",
              c.channels()));
      calibrator.recall();
    }
    int said = console.desk.tree().require("/insert/box/calibration");
    assertThat(console.desk.value(said).words())
        .isEqualTo("stale: measured at 48000 Hz and blocks of 128");
  }
}
