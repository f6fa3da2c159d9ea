package hybridge.engine.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.dsp.LaneCompressor;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.PassDesign;
import hybridge.testing.Noise;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CompSlotTest {
  private static final double RATE = 48_000;
  private static final double ATTACK = 10;
  private static final double RELEASE = 100;

  private static double[] targets(
      double threshold, double ratio, double knee, double makeup, double mix, boolean rms) {
    double[] t = new double[CompSlot.TARGETS];
    LaneCompressor.design(
        threshold, ratio, knee, ATTACK, RELEASE, makeup, mix, rms, true, RATE, t, 0, 1, 0);
    LaneSvf.identity(t, CompSlot.KEY, 1, 0, 0);
    return t;
  }

  private static double[] sine(double hz, double amplitude, int frames) {
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = amplitude * Math.sin(2 * Math.PI * hz * i / RATE);
    }
    return x;
  }

  private static double levelDb(double[] x) {
    double sum = 0;
    for (int i = x.length / 2; i < x.length; i++) {
      sum += x[i] * x[i];
    }
    return 10 * Math.log10(2 * sum / (x.length - x.length / 2));
  }

  /** Knee, hold and smoothing as the class says it, with the library's logarithm and power. */
  @Test
  void aBlockIsThatOfTheFormula() {
    double[] t = targets(-30, 3, 8, 4, 0.8, true);
    double[] left = Noise.white(9600, 0.2, 1);
    double[] right = Noise.white(9600, 0.02, 2);
    double[][] y = new SlotBench(new CompSlot(RATE), t).run(left, right);
    double[] power = new double[2];
    double held = 0;
    double down = 0;
    double detector = Math.exp(-1000 / (LaneCompressor.RMS_MS * RATE));
    for (int i = 0; i < left.length; i++) {
      power[0] = detector * power[0] + (1 - detector) * left[i] * left[i];
      power[1] = detector * power[1] + (1 - detector) * right[i] * right[i];
      double levelDb = 10 * Math.log10(Math.max(power[0], power[1]) + 1e-30);
      double over = Math.max(levelDb - -30 + 4, 0);
      double in = Math.min(over, 8);
      double wanted = (1 - 1 / 3.0) * (in * in / 16 + over - in);
      double keep = t[LaneCompressor.RELEASE];
      held = Math.max(wanted, keep * held + (1 - keep) * wanted);
      double pole = held > down ? t[LaneCompressor.ATTACK] : t[LaneCompressor.FALL];
      down = pole * down + (1 - pole) * held;
      double gain = 1 + 0.8 * (Math.pow(10, (4 - down) / 20) - 1);
      assertThat(y[0][i]).isCloseTo(left[i] * gain, within(1e-6));
      assertThat(y[1][i]).isCloseTo(right[i] * gain, within(1e-6));
    }
  }

  @Test
  void antiphaseIsCompressedLikeInPhase() {
    double[] x = sine(1000, 0.5, 24_000);
    double[] minus = x.clone();
    for (int i = 0; i < minus.length; i++) {
      minus[i] = -minus[i];
    }
    double[] t = targets(-30, 4, 0, 0, 1, false);
    double[][] same = new SlotBench(new CompSlot(RATE), t).run(x, x);
    double[][] anti = new SlotBench(new CompSlot(RATE), t).run(x, minus);
    assertThat(levelDb(same[0])).isLessThan(-20);
    assertThat(anti[0]).isEqualTo(same[0]);
  }

  @Test
  void bothSidesFollowTheLouder() {
    double[] loud = sine(1000, 0.5, 24_000);
    double[] quiet = sine(1000, 0.001, 24_000);
    double[][] y =
        new SlotBench(new CompSlot(RATE), targets(-30, 4, 0, 0, 1, false)).run(quiet, loud);
    assertThat(levelDb(y[0]) - levelDb(quiet))
        .isCloseTo(levelDb(y[1]) - levelDb(loud), within(1e-6))
        .isLessThan(-15);
  }

  @Test
  void theKeyFilterIsTheDetectorsOwn() {
    double[] low = sine(50, 0.5, 48_000);
    double[] t = targets(-30, 4, 0, 0, 1, false);
    double open = levelDb(new SlotBench(new CompSlot(RATE), t).run(low, low)[0]);
    PassDesign.highPass(500, 12, RATE)[0].put(t, CompSlot.KEY, 1, 0, 0);
    double[] y = new SlotBench(new CompSlot(RATE), t).run(low, low)[0];
    assertThat(open).isLessThan(levelDb(low) - 15);
    assertThat(levelDb(y)).as("not heard, not filtered").isCloseTo(levelDb(low), within(0.1));
  }

  @Test
  void offTheBitsPass() {
    double[] x = Noise.white(960, 0.5, 1);
    double[][] y = new SlotBench(new CompSlot(RATE), targets(-40, 4, 0, 6, 0, false)).run(x, x);
    assertThat(y[0]).isEqualTo(x);
  }

  @Property(tries = 60)
  void everySettingIsBounded(
      @ForAll @DoubleRange(min = -60, max = 0) double threshold,
      @ForAll @DoubleRange(min = 1, max = 20) double ratio,
      @ForAll @DoubleRange(min = 0, max = 24) double knee,
      @ForAll @DoubleRange(min = 0, max = 24) double makeup,
      @ForAll @DoubleRange(min = 0, max = 1) double mix,
      @ForAll boolean rms) {
    double[] a = targets(threshold, ratio, knee, makeup, mix, rms);
    double[] b = targets(-60 - threshold, 21 - ratio, 24 - knee, 24 - makeup, 1 - mix, !rms);
    SlotBench bench = new SlotBench(new CompSlot(RATE), a.clone());
    double[] x = Noise.white(960, 0.5, 4);
    double most = 0;
    for (double v : x) {
      most = Math.max(most, Math.abs(v));
    }
    for (int turn = 0; turn < 8; turn++) {
      System.arraycopy(turn % 2 == 0 ? a : b, 0, bench.targets, 0, CompSlot.TARGETS);
      for (double v : bench.run(x, x)[0]) {
        assertThat(Math.abs(v)).isLessThanOrEqualTo(most * 15.9);
      }
    }
  }
}
