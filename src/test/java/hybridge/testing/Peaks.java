package hybridge.testing;

/**
 * True peaks as the tests measure them, independently of the program: sixteen points a frame
 * through a sinc of 256 taps a phase under a Blackman-Harris window, and a parabola through the
 * highest.
 */
public final class Peaks {
  private static final int PHASES = 16;
  private static final int HALF = 128;
  private static final double[][] TAPS = taps();

  private Peaks() {}

  private static double[][] taps() {
    double[][] taps = new double[PHASES][2 * HALF];
    for (int p = 0; p < PHASES; p++) {
      for (int j = 0; j < 2 * HALF; j++) {
        double t = j - HALF + 1 - (double) p / PHASES;
        double w = Math.PI * (t + HALF) / HALF;
        double window =
            0.35875 - 0.48829 * Math.cos(w) + 0.14128 * Math.cos(2 * w) - 0.01168 * Math.cos(3 * w);
        taps[p][j] = t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t) * window;
      }
    }
    return taps;
  }

  /** The highest of |x| between the samples {@code from} and {@code to}, linear. */
  public static double truePeak(double[] x, int from, int to) {
    double sample = 0;
    for (int i = from; i < to; i++) {
      sample = Math.max(sample, Math.abs(x[i]));
    }
    double highest = sample;
    double a = 0;
    double b = 0;
    for (int i = from; i < to; i++) {
      // Between two samples that are far below the highest nothing can pass it by much.
      double near = 0;
      for (int j = Math.max(0, i - 3); j < Math.min(x.length, i + 5); j++) {
        near = Math.max(near, Math.abs(x[j]));
      }
      if (near < 0.5 * sample) {
        a = 0;
        b = 0;
        continue;
      }
      for (int p = 0; p < PHASES; p++) {
        double y = 0;
        for (int j = 0; j < 2 * HALF; j++) {
          int k = i - HALF + 1 + j;
          y += k < 0 || k >= x.length ? 0 : x[k] * TAPS[p][j];
        }
        double c = Math.abs(y);
        if (b > a && b >= c && a > 0) {
          double bend = a - 2 * b + c;
          highest = Math.max(highest, b - (c - a) * (c - a) / (8 * bend));
        }
        highest = Math.max(highest, c);
        a = b;
        b = c;
      }
    }
    return highest;
  }
}
