package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LaneGateTest {
  private static final double RATE = 48_000;
  private static final int LANES = Lanes.OCTET;

  private static final class Bench {
    final double[] target = new double[LaneGate.ROWS * LANES];
    final LaneGate gate = new LaneGate(LANES, RATE);

    Bench(
        double thresholdDb,
        double rangeDb,
        double attackMs,
        double holdMs,
        double releaseMs,
        boolean linked) {
      for (int l = 0; l < LANES; l++) {
        LaneGate.design(
            thresholdDb,
            4,
            rangeDb,
            attackMs,
            holdMs,
            releaseMs,
            true,
            linked,
            RATE,
            target,
            0,
            LANES,
            l);
      }
      gate.jump(target, 0);
    }

    void render(double[] x, double[] y, double[] key) {
      double[] buf = new double[Lanes.GRID * LANES];
      double[] heard = new double[Lanes.GRID * LANES];
      for (int at = 0; at < x.length; at += Lanes.GRID) {
        gate.grid(target, 0, 0);
        for (int f = 0; f < Lanes.GRID; f++) {
          buf[f * LANES + 2] = x[at + f];
          buf[f * LANES + 3] = y[at + f];
          heard[f * LANES + 2] = key == null ? x[at + f] : key[at + f];
          heard[f * LANES + 3] = key == null ? y[at + f] : key[at + f];
        }
        gate.process(buf, heard, Lanes.GRID, 0, target, 0);
        for (int f = 0; f < Lanes.GRID; f++) {
          x[at + f] = buf[f * LANES + 2];
          y[at + f] = buf[f * LANES + 3];
        }
      }
    }

    double[] render(double[] x) {
      double[] y = x.clone();
      render(y, x.clone(), null);
      return y;
    }
  }

  private static double[] level(double amplitude, int frames) {
    double[] x = new double[frames];
    java.util.Arrays.fill(x, amplitude);
    return x;
  }

  private static double db(double gain) {
    return 20 * Math.log10(gain);
  }

  @Test
  void itOpensAboveTheThresholdAndClosesBelowTheHysteresis() {
    Bench bench = new Bench(-20, 40, 1, 0, 50, false);
    double[] y = bench.render(level(Decibels.gain(-20.1), 48_000));
    assertThat(db(y[47_999])).isCloseTo(-60.1, within(0.01));
    y = bench.render(level(Decibels.gain(-19.9), 48_000));
    assertThat(db(y[47_999])).isCloseTo(-19.9, within(1e-6));
    y = bench.render(level(Decibels.gain(-23.9), 48_000));
    assertThat(db(y[47_999])).isCloseTo(-23.9, within(1e-6));
    y = bench.render(level(Decibels.gain(-24.1), 48_000));
    assertThat(db(y[47_999])).isCloseTo(-64.1, within(0.01));
    assertThat(bench.gate.mostReduction(2) * 6.0206).isCloseTo(40, within(0.01));
  }

  @Test
  void holdAttackAndReleaseTakeTheirTime() {
    Bench bench = new Bench(-20, 40, 20, 100, 50, false);
    bench.render(level(0.001, 48_000));
    double[] up = bench.render(level(1, 48_000));
    int i = 0;
    while (db(up[i]) < -40 * Math.exp(-1)) {
      i++;
    }
    assertThat((i + 1) / 48.0).isCloseTo(20, within(1.0));
    double[] down = bench.render(level(0.001, 48_000));
    i = 0;
    while (down[i] > 0.000999) {
      i++;
    }
    assertThat(i / 48.0).isCloseTo(100, within(1.0));
    while (db(down[i] / 0.001) > -40 * (1 - Math.exp(-1))) {
      i++;
    }
    assertThat(i / 48.0).isCloseTo(150, within(2.5));
  }

  @Test
  void theKeyDecidesToTheFrameAndPairsGoTogether() {
    Bench keyed = new Bench(-20, 60, 0.5, 0, 50, false);
    double[] x = level(0.5, 9600);
    double[] y = x.clone();
    double[] key = new double[9600];
    java.util.Arrays.fill(key, 5000, 9600, 1.0);
    keyed.render(y, x.clone(), key);
    assertThat(y[5000]).isGreaterThan(y[4999]);
    assertThat(db(y[4999])).isLessThan(-55);

    Bench linked = new Bench(-20, 60, 0.5, 0, 50, true);
    double[] quiet = level(0.01, 9600);
    linked.render(level(-0.5, 9600), quiet, null);
    assertThat(quiet[9599]).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void aLowToneDoesNotMakeItChatter() {
    Bench bench = new Bench(-20, 60, 0.5, 0, 20, false);
    double[] x = new double[24_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = 0.3 * Math.sin(2 * Math.PI * 50 * i / RATE);
    }
    double[] y = bench.render(x);
    for (int i = 4800; i < x.length; i++) {
      assertThat(y[i]).isCloseTo(x[i], within(1e-8));
    }
  }

  @Test
  void inSilenceItRestsShut() {
    Bench bench = new Bench(-20, 60, 0.5, 0, 50, false);
    bench.render(level(1, 4800));
    assertThat(bench.gate.idle(0)).isFalse();
    bench.render(new double[96_000]);
    assertThat(bench.gate.idle(0)).isTrue();
  }

  @Test
  void switchedOffTheBitsPass() {
    Bench bench = new Bench(-20, 60, 0.5, 0, 50, false);
    bench.render(level(0.01, 4800));
    java.util.Arrays.fill(bench.target, LaneGate.WET * LANES, (LaneGate.WET + 1) * LANES, 0.0);
    bench.gate.touch(0);
    bench.render(level(0.01, 96_000));
    assertThat(bench.render(level(0.01, 960))).isEqualTo(level(0.01, 960));
    assertThat(bench.gate.off(0)).isTrue();
  }

  /** The rules sample by sample. */
  @Test
  void itIsTheTextbookSampleBySample() {
    Bench bench = new Bench(-30, 50, 2, 15, 60, false);
    Random random = new Random(4);
    double[] x = new double[19_200];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian() * (i / 2400 % 2 == 0 ? 0.5 : 0.003);
    }
    double[] y = bench.render(x);
    double open = Math.pow(10, -30 / 20.0);
    double close = Math.pow(10, -34 / 20.0);
    int hold = 0;
    double down = 0;
    for (int i = 0; i < x.length; i++) {
      hold = Math.abs(x[i]) > (hold > 0 ? close : open) ? 720 : Math.max(0, hold - 1);
      double goal = hold > 0 ? 0 : 50;
      double a = Math.exp(-1 / ((hold > 0 ? 2 : 60) * 48.0));
      down = a * down + (1 - a) * goal;
      assertThat(y[i]).isCloseTo(x[i] * Math.pow(10, -down / 20), within(1e-6));
    }
  }

  @Property(tries = 60)
  void everySettingIsBounded(
      @ForAll @DoubleRange(min = -80, max = 0) double thresholdDb,
      @ForAll @DoubleRange(min = 0, max = 90) double rangeDb,
      @ForAll @DoubleRange(min = 0.01, max = 200) double attackMs,
      @ForAll @DoubleRange(min = 0, max = 2000) double holdMs,
      @ForAll @DoubleRange(min = 5, max = 3000) double releaseMs,
      @ForAll boolean linked) {
    Random random = new Random(8);
    double[] x = new double[2400];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian() * random.nextDouble();
    }
    double[] y = new Bench(thresholdDb, rangeDb, attackMs, holdMs, releaseMs, linked).render(x);
    for (int i = 0; i < x.length; i++) {
      assertThat(Math.abs(y[i])).isLessThanOrEqualTo(Math.abs(x[i]) * (1 + 1e-8));
    }
  }
}
