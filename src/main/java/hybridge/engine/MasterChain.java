package hybridge.engine;

import hybridge.engine.insert.HardwareInsert;
import hybridge.engine.master.Processor;
import hybridge.rt.RealTime;
import java.util.List;

/** The slots behind main in their order, software and hardware. State of the audio thread. */
final class MasterChain {
  /** Null where hardware stands. */
  private final Processor[] slots;

  /** Which insert a slot is; −1 for software. */
  private final int[] insert;

  private final int[] at;
  private final int[] before;
  private final HardwareRack rack;

  /**
   * @param before the plan of the mix that this one will follow, or null
   */
  MasterChain(Plan plan, Plan before, double[] targets, HardwareRack rack) {
    int count = plan.master().size();
    this.rack = rack;
    this.slots = new Processor[count];
    this.insert = new int[count];
    this.at = new int[count];
    this.before = new int[count];
    List<String> names = plan.inserts().stream().map(Plan.Insert::name).toList();
    for (int i = 0; i < count; i++) {
      Plan.MasterSlot slot = plan.master().get(i);
      boolean hardware = slot.kind().equals(Plan.MasterSlot.INSERT);
      insert[i] = hardware ? names.indexOf(slot.name()) : -1;
      at[i] = plan.masterSlot(i);
      this.before[i] = before == null ? -1 : before.master().indexOf(slot);
      if (!hardware) {
        slots[i] = Processors.create(slot.kind(), plan.rate());
        slots[i].jump(targets, at[i]);
      }
    }
  }

  @RealTime
  int size() {
    return slots.length;
  }

  /** Takes over what the slots of the same names held; the gains of hardware are the rack's. */
  @RealTime
  void follow(MasterChain old) {
    for (int i = 0; i < slots.length; i++) {
      if (before[i] >= 0 && slots[i] != null) {
        slots[i].copy(old.slots[before[i]]);
      }
    }
  }

  @RealTime
  void grid(double[] targets) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] != null) {
        slots[i].grid(targets, at[i]);
      }
    }
  }

  /** One segment, in place. */
  @RealTime
  void process(double[] left, double[] right, double[] targets, float[][] in, int from, int n) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] != null) {
        slots[i].process(left, right, n, targets, at[i]);
      } else {
        HardwareInsert hardware = rack.insert(insert[i]);
        System.arraycopy(left, 0, hardware.row(0), 0, n);
        System.arraycopy(right, 0, hardware.row(1), 0, n);
        rack.process(insert[i], targets, in, from, n);
        System.arraycopy(hardware.row(0), 0, left, 0, n);
        System.arraycopy(hardware.row(1), 0, right, 0, n);
      }
    }
  }

  /** The least gain of each slot since the last call, for the meters. */
  @RealTime
  void takeMeters(double[] row, int first) {
    for (int i = 0; i < slots.length; i++) {
      row[first + i] = slots[i] == null ? 1 : slots[i].takeLeastGain();
    }
  }
}
