package hybridge.planner;

import hybridge.dsp.Loudness;
import hybridge.dsp.LoudnessMeter;
import hybridge.rt.RowRing;

/**
 * By how much main before the master chain has to be turned up to be as loud as main behind it: the
 * difference of their short-term loudness (EBU 3341, three seconds). What is too soft to tell
 * leaves it as it was. Used on the desk's thread.
 */
final class LoudnessMatch {
  private static final double SOFTEST_LUFS = -60;
  private static final double FARTHEST_DB = 24;

  /** A smaller difference is not worth a move. */
  private static final double STEP_DB = 0.05;

  private final RowRing ring;
  private final Loudness before;
  private final double[] row = new double[LoudnessMeter.ROW];
  private double db;

  LoudnessMatch(RowRing ring, double rate) {
    this.ring = ring;
    this.before = new Loudness(rate, LoudnessMeter.hopFrames(rate));
  }

  /**
   * Takes in what has come; true when the gain has changed.
   *
   * @param mainLufs short-term loudness of main
   */
  boolean work(double mainLufs) {
    boolean any = false;
    while (ring.read(row)) {
      before.add(row[LoudnessMeter.ENERGY], row[LoudnessMeter.PEAK]);
      any = true;
    }
    double beforeLufs = before.shortTerm();
    if (!any || !(mainLufs > SOFTEST_LUFS) || !(beforeLufs > SOFTEST_LUFS)) {
      return false;
    }
    double now = Math.clamp(mainLufs - beforeLufs, -FARTHEST_DB, FARTHEST_DB);
    if (Math.abs(now - db) < STEP_DB) {
      return false;
    }
    db = now;
    return true;
  }

  double db() {
    return db;
  }
}
