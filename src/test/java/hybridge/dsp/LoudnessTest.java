package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.rt.RowRing;
import hybridge.testing.Noise;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The synthesisable signals of EBU Tech 3341 and 3342, and the arithmetic by itself. */
class LoudnessTest {
  private static final double LU = 0.1;

  /** A programme played into the meter as it is made: nothing is kept of it. */
  private static final class Programme {
    final double rate;
    final RowRing ring = new RowRing(16, LoudnessMeter.ROW);
    final LoudnessMeter meter;
    final Loudness loudness;
    final List<Double> momentary = new ArrayList<>();
    final List<Double> shortTerm = new ArrayList<>();
    private final double[] left = new double[Lanes.GRID];
    private final double[] right = new double[Lanes.GRID];
    private final double[] row = new double[LoudnessMeter.ROW];
    private long frame;

    Programme(double rate) {
      this.rate = rate;
      meter = new LoudnessMeter(rate, ring);
      loudness = new Loudness(rate, LoudnessMeter.hopFrames(rate));
    }

    void frame(double l, double r) {
      int at = (int) (frame % Lanes.GRID);
      left[at] = l;
      right[at] = r;
      frame++;
      if (at == Lanes.GRID - 1) {
        assertThat(meter.grid()).isTrue();
        meter.process(left, right, Lanes.GRID);
        while (ring.read(row)) {
          loudness.add(row[LoudnessMeter.ENERGY], row[LoudnessMeter.PEAK]);
          momentary.add(loudness.momentary());
          shortTerm.add(loudness.shortTerm());
        }
      }
    }

    Programme silence(double seconds) {
      for (long end = frame + Math.round(seconds * rate); frame < end; ) {
        frame(0, 0);
      }
      return this;
    }

    /** 1 kHz on both sides; the level is that of its peak. */
    Programme tone(double dbfs, double seconds) {
      double a = Math.pow(10, dbfs / 20);
      double w = 2 * Math.PI * 1000 / rate;
      for (long end = frame + Math.round(seconds * rate); frame < end; ) {
        double x = a * Math.sin(w * frame);
        frame(x, x);
      }
      return this;
    }

    double most(List<Double> values, double fromSeconds, double toSeconds) {
      double most = Double.NEGATIVE_INFINITY;
      for (int h = 0; h < values.size(); h++) {
        double seconds = (h + 1.0) * LoudnessMeter.hopFrames(rate) / rate;
        if (seconds > fromSeconds && seconds <= toSeconds) {
          most = Math.max(most, values.get(h));
        }
      }
      return most;
    }

    double least(List<Double> values, double fromSeconds) {
      double least = Double.POSITIVE_INFINITY;
      for (int h = 0; h < values.size(); h++) {
        if ((h + 1.0) * LoudnessMeter.hopFrames(rate) / rate > fromSeconds) {
          least = Math.min(least, values.get(h));
        }
      }
      return least;
    }
  }

