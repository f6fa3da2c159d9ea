package hybridge.engine.insert;

import hybridge.dsp.FractionalDelay;
import hybridge.rt.RealTime;

/**
 * The dry sound where it is blended with the wet one: a box that filters answers later than its
 * transport says, and there the dry sound waits as long, fraction included. State of the audio
 * thread.
 */
final class Blend {
  private final RowDelay whole;
  private final double[] taps;
  private final double[] window;
  private final double[] row;
  private final double[] delayed;

  private Blend(int wholeFrames, double fraction, int longestSegment) {
    whole = new RowDelay(wholeFrames, longestSegment);
    taps = FractionalDelay.taps(fraction, 1);
    window = new double[FractionalDelay.TAPS - 1 + longestSegment];
    row = new double[longestSegment];
    delayed = new double[longestSegment];
  }

  /**
   * @param pathFrames what the insert's path takes
   * @param more frames that blended sound waits beyond that; may be below zero
   * @return null when it needs nothing of its own: no difference, or a path too short for one
   */
  static Blend of(int pathFrames, double more, int longestSegment) {
    double delay = pathFrames + more - FractionalDelay.CENTRE;
    if (more == 0 || delay < 0) {
      return null;
    }
    int whole = (int) Math.floor(delay);
    return new Blend(whole, delay - whole, longestSegment);
  }

  /** Takes n dry samples; {@link #row} then holds those to be blended. */
  @RealTime
  void process(double[] dry, int n) {
    whole.process(dry, delayed, n);
    int past = FractionalDelay.TAPS - 1;
    System.arraycopy(delayed, 0, window, past, n);
    FractionalDelay.run(taps, window, row, n);
    System.arraycopy(window, n, window, 0, past);
  }

  @RealTime
  double[] row() {
    return row;
  }
}
