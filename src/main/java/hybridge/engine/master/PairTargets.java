package hybridge.engine.master;

import hybridge.dsp.Lanes;
import hybridge.rt.RealTime;

/**
 * The targets of a lane kernel of which both sides of a stereo signal have the same: what stands
 * once in the mix's table stands here on lanes 0 and 1 of an octet. The other lanes keep what the
 * kernel's owner gave them.
 */
final class PairTargets {
  private static final int SIDES = 2;
  private final int rows;
  private final double[] table;

  /**
   * @param rows of the kernel
   */
  PairTargets(int rows) {
    this.rows = rows;
    this.table = new double[rows * Lanes.OCTET];
  }

  /** Row by row, one octet wide: what the kernel is given. */
  @RealTime
  double[] table() {
    return table;
  }

  /** Takes over what has changed; true if something has. */
  @RealTime
  boolean take(double[] targets, int at) {
    boolean moved = false;
    for (int r = 0; r < rows; r++) {
      double target = targets[at + r];
      if (table[r * Lanes.OCTET] != target) {
        moved = true;
        for (int side = 0; side < SIDES; side++) {
          table[r * Lanes.OCTET + side] = target;
        }
      }
    }
    return moved;
  }
}
