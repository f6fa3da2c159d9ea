package hybridge.dsp;

import hybridge.rt.RealTime;

/** One number that never steps: the scalar form of {@link Smoothing}. State of one thread. */
public final class Glide {
  private static final double SNAP = 1e-10;
  private double z1;
  private double z2;

  /** Stands still at a value. */
  @RealTime
  public void jump(double value) {
    z1 = value;
    z2 = value;
  }

  @RealTime
  public void copy(Glide from) {
    z1 = from.z1;
    z2 = from.z2;
  }

  /** One sample nearer to the target; the value now. */
  @RealTime
  public double next(double target, double k) {
    z1 += k * (target - z1);
    z2 += k * (z1 - z2);
    return z2;
  }

  /** On the grid: snaps onto the target when as good as there; says whether it stands still. */
  @RealTime
  public boolean settle(double target) {
    if (Math.abs(target - z1) < SNAP && Math.abs(target - z2) < SNAP) {
      jump(target);
      return true;
    }
    return false;
  }
}
