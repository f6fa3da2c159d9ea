package hybridge.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopMeterTest {
  private static final double RATE = 48_000;
  private static final double SECONDS = 0.6;
  private static final double LEVEL_DBFS = -20;

  /** What a loop makes of a signal. */
  private static double[] delayed(float[] x, double delay, double gain, int frames) {
    int taps = 512;
    int whole = (int) Math.floor(delay);
    double fraction = delay - whole;
    double[] h = new double[taps];
    for (int k = 0; k < taps; k++) {
      double t = k - taps / 2 - fraction;
      double w = 2 * t / taps;
      double window = Math.abs(w) >= 1 ? 0 : bessel(12 * Math.sqrt(1 - w * w)) / bessel(12);
      h[k] = gain * window * (Math.abs(t) < 1e-12 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
    }
    double[] y = new double[frames];
    for (int n = 0; n < frames; n++) {
      for (int k = 0; k < taps; k++) {
        int i = n - whole - k + taps / 2;
        if (i >= 0 && i < x.length) {
          y[n] += h[k] * x[i];
        }
      }
    }
    return y;
  }

  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int n = 1; term > sum * 1e-18; n++) {
      term *= (x / (2 * n)) * (x / (2 * n));
      sum += term;
    }
    return sum;
  }

  private static void addNoise(double[] y, double rmsDbfs, long seed) {
    Random random = new Random(seed);
    double rms = Math.pow(10, rmsDbfs / 20);
    for (int i = 0; i < y.length; i++) {
      y[i] += rms * random.nextGaussian();
    }
  }

  private static float[] floats(double[] y) {
    float[] x = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      x[i] = (float) y[i];
    }
    return x;
  }

  private static LoopFigures measure(Sweep sweep, double[] y) {
    LoopMeter meter = new LoopMeter(sweep);
    return meter.measure(floats(y), y.length).orElseThrow();
  }

  private static Sweep sweep(boolean falling) {
    return Sweep.of(RATE, SECONDS, LEVEL_DBFS, falling);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 0",
    "100.5, -6",
    "1000.25, -6",
    "1000.37, 3",
    "4321.999, -20",
    "70000, 0",
    "150000.77, -6"
  })
  void aBareLoopWithinHalfAThousandthOfAFrame(double delay, double gainDb) {
    for (boolean falling : new boolean[] {false, true}) {
      Sweep s = sweep(falling);
      double gain = -Math.pow(10, gainDb / 20);
      LoopFigures f =
          measure(s, delayed(s.samples(), delay, gain, (int) delay + s.frames() + 9600));
      assertThat(f.delayFrames()).isCloseTo(delay, within(0.00005));
      assertThat(f.blendFrames()).isCloseTo(0, within(0.0001));
      assertThat(f.gainDb()).isCloseTo(gainDb, within(0.0005));
      assertThat(f.inverted()).isTrue();
      assertThat(f.bands())
          .allSatisfy(b -> assertThat(b.residualDb()).as(b.hz() + " Hz").isLessThan(-80));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 25, 29, 38, 48})
  void anEvenSweepTellsTheDelayInNoiseBest(long seed) {
    for (boolean falling : new boolean[] {false, true}) {
      Sweep s = Sweep.even(RATE, 1.5, LEVEL_DBFS, falling);
      double[] y = delayed(s.samples(), 1000.25, 0.5, 100_000);
      addNoise(y, -40, seed);
      assertThat(measure(s, y).delayFrames()).isCloseTo(1000.25, within(0.003));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void withNoiseAtMinus40Dbfs(long seed) {
    for (boolean falling : new boolean[] {false, true}) {
      Sweep s = sweep(falling);
      double[] y = delayed(s.samples(), 1000.25, 1, 60_000);
      addNoise(y, -40, seed);
      LoopFigures f = measure(s, y);
      assertThat(f.delayFrames()).isCloseTo(1000.25, within(0.006));
      assertThat(f.gainDb()).isCloseTo(0, within(0.1));
      assertThat(f.inverted()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"-40, 0.5", "-60, 0.5", "-60, 1", "-80, 0.5"})
  void theDistanceFromNoiseDoesNotDependOnHowLongWasRecorded(double noiseDbfs, double gain) {
    Sweep s = sweep(false);
    double[] snr = new double[2];
    for (int longer = 0; longer < 2; longer++) {
      double[] y = delayed(s.samples(), 1000, gain, 1000 + s.frames() + 9600 + longer * 60_000);
      addNoise(y, noiseDbfs, 3);
      snr[longer] = measure(s, y).snrDb();
    }
    assertThat(snr[0]).isCloseTo(snr[1], within(3.0));
    double reference = -noiseDbfs + 20 * Math.log10(gain) - 5;
    assertThat(snr[1]).isCloseTo(reference, within(3.0));
  }

  @Test
  void withHumAndADcOffset() {
    Sweep s = sweep(false);
    double[] y = delayed(s.samples(), 777.7, 0.5, 60_000);
    for (int i = 0; i < y.length; i++) {
      y[i] += 0.02 + 0.05 * Math.sin(2 * Math.PI * 50 * i / RATE + 1);
      y[i] += 0.02 * Math.sin(2 * Math.PI * 150 * i / RATE);
    }
    LoopFigures f = measure(s, y);
    assertThat(f.delayFrames()).isCloseTo(777.7, within(0.001));
    assertThat(f.gainDb()).isCloseTo(-6.0206, within(0.2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBoxThatIsDriven(boolean falling) {
    Sweep s = sweep(falling);
    double[] y = delayed(s.samples(), 1000.25, 1, 60_000);
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.tanh(4 * 10 * y[i]) / 40; // as hard as at full scale
    }
    LoopFigures f = measure(s, y);
    assertThat(f.delayFrames()).isCloseTo(1000.25, within(0.005));
    if (!falling) {
      assertThat(f.distortionDb()).isBetween(-30.0, -5.0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {5_000, 8_000, 20_000})
  void aRollOffIsNoTransport(double corner) {
    Sweep s = sweep(false);
    double[] y = delayed(s.samples(), 1000.25, 1, 60_000);
    // The analog filter itself, in the frequency domain: 1 / (1 + j f / corner).
    Transform t = Transform.forFrames(2 * y.length);
    float[] x = t.spectrum(floats(y));
    for (int i = 2; i < x.length; i += 2) {
      double r = i / 2 * RATE / t.size() / corner;
      double re = (x[i] + x[i + 1] * r) / (1 + r * r);
      double im = (x[i + 1] - x[i] * r) / (1 + r * r);
      x[i] = (float) re;
      x[i + 1] = (float) im;
    }
    double[] out = new double[y.length];
    float[] filtered = t.signal(x);
    for (int i = 0; i < out.length; i++) {
      out[i] = filtered[i];
    }
    LoopFigures f = measure(s, out);
    assertThat(f.delayFrames()).isCloseTo(1000.25, within(0.1));
    double groupDelay = RATE / (2 * Math.PI * corner);
    assertThat(f.blendFrames()).isBetween(0.3 * groupDelay, 1.2 * groupDelay);
  }

  @Test
  void aRumbleFilterChangesTheTransportByLittle() {
    Sweep s = sweep(false);
    double[] y = delayed(s.samples(), 500.5, 1, 60_000);
    double k = 1 - Math.exp(-2 * Math.PI * 40 / RATE);
    double low = 0;
    for (int i = 0; i < y.length; i++) {
      low += k * (y[i] - low);
      y[i] -= low;
    }
    assertThat(measure(s, y).delayFrames()).isCloseTo(500.5, within(0.01));
  }

  @Test
  void silenceAndNoiseAloneAreNoLoop() {
    Sweep s = sweep(false);
    double[] y = new double[60_000];
    LoopMeter meter = new LoopMeter(s);
    assertThat(meter.measure(floats(y), y.length)).isEmpty();
    for (int seed = 0; seed < 20; seed++) {
      addNoise(y, -30, seed);
      assertThat(meter.measure(floats(y), y.length)).isEmpty();
    }
  }

  @Test
  void aRisingAndAFallingSweepAreToldApart() {
    Sweep rising = sweep(false);
    Sweep falling = sweep(true);
    double[] y = delayed(rising.samples(), 3000.5, 1, 60_000);
    LoopMeter up = new LoopMeter(rising);
    LoopMeter down = new LoopMeter(falling);
    double right = up.find(floats(y), y.length).orElseThrow().standsOut();
    double wrong = down.find(floats(y), y.length).map(LoopMeter.Heard::standsOut).orElse(0.0);
    assertThat(right).isGreaterThan(4 * wrong);
  }

  @Test
  void noSampleIsAboveItsLevel() {
    for (double level : new double[] {-60, -20, -6, 0}) {
      double cap = Math.pow(10, level / 20);
      for (float x : Sweep.of(RATE, SECONDS, level, false).samples()) {
        assertThat((double) Math.abs(x)).isLessThanOrEqualTo(cap);
      }
    }
  }

  private static double[] pole(double re, double im) {
    return new double[] {re, im};
  }

  private static SimulatedLoop loop(Sweep sweep) {
    return SimulatedLoop.of(sweep, 1000);
  }

  /** Two poles at 4 kHz take 3.82 frames low down; none of it is transport. */
  @ParameterizedTest
  @ValueSource(doubles = {1000, 4000, 8000, 15_000})
  void aRollOffOfSeveralPolesIsNoTransport(double hz) {
    for (boolean falling : new boolean[] {false, true}) {
      Sweep s = sweep(falling);
      double[] real = pole(hz, 0);
      double r = hz / Math.sqrt(2);
      assertThat(loop(s).analogPoles(real, real).measured(s).delayFrames())
          .as("two in a row")
          .isCloseTo(1000, within(0.01));
      assertThat(loop(s).analogPoles(pole(r, r), pole(r, -r)).measured(s).delayFrames())
          .as("Butterworth")
          .isCloseTo(1000, within(0.01));
      assertThat(loop(s).analogPoles(real, real, real).measured(s).delayFrames())
          .as("three in a row")
          .isCloseTo(1000, within(0.02));
      assertThat(loop(s).onePole(hz, 2).measured(s).delayFrames())
          .as("y += k (x − y), twice")
          .isCloseTo(1000, within(0.02));
    }
  }

  /** The trap: a converter's filter falls as steeply and has no phase of its own. */
  @ParameterizedTest
  @CsvSource({"20000, 22500", "18000, 21000", "19000, 23000"})
  void aConvertersLinearPhaseIsNoRollOff(double flatHz, double goneHz) {
    Sweep s = sweep(false);
    LoopFigures f = loop(s).linearPhase(flatHz, goneHz).measured(s);
    assertThat(f.delayFrames()).isCloseTo(1000, within(0.001));
    assertThat(f.blendFrames()).isCloseTo(0, within(0.001));
  }

  /** Unity where it passes; the best null of the whole band is 0.97 dB below. */
  @Test
  void aLowPassHasTheGainOfItsPassband() {
    Sweep s = sweep(false);
    LoopFigures f = loop(s).analogPoles(pole(4000, 0)).measured(s);
    assertThat(f.gainDb()).isCloseTo(0, within(0.05));
    assertThat(f.nullGainDb()).isCloseTo(-0.97, within(0.02));
    f = loop(s).gain(-6).bell(1000, 1, 6).measured(s);
    assertThat(f.gainDb()).as("beside the bell").isCloseTo(-6, within(0.2));
    f = loop(s).gain(-6).bell(1000, 0.5, -12).measured(s);
    assertThat(f.gainDb()).isBetween(-9.0, -6.0);
  }
}
