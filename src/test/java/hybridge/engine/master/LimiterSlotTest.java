package hybridge.engine.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.dsp.Limiter;
import hybridge.testing.Noise;
import hybridge.testing.Peaks;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimiterSlotTest {
  private static final double RATE = 48_000;
  private static final int LATENCY = Limiter.latencyFrames(RATE);

  private static double[] targets(boolean on, double driveDb, double ceilingDb, double releaseMs) {
    double[] t = new double[LimiterSlot.TARGETS];
    t[LimiterSlot.ON] = on ? 1 : 0;
    t[LimiterSlot.DRIVE] = Math.pow(10, driveDb / 20);
    t[LimiterSlot.CEILING] = Math.pow(10, ceilingDb / 20);
    t[LimiterSlot.RELEASE] = Limiter.release(releaseMs, RATE);
    return t;
  }

  private static double[][] limit(double[] left, double[] right, double ceilingDb) {
    return new SlotBench(new LimiterSlot(RATE), targets(true, 0, ceilingDb, 100)).run(left, right);
  }

  private static double db(double gain) {
    return 20 * Math.log10(gain);
  }

  private static double highest(double[] x) {
    return Arrays.stream(x).map(Math::abs).max().orElse(0);
  }

  private static double sinc(double t) {
    double r = t / 16;
    double x = Math.PI * t;
    return (t == 0 ? 1 : Math.sin(x) / x) * bessel(8 * Math.sqrt(1 - r * r)) / bessel(8);
  }

  private static double bessel(double x) {
    // The integral instead of the series: (1/π) ∫ exp(x cos a) da.
    double sum = 0;
    int n = 200;
    for (int i = 0; i < n; i++) {
      sum += Math.exp(x * Math.cos(Math.PI * (i + 0.5) / n));
    }
    return sum / n;
  }

  /** The points 0 … 8 of each frame, the eighth being the next frame's sample. */
  private static double[][] points(double[] x) {
    double[][] taps = new double[8][32];
    for (int p = 1; p < 8; p++) {
      double sum = 0;
      for (int j = 0; j < 32; j++) {
        taps[p][j] = sinc(j - 15 - p / 8.0);
        sum += taps[p][j];
      }
      for (int j = 0; j < 32; j++) {
        taps[p][j] /= sum;
      }
    }
    double[][] points = new double[x.length][9];
    for (int i = 0; i < x.length; i++) {
      points[i][0] = x[i];
      points[i][8] = i + 1 < x.length ? x[i + 1] : 0;
      for (int p = 1; p < 8; p++) {
        for (int j = 0; j < 32; j++) {
          int k = i + j - 15;
          points[i][p] += k < 0 || k >= x.length ? 0 : taps[p][j] * x[k];
        }
      }
    }
    return points;
  }

  private static double[] average(double[] x, int length) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = Math.max(0, i - length + 1); j <= i; j++) {
        y[i] += x[j] / length;
      }
    }
    return y;
  }

  /** Detector, release, window and averages as the classes say it, one by one and slowly. */
  @Test
  void aBlockIsThatOfTheFormula() {
    double[] left = Noise.white(3200, 0.3, 1);
    double[] right = Noise.white(3200, 0.2, 2);
    for (int i = 0; i < left.length; i++) {
      left[i] *= i / 700 % 2 == 0 ? 0.3 : 1.5;
    }
    double ceiling = Math.pow(10, -6 / 20.0);
    double keep = Math.exp(-1000 / (100 * RATE));
    double slope = 1 / (2 * Math.sin(2 * Math.PI * 20_000 / (8 * RATE)));
    double[][][] points = {points(left), points(right)};
    double[] h = new double[left.length];
    for (int i = 0; i < h.length; i++) {
      double power = 0;
      for (double[][] side : points) {
        for (int p = 0; p < 8; p++) {
          double before = p > 0 ? side[i][p - 1] : i > 0 ? side[i - 1][7] : 0;
          double rise = slope * (side[i][p + 1] - before);
          power = Math.max(power, side[i][p] * side[i][p] + rise * rise);
        }
      }
      double wanted = Math.max(0, Math.log(power / ceiling / ceiling) / Math.log(4));
      h[i] = Math.max(wanted, i > 0 ? keep * h[i - 1] : 0);
    }
    double[] m = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      for (int j = Math.max(0, i - 63); j <= i; j++) {
        m[i] = Math.max(m[i], h[j]);
      }
    }
    double[] a = average(average(average(m, 32), 16), 16);
    double[][] y = limit(left, right, -6);
    for (int i = LATENCY; i < h.length; i++) {
      // What is spoken 78 frames behind the input was decided 16 frames behind it.
      double gain = Math.pow(2, -a[i - 16]);
      assertThat(y[0][i]).isCloseTo(left[i - LATENCY] * gain, within(1e-6));
      assertThat(y[1][i]).isCloseTo(right[i - LATENCY] * gain, within(1e-6));
    }
  }

  private static double[] of(int frames, DoubleUnaryOperator at) {
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = at.applyAsDouble(i);
    }
    return x;
  }

  private static double[] adversary(String name, double rate, int frames) {
    double w = 2 * Math.PI / rate;
    return switch (name) {
      case "fs/4 burst" ->
          of(
              frames,
              i -> {
                double into = i % 1500;
                double fade = Math.min(1, Math.min(into, 500 - into) / 60);
                return into < 500 ? 1.4 * fade * Math.sin(Math.PI / 2 * i + Math.PI / 4) : 0;
              });
      case "997 Hz square" ->
          of(
              frames,
              i -> {
                double sum = 0;
                for (int k = 1; k * 997 < 20_000; k += 2) {
                  sum += 1.6 / k * Math.sin(w * 997 * k * i);
                }
                return sum;
              });
      case "noise" -> Noise.below(20_000, rate, frames, 0.7, 1);
      case "hot noise" -> Noise.below(20_000, rate, frames, 4, 2);
      case "noise bursts" -> {
        double[] noise = Noise.below(20_000, rate, frames, 4, 3);
        yield of(
            frames,
            i -> {
              double t = (i % 900 - 450) / 40;
              return Math.exp(-t * t) * noise[(int) i];
            });
      }
      case "40 Hz + 15 kHz" ->
          of(frames, i -> 0.9 * Math.sin(w * 40 * i) + 0.9 * Math.sin(w * 15_000 * i + 1));
      case "between the points" -> of(frames, i -> 1.4 * Math.cos(w * 16_000 * (i - 1 / 16.0)));
      case "clicks" ->
          of(
              frames,
              i -> {
                double t = w * 20_000 * (i % 731 - 300.37);
                return 3 * Math.sin(t) / t;
              });
      case "18 kHz burst" ->
          of(
              frames,
              i -> {
                double t = (i % 900 - 450) / 60;
                return 2 * Math.exp(-t * t) * Math.sin(w * 18_000 * i);
              });
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "fs/4 burst, 48000",
    "997 Hz square, 48000",
    "noise, 48000",
    "hot noise, 48000",
    "noise bursts, 48000",
    "40 Hz + 15 kHz, 48000",
    "between the points, 48000",
    "clicks, 48000",
    "18 kHz burst, 48000",
    "997 Hz square, 44100",
    "noise, 44100",
    "clicks, 44100",
    "18 kHz burst, 44100",
    "noise, 96000",
    "between the points, 96000",
    "fs/4 burst, 96000",
    "noise, 192000"
  })
  void theCeilingHoldsBetweenTheSamples(String name, double rate) {
    int frames = 16_000;
    double[] x = adversary(name, rate, frames);
    double[] t = targets(true, 0, -1, 100);
    t[LimiterSlot.RELEASE] = Limiter.release(100, rate);
    double[] y = new SlotBench(new LimiterSlot(rate), t).run(x, new double[frames])[0];
    double before = db(Peaks.truePeak(x, 400, frames - 400));
    double after = db(Peaks.truePeak(y, 400, frames - 400));
    assertThat(before).isGreaterThan(1.5);
    assertThat(after).as("true peak").isBetween(-1.2, -1 + 0.05);
    assertThat(highest(y)).as("sample peak").isLessThanOrEqualTo(t[LimiterSlot.CEILING]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {22_050, 44_100, 48_000, 96_000, 192_000})
  void belowTheCeilingItIsADelayToTheBit(double rate) {
    double[] left = Noise.white(6400, 0.1, 1);
    double[] right = Noise.white(6400, 0.1, 2);
    LimiterSlot slot = new LimiterSlot(rate);
    double[][] y = new SlotBench(slot, targets(true, 0, -1, 100)).run(left, right);
    int late = slot.latencyFrames();
    assertThat(late / rate).isBetween(0.0013, 0.004);
    for (int i = 0; i < left.length; i++) {
      assertThat(y[0][i]).isEqualTo(i < late ? 0 : left[i - late]);
      assertThat(y[1][i]).isEqualTo(i < late ? 0 : right[i - late]);
    }
  }

  @Test
  void afterTheReleaseTheBitsPassAgain() {
    double[] x = Noise.white(192_000, 0.05, 1);
    Arrays.fill(x, 1000, 1100, 1.5);
    double[][] y = limit(x, x, -1);
    assertThat(y[0][3000]).isNotEqualTo(x[3000 - LATENCY]);
    for (int i = 150_000; i < x.length; i++) {
      assertThat(y[0][i]).isEqualTo(x[i - LATENCY]);
    }
  }

  @Test
  void bothSidesGetTheSameGain() {
    double[] left = Noise.white(9600, 0.6, 1);
    double[] right = Noise.white(9600, 0.01, 2);
    double[][] y = limit(left, right, -6);
    for (int i = 200; i < left.length; i++) {
      // The clip in the last digits aside.
      assertThat(y[0][i] * right[i - LATENCY]).isCloseTo(y[1][i] * left[i - LATENCY], within(1e-9));
    }
  }

  @Test
  void offItIsTheSameDelayAndTheSwitchDoesNotClick() {
    double[] x = of(48_000, i -> 0.9 * Math.sin(2 * Math.PI * 1000 * i / RATE));
    double[] t = targets(false, 12, -3, 50);
    SlotBench bench = new SlotBench(new LimiterSlot(RATE), t);
    double[] y = bench.run(x, x)[0];
    for (int i = LATENCY; i < x.length; i++) {
      assertThat(y[i]).isEqualTo(x[i - LATENCY]);
    }
    double last = y[x.length - 1];
    double steepest = 0;
    t[LimiterSlot.ON] = 1;
    for (int turn = 0; turn < 2; turn++) {
      for (double v : bench.run(x, x)[0]) {
        steepest = Math.max(steepest, Math.abs(v - last));
        last = v;
      }
      t[LimiterSlot.ON] = 0;
    }
    assertThat(steepest).isLessThan(1.1 * 0.9 * 2 * Math.PI * 1000 / RATE);
    assertThat(bench.run(x, x)[0][47_999]).isEqualTo(x[47_999 - LATENCY]);
  }

  @Test
  void aCeilingThatMovesIsKeptWhereItMoves() {
    double[] x = adversary("hot noise", RATE, 24_000);
    double[] t = targets(true, 0, -1, 100);
    SlotBench bench = new SlotBench(new LimiterSlot(RATE), t);
    bench.run(x, x);
    t[LimiterSlot.CEILING] = Math.pow(10, -13 / 20.0);
    double[] y = bench.run(x, x)[0];
    // Two one-poles of 50 Hz, and the way through.
    double z1 = Math.pow(10, -1 / 20.0);
    double z2 = z1;
    double k = 1 - Math.exp(-2 * Math.PI * 50 / RATE);
    for (int i = 0; i < y.length; i++) {
      if (i >= LATENCY) {
        z1 += k * (t[LimiterSlot.CEILING] - z1);
        z2 += k * (z1 - z2);
      }
      assertThat(Math.abs(y[i])).isLessThanOrEqualTo(z2 * (1 + 1e-9));
    }
    assertThat(db(Peaks.truePeak(y, 8_000, 23_600))).isLessThan(-13 + 0.05);
  }

  @Test
  void theDriveGoesInBefore() {
    double[] x = of(24_000, i -> 0.1 * Math.sin(2 * Math.PI * 1000 * i / RATE));
    double[] y = new SlotBench(new LimiterSlot(RATE), targets(true, 12, -1, 100)).run(x, x)[0];
    assertThat(db(highest(y))).isCloseTo(-8, within(1e-3));
  }

  @Test
  void whatIsNoNumberIsGoneSoon() {
    double[] x = Noise.white(9600, 0.1, 1);
    x[1000] = Double.NaN;
    x[1200] = Double.POSITIVE_INFINITY;
    double[][] y = limit(x, x, -1);
    for (int i = 2000; i < x.length; i++) {
      assertThat(y[0][i]).isEqualTo(x[i - LATENCY]);
    }
  }

  @Test
  void aSlotThatFollowsGoesOnToTheBit() {
    double[] t = targets(true, 0, -6, 100);
    SlotBench old = new SlotBench(new LimiterSlot(RATE), t);
    double[] x = Noise.white(4800, 0.5, 1);
    old.run(x, x);
    SlotBench fresh = new SlotBench(new LimiterSlot(RATE), t);
    assertThat(fresh.slot.copy(old.slot)).isTrue();
    assertThat(fresh.run(x, x)).isDeepEqualTo(old.run(x, x));
  }

  @Property(tries = 60)
  void everySettingKeepsItsCeiling(
      @ForAll @DoubleRange(min = 0, max = 24) double drive,
      @ForAll @DoubleRange(min = -24, max = 0) double ceiling,
      @ForAll @DoubleRange(min = 5, max = 2000) double release,
      @ForAll @DoubleRange(min = 0.01, max = 8) double rms) {
    double[] t = targets(true, drive, ceiling, release);
    double[] x = Noise.white(3200, rms, 5);
    double[][] y = new SlotBench(new LimiterSlot(RATE), t).run(x, x);
    assertThat(highest(y[0])).isLessThanOrEqualTo(t[LimiterSlot.CEILING]).isPositive();
  }
}
