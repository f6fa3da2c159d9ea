package hybridge.engine;

import hybridge.dsp.Glide;
import hybridge.rt.RealTime;

/** Single targets that stand in a row in the table, each with its glide. Audio thread. */
final class Glides {
  private final int at;
  private final Glide[] glides;
  private final boolean[] still;

  /**
   * @param at where the first stands in the table
   */
  Glides(int at, int count, double[] targets) {
    this.at = at;
    this.glides = new Glide[count];
    this.still = new boolean[count];
    for (int i = 0; i < count; i++) {
      glides[i] = new Glide();
      glides[i].jump(targets[at + i]);
    }
  }

  /** Takes over how as many of the others stand as both have. */
  @RealTime
  void follow(Glides from) {
    for (int i = 0; i < Math.min(glides.length, from.glides.length); i++) {
      follow(i, from, i);
    }
  }

  @RealTime
  void follow(int i, Glides from, int theirs) {
    glides[i].copy(from.glides[theirs]);
  }

  @RealTime
  void grid(double[] targets) {
    for (int i = 0; i < glides.length; i++) {
      still[i] = glides[i].settle(targets[at + i]);
    }
  }

  /** Does it stand on nothing? Asked after the grid. */
  @RealTime
  boolean nothing(int i, double[] targets) {
    return still[i] && targets[at + i] == 0;
  }

  /** The next frame's value. */
  @RealTime
  double next(int i, double[] targets, double k) {
    return still[i] ? targets[at + i] : glides[i].next(targets[at + i], k);
  }

  /** Multiplies a row. */
  @RealTime
  void apply(int i, double[] targets, double k, double[] row, int n) {
    double target = targets[at + i];
    if (still[i]) {
      for (int f = 0; f < n; f++) {
        row[f] *= target;
      }
    } else {
      for (int f = 0; f < n; f++) {
        row[f] *= glides[i].next(target, k);
      }
    }
  }
}
