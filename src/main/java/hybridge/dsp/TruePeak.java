package hybridge.dsp;

import hybridge.rt.RealTime;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * How high the signal rises around each frame, between the samples and between the points of the
 * {@link Reconstruction} too: e² = y² + ((y₊ − y₋) / (2 sin w))², the largest over a frame's
 * points, where y₋ and y₊ are the points beside y and w is how far a tone of the highest frequency
 * turns from one point to the next.
 *
 * <p>Of such a tone e is the amplitude, wherever the points fall. Lower ones lose at most w²/32 of
 * theirs: 0.03 dB with eight points and 20 kHz at 48 kHz, where the points alone lose 0.12. And
 * nothing is read that is not there: a signal with nothing above that frequency and bounded by M
 * keeps f² + (f′/σ)² ≤ M² (Duffin and Schaeffer, 1937), for which this is the difference form.
 *
 * <p>State of the audio thread: the last point of the frame before.
 */
public final class TruePeak {
  private final Reconstruction filter;
  private final double slope;
  private final int stride = 1 + Lanes.GRID + Lanes.OCTET;

  /** Row p: phase p, the frame before at 0, the frames from 1 on. */
  private final double[] points;

  /**
   * @param highestHz σ / 2π, up to half the rate
   */
  public TruePeak(Reconstruction filter, double highestHz, double rate) {
    this.filter = filter;
    double w = 2 * StrictMath.PI * highestHz / (filter.phases() * rate);
    this.slope = 1 / (4 * StrictMath.sin(w) * StrictMath.sin(w));
    this.points = new double[filter.phases() * stride];
  }

  @RealTime
  public int reach() {
    return filter.reach();
  }

  /** Takes over the state of another one of the same filter. */
  @RealTime
  public void copy(TruePeak from) {
    System.arraycopy(from.points, 0, points, 0, points.length);
  }

  /**
   * e² of some frames, each from its own sample to just before the next.
   *
   * @param x samples, up to {@link #reach} frames behind the last that is asked for
   * @param frames at most {@link Lanes#GRID}; calls follow each other without a gap
   * @param power where e² goes; up to a vector more is written
   * @param louder true: the larger of e² and what stands in {@code power} stays
   */
  @RealTime
  public void run(double[] x, int at, int frames, double[] power, int to, boolean louder) {
    filter.run(x, at, frames, points, stride, 1);
    if (!louder) {
      Arrays.fill(power, to, to + frames, 0);
    }
    envelope(x, at, frames, filter.phases(), points, stride, slope, power, to);
    int last = (filter.phases() - 1) * stride;
    points[last] = points[last + frames];
  }

  @RealTime
  private static void envelope(
      double[] x,
      int at,
      int frames,
      int phases,
      double[] points,
      int stride,
      double slope,
      double[] power,
      int to) {
    for (int f = 0; f < frames; f += Lanes.WIDTH) {
      int last = (phases - 1) * stride + f;
      DoubleVector k = DoubleVector.broadcast(Lanes.SPECIES, slope);
      DoubleVector highest = DoubleVector.fromArray(Lanes.SPECIES, power, to + f);
      DoubleVector before = DoubleVector.fromArray(Lanes.SPECIES, points, last);
      DoubleVector here = DoubleVector.fromArray(Lanes.SPECIES, x, at + f);
      for (int p = 1, i = stride + 1 + f; p < phases; p++, i += stride) {
        DoubleVector next = DoubleVector.fromArray(Lanes.SPECIES, points, i);
        DoubleVector rise = next.sub(before);
        highest = LaneMath.largerPositive(highest, rise.mul(rise).fma(k, here.mul(here)));
        before = here;
        here = next;
      }
      DoubleVector rise = DoubleVector.fromArray(Lanes.SPECIES, x, at + f + 1).sub(before);
      LaneMath.largerPositive(highest, rise.mul(rise).fma(k, here.mul(here)))
          .intoArray(power, to + f);
    }
  }
}
