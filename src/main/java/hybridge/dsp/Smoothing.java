package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Gains that never step: z1 += k (target − z1); z2 += k (z1 − z2), per sample and lane; z2 is the
 * gain.
 *
 * <p>Two one-poles of 50 Hz in a row: a 20 dB step on a 1 kHz tone leaves −131 dB above 5 kHz (one
 * pole of 25 Hz: −100, hard steps: −57). A gain is within 0.01 dB of its target after 31 ms and
 * snaps onto it once the rest is below 1e−10 (−200 dB), which is looked at on the grid only.
 */
@RealTime
public final class Smoothing {
  private static final double CORNER_HZ = 50;
  private static final double SNAP = 1e-10;

  private Smoothing() {}

  /** The factor k at a rate in frames a second. */
  public static double factor(double rate) {
    return 1 - StrictMath.exp(-2 * StrictMath.PI * CORNER_HZ / rate);
  }

  /**
   * On the grid: snaps lanes {@code at .. at+count} onto their targets if they are as good as
   * there.
   *
   * @param count whole vectors
   * @return true when every one of them stands still on its target
   */
  public static boolean settle(double[] target, double[] z1, double[] z2, int at, int count) {
    boolean still = true;
    for (int i = at; i < at + count; i += Lanes.WIDTH) {
      DoubleVector t = DoubleVector.fromArray(Lanes.SPECIES, target, i);
      DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, z1, i);
      DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, z2, i);
      VectorMask<Double> near =
          t.sub(a)
              .abs()
              .compare(VectorOperators.LT, SNAP)
              .and(t.sub(b).abs().compare(VectorOperators.LT, SNAP));
      a.blend(t, near).intoArray(z1, i);
      b.blend(t, near).intoArray(z2, i);
      still &= near.allTrue();
    }
    return still;
  }

  /**
   * buf(f, lane) *= gain(lane), for one octet.
   *
   * @param still what {@link #settle} said for this octet since its targets were last written
   */
  public static void apply(
      double[] buf,
      int lanes,
      int frames,
      int octet,
      double[] target,
      double[] z1,
      double[] z2,
      int at,
      double k,
      boolean still) {
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int row = at + octet + l;
      if (still) {
        scale(buf, lanes, frames, octet + l, DoubleVector.fromArray(Lanes.SPECIES, target, row));
      } else {
        glide(buf, lanes, frames, octet + l, target, z1, z2, row, k);
      }
    }
  }

  private static void scale(double[] buf, int lanes, int frames, int lane, DoubleVector gain) {
    for (int f = 0, o = lane; f < frames; f++, o += lanes) {
      DoubleVector.fromArray(Lanes.SPECIES, buf, o).mul(gain).intoArray(buf, o);
    }
  }

  private static void glide(
      double[] buf,
      int lanes,
      int frames,
      int lane,
      double[] target,
      double[] z1,
      double[] z2,
      int row,
      double k) {
    DoubleVector t = DoubleVector.fromArray(Lanes.SPECIES, target, row);
    DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, z1, row);
    DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, z2, row);
    for (int f = 0, o = lane; f < frames; f++, o += lanes) {
      a = t.sub(a).mul(k).add(a);
      b = a.sub(b).mul(k).add(b);
      DoubleVector.fromArray(Lanes.SPECIES, buf, o).mul(b).intoArray(buf, o);
    }
    a.intoArray(z1, row);
    b.intoArray(z2, row);
  }
}
