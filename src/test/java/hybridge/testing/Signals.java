package hybridge.testing;

import java.util.Random;

/** Test signals and what is measured of them. */
public final class Signals {
  private Signals() {}

  public static float[] sine(double hz, double amplitude, int frames, double rate) {
    float[] x = new float[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = (float) (amplitude * Math.sin(2 * Math.PI * hz * i / rate));
    }
    return x;
  }

  public static float[] noise(long seed, double amplitude, int frames) {
    Random random = new Random(seed);
    float[] x = new float[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = (float) (amplitude * (2 * random.nextDouble() - 1));
    }
    return x;
  }

  public static float[][] noises(int channels, double amplitude, int frames) {
    float[][] x = new float[channels][];
    for (int c = 0; c < channels; c++) {
      x[c] = noise(c + 1, amplitude, frames);
    }
    return x;
  }

  public static double rms(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) x[i] * x[i];
    }
    return Math.sqrt(sum / (to - from));
  }

  public static double db(double ratio) {
    return 20 * Math.log10(ratio);
  }

  public static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  /**
   * Energy above 5 kHz, in dB of full scale, of 50 ms from a frame on, at 48 kHz: Blackman-Harris
   * window, plain Fourier sums of 20 Hz apart.
   */
  public static double splatterDb(double[] y, int from) {
    int n = 2400;
    double[] w = new double[n];
    double power = 0;
    for (int i = 0; i < n; i++) {
      double p = 2 * Math.PI * i / n;
      w[i] =
          0.35875 - 0.48829 * Math.cos(p) + 0.14128 * Math.cos(2 * p) - 0.01168 * Math.cos(3 * p);
      power += w[i] * w[i];
    }
    double sum = 0;
    for (int bin = 250; bin < n / 2; bin++) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < n; i++) {
        double a = 2 * Math.PI * bin * i / n;
        re += w[i] * y[from + i] * Math.cos(a);
        im += w[i] * y[from + i] * Math.sin(a);
      }
      sum += re * re + im * im;
    }
    return 10 * Math.log10(2 * sum / (n * power));
  }
}
