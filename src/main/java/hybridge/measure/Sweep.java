package hybridge.measure;

/**
 * An exponential sine sweep (Farina, "Simultaneous measurement of impulse response and distortion
 * with a swept-sine technique", AES 108, 2000): f(t) = f1 · (f2/f1)^(t/T). What a box adds in
 * harmonics comes out of its deconvolution apart from the linear answer. Rising or falling: a
 * falling one is nearly orthogonal to a rising one, so that two channels can be told apart.
 *
 * @param rate frames a second
 * @param fromHz where a rising one begins
 * @param toHz where it ends
 * @param linear its frequency rises evenly: as much power high up as low down, which tells delays
 *     apart best in noise, but not harmonics from the answer
 * @param samples what is played
 */
public record Sweep(
    double rate, double fromHz, double toHz, boolean falling, boolean linear, float[] samples) {
  private static final double FADE_IN_SECONDS = 0.01;
  private static final double FADE_OUT_SECONDS = 0.002;
  private static final double LOWEST_HZ = 15;
  private static final double EVEN_FROM_HZ = 150;
  private static final double HIGHEST_OF_RATE = 0.47;

  /**
   * A sweep over what can be heard.
   *
   * @param peakDbfs level of its peaks; no sample is above it
   */
  public static Sweep of(double rate, double seconds, double peakDbfs, boolean falling) {
    int frames = (int) Math.round(seconds * rate);
    double high = HIGHEST_OF_RATE * rate;
    double octaves = Math.log(high / LOWEST_HZ);
    double peak = Math.pow(10, peakDbfs / 20) * (1 - 1e-6);
    float[] x = new float[frames];
    double fadeIn = FADE_IN_SECONDS * rate;
    double fadeOut = FADE_OUT_SECONDS * rate;
    for (int i = 0; i < frames; i++) {
      double t = i / rate;
      double phase =
          2 * Math.PI * LOWEST_HZ * seconds / octaves * Math.expm1(t / seconds * octaves);
      double w = fade(i / fadeIn) * fade((frames - 1 - i) / fadeOut);
      x[falling ? frames - 1 - i : i] = (float) (peak * w * Math.sin(phase));
    }
    return new Sweep(rate, LOWEST_HZ, high, falling, false, x);
  }

  /** A linear sweep from 200 Hz on, for the delay alone. */
  public static Sweep even(double rate, double seconds, double peakDbfs, boolean falling) {
    int frames = (int) Math.round(seconds * rate);
    double high = HIGHEST_OF_RATE * rate;
    double peak = Math.pow(10, peakDbfs / 20) * (1 - 1e-6);
    float[] x = new float[frames];
    double fadeIn = FADE_IN_SECONDS * rate;
    double fadeOut = FADE_OUT_SECONDS * rate;
    for (int i = 0; i < frames; i++) {
      double t = i / rate;
      double phase = 2 * Math.PI * t * (EVEN_FROM_HZ + (high - EVEN_FROM_HZ) * t / (2 * seconds));
      double w = fade(i / fadeIn) * fade((frames - 1 - i) / fadeOut);
      x[falling ? frames - 1 - i : i] = (float) (peak * w * Math.sin(phase));
    }
    return new Sweep(rate, EVEN_FROM_HZ, high, falling, true, x);
  }

  /** How much power it has around a frequency, in some unit. */
  double powerAt(double hz) {
    return linear ? 1 : 1 / hz;
  }

  private static double fade(double at) {
    return at >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, at));
  }

  public int frames() {
    return samples.length;
  }

  /** By how many frames the n-th harmonic's answer lies before the linear one of a rising sweep. */
  double harmonicFrames(int n) {
    return samples.length * Math.log(n) / Math.log(toHz / fromHz);
  }
}
