package hybridge.engine;

import hybridge.dsp.Lanes;
import hybridge.engine.insert.HardwareInsert;
import hybridge.engine.insert.LaneDelay;
import hybridge.rt.RealTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The inserts at one point of a run of lanes, each lane's own in their order, and the delay that
 * brings every lane to the frame of the slowest. State of the audio thread.
 */
final class InsertPoint {
  private final int[] inserts;
  private final int[] lane;
  private final LaneDelay delay;

  /**
   * @param from first lane of the run
   * @param to the lane behind the last
   */
  InsertPoint(Plan plan, Plan.Point point, int from, int to) {
    List<Integer> here = new ArrayList<>();
    for (int i = 0; i < plan.inserts().size(); i++) {
      if (plan.inserts().get(i).point() == point) {
        here.add(i);
      }
    }
    inserts = here.stream().mapToInt(Integer::intValue).toArray();
    lane = here.stream().mapToInt(i -> plan.inserts().get(i).lane()).toArray();
    int most = plan.framesAt(point);
    int[] frames = new int[to - from];
    for (int l = from; l < to; l++) {
      frames[l - from] = most - plan.framesAt(point, l);
    }
    delay = new LaneDelay(from, frames, Lanes.GRID);
  }

  /** Does it do anything at all? */
  @RealTime
  boolean used() {
    return inserts.length > 0;
  }

  @RealTime
  int size() {
    return inserts.length;
  }

  /** Which of the plan's inserts is the i-th here. */
  @RealTime
  int insert(int i) {
    return inserts[i];
  }

  /** From the lanes into the rows of an insert. */
  @RealTime
  void take(int i, HardwareInsert insert, Bank bank, int n) {
    double[] buf = bank.buffer();
    int lanes = bank.lanes();
    for (int c = 0; c < insert.channels(); c++) {
      double[] row = insert.row(c);
      for (int f = 0, o = lane[i] + c; f < n; f++, o += lanes) {
        row[f] = buf[o];
      }
    }
  }

  /** And back. */
  @RealTime
  void give(int i, HardwareInsert insert, Bank bank, int n) {
    double[] buf = bank.buffer();
    int lanes = bank.lanes();
    for (int c = 0; c < insert.channels(); c++) {
      double[] row = insert.row(c);
      for (int f = 0, o = lane[i] + c; f < n; f++, o += lanes) {
        buf[o] = row[f];
      }
    }
  }

  /** Brings all lanes to the frame of the slowest. */
  @RealTime
  void align(Bank bank, int n) {
    delay.process(bank.buffer(), bank.lanes(), n);
  }
}
