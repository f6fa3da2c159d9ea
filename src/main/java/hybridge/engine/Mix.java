package hybridge.engine;

import hybridge.dsp.Glide;
import hybridge.dsp.LaneInput;
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
import java.util.List;

/**
 * A plan with its state: what runs. Built off the audio thread; from the moment it is handed over,
 * state of the audio thread alone. Works in segments of at most {@link Lanes#GRID} frames that
 * never cross a grid point.
 *
 * <p>The order: strips up to their inserts, alignment, mutes, pre-fader sends, faders, post-fader
 * sends, direct outs to groups and main; groups the same way; auxes; main; master chain; monitors.
 */
public final class Mix {
  private static final int METERS_A_SECOND = 30;
  private static final int TRIM = StripRow.TRIM.ordinal();
  private static final int ON = StripRow.ON.ordinal();
  private static final int FADER = StripRow.FADER.ordinal();
  private static final int LEFT = StripRow.LEFT.ordinal();
  private static final int RIGHT = StripRow.RIGHT.ordinal();

  private final Plan plan;
  private final Counters counters;
  private final double k;
  private final double[] target;
  private final Bank strips;
  private final Bank buses;
  private final int[] destinationFrom;
  private final int[] destinationTo;
  private final int[] destinationBus;
  private final int auxes;
  private final int groupLanes;

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

  private final double[] partial = new double[Lanes.GRID * Lanes.OCTET];
  private final double[] left = new double[Lanes.GRID];
  private final double[] right = new double[Lanes.GRID];
  private final double[] raw = new double[Lanes.GRID];
  private final double[] aligned = new double[Lanes.GRID];

  /** One row of samples for each output of the interface; null where the mix has nothing to say. */
  private final double[][] outputs;

  private final double[] mainPeak = new double[2];
  private final double[] mainSquare = new double[2];
  private final double[] meterRow;
  private final Latest meters;
  private final int meterGrids;
  private int gridsMetered;

  /** Where the state of each lane comes from in the mix before; −1 for nowhere. */
  private final int[] stripBefore;

  private final int[] busBefore;

