package hybridge.mapping;

import hybridge.profile.SurfaceProfile.Meters;

/**
 * What one meter of a surface shows now, so that it is told no more than it must be: those that
 * fall by themselves are told new peaks only, the others changes only.
 */
final class MeterNeedle {
  private static final double OVER_DBFS = 0;

  private final Meters meters;
  private int told;
  private long toldNanos;
  private boolean ever;
  private boolean over;

  MeterNeedle(Meters meters) {
    this.meters = meters;
  }

  /** Is there a level to tell? */
  boolean moves(double db, long nanos) {
    int steps = meters.steps(db);
    boolean tell;
    if (meters.stepNanos() > 0) {
      long fallen = ever ? (nanos - toldNanos) / meters.stepNanos() : Integer.MAX_VALUE;
      tell = steps > 0 && steps > told - fallen;
    } else {
      tell = ever ? steps != told : steps > 0;
    }
    if (tell) {
      told = steps;
      toldNanos = nanos;
      ever = true;
    }
    return tell;
  }

  /** Has the overload lamp to change? It stays for as long as the highest peak is held. */
  boolean overChanges(double heldDb) {
    boolean now = heldDb >= OVER_DBFS;
    boolean changes = now != over;
    over = now;
    return changes && meters.over() >= 0;
  }

  /** The surface shows nothing any more. */
  void forget() {
    ever = false;
    told = 0;
    over = false;
  }
}
