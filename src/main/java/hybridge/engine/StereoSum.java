package hybridge.engine;

import hybridge.dsp.Lanes;
import hybridge.dsp.PanSum;
import hybridge.engine.insert.RowDelay;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * A stereo sum whose parts arrive at three times: straight from strips, through groups, through
 * auxes. The earlier ones wait for the latest, so that all of them lie on the same frame. State of
 * the audio thread.
 */
final class StereoSum {
  private final double[][] partial = new double[2][Lanes.GRID * Lanes.OCTET];
  private final double[][] sum = new double[2][Lanes.GRID];
  private final double[] part = new double[Lanes.GRID];
  private final RowDelay[] stripDelay;
  private final RowDelay[] groupDelay;

  /**
   * @param groupFrames what a path through a group takes longer than one past it
   * @param auxFrames likewise for an aux
   */
  StereoSum(int groupFrames, int auxFrames) {
    stripDelay = delays(groupFrames + auxFrames);
    groupDelay = delays(auxFrames);
  }

  private static RowDelay[] delays(int frames) {
    return new RowDelay[] {new RowDelay(frames, Lanes.GRID), new RowDelay(frames, Lanes.GRID)};
  }

  @RealTime
  double[] left() {
    return sum[0];
  }

  @RealTime
  double[] right() {
    return sum[1];
  }

  /** Eight partial sums a frame, to be added to between {@link #clear} and one of the others. */
  @RealTime
  double[] partial(int side) {
    return partial[side];
  }

  @RealTime
  void clear(int n) {
    Arrays.fill(partial[0], 0, n * Lanes.OCTET, 0);
    Arrays.fill(partial[1], 0, n * Lanes.OCTET, 0);
  }

  /** What has been added so far came from strips; the sum begins with it. */
  @RealTime
  void strips(int n) {
    for (int side = 0; side < 2; side++) {
      PanSum.fold(partial[side], n, sum[side]);
      stripDelay[side].process(sum[side], n);
    }
  }

  /** What has been added since {@link #clear} came from groups. */
  @RealTime
  void groups(int n) {
    for (int side = 0; side < 2; side++) {
      PanSum.fold(partial[side], n, part);
      groupDelay[side].process(part, n);
      add(sum[side], n);
    }
  }

  /** What has been added since {@link #clear} came from auxes. */
  @RealTime
  void auxes(int n) {
    for (int side = 0; side < 2; side++) {
      PanSum.fold(partial[side], n, part);
      add(sum[side], n);
    }
  }

  @RealTime
  private void add(double[] to, int n) {
    for (int f = 0; f < n; f++) {
      to[f] += part[f];
    }
  }
}
