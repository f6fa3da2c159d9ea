package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OscillatorTest {
  private static final int FRAMES = 1 << 20;

  @Test
  void theSineIsASine() {
    Oscillator o = new Oscillator(48_000);
    for (int i = 1; i <= 100_000; i++) {
      assertThat(o.sine(997))
          .isCloseTo(StrictMath.sin(2 * Math.PI * 997 * i / 48_000), within(1e-8));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {44_100, 48_000, 96_000})
  void bothNoisesHaveThePowerOfTheSine(double rate) {
    Oscillator o = new Oscillator(rate);
    double pink = 0;
    double white = 0;
    for (int i = 0; i < FRAMES; i++) {
      double p = o.pink();
      double w = o.white();
      pink += p * p;
      white += w * w;
    }
    assertThat(10 * Math.log10(white / FRAMES / 0.5)).isCloseTo(0, within(0.03));
    assertThat(10 * Math.log10(pink / FRAMES / 0.5)).isCloseTo(0, within(0.4));
  }

  /** Power in octaves by Goertzel-like band sums of a long spectrum: each octave has as much. */
  @Test
  void pinkHasAsMuchPowerInEachOctave() {
    Oscillator o = new Oscillator(48_000);
    double[] power = new double[9];
    // Octave bands from 31.25 Hz on by a fourth-order band-pass each: two SVFs in a row.
    double[][] state = new double[9][4];
    double[] g = new double[9];
    double k = Math.sqrt(0.5);
    for (int b = 0; b < 9; b++) {
      g[b] = Math.tan(Math.PI * 44.2 * Math.pow(2, b) / 48_000);
    }
    for (int i = 0; i < 2 * FRAMES; i++) {
      double x = o.pink();
      for (int b = 0; b < 9; b++) {
        double y = x;
        for (int s = 0; s < 4; s += 2) {
          double[] z = state[b];
          double a1 = 1 / (1 + g[b] * (g[b] + k));
          double v1 = a1 * (z[s] + g[b] * (y - z[s + 1]));
          double v2 = z[s + 1] + g[b] * v1;
          z[s] = 2 * v1 - z[s];
          z[s + 1] = 2 * v2 - z[s + 1];
          y = k * v1;
        }
        power[b] += y * y;
      }
    }
    double mean = 0;
    for (int b = 0; b < 8; b++) {
      mean += 10 * Math.log10(power[b]) / 8;
    }
    for (int b = 0; b < 8; b++) {
      assertThat(10 * Math.log10(power[b])).as("octave " + b).isCloseTo(mean, within(0.6));
    }
  }
}
