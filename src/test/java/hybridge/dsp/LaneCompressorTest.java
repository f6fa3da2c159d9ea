package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneCompressorTest {
  private static final double RATE = 48_000;
  private static final int LANES = Lanes.OCTET;

  /** Knobs in the units of the console. */
  private record Knobs(
      double thresholdDb,
      double ratio,
      double kneeDb,
      double attackMs,
      double releaseMs,
      double makeupDb,
      double mix,
      boolean rms,
      boolean linked) {
    static Knobs of(double thresholdDb, double ratio, double kneeDb) {
      return new Knobs(thresholdDb, ratio, kneeDb, 5, 200, 0, 1, false, false);
    }

    /** The gain computer of the paper, in dB. */
    double curve(double x) {
      if (2 * (x - thresholdDb) < -kneeDb) {
        return x;
      } else if (kneeDb > 0 && 2 * Math.abs(x - thresholdDb) <= kneeDb) {
        double d = x - thresholdDb + kneeDb / 2;
        return x + (1 / ratio - 1) * d * d / (2 * kneeDb);
      }
      return thresholdDb + (x - thresholdDb) / ratio;
    }
  }

  private static final class Bench {
    final double[] target = new double[LaneCompressor.ROWS * LANES];
    final LaneCompressor compressor = new LaneCompressor(LANES, RATE);

    Bench(Knobs knobs) {
      set(knobs);
      compressor.jump(target, 0);
    }

    void set(Knobs k) {
      for (int l = 0; l < LANES; l++) {
        LaneCompressor.design(
            k.thresholdDb,
            k.ratio,
            k.kneeDb,
            k.attackMs,
            k.releaseMs,
            k.makeupDb,
            k.mix,
            k.rms,
            k.linked,
            RATE,
            target,
            0,
            LANES,
            l);
      }
      compressor.touch(0);
    }

    /** Lanes 0 and 1 get x and y, in place; the key is null or what both listen to. */
    void render(double[] x, double[] y, double[] key) {
      double[] buf = new double[Lanes.GRID * LANES];
      double[] heard = new double[Lanes.GRID * LANES];
      for (int at = 0; at < x.length; at += Lanes.GRID) {
        compressor.grid(target, 0, 0);
        for (int f = 0; f < Lanes.GRID; f++) {
          buf[f * LANES] = x[at + f];
          buf[f * LANES + 1] = y[at + f];
          heard[f * LANES] = key == null ? x[at + f] : key[at + f];
          heard[f * LANES + 1] = key == null ? y[at + f] : key[at + f];
        }
        compressor.process(buf, key == null ? buf : heard, Lanes.GRID, 0, target, 0);
        for (int f = 0; f < Lanes.GRID; f++) {
          x[at + f] = buf[f * LANES];
          y[at + f] = buf[f * LANES + 1];
        }
      }
    }

    double[] render(double[] x) {
      double[] y = x.clone();
      render(y, x.clone(), null);
      return y;
    }
  }

  private static double[] sine(double hz, double amplitude, int frames) {
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = amplitude * Math.sin(2 * Math.PI * hz * i / RATE);
    }
    return x;
  }

  private static double rms(double[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i] * x[i];
    }
    return Math.sqrt(sum / (to - from));
  }

  private static double db(double gain) {
    return 20 * Math.log10(gain);
  }

  @ParameterizedTest
  @CsvSource({"-20, 4, 0", "-20, 4, 12", "-30, 20, 6", "-10, 1.5, 24", "-40, 2, 3"})
  void theStaticCurveIsThePapers(double thresholdDb, double ratio, double kneeDb) {
    Knobs knobs = Knobs.of(thresholdDb, ratio, kneeDb);
    for (double level = -60; level <= 0; level += 5) {
      double[] y = new Bench(knobs).render(sine(1000, Decibels.gain(level), 48_000));
      double out = db(rms(y, 43_200, 48_000) * Math.sqrt(2));
      assertThat(out).as("%s dBFS", level).isCloseTo(knobs.curve(level), within(0.1));
    }
  }

  @Test
  void theRmsDetectorReadsASineThreeDecibelsLower() {
    Knobs peak = Knobs.of(-20, 4, 0);
    Knobs rms = new Knobs(-20 - 3.0103, 4, 0, 5, 200, 0, 1, true, false);
    double[] x = sine(1000, 0.5, 48_000);
    assertThat(db(rms(new Bench(rms).render(x), 43_200, 48_000)))
        .isCloseTo(db(rms(new Bench(peak).render(x), 43_200, 48_000)), within(0.1));
  }

  /** Steps of a constant level: the reduction has gone 63 % of its way after the time. */
  @ParameterizedTest
  @CsvSource({"1, 50", "10, 100", "50, 100", "30, 1000", "0.3, 300", "100, 60"})
  void attackAndReleaseAreTimesToSixtyThreePercent(double attackMs, double releaseMs) {
    Knobs knobs = new Knobs(-20, 4, 0, attackMs, releaseMs, 0, 1, false, false);
    int loud = (int) (RATE * Math.max(0.1, 12 * attackMs / 1000)) / 32 * 32;
    int frames = loud + (int) (RATE * 8 * releaseMs / 1000) / 32 * 32;
    double[] x = new double[960 + frames];
    for (int i = 0; i < x.length; i++) {
      x[i] = i >= 960 && i < 960 + loud ? 1 : 0.01;
    }
    double[] y = new Bench(knobs).render(x);
    double full = 15;
    int up = 960;
    while (-db(y[up] / x[up]) < full * (1 - Math.exp(-1))) {
      up++;
    }
    assertThat((up + 1 - 960) / RATE * 1000).isCloseTo(attackMs, within(0.05 * attackMs + 0.02));
    int down = 960 + loud;
    while (-db(y[down] / x[down]) > full * Math.exp(-1)) {
      down++;
    }
    assertThat((down + 1 - 960 - loud) / RATE * 1000)
        .isCloseTo(releaseMs, within(0.05 * releaseMs));
  }

  @Test
  void anAntiPhasePairIsCompressedLikeOneInPhase() {
    Knobs knobs = new Knobs(-30, 4, 6, 5, 200, 0, 1, false, true);
    double[] left = sine(1000, 0.5, 9600);
    double[] right = sine(1000, 0.5, 9600);
    double[] inverted = sine(1000, -0.5, 9600);
    double[] other = left.clone();
    new Bench(knobs).render(left, right, null);
    new Bench(knobs).render(other, inverted, null);
    for (int i = 0; i < 9600; i++) {
      assertThat(inverted[i]).isEqualTo(-right[i]);
      assertThat(other[i]).isEqualTo(left[i]);
    }
    assertThat(db(rms(left, 4800, 9600))).isLessThan(-15);
  }

  @Test
  void aLinkedPairTurnsDownTogetherAndAnUnlinkedOneDoesNot() {
    for (boolean linked : new boolean[] {true, false}) {
      double[] loud = sine(1000, 1, 24_000);
      double[] quiet = sine(500, 0.01, 24_000);
      new Bench(new Knobs(-20, 4, 0, 5, 200, 0, 1, false, linked)).render(loud, quiet, null);
      assertThat(db(rms(quiet, 14_400, 24_000) * Math.sqrt(2)))
          .isCloseTo(linked ? -55 : -40, within(0.1));
    }
  }

  @Test
  void theKeyDecidesToTheFrame() {
    double[] x = new double[960];
    java.util.Arrays.fill(x, 0.25);
    double[] key = new double[960];
    java.util.Arrays.fill(key, 500, 960, 1.0);
    double[] y = x.clone();
    new Bench(new Knobs(-20, 4, 0, 1, 200, 0, 1, false, false)).render(y, x.clone(), key);
    assertThat(y[499]).isEqualTo(x[499]);
    assertThat(y[500]).isLessThan(x[500]);
  }

  @Test
  void makeUpAndMix() {
    double[] x = sine(1000, 0.001, 48_000);
    double[] y = new Bench(new Knobs(-20, 4, 0, 5, 200, 6, 1, false, false)).render(x);
    assertThat(db(rms(y, 0, 48_000) / rms(x, 0, 48_000))).isCloseTo(6, within(1e-6));
    double[] half = new Bench(new Knobs(-20, 4, 0, 5, 200, 6, 0.5, false, false)).render(x);
    assertThat(rms(half, 0, 48_000) / rms(x, 0, 48_000))
        .isCloseTo((1 + Math.pow(10, 0.3)) / 2, within(1e-6));
  }

  @Test
  void switchedOffTheBitsPassAndItRests() {
    Bench bench = new Bench(Knobs.of(-40, 4, 0));
    bench.render(sine(1000, 0.5, 9600));
    assertThat(bench.compressor.mostReduction(0) * 6.0206).isCloseTo(25.5, within(0.5));
    bench.compressor.clearReduction();
    bench.set(new Knobs(-40, 4, 0, 5, 200, 0, 0, false, false));
    bench.render(sine(1000, 0.5, 48_000));
    double[] x = sine(1000, 0.5, 960);
    assertThat(bench.render(x)).isEqualTo(x);
    assertThat(bench.compressor.off(0)).isTrue();
    assertThat(bench.compressor.idle(0)).isTrue();
  }

  @Test
  void silenceEmptiesIt() {
    Bench bench = new Bench(Knobs.of(-40, 4, 0));
    bench.render(sine(1000, 0.5, 9600));
    assertThat(bench.compressor.idle(0)).isFalse();
    bench.render(new double[480_000]);
    bench.compressor.grid(bench.target, 0, 0);
    assertThat(bench.compressor.idle(0)).isTrue();
  }

  /** The formulas of the paper sample by sample, with the fall stage beside the attack. */
  @Test
  void itIsTheTextbookSampleBySample() {
    double attackMs = 3;
    double releaseMs = 80;
    Knobs knobs = new Knobs(-25, 3, 8, attackMs, releaseMs, 4, 0.7, false, false);
    Random random = new Random(9);
    double[] x = new double[9600];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian() * (i / 2400 % 2 == 0 ? 0.5 : 0.02);
    }
    double[] y = new Bench(knobs).render(x);
    double fallMs = Math.min(attackMs, releaseMs / 10);
    double holdMs = holdMs(releaseMs, fallMs);
    double attack = Math.exp(-1 / (attackMs * RATE / 1000));
    double fall = Math.exp(-1 / (fallMs * RATE / 1000));
    double release = Math.exp(-1 / (holdMs * RATE / 1000));
    double held = 0;
    double down = 0;
    for (int i = 0; i < x.length; i++) {
      double level = 20 * Math.log10(Math.max(Math.abs(x[i]), 1e-15));
      double wanted = level - knobs.curve(level);
      held = Math.max(wanted, release * held + (1 - release) * wanted);
      double a = held > down ? attack : fall;
      down = a * down + (1 - a) * held;
      double gain = 0.3 + 0.7 * Math.pow(10, (4 - down) / 20);
      assertThat(y[i]).isCloseTo(x[i] * gain, within(1e-6));
    }
  }

  /** h that makes two one-poles in a row reach 63 % after the release: Newton's way. */
  private static double holdMs(double releaseMs, double fallMs) {
    double t = releaseMs - fallMs;
    for (int i = 0; i < 100; i++) {
      double rest =
          (t * Math.exp(-releaseMs / t) - fallMs * Math.exp(-releaseMs / fallMs)) / (t - fallMs);
      t -= (rest - Math.exp(-1)) * t;
    }
    return t;
  }

  @Property(tries = 60)
  void everySettingIsBounded(
      @ForAll @DoubleRange(min = -60, max = 0) double thresholdDb,
      @ForAll @DoubleRange(min = 1, max = 100) double ratio,
      @ForAll @DoubleRange(min = 0, max = 24) double kneeDb,
      @ForAll @DoubleRange(min = 0.01, max = 200) double attackMs,
      @ForAll @DoubleRange(min = 5, max = 3000) double releaseMs,
      @ForAll @DoubleRange(min = 0, max = 24) double makeupDb,
      @ForAll @DoubleRange(min = 0, max = 1) double mix,
      @ForAll boolean rms,
      @ForAll boolean linked) {
    Bench bench =
        new Bench(
            new Knobs(thresholdDb, ratio, kneeDb, attackMs, releaseMs, makeupDb, mix, rms, linked));
    double[] x = sine(333, 4, 2400);
    x[100] = 1e30;
    double[] y = bench.render(x);
    double most = Decibels.gain(makeupDb) * (1 + 1e-6);
    for (int i = 0; i < x.length; i++) {
      assertThat(Math.abs(y[i])).isLessThanOrEqualTo(Math.abs(x[i]) * most);
    }
  }
}
