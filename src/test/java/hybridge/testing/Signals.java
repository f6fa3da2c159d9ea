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
}
