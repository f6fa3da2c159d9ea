package hybridge.planner;

import hybridge.desk.Tree;
import hybridge.studio.Studio;
import java.util.HashMap;
import java.util.Map;

/** Which cell of the engine's row of meters belongs to which parameter. Immutable. */
final class StripMeters {
  private static final int PEAK = 0;
  private static final int RMS = 1;

  /** Lane for strips; −1 and −2 for the left and right of main. */
  private record Cell(int lane, int which, boolean stereo) {}

  private final Map<Integer, Cell> cells = new HashMap<>();

  StripMeters(Studio studio, Tree tree, int[] firstLanes) {
    for (Studio.Strip strip : studio.strips()) {
      int lane = firstLanes[strip.number() - 1];
      String at = "/strip/" + strip.number() + "/meter/";
      cells.put(tree.require(at + "peak"), new Cell(lane, PEAK, strip.stereo()));
      cells.put(tree.require(at + "rms"), new Cell(lane, RMS, strip.stereo()));
    }
    cells.put(tree.require("/main/meter/left/peak"), new Cell(-1, PEAK, false));
    cells.put(tree.require("/main/meter/left/rms"), new Cell(-1, RMS, false));
    cells.put(tree.require("/main/meter/right/peak"), new Cell(-2, PEAK, false));
    cells.put(tree.require("/main/meter/right/rms"), new Cell(-2, RMS, false));
  }

  /**
   * The level of a meter parameter, linear; the louder side of a stereo strip. NaN when it is none.
   */
  double level(int index, double[] row, int lanes) {
    Cell cell = cells.get(index);
    if (cell == null) {
      return Double.NaN;
    }
    int lane = cell.lane() >= 0 ? cell.lane() : lanes - 1 - cell.lane();
    double level = row[2 * lane + cell.which()];
    return cell.stereo() ? Math.max(level, row[2 * (lane + 1) + cell.which()]) : level;
  }
}
