package hybridge.measure;

/**
 * What is on a return while nothing is sent.
 *
 * @param dbfs RMS; −∞ for digital silence
 * @param toneHz the frequency of a steady tone that holds most of its power; NaN when there is none
 */
public record ReturnNoise(double dbfs, double toneHz) {
  private static final int FRAMES = 4096;

  /** A tone's power lies in so many bins to each side of its peak, under a Hann window. */
  private static final int PEAK_BINS = 3;

  /** So much of all the power makes it a tone. */
  private static final double MOST = 0.5;

  /** Of a stretch of a recording. */
  public static ReturnNoise of(float[] x, int from, int to, double rate) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) x[i] * x[i];
    }
    double dbfs = 10 * Math.log10(sum / Math.max(1, to - from));
    int n = Math.min(FRAMES, to - from);
    if (sum == 0 || n < FRAMES / 4) {
      return new ReturnNoise(dbfs, Double.NaN);
    }
    return new ReturnNoise(dbfs, tone(x, from, n, rate));
  }

  private static double tone(float[] x, int from, int n, double rate) {
    Transform transform = Transform.forFrames(n);
    float[] cut = new float[transform.size()];
    for (int i = 0; i < n; i++) {
      cut[i] = (float) ((0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / n)) * x[from + i]);
    }
    float[] s = transform.spectrum(cut);
    double[] power = new double[s.length / 2];
    double all = 0;
    int peak = 1;
    for (int b = 1; b < power.length; b++) {
      power[b] = (double) s[2 * b] * s[2 * b] + (double) s[2 * b + 1] * s[2 * b + 1];
      all += power[b];
      peak = power[b] > power[peak] ? b : peak;
    }
    double near = 0;
    double middle = 0;
    for (int b = Math.max(1, peak - PEAK_BINS); b <= peak + PEAK_BINS && b < power.length; b++) {
      near += power[b];
      middle += b * power[b];
    }
    return near > MOST * all ? middle / near * rate / transform.size() : Double.NaN;
  }
}
