package hybridge.measure;

import java.util.Optional;

/**
 * By how many frames one signal lags behind another, from programme: generalised cross-correlation
 * with phase transform (Knapp and Carter, IEEE ASSP-24, 1976), where each frequency has one vote
 * however loud it is, if it is loud enough. For one thread.
 */
public final class Alignment {
  /** How much programme is compared at least: a third of a second at 48 kHz. */
  public static final int FRAMES = 16_384;

  /** Lags beyond this are not looked for, unless somebody asks for more. */
  public static final int NEAR = 512;

  /**
   * Where it lies.
   *
   * @param frames by which what is heard comes later, to a tenth of a frame or so
   * @param inverted the peak is a negative one
   * @param clear how far it stands out of the rest; 9 is little, broadband programme has 50
   */
  public record Found(double frames, boolean inverted, double clear) {}

  /** The peak against the rest; a tone has no peak, broadband programme of ours one of 50. */
  private static final double CLEAR = 9;

  /** What is so far below the loudest bin has no vote. */
  private static final double LEAST = 1e-6;

  private final int length;
  private final int farthest;
  private final Transform transform;
  private final float[] a;
  private final float[] b;

  /** Looks near by. */
  public Alignment() {
    this(NEAR);
  }

  /**
   * @param farthest frames, either way
   */
  public Alignment(int farthest) {
    this.farthest = farthest;
    length = Math.max(FRAMES, Integer.highestOneBit(2 * farthest) << 1);
    transform = new Transform(2 * length);
    a = new float[length];
    b = new float[length];
  }

  /** So many frames are compared. */
  public int frames() {
    return length;
  }

  /**
   * @param sent a ring
   * @param sentAt where the stretch begins in it
   * @param heard a ring of the same length
   * @param heardAt where the stretch begins that should be the same
   * @param mask their length less one
   * @return empty when it cannot be told
   */
  public Optional<Found> find(float[] sent, int sentAt, float[] heard, int heardAt, int mask) {
    for (int i = 0; i < length; i++) {
      float w = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length));
      a[i] = w * sent[(sentAt + i) & mask];
      b[i] = w * heard[(heardAt + i) & mask];
    }
    float[] x = transform.spectrum(a);
    float[] y = transform.spectrum(b);
    float[] c = votes(x, y);
    transform.signal(c);
    int best = 0;
    double rest = 0;
    for (int lag = -farthest; lag <= farthest; lag++) {
      double v = at(c, lag);
      rest += v * v;
      best = Math.abs(v) > Math.abs(at(c, best)) ? lag : best;
    }
    double peak = Math.abs(at(c, best));
    double near = 0;
    for (int i = best - 3; i <= best + 3; i++) {
      near += at(c, i) * at(c, i);
    }
    double noise = Math.sqrt(Math.max(rest - near, 0) / (2 * farthest - 6)) + 1e-30;
    if (peak < CLEAR * noise) {
      return Optional.empty();
    }
    double before = Math.abs(at(c, best - 1));
    double behind = Math.abs(at(c, best + 1));
    double bend = before - 2 * peak + behind;
    double lag = bend < 0 ? best + (before - behind) / (2 * bend) : best;
    return Optional.of(new Found(lag, at(c, best) < 0, peak / noise));
  }

  private double at(float[] c, int lag) {
    return c[lag & (c.length - 1)];
  }

  private static float[] votes(float[] x, float[] y) {
    double loudest = 0;
    for (int i = 2; i < x.length; i += 2) {
      loudest = Math.max(loudest, x[i] * x[i] + x[i + 1] * x[i + 1]);
    }
    float[] c = new float[x.length];
    for (int i = 2; i < x.length; i += 2) {
      double power = x[i] * x[i] + x[i + 1] * x[i + 1];
      double re = y[i] * x[i] + y[i + 1] * x[i + 1];
      double im = y[i + 1] * x[i] - y[i] * x[i + 1];
      double size = Math.sqrt(re * re + im * im);
      if (power > LEAST * loudest && size > 0) {
        c[i] = (float) (re / size);
        c[i + 1] = (float) (im / size);
      }
    }
    return c;
  }
}
