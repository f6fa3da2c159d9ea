package hybridge.engine;

import hybridge.engine.insert.Alignment;
import java.util.List;

/**
 * The structure of a mix: what lies on which lane, what goes where, and where each target stands in
 * the table. Immutable; a change of structure is a new plan.
 *
 * @param rate frames a second
 * @param lanes all of them, whole octets
 * @param laneIds who lies on each lane, such as {@code vocal/1}; null for a spare lane. State moves
 *     with the id from one plan to the next
 * @param laneInputs the interface's input of each lane, from 0; −1 for none
 * @param latencyFrames what every path to main takes: that of the slowest aligned insert
 * @param outputs how many channels the interface has
 * @param mainOutputs left and right of main, from 0
 * @param monitorOutputs left and right of the monitors, from 0, or empty
 */
public record Plan(
    int rate,
    int lanes,
    List<String> laneIds,
    List<Integer> laneInputs,
    List<InsertPath> inserts,
    int latencyFrames,
    int outputs,
    List<Integer> mainOutputs,
    List<Integer> monitorOutputs,
    List<MasterSlot> master) {

  /**
   * One channel of a hardware insert.
   *
   * @param id such as {@code vox-comp/1}
   * @param lane the lane it stands in
   * @param send output channel, from 0
   * @param ret input channel, from 0
   * @param gain what the return is multiplied with
   */
  public record InsertPath(
      String id, int lane, int send, int ret, Alignment alignment, double gain) {}

  /**
   * @param name in addresses
   * @param kind of processor
   */
  public record MasterSlot(String name, String kind) {}

  public Plan {
    laneIds = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(laneIds));
    laneInputs = List.copyOf(laneInputs);
    inserts = List.copyOf(inserts);
    mainOutputs = List.copyOf(mainOutputs);
    monitorOutputs = List.copyOf(monitorOutputs);
    master = List.copyOf(master);
  }

  /** Targets of main and monitor, in the order of the table. */
  public static final int MAIN_LEFT = 0;

  public static final int MAIN_RIGHT = 1;

  /** Monitor: what of each side stays on its side. */
  public static final int MONITOR_SAME = 2;

  /** Monitor: what of each side goes to the other. */
  public static final int MONITOR_CROSS = 3;

  private static final int FIXED = 4;
  private static final int PER_INSERT = 2;

  /** Where the target of a lane stands. */
  public int slot(StripRow row, int lane) {
    return row.ordinal() * lanes + lane;
  }

  /** Where a target of main or monitor stands. */
  public int slot(int fixed) {
    return StripRow.ALL.length * lanes + fixed;
  }

  /** Where the gain of the dry sound of an insert channel stands. */
  public int drySlot(int insert) {
    return StripRow.ALL.length * lanes + FIXED + insert * PER_INSERT;
  }

  /** Where the gain of the wet sound of an insert channel stands. */
  public int wetSlot(int insert) {
    return drySlot(insert) + 1;
  }

  /** Where the first target of a master slot stands. */
  public int masterSlot(int slot) {
    int at = drySlot(inserts.size());
    for (int i = 0; i < slot; i++) {
      at += Processors.targets(master.get(i).kind());
    }
    return at;
  }

  /** How many targets there are. */
  public int targets() {
    return masterSlot(master.size());
  }
}
