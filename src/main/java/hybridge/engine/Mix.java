package hybridge.engine;

import hybridge.dsp.Glide;
import hybridge.dsp.LaneMeter;
import hybridge.dsp.Lanes;
import hybridge.dsp.PanSum;
import hybridge.dsp.Smoothing;
import hybridge.engine.insert.LaneDelay;
import hybridge.engine.insert.Return;
import hybridge.engine.master.Processor;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Latest;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * A plan with its state: what runs. Built off the audio thread; from the moment it is handed over,
 * state of the audio thread alone. Works in segments of at most {@link Lanes#GRID} frames that
 * never cross a grid point.
 */
public final class Mix {
  private static final StripRow[] ROWS = StripRow.ALL;
  private static final int METERS_A_SECOND = 30;

  private final Plan plan;
  private final Counters counters;
  private final int lanes;
  private final int octets;
  private final double k;

  /** All targets; the strip rows first, so that slot = row · lanes + lane. */
  private final double[] target;

  private final double[] z1;
  private final double[] z2;

  /** Row r of octet o stands still: [r · octets + o]. */
  private final boolean[] still;

  private final Glide[] fixed = {new Glide(), new Glide(), new Glide(), new Glide()};
  private final Glide[] dry;
  private final Glide[] wet;
  private final Processor[] master;
  private final int[] masterAt;
  private final int[] inputOf;
  private final LaneDelay delay;
  private final Return[] returns;
  private final int[] insertLane;
  private final int[] insertSend;
  private final int[] insertReturn;
  private final int fixedAt;
  private final int dryAt;
  private final int mainLeft;
  private final int mainRight;
  private final int monitorLeft;
  private final int monitorRight;

  private final double[] buf;
  private final double[] partial = new double[Lanes.GRID * Lanes.OCTET];
  private final double[] left = new double[Lanes.GRID];
  private final double[] right = new double[Lanes.GRID];
  private final double[] raw = new double[Lanes.GRID];
  private final double[] aligned = new double[Lanes.GRID];

  /** One row of samples for each output of the interface; null where the mix has nothing to say. */
  private final double[][] outputs;

  private final double[] peak;
  private final double[] square;
  private final double[] meterRow;
  private final Latest meters;
  private final int meterGrids;
  private int gridsMetered;

  /** Where the state of each lane comes from in the mix before; −1 for nowhere. */
  private final int[] laneBefore;

  private final int[] insertBefore;
  private final int[] masterBefore;

  /**
   * @param before the plan of the mix that this one will follow, or null
   * @param targets where everything stands at the start; taken over, {@link Plan#targets} long
   */
  public Mix(Plan plan, Plan before, double[] targets, Counters counters) {
    if (targets.length != plan.targets()) {
      throw new IllegalArgumentException(
          targets.length + " targets for a plan with " + plan.targets());
    }
    this.plan = plan;
    this.counters = counters;
    this.lanes = plan.lanes();
    this.octets = lanes / Lanes.OCTET;
    this.k = Smoothing.factor(plan.rate());
    this.target = targets;
    this.z1 = Arrays.copyOf(targets, ROWS.length * lanes);
    this.z2 = z1.clone();
    this.still = new boolean[ROWS.length * octets];
    this.inputOf = plan.laneInputs().stream().mapToInt(Integer::intValue).toArray();
    this.delay = new LaneDelay(lanes, plan.latencyFrames(), Lanes.GRID);
    this.fixedAt = plan.slot(0);
    this.dryAt = plan.drySlot(0);
    this.mainLeft = plan.mainOutputs().get(0);
    this.mainRight = plan.mainOutputs().get(1);
    this.monitorLeft = plan.monitorOutputs().isEmpty() ? -1 : plan.monitorOutputs().get(0);
    this.monitorRight = plan.monitorOutputs().isEmpty() ? -1 : plan.monitorOutputs().get(1);
    int inserts = plan.inserts().size();
    this.dry = new Glide[inserts];
    this.wet = new Glide[inserts];
    this.returns = new Return[inserts];
    this.insertLane = new int[inserts];
    this.insertSend = new int[inserts];
    this.insertReturn = new int[inserts];
    this.outputs = new double[plan.outputs()][];
    for (int i = 0; i < inserts; i++) {
      Plan.InsertPath path = plan.inserts().get(i);
      dry[i] = new Glide();
      wet[i] = new Glide();
      dry[i].jump(targets[plan.drySlot(i)]);
      wet[i].jump(targets[plan.wetSlot(i)]);
      returns[i] = new Return(path.alignment(), plan.latencyFrames(), path.gain(), Lanes.GRID);
      insertLane[i] = path.lane();
      insertSend[i] = path.send();
      insertReturn[i] = path.ret();
      outputs[path.send()] = new double[Lanes.GRID];
    }
    for (int channel : plan.mainOutputs()) {
      outputs[channel] = new double[Lanes.GRID];
    }
    for (int channel : plan.monitorOutputs()) {
      outputs[channel] = new double[Lanes.GRID];
    }
    for (int i = 0; i < fixed.length; i++) {
      fixed[i].jump(targets[plan.slot(i)]);
    }
    this.master = new Processor[plan.master().size()];
    this.masterAt = new int[master.length];
    for (int i = 0; i < master.length; i++) {
      master[i] = Processors.create(plan.master().get(i).kind(), plan.rate());
      masterAt[i] = plan.masterSlot(i);
      master[i].jump(targets, masterAt[i]);
    }
    this.buf = new double[Lanes.GRID * lanes];
    this.peak = new double[lanes + 2];
    this.square = new double[lanes + 2];
    this.meterRow = new double[2 * (lanes + 2)];
    this.meters = new Latest(meterRow.length);
    this.meterGrids = Math.max(1, Math.round((float) plan.rate() / METERS_A_SECOND / Lanes.GRID));
    this.laneBefore = new int[lanes];
    for (int l = 0; l < lanes; l++) {
      String id = plan.laneIds().get(l);
      laneBefore[l] = before == null || id == null ? -1 : before.laneIds().indexOf(id);
    }
    this.insertBefore = new int[inserts];
    for (int i = 0; i < inserts; i++) {
      String id = plan.inserts().get(i).id();
      insertBefore[i] = -1;
      for (int j = 0; before != null && j < before.inserts().size(); j++) {
        if (before.inserts().get(j).id().equals(id)) {
          insertBefore[i] = j;
        }
      }
    }
    this.masterBefore = new int[master.length];
    for (int i = 0; i < master.length; i++) {
      masterBefore[i] = before == null ? -1 : before.master().indexOf(plan.master().get(i));
    }
  }

  public Plan plan() {
    return plan;
  }

  /**
   * The meters: peak and RMS, linear, in pairs, of each lane after its fader and then of the left
   * and right main output; a new row thirty times a second. Any thread may read.
   */
  public Latest meters() {
    return meters;
  }

  /** One target gets a value. */
  @RealTime
  void move(int slot, double value) {
    target[slot] = value;
    if (slot < still.length * Lanes.OCTET) {
      still[slot / Lanes.OCTET] = false;
    }
  }

  /** All targets at once. */
  @RealTime
  void moveAll(double[] table) {
    System.arraycopy(table, 0, target, 0, target.length);
    Arrays.fill(still, false);
  }

  /**
   * Takes over from the mix before what goes on sounding: smoothing, delays, processors. At a grid
   * point.
   */
  @RealTime
  void follow(Mix old) {
    for (int l = 0; l < lanes; l++) {
      int from = laneBefore[l];
      if (from >= 0) {
        for (int r = 0; r < ROWS.length; r++) {
          z1[r * lanes + l] = old.z1[r * old.lanes + from];
          z2[r * lanes + l] = old.z2[r * old.lanes + from];
        }
      }
    }
    Arrays.fill(still, false);
    if (old.lanes == lanes) {
      delay.copy(old.delay);
    }
    for (int i = 0; i < fixed.length; i++) {
      fixed[i].copy(old.fixed[i]);
    }
    for (int i = 0; i < dry.length; i++) {
      int from = insertBefore[i];
      if (from >= 0) {
        dry[i].copy(old.dry[from]);
        wet[i].copy(old.wet[from]);
      }
    }
    for (int i = 0; i < master.length; i++) {
      if (masterBefore[i] >= 0) {
        master[i].copy(old.master[masterBefore[i]]);
      }
    }
  }

  /** A grid point: after the moves that are due, before the segment. */
  @RealTime
  void grid() {
    for (int i = 0; i < still.length; i++) {
      if (!still[i]) {
        still[i] = Smoothing.settle(target, z1, z2, i * Lanes.OCTET, Lanes.OCTET);
      }
    }
    for (int i = 0; i < fixed.length; i++) {
      fixed[i].settle(target[fixedAt + i]);
    }
    for (int i = 0; i < dry.length; i++) {
      dry[i].settle(target[dryAt + 2 * i]);
      wet[i].settle(target[dryAt + 2 * i + 1]);
    }
    for (int i = 0; i < master.length; i++) {
      master[i].grid(target, masterAt[i]);
    }
    if (++gridsMetered > meterGrids) {
      publishMeters();
      gridsMetered = 1;
    }
  }

  /**
   * One segment.
   *
   * @param in the interface's inputs
   * @param at first frame of the segment in {@code in}
   * @param n frames, 1 to {@link Lanes#GRID}
   */
  @RealTime
  void process(float[][] in, int at, int n) {
    readInputs(in, at, n);
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      row(StripRow.TRIM, n, o);
    }
    for (int i = 0; i < insertSend.length; i++) {
      double[] send = outputs[insertSend[i]];
      for (int f = 0; f < n; f++) {
        send[f] = buf[f * lanes + insertLane[i]];
      }
    }
    delay.process(buf, n);
    for (int i = 0; i < returns.length; i++) {
      blendReturn(in, at, n, i);
    }
    Arrays.fill(partial, 0, n * Lanes.OCTET, 0);
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      row(StripRow.ON, n, o);
      row(StripRow.FADER, n, o);
      LaneMeter.add(buf, lanes, n, o, peak, square);
      sum(StripRow.LEFT, n, o);
    }
    PanSum.fold(partial, n, left);
    Arrays.fill(partial, 0, n * Lanes.OCTET, 0);
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      sum(StripRow.RIGHT, n, o);
    }
    PanSum.fold(partial, n, right);
    main(n);
  }

  @RealTime
  private void row(StripRow row, int n, int octet) {
    int at = row.ordinal() * lanes;
    Smoothing.apply(buf, lanes, n, octet, target, z1, z2, at, k, still[(at + octet) / Lanes.OCTET]);
  }

  @RealTime
  private void sum(StripRow row, int n, int octet) {
    int at = row.ordinal() * lanes;
    PanSum.add(
        buf, lanes, n, octet, target, z1, z2, at, k, still[(at + octet) / Lanes.OCTET], partial);
  }

  @RealTime
  private void readInputs(float[][] in, int at, int n) {
    for (int l = 0; l < lanes; l++) {
      int channel = inputOf[l];
      if (channel >= 0 && channel < in.length) {
        float[] x = in[channel];
        for (int f = 0, o = l; f < n; f++, o += lanes) {
          buf[o] = finite(x[at + f]);
        }
      } else {
        for (int f = 0, o = l; f < n; f++, o += lanes) {
          buf[o] = 0;
        }
      }
    }
  }

  /** The door: what is no number becomes silence and is counted. */
  @RealTime
  private double finite(float x) {
    if (Math.abs(x) <= Float.MAX_VALUE) {
      return x;
    }
    counters.count(Health.INPUT_NOT_FINITE);
    return 0;
  }

  @RealTime
  private void blendReturn(float[][] in, int at, int n, int i) {
    int channel = insertReturn[i];
    for (int f = 0; f < n; f++) {
      raw[f] = channel < in.length ? finite(in[channel][at + f]) : 0;
    }
    returns[i].process(raw, aligned, n);
    double dryTarget = target[dryAt + 2 * i];
    double wetTarget = target[dryAt + 2 * i + 1];
    for (int f = 0, o = insertLane[i]; f < n; f++, o += lanes) {
      buf[o] = buf[o] * dry[i].next(dryTarget, k) + aligned[f] * wet[i].next(wetTarget, k);
    }
  }

  @RealTime
  private void main(int n) {
    double leftTarget = target[fixedAt + Plan.MAIN_LEFT];
    double rightTarget = target[fixedAt + Plan.MAIN_RIGHT];
    for (int f = 0; f < n; f++) {
      left[f] *= fixed[Plan.MAIN_LEFT].next(leftTarget, k);
      right[f] *= fixed[Plan.MAIN_RIGHT].next(rightTarget, k);
    }
    for (int i = 0; i < master.length; i++) {
      master[i].process(left, right, n, target, masterAt[i]);
    }
    meterMain(left, n, lanes);
    meterMain(right, n, lanes + 1);
    copyOut(mainLeft, left, n);
    copyOut(mainRight, right, n);
    if (monitorLeft >= 0) {
      monitor(n);
    }
  }

  @RealTime
  private void monitor(int n) {
    double sameTarget = target[fixedAt + Plan.MONITOR_SAME];
    double crossTarget = target[fixedAt + Plan.MONITOR_CROSS];
    double[] l = outputs[monitorLeft];
    double[] r = outputs[monitorRight];
    for (int f = 0; f < n; f++) {
      double same = fixed[Plan.MONITOR_SAME].next(sameTarget, k);
      double cross = fixed[Plan.MONITOR_CROSS].next(crossTarget, k);
      l[f] = same * left[f] + cross * right[f];
      r[f] = same * right[f] + cross * left[f];
    }
  }

  @RealTime
  private void copyOut(int channel, double[] from, int n) {
    System.arraycopy(from, 0, outputs[channel], 0, n);
  }

  @RealTime
  private void meterMain(double[] x, int n, int cell) {
    double p = peak[cell];
    double s = square[cell];
    for (int f = 0; f < n; f++) {
      p = Math.max(p, Math.abs(x[f]));
      s += x[f] * x[f];
    }
    peak[cell] = p;
    square[cell] = s;
  }

  @RealTime
  private void publishMeters() {
    double frames = (double) meterGrids * Lanes.GRID;
    for (int i = 0; i < peak.length; i++) {
      meterRow[2 * i] = peak[i];
      meterRow[2 * i + 1] = Math.sqrt(square[i] / frames);
    }
    meters.publish(meterRow);
    Arrays.fill(peak, 0);
    Arrays.fill(square, 0);
  }

  /** The samples of one output in the segment that was just processed, or null. */
  @RealTime
  double[] output(int channel) {
    return channel < outputs.length ? outputs[channel] : null;
  }
}
