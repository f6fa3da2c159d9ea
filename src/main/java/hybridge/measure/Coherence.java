package hybridge.measure;

/**
 * How much of what is heard is made of what was sent, by frequency: Welch's averaged spectra of
 * both and of their product (IEEE Trans. AU-15, 1967), and the magnitude-squared coherence of
 * Carter, Knapp and Nuttall (AU-21, 1973) without its bias. A filter, a fader and a mild saturation
 * are coherent; a sum with something else is not where that is loud. For one thread.
 */
public final class Coherence {
  private static final int SEGMENTS = 24;

  /** Of half overlapping Hann windows so many count as independent. */
  private static final double BIAS = 1 / (0.947 * SEGMENTS);

  /** What is so far below the loudest bin of what was sent has no vote. */
  private static final double LEAST = 1e-5;

  private static final int BANDS = 9;
  private static final double LOWEST_BAND_HZ = 44;

  private final double rate;
  private final int size;
  private final Transform transform;
  private final float[] a;
  private final float[] b;
  private final float[] window;
  private final double[] sent;
  private final double[] heard;
  private final double[] re;
  private final double[] im;

  /** Segments of about 43 ms. */
  public Coherence(double rate) {
    this.rate = rate;
    size = Integer.highestOneBit((int) (0.0453 * rate));
    transform = new Transform(size);
    a = new float[size];
    b = new float[size];
    window = new float[size];
    for (int i = 0; i < size; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / size));
    }
    sent = new double[size / 2];
    heard = new double[size / 2];
    re = new double[size / 2];
    im = new double[size / 2];
  }

  /** So many frames are looked at. */
  public int frames() {
    return size / 2 * (SEGMENTS + 1);
  }

  public int bins() {
    return size / 2;
  }

  /**
   * Looks at a stretch; everything below speaks of the last one.
   *
   * @param s a ring
   * @param sentAt where the stretch begins in it
   * @param h a ring of the same length
   * @param heardAt where the stretch begins that should be the same
   * @param mask their length less one
   */
  public void measure(float[] s, int sentAt, float[] h, int heardAt, int mask) {
    java.util.Arrays.fill(sent, 0);
    java.util.Arrays.fill(heard, 0);
    java.util.Arrays.fill(re, 0);
    java.util.Arrays.fill(im, 0);
    for (int n = 0; n < SEGMENTS; n++) {
      take(s, sentAt + n * size / 2, mask, a);
      take(h, heardAt + n * size / 2, mask, b);
      float[] x = transform.spectrum(a);
      float[] y = transform.spectrum(b);
      for (int k = 1; k < size / 2; k++) {
        double xr = x[2 * k];
        double xi = x[2 * k + 1];
        double yr = y[2 * k];
        double yi = y[2 * k + 1];
        sent[k] += xr * xr + xi * xi;
        heard[k] += yr * yr + yi * yi;
        re[k] += yr * xr + yi * xi;
        im[k] += yi * xr - yr * xi;
      }
    }
  }

  private void take(float[] ring, int at, int mask, float[] into) {
    double mean = 0;
    for (int i = 0; i < size; i++) {
      mean += ring[(at + i) & mask];
    }
    float m = (float) (mean / size);
    for (int i = 0; i < size; i++) {
      into[i] = window[i] * (ring[(at + i) & mask] - m);
    }
  }

  /** Of one bin, 0 to 1. */
  private double of(int k) {
    double all = sent[k] * heard[k];
    double c = all <= 1e-30 ? 0 : (re[k] * re[k] + im[k] * im[k]) / all;
    return Math.max(0, (c - BIAS) / (1 - BIAS));
  }

  /** The part of the heard power that is made of what was sent, 0 to 1. */
  public double explained() {
    double all = 0;
    double made = 0;
    for (int k = 1; k < sent.length; k++) {
      all += heard[k];
      made += of(k) * heard[k];
    }
    return all == 0 ? 0 : made / all;
  }

  /** The same with one vote for each bin in which something was sent, however loud. */
  public double votes() {
    double loudest = loudest();
    double votes = 0;
    int voters = 0;
    for (int k = 1; k < sent.length; k++) {
      if (sent[k] > LEAST * loudest) {
        votes += of(k);
        voters++;
      }
    }
    return voters == 0 ? 0 : votes / voters;
  }

  private double loudest() {
    double loudest = 0;
    for (double s : sent) {
      loudest = Math.max(loudest, s);
    }
    return loudest;
  }

  /** How even the part is that nobody sent: 1 like white noise, 0 like a tone; 100 Hz to 10 kHz. */
  public double restFlatness() {
    int from = bin(100);
    int to = Math.min(bin(10_000), sent.length);
    double logs = 0;
    double sum = 1e-30;
    for (int k = from; k < to; k++) {
      double rest = (1 - of(k)) * heard[k];
      logs += Math.log(rest + 1e-30);
      sum += rest;
    }
    return Math.exp(logs / (to - from)) / (sum / (to - from));
  }

  /** The share of what nobody sent that lies below this frequency. */
  public double restBelow(double hz) {
    double below = 0;
    double all = 1e-30;
    for (int k = 1; k < sent.length; k++) {
      double rest = (1 - of(k)) * heard[k];
      all += rest;
      below += k <= bin(hz) ? rest : 0;
    }
    return below / all;
  }

  private int bin(double hz) {
    return (int) Math.round(hz * size / rate);
  }

  /**
   * Does the way go as it went? 1 the same at every frequency, −1 the opposite.
   *
   * @param wayRe real parts of the way as it was, by bin
   * @param wayIm imaginary parts
   */
  public double agreement(double[] wayRe, double[] wayIm) {
    double same = 0;
    double all = 1e-30;
    for (int k = 1; k < sent.length; k++) {
      double size = Math.hypot(re[k], im[k]) * Math.hypot(wayRe[k], wayIm[k]) * of(k);
      same += (re[k] * wayRe[k] + im[k] * wayIm[k]) * of(k);
      all += size;
    }
    return same / all;
  }

  /** The same from the phases alone, with one vote for each bin that is known and coherent. */
  public double phases(double[] wayRe, double[] wayIm) {
    double same = 0;
    double all = 1e-30;
    for (int k = 1; k < sent.length; k++) {
      double way = Math.hypot(wayRe[k], wayIm[k]);
      double now = Math.hypot(re[k], im[k]);
      if (way > 0 && now > 0) {
        same += of(k) * (re[k] * wayRe[k] + im[k] * wayIm[k]) / (way * now);
        all += of(k);
      }
    }
    return same / all;
  }

  /** Keeps the way as it is now, mixed into what was kept. */
  public void learn(double[] wayRe, double[] wayIm, double share) {
    double loudest = loudest();
    for (int k = 1; k < sent.length; k++) {
      if (sent[k] > LEAST * loudest && of(k) > 0.5) {
        double first = wayRe[k] == 0 && wayIm[k] == 0 ? 1 : share;
        wayRe[k] += first * (re[k] / sent[k] - wayRe[k]);
        wayIm[k] += first * (im[k] / sent[k] - wayIm[k]);
      }
    }
  }

  /**
   * Gain of what is coherent, in dB, for each octave from 62 Hz; NaN where too little was sent or
   * too little of it came back to tell.
   */
  public double[] bandGainsDb() {
    double all = 0;
    for (double s : sent) {
      all += s;
    }
    double[] gains = new double[BANDS];
    for (int band = 0; band < BANDS; band++) {
      int from = Math.max(1, bin(LOWEST_BAND_HZ * (1 << band)));
      int to = Math.min(sent.length, bin(2 * LOWEST_BAND_HZ * (1 << band)));
      double in = 0;
      double out = 0;
      double made = 0;
      for (int k = from; k < to; k++) {
        in += sent[k];
        out += heard[k];
        made += of(k) * heard[k];
      }
      boolean clear = in > 1e-4 * all && made > 0.5 * out;
      gains[band] = clear ? 10 * Math.log10(made / in) : Double.NaN;
    }
    return gains;
  }
}
