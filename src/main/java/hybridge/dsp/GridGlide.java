package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Parameters that never step, once a grid point: z1 += K (target − z1); z2 += K (z1 − z2), K = 1 −
 * exp(−2π · 50 Hz · 32 / rate).
 *
 * <p>The same two poles as {@link Smoothing}, for parameters from which coefficients are computed:
 * that is done at grid points, and the coefficients run straight from one to the next.
 */
@RealTime
final class GridGlide {
  private static final double NEAR = 1e-9;

  private GridGlide() {}

  /** The factor K at a rate in frames a second. */
  static double factor(double rate) {
    double k = 1 - Smoothing.factor(rate);
    return 1 - StrictMath.pow(k, Lanes.GRID);
  }

  /**
   * One grid step of one octet of one row.
   *
   * @param targetAt where the octet of the row begins in {@code target}
   * @param at where it begins in z1 and z2
   * @return true when every lane of it has arrived
   */
  static boolean step(
      double[] target, int targetAt, double[] z1, double[] z2, int at, double factor) {
    boolean arrived = true;
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      DoubleVector t = DoubleVector.fromArray(Lanes.SPECIES, target, targetAt + l);
      DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, z1, at + l);
      DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, z2, at + l);
      a = t.sub(a).mul(factor).add(a);
      b = a.sub(b).mul(factor).add(b);
      VectorMask<Double> near =
          t.sub(a)
              .abs()
              .compare(VectorOperators.LT, NEAR)
              .and(t.sub(b).abs().compare(VectorOperators.LT, NEAR));
      a.blend(t, near).intoArray(z1, at + l);
      b.blend(t, near).intoArray(z2, at + l);
      arrived &= near.allTrue();
    }
    return arrived;
  }

  /** Whether an octet of a row stands on its targets. */
  static boolean there(double[] target, int targetAt, double[] z1, double[] z2, int at) {
    boolean there = true;
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      DoubleVector t = DoubleVector.fromArray(Lanes.SPECIES, target, targetAt + l);
      there &=
          t.compare(VectorOperators.EQ, DoubleVector.fromArray(Lanes.SPECIES, z1, at + l))
              .and(t.compare(VectorOperators.EQ, DoubleVector.fromArray(Lanes.SPECIES, z2, at + l)))
              .allTrue();
    }
    return there;
  }
}
