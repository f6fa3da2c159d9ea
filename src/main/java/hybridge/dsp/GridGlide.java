package hybridge.dsp;

import hybridge.rt.RealTime;

/**
 * Parameters that never step, once a grid point: z1 += K (target − z1); z2 += K (z1 − z2), K = 1 −
 * exp(−2π · 30 Hz · 32 / rate).
 *
 * <p>The poles of {@link Smoothing}, a little slower: what is computed from these parameters is
 * drawn through the grid points, and what is left of their corners is heard as splatter. A
 * parameter is nearly there (1 %) after 35 ms.
 */
@RealTime
final class GridGlide {
  private static final double CORNER_HZ = 30;
  private static final double NEAR = 1e-9;

  private GridGlide() {}

  /** The factor K at a rate in frames a second. */
  static double factor(double rate) {
    double k = StrictMath.exp(-2 * StrictMath.PI * CORNER_HZ / rate);
    return 1 - StrictMath.pow(k, Lanes.GRID);
  }

  /**
   * One grid step of one octet of one row.
   *
   * @param targetAt where the octet of the row begins in {@code target}
   * @param at where it begins in z1 and z2
   */
  static void step(double[] target, int targetAt, double[] z1, double[] z2, int at, double factor) {
    for (int l = 0; l < Lanes.OCTET; l++) {
      double t = target[targetAt + l];
      double a = z1[at + l];
      double b = z2[at + l];
      a += factor * (t - a);
      b += factor * (a - b);
      boolean near = Math.abs(t - a) < NEAR && Math.abs(t - b) < NEAR;
      z1[at + l] = near ? t : a;
      z2[at + l] = near ? t : b;
    }
  }

  /** Whether an octet of a row stands on its targets. */
  static boolean there(double[] target, int targetAt, double[] z1, double[] z2, int at) {
    boolean there = true;
    for (int l = 0; l < Lanes.OCTET; l++) {
      double t = target[targetAt + l];
      there &= t == z1[at + l] && t == z2[at + l];
    }
    return there;
  }
}