  @ParameterizedTest
  @CsvSource({"-23, 48000", "-33, 48000", "-23, 44100", "-33, 96000", "-23, 192000", "-23, 22050"})
  void cases1And2(double level, double rate) {
    Programme p = new Programme(rate).tone(level, 20);
    assertThat(p.loudness.momentary()).isCloseTo(level, within(LU));
    assertThat(p.loudness.shortTerm()).isCloseTo(level, within(LU));
    assertThat(p.loudness.integrated()).isCloseTo(level, within(LU));
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 48_000})
  void cases3To5(double rate) {
    Programme three = new Programme(rate).tone(-36, 10).tone(-23, 60).tone(-36, 10);
    assertThat(three.loudness.integrated()).as("3").isCloseTo(-23, within(LU));
    Programme four =
        new Programme(rate).tone(-72, 10).tone(-36, 10).tone(-23, 60).tone(-36, 10).tone(-72, 10);
    assertThat(four.loudness.integrated()).as("4").isCloseTo(-23, within(LU));
    Programme five = new Programme(rate).tone(-26, 20).tone(-20, 20.1).tone(-26, 20);
    assertThat(five.loudness.integrated()).as("5").isCloseTo(-23, within(LU));
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 48_000, 96_000})
  void cases9And12(double rate) {
    Programme nine = new Programme(rate);
    for (int i = 0; i < 5; i++) {
      nine.tone(-20, 1.34).tone(-30, 1.66);
    }
    assertThat(nine.most(nine.shortTerm, 3, 15)).as("9").isCloseTo(-23, within(LU));
    assertThat(nine.least(nine.shortTerm, 3)).as("9").isCloseTo(-23, within(LU));
    Programme twelve = new Programme(rate);
    for (int i = 0; i < 25; i++) {
      twelve.tone(-20, 0.18).tone(-30, 0.22);
    }
    assertThat(twelve.most(twelve.momentary, 1, 10)).as("12").isCloseTo(-23, within(LU));
    assertThat(twelve.least(twelve.momentary, 1)).as("12").isCloseTo(-23, within(LU));
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 48_000, 96_000})
  void cases10And13AtAllOffsets(double rate) {
    for (int i = 0; i < 20; i++) {
      Programme ten = new Programme(rate).silence(i * 0.15).tone(-23, 3).silence(1);
      assertThat(ten.loudness.maxShortTerm()).as("10, %d", i).isCloseTo(-23, within(LU));
      Programme thirteen = new Programme(rate).silence(i * 0.02).tone(-23, 0.4).silence(1);
      assertThat(thirteen.loudness.maxMomentary()).as("13, %d", i).isCloseTo(-23, within(LU));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 48_000})
  void cases11And14AtAllOffsets(double rate) {
    Programme eleven = new Programme(rate);
    Programme fourteen = new Programme(rate);
    for (int i = 0; i < 20; i++) {
      eleven.silence(i * 0.15).tone(-38 + i, 3).silence(3 - i * 0.15);
      fourteen.silence(i * 0.02).tone(-38 + i, 0.4).silence(0.4 - i * 0.02);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(eleven.most(eleven.shortTerm, 6 * i, 6 * i + 6))
          .as("11, %d", i)
          .isCloseTo(-38 + i, within(LU));
      // The last hop of a tone that ends with its segment ends a little later.
      assertThat(fourteen.most(fourteen.momentary, 0.8 * i + 0.02, 0.8 * i + 0.81))
          .as("14, %d", i)
          .isCloseTo(-38 + i, within(LU));
    }
  }

  private static double truePeak(double rate, double part, double amplitude, double degrees) {
    Programme p = new Programme(rate);
    int frames = (int) rate / 2;
    int fade = (int) (0.01 * rate);
    for (int i = 0; i < frames; i++) {
      double edge = Math.min(1, Math.min(i, frames - i) / (double) fade);
      double x = amplitude * edge * Math.sin(2 * Math.PI * part * i + Math.toRadians(degrees));
      p.frame(x, 0.5 * x);
    }
    return p.silence(0.1).loudness.truePeak();
  }

  @ParameterizedTest
  @CsvSource({
    "0.25, 0.5, 0, -6",
    "0.25, 0.5, 45, -6",
    "0.16666666666666667, 0.5, 60, -6",
    "0.125, 0.5, 67.5, -6",
    "0.25, 1.41, 45, 3"
  })
  void cases15To19(double part, double amplitude, double degrees, double wanted) {
    for (double rate : new double[] {44_100, 48_000, 96_000, 192_000}) {
      assertThat(truePeak(rate, part, amplitude, degrees))
          .as("%.0f Hz", rate)
          .isBetween(wanted - 0.4, wanted + 0.2);
    }
  }

  @Test
  void cases20To23() {
    double rate = 48_000;
    // A sixth of the rate, one period of a quarter of it at twice the height, four times as dense.
    int before = 24 * 200;
    int frames = 2 * before + 16;
    double[] dense = new double[frames + 1];
    for (int i = 0; i < frames; i++) {
      dense[i] =
          i >= before && i < before + 16
              ? Math.sin(2 * Math.PI * (i - before) / 16.0)
              : 0.5 * Math.sin(2 * Math.PI * (i < before ? i : i - 16) / 24.0);
    }
    int reach = 256;
    double[] low = new double[frames];
    for (int i = reach; i < frames - reach; i++) {
      for (int j = -reach; j <= reach; j++) {
        double t = Math.PI * 0.23 * j;
        double window =
            0.42 + 0.5 * Math.cos(Math.PI * j / reach) + 0.08 * Math.cos(2 * Math.PI * j / reach);
        low[i] += dense[i + j] * window * 0.23 * (j == 0 ? 1 : Math.sin(t) / t);
      }
    }
    for (int offset = 0; offset < 4; offset++) {
      Programme p = new Programme(rate);
      for (int i = offset; i < frames; i += 4) {
        double edge = Math.clamp(Math.min(i - reach, frames - reach - i) / 400.0, 0, 1);
        p.frame(edge * low[i], edge * low[i]);
      }
      assertThat(p.silence(0.1).loudness.truePeak())
          .as("case %d", 20 + offset)
          .isBetween(-0.4, 0.2);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 48_000})
  void rangeCases1To4(double rate) {
    Programme one = new Programme(rate).tone(-20, 20).tone(-30, 20);
    assertThat(one.loudness.range()).isCloseTo(10, within(0.2));
    Programme two = new Programme(rate).tone(-20, 20).tone(-15, 20);
    assertThat(two.loudness.range()).isCloseTo(5, within(0.2));
    Programme three = new Programme(rate).tone(-40, 20).tone(-20, 20);
    assertThat(three.loudness.range()).isCloseTo(20, within(0.2));
    Programme four =
        new Programme(rate).tone(-50, 20).tone(-35, 20).tone(-20, 20).tone(-35, 20).tone(-50, 20);
    assertThat(four.loudness.range()).isCloseTo(15, within(0.2));
  }

  /** BS.1770's two biquads as printed for 48 kHz, in direct form. */
  @Test
  void aBlockIsWeightedAsThePrintedBiquadsDo() {
    double[] x = Noise.white(48_000, 0.1, 1);
    double[] shelf = new double[x.length];
    double[] y = new double[x.length];
    for (int i = 2; i < x.length; i++) {
      shelf[i] =
          1.53512485958697 * x[i]
              - 2.69169618940638 * x[i - 1]
              + 1.19839281085285 * x[i - 2]
              + 1.69065929318241 * shelf[i - 1]
              - 0.73248077421585 * shelf[i - 2];
      y[i] =
          shelf[i]
              - 2 * shelf[i - 1]
              + shelf[i - 2]
              + 1.99004745483398 * y[i - 1]
              - 0.99007225036621 * y[i - 2];
    }
    Programme p = new Programme(48_000);
    for (int i = 0; i < x.length; i++) {
      p.frame(x[i], 0);
    }
    p.silence(0.01);
    double sum = 0;
    for (int i = x.length - 19_200; i < x.length; i++) {
      sum += y[i] * y[i];
    }
    assertThat(p.momentary.get(99)).isCloseTo(-0.691 + 10 * Math.log10(sum / 19_200), within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 96_000, 192_000})
  void everyRateWeighsAlike(double rate) {
    Section[] here = KWeighting.sections(rate);
    Section[] there = KWeighting.sections(48_000);
    for (double hz = 20; hz < 20_000; hz *= 1.07) {
      double a = here[0].gain(hz, rate) * here[1].gain(hz, rate);
      double b = there[0].gain(hz, 48_000) * there[1].gain(hz, 48_000);
      assertThat(20 * Math.log10(a / b)).as("%.0f Hz", hz).isCloseTo(0, within(0.01));
    }
  }

  @Test
  void aFullScaleToneOnOneSideReadsMinusThree() {
    Programme p = new Programme(48_000);
    for (int i = 0; i < 96_000; i++) {
      p.frame(Math.sin(2 * Math.PI * 997 * i / 48_000.0), 0);
    }
    assertThat(p.loudness.momentary()).isCloseTo(-3.01, within(0.005));
    assertThat(p.loudness.truePeak()).isCloseTo(0, within(0.01));
  }

  @Test
  void silenceIsMinusInfinityAndHasNoRange() {
    Programme p = new Programme(48_000).silence(5);
    assertThat(p.loudness.momentary()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(p.loudness.integrated()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(p.loudness.truePeak()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(p.loudness.range()).isZero();
  }

  @Test
  void afterAResetOnlyWhatFollowsCounts() {
    Programme p = new Programme(48_000).tone(-10, 10);
    assertThat(p.loudness.integrated()).isCloseTo(-10, within(LU));
    p.loudness.reset();
    assertThat(p.loudness.integrated()).isEqualTo(Double.NEGATIVE_INFINITY);
    p.silence(0.5);
    p.loudness.reset();
    p.tone(-30, 10);
    assertThat(p.loudness.integrated()).isCloseTo(-30, within(LU));
    assertThat(p.loudness.truePeak()).isCloseTo(-30, within(0.3));
    assertThat(p.loudness.range()).isCloseTo(0, within(LU));
  }

  /** Bins against all blocks kept one by one. */
  @Property(tries = 60)
  void binsAreAsGoodAsBlocks(
      @ForAll @DoubleRange(min = -60, max = 0) double middle,
      @ForAll @DoubleRange(min = 0, max = 25) double spread) {
    double[] levels = Noise.white(600, spread, Math.round(1000 * (middle + spread)));
    Loudness loudness = new Loudness(48_000, 4800);
    List<Double> means = new ArrayList<>();
    double[] energies = new double[levels.length];
    for (int h = 0; h < levels.length; h++) {
      double level = Math.min(25, middle + levels[h]);
      energies[h] = 4800 * Math.pow(10, (level + 0.691) / 10);
      loudness.add(energies[h], 0);
      if (h >= 3) {
        means.add((energies[h] + energies[h - 1] + energies[h - 2] + energies[h - 3]) / 19_200);
      }
    }
    // Within what a gate half a bin lower or higher would make of the blocks.
    assertThat(loudness.integrated())
        .isBetween(
            Math.min(gated(means, -10.011), gated(means, -9.989)) - 1e-9,
            Math.max(gated(means, -10.011), gated(means, -9.989)) + 1e-9);
  }

  private static double gated(List<Double> means, double gate) {
    double floor = Math.pow(10, (-70 + 0.691) / 10);
    double mean = means.stream().filter(m -> m > floor).mapToDouble(m -> m).average().orElse(0);
    double least = Math.max(floor, mean * Math.pow(10, gate / 10));
    double kept = means.stream().filter(m -> m > least).mapToDouble(m -> m).average().orElse(0);
    return -0.691 + 10 * Math.log10(kept);
  }
}
