package hybridge.testing;

import java.util.Random;

/** Noise in doubles, the same for the same seed. */
public final class Noise {
  private static final int REACH = 512;

  private Noise() {}

  /** Gaussian, of this RMS. */
  public static double[] white(int frames, double rms, long seed) {
    Random random = new Random(seed);
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = rms * random.nextGaussian();
    }
    return x;
  }

  /** The same with nothing to speak of above a frequency: 1025 taps under a Blackman window. */
  public static double[] below(double hz, double rate, int frames, double rms, long seed) {
    double[] w = white(frames + 2 * REACH, rms, seed);
    double[] taps = new double[2 * REACH + 1];
    double turns = 2 * (hz / rate - 3.0 / taps.length);
    for (int j = -REACH; j <= REACH; j++) {
      double p = Math.PI * j / REACH;
      double window = 0.42 + 0.5 * Math.cos(p) + 0.08 * Math.cos(2 * p);
      double t = Math.PI * turns * j;
      taps[j + REACH] = turns * (j == 0 ? 1 : Math.sin(t) / t) * window;
    }
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      for (int j = 0; j < taps.length; j++) {
        x[i] += w[i + j] * taps[j];
      }
    }
    return x;
  }
}
