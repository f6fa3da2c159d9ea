package hybridge.engine;

import hybridge.dsp.Lanes;
import hybridge.engine.insert.Alignment;
import hybridge.engine.insert.HardwareInsert;
import hybridge.rt.Counters;
import hybridge.rt.FloatRing;
import hybridge.rt.Health;
import hybridge.rt.RealTime;
import hybridge.rt.Taps;
import java.util.List;

/**
 * All hardware inserts of a mix, with their gains, the outputs they send on and the taps that they
 * fill. State of the audio thread.
 */
final class HardwareRack {
  private final double k;
  private final int at;
  private final HardwareInsert[] inserts;
  private final int[][] sendChannels;
  private final double[][] outputs;
  private final int[] before;
  private final Counters counters;

  /** The mix is the one that is heard: it fills the taps. */
  private boolean watched = true;

  /**
   * @param before the plan of the mix that this one will follow, or null
   * @param outputs a row for each output of the interface; those that carry sends are made here
   */
  HardwareRack(
      Plan plan,
      Plan before,
      double[] targets,
      double k,
      double[][] outputs,
      Taps taps,
      Counters counters) {
    this.k = k;
    this.at = plan.insertSlot(0);
    this.outputs = outputs;
    this.counters = counters;
    this.inserts = new HardwareInsert[plan.inserts().size()];
    this.sendChannels = new int[inserts.length][];
    for (int i = 0; i < inserts.length; i++) {
      Plan.Insert insert = plan.inserts().get(i);
      inserts[i] = insert(insert, taps);
      inserts[i].jump(targets, plan.insertSlot(i));
      sendChannels[i] = insert.channels().stream().mapToInt(Plan.Channel::send).toArray();
      for (int send : sendChannels[i]) {
        outputs[send] = new double[Lanes.GRID];
      }
    }
    List<String> names =
        before == null ? List.of() : before.inserts().stream().map(Plan.Insert::name).toList();
    this.before = plan.inserts().stream().mapToInt(i -> names.indexOf(i.name())).toArray();
  }

  private static HardwareInsert insert(Plan.Insert insert, Taps taps) {
    FloatRing[] rings = new FloatRing[insert.channels().size()];
    for (int c = 0; c < rings.length; c++) {
      rings[c] = taps.of(insert.name(), c);
    }
    return new HardwareInsert(
        insert.channels().stream().map(Plan.Channel::alignment).toArray(Alignment[]::new),
        insert.channels().stream().mapToDouble(Plan.Channel::gain).toArray(),
        insert.channels().stream().mapToDouble(Plan.Channel::blendFrames).toArray(),
        insert.channels().stream().mapToInt(Plan.Channel::ret).toArray(),
        insert.midSide(),
        rings,
        Lanes.GRID);
  }

  @RealTime
  HardwareInsert insert(int i) {
    return inserts[i];
  }

  /** From now on the mix is the one that is heard, or no longer. */
  @RealTime
  void watched(boolean now) {
    watched = now;
  }

  /** Takes over how the gains of the mix before stand. */
  @RealTime
  void follow(HardwareRack old) {
    for (int i = 0; i < inserts.length; i++) {
      if (before[i] >= 0) {
        inserts[i].follow(old.inserts[before[i]]);
      }
    }
  }

  /** Peaks of sends and returns since the last call, {@link HardwareInsert#METERS} each. */
  @RealTime
  void takeMeters(double[] row, int first) {
    for (int i = 0; i < inserts.length; i++) {
      inserts[i].takeMeters(row, first + HardwareInsert.METERS * i);
    }
  }

  @RealTime
  void grid(double[] targets) {
    for (int i = 0; i < inserts.length; i++) {
      inserts[i].grid(targets, at + HardwareInsert.TARGETS * i);
    }
  }

  /** One segment of one insert: what is in its rows goes out, and they hold what comes of it. */
  @RealTime
  void process(int i, double[] targets, float[][] in, int from, int n) {
    int targetAt = at + HardwareInsert.TARGETS * i;
    int broken =
        inserts[i].process(outputs, sendChannels[i], in, from, n, targets, targetAt, k, watched);
    if (broken > 0) {
      counters.count(Health.INPUT_NOT_FINITE, broken);
    }
  }
}