  /** Where each row of a lane comes from: sends follow their aux, wherever it stands now. */
  private final int[] rowBefore;

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
    this.k = Smoothing.factor(plan.rate());
    this.target = targets;
    this.strips = new Bank(targets, 0, plan.rows(), plan.strips().size(), plan.keys(), plan.rate());
    this.buses =
        new Bank(
            targets, plan.busBase(), plan.rows(), plan.buses().size(), Plan.Keys.NONE, plan.rate());
    this.destinationFrom = plan.destinations().stream().mapToInt(Plan.Destination::from).toArray();
    this.destinationTo = plan.destinations().stream().mapToInt(Plan.Destination::to).toArray();
    this.destinationBus = plan.destinations().stream().mapToInt(Plan.Destination::bus).toArray();
    this.auxes = plan.auxes();
    this.groupLanes = plan.groupLanes();
    this.inputOf = plan.strips().inputs().stream().mapToInt(Integer::intValue).toArray();
    this.delay = new LaneDelay(plan.strips().size(), plan.latencyFrames(), Lanes.GRID);
    this.fixedAt = plan.fixedSlot(0);
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
      fixed[i].jump(targets[fixedAt + i]);
    }
    this.master = new Processor[plan.master().size()];
    this.masterAt = new int[master.length];
    for (int i = 0; i < master.length; i++) {
      master[i] = Processors.create(plan.master().get(i).kind(), plan.rate());
      masterAt[i] = plan.masterSlot(i);
      master[i].jump(targets, masterAt[i]);
    }
    this.meterRow = new double[Plan.METERS * (plan.mainMeters() + 2)];
    this.meters = new Latest(meterRow.length);
    this.meterGrids = Math.max(1, Math.round((float) plan.rate() / METERS_A_SECOND / Lanes.GRID));
    this.stripBefore = before(plan.strips(), before == null ? null : before.strips());
    this.busBefore = before(plan.buses(), before == null ? null : before.buses());
    this.rowBefore = rowsBefore(plan, before);
    this.insertBefore = new int[inserts];
    for (int i = 0; i < inserts; i++) {
      String id = plan.inserts().get(i).id();
      List<Plan.InsertPath> old = before == null ? List.of() : before.inserts();
      insertBefore[i] = -1;
      for (int j = 0; j < old.size(); j++) {
        if (old.get(j).id().equals(id)) {
          insertBefore[i] = j;
        }
      }
    }
    this.masterBefore = new int[master.length];
    for (int i = 0; i < master.length; i++) {
      masterBefore[i] = before == null ? -1 : before.master().indexOf(plan.master().get(i));
    }
  }

  private static int[] before(Plan.LaneSet now, Plan.LaneSet before) {
    int[] from = new int[now.size()];
    for (int l = 0; l < from.length; l++) {
      String id = now.ids().get(l);
      from[l] = before == null || id == null ? -1 : before.ids().indexOf(id);
    }
    return from;
  }

  private static int[] rowsBefore(Plan now, Plan before) {
    int[] from = new int[now.rows()];
    for (int r = 0; r < from.length; r++) {
      from[r] = before == null || r >= Plan.SENDS ? -1 : r;
    }
    for (int a = 0; before != null && a < now.auxes(); a++) {
      String id = now.buses().ids().get(now.groupLanes() + 2 * a);
      int lane = before.buses().ids().indexOf(id);
      for (int which = Plan.PRE_LEFT; which <= Plan.POST_RIGHT && lane >= 0; which++) {
        from[Plan.sendRow(a, which)] = Plan.sendRow((lane - before.groupLanes()) / 2, which);
      }
    }
    return from;
  }

  public Plan plan() {
    return plan;
  }

  /**
   * The meters: peak, RMS and gain reduction, linear, of each strip lane after its fader, of each
   * bus lane, and of the left and right main output ({@link Plan#mainMeters}); a new row thirty
   * times a second. Any thread may read.
   */
  public Latest meters() {
    return meters;
  }

  /** Frames that a new mix has to run before its delay lines hold what they should. */
  @RealTime
  int preRollFrames() {
    return delay.frames();
  }

  /** One target gets a value. */
  @RealTime
  void move(int slot, double value) {
    target[slot] = value;
    strips.moved(slot);
    buses.moved(slot);
  }

  /** All targets at once. */
  @RealTime
  void moveAll(double[] table) {
    System.arraycopy(table, 0, target, 0, target.length);
    strips.allMoved();
    buses.allMoved();
  }

  /**
   * Takes over from the mix before how its gains stand and what its processors hold. At a grid
   * point.
   */
  @RealTime
  void follow(Mix old) {
    for (int l = 0; l < stripBefore.length; l++) {
      if (stripBefore[l] >= 0) {
        strips.follow(old.strips, stripBefore[l], l, rowBefore);
      }
    }
    for (int l = 0; l < busBefore.length; l++) {
      if (busBefore[l] >= 0) {
        buses.follow(old.buses, busBefore[l], l, rowBefore);
      }
    }
    strips.allMoved();
    buses.allMoved();
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
    strips.grid();
    buses.grid();
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
    double[] buf = strips.buffer();
    int lanes = strips.lanes();
    readInputs(in, at, n, buf, lanes);
    strips.apply(TRIM, n, 0, lanes);
    strips.tapKeys(n);
    strips.dynamics(n, 0, lanes);
    for (int i = 0; i < insertSend.length; i++) {
      double[] send = outputs[insertSend[i]];
      for (int f = 0; f < n; f++) {
        send[f] = buf[f * lanes + insertLane[i]];
      }
    }
    delay.process(buf, n);
    for (int i = 0; i < returns.length; i++) {
      blendReturn(in, at, n, i, buf, lanes);
    }
    Arrays.fill(buses.buffer(), 0, n * buses.lanes(), 0);
    faders(strips, n, 0, lanes);
    directOuts(n);
    buses.dynamics(n, 0, groupLanes);
    faders(buses, n, 0, groupLanes);
    buses.dynamics(n, groupLanes, buses.lanes());
    buses.apply(ON, n, groupLanes, buses.lanes());
    buses.apply(FADER, n, groupLanes, buses.lanes());
    buses.meter(n, groupLanes, buses.lanes());
    mainSum(LEFT, n, left);
    mainSum(RIGHT, n, right);
    main(n);
  }

  /** Mute, pre-fader sends, fader, post-fader sends and meters of a run of lanes. */
  @RealTime
  private void faders(Bank bank, int n, int from, int to) {
    bank.apply(ON, n, from, to);
    sends(bank, n, from, to, Plan.PRE_LEFT);
    bank.apply(FADER, n, from, to);
    sends(bank, n, from, to, Plan.POST_LEFT);
    bank.meter(n, from, to);
  }

  @RealTime
  private void sends(Bank bank, int n, int from, int to, int which) {
    for (int a = 0; a < auxes; a++) {
      for (int side = 0; side < 2; side++) {
        sumInto(bank, Plan.sendRow(a, which + side), n, from, to, groupLanes + 2 * a + side);
      }
    }
  }

  @RealTime
  private void directOuts(int n) {
    for (int d = 0; d < destinationBus.length; d++) {
      if (destinationBus[d] != Plan.MAIN) {
        int lane = 2 * destinationBus[d];
        sumInto(strips, LEFT, n, destinationFrom[d], destinationTo[d], lane);
        sumInto(strips, RIGHT, n, destinationFrom[d], destinationTo[d], lane + 1);
      }
    }
  }

  /** Adds a sum of lanes to a lane of the buses. */
  @RealTime
  private void sumInto(Bank bank, int row, int n, int from, int to, int busLane) {
    Arrays.fill(partial, 0, n * Lanes.OCTET, 0);
    if (bank.sum(row, n, from, to, partial)) {
      PanSum.foldInto(partial, n, buses.buffer(), busLane, buses.lanes());
    }
  }

  @RealTime
  private void mainSum(int row, int n, double[] sum) {
    Arrays.fill(partial, 0, n * Lanes.OCTET, 0);
    for (int d = 0; d < destinationBus.length; d++) {
      if (destinationBus[d] == Plan.MAIN) {
        strips.sum(row, n, destinationFrom[d], destinationTo[d], partial);
      }
    }
    buses.sum(row, n, 0, buses.lanes(), partial);
    PanSum.fold(partial, n, sum);
  }

  @RealTime
  private void readInputs(float[][] in, int at, int n, double[] buf, int lanes) {
    int broken = 0;
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      broken += LaneInput.read(in, at, n, inputOf, o, buf, lanes);
    }
    if (broken > 0) {
      counters.count(Health.INPUT_NOT_FINITE, broken);
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
  private void blendReturn(float[][] in, int at, int n, int i, double[] buf, int lanes) {
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
    meterMain(left, n, 0);
    meterMain(right, n, 1);
    System.arraycopy(left, 0, outputs[mainLeft], 0, n);
    System.arraycopy(right, 0, outputs[mainRight], 0, n);
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
  private void meterMain(double[] x, int n, int side) {
    double p = mainPeak[side];
    double s = mainSquare[side];
    for (int f = 0; f < n; f++) {
      p = Math.max(p, Math.abs(x[f]));
      s += x[f] * x[f];
    }
    mainPeak[side] = p;
    mainSquare[side] = s;
  }

  @RealTime
  private void publishMeters() {
    double frames = (double) meterGrids * Lanes.GRID;
    strips.takeMeters(meterRow, 0, frames);
    buses.takeMeters(meterRow, Plan.METERS * strips.lanes(), frames);
    int main = Plan.METERS * (strips.lanes() + buses.lanes());
    for (int side = 0; side < 2; side++) {
      meterRow[main + Plan.METERS * side] = mainPeak[side];
      meterRow[main + Plan.METERS * side + 1] = Math.sqrt(mainSquare[side] / frames);
    }
    Arrays.fill(mainPeak, 0);
    Arrays.fill(mainSquare, 0);
    meters.publish(meterRow);
  }

  /** The samples of one output in the segment that was just processed, or null. */
  @RealTime
  double[] output(int channel) {
    return channel < outputs.length ? outputs[channel] : null;
  }
}
