package hybridge.engine;

import hybridge.dsp.LaneInput;
import hybridge.dsp.Lanes;
import hybridge.dsp.PanSum;
import hybridge.dsp.Smoothing;
import hybridge.engine.insert.RowDelay;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Latest;
import hybridge.rt.RealTime;
import hybridge.rt.Taps;
import java.util.Arrays;

/**
 * A plan with its state: what runs. Built off the audio thread; from the moment it is handed over,
 * state of the audio thread alone. Works in segments of at most {@link Lanes#GRID} frames that
 * never cross a grid point.
 *
 * <p>The order: strips (filters, insert point, dynamics, insert point), mutes, pre-fader sends,
 * faders, post-fader sends, direct outs to groups and main; groups the same way; auxes; main;
 * master chain; monitors. What is shorter waits, so that all paths meet on the same frame.
 */
public final class Mix {
  private static final int METERS_A_SECOND = 30;
  private static final int TRIM = StripRow.TRIM.ordinal();
  private static final int ON = StripRow.ON.ordinal();

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
  private final int busLanes;
  private final int[] inputOf;

  private final InsertPoint stripPre;
  private final InsertPoint stripPost;
  private final InsertPoint groupPre;
  private final InsertPoint groupPost;
  private final InsertPoint auxPre;
  private final InsertPoint auxPost;
  private final HardwareRack rack;

  /** What strips send to auxes waits as long as groups take. */
  private final RowDelay[] auxDelay;

  private final StereoSum main;
  private final StereoSum listen;
  private final int listenRow;
  private final Glides mainGains;
  private final Sources sources;
  private final MonitorPath monitor;

  private final MasterChain master;
  private final int mainLeft;
  private final int mainRight;
  private final int monitorLeft;
  private final int monitorRight;
  private final int preRollFrames;

  private final double[] partial = new double[Lanes.GRID * Lanes.OCTET];
  private final double[] otherPartial = new double[Lanes.GRID * Lanes.OCTET];
  private final double[] row = new double[Lanes.GRID];

  /** One row of samples for each output of the interface; null where the mix has nothing to say. */
  private final double[][] outputs;

  private final double[] mainPeak = new double[2];
  private final double[] mainSquare = new double[2];
  private final double[] mainHeld = new double[2];
  private final int[] mainHeldFor = new int[2];
  private final double[] meterRow;
  private final int masterMeter;
  private final int insertMeter;
  private final Latest meters;
  private final int meterGrids;
  private int gridsMetered;

  /** Where the state of each lane comes from in the mix before; −1 for nowhere. */
  private final int[] stripBefore;

  private final int[] busBefore;

  /** Where each row of a lane comes from: sends follow their aux, wherever it stands now. */
  private final int[] rowBefore;

  /**
   * @param before the plan of the mix that this one will follow, or null
   * @param targets where everything stands at the start; taken over, {@link Plan#targets} long
   * @param taps what inserts send and get back, for whoever watches over them
   */
  public Mix(Plan plan, Plan before, double[] targets, Taps taps, Counters counters) {
    if (targets.length != plan.targets()) {
      throw new IllegalArgumentException(
          targets.length + " targets for a plan with " + plan.targets());
    }
    this.plan = plan;
    this.counters = counters;
    this.k = Smoothing.factor(plan.rate());
    this.target = targets;
    int stripLanes = plan.strips().size();
    this.busLanes = plan.buses().size();
    this.groupLanes = plan.groupLanes();
    this.auxes = plan.auxes();
    int keyFrames = plan.framesAt(Plan.Point.STRIP_PRE);
    this.strips =
        new Bank(targets, 0, plan.rows(), stripLanes, plan.keys(), keyFrames, plan.rate());
    this.buses =
        new Bank(targets, plan.busBase(), plan.rows(), busLanes, Plan.Keys.NONE, 0, plan.rate());
    this.destinationFrom = plan.destinations().stream().mapToInt(Plan.Destination::from).toArray();
    this.destinationTo = plan.destinations().stream().mapToInt(Plan.Destination::to).toArray();
    this.destinationBus = plan.destinations().stream().mapToInt(Plan.Destination::bus).toArray();
    this.inputOf = plan.strips().inputs().stream().mapToInt(Integer::intValue).toArray();
    this.stripPre = new InsertPoint(plan, Plan.Point.STRIP_PRE, 0, stripLanes);
    this.stripPost = new InsertPoint(plan, Plan.Point.STRIP_POST, 0, stripLanes);
    this.groupPre = new InsertPoint(plan, Plan.Point.GROUP_PRE, 0, groupLanes);
    this.groupPost = new InsertPoint(plan, Plan.Point.GROUP_POST, 0, groupLanes);
    this.auxPre = new InsertPoint(plan, Plan.Point.AUX_PRE, groupLanes, busLanes);
    this.auxPost = new InsertPoint(plan, Plan.Point.AUX_POST, groupLanes, busLanes);
    this.outputs = new double[plan.outputs()][];
    this.rack = new HardwareRack(plan, before, targets, k, outputs, taps, counters);
    for (int channel : plan.mainOutputs()) {
      outputs[channel] = new double[Lanes.GRID];
    }
    for (int channel : plan.monitorOutputs()) {
      outputs[channel] = new double[Lanes.GRID];
    }
    this.auxDelay = new RowDelay[2 * auxes];
    for (int i = 0; i < auxDelay.length; i++) {
      auxDelay[i] = new RowDelay(plan.groupFrames(), Lanes.GRID);
    }
    this.main = new StereoSum(plan.groupFrames(), plan.auxFrames());
    this.mainGains = new Glides(plan.fixedSlot(Plan.MAIN_LEFT), 2, targets);
    this.sources = new Sources(plan, targets, k);
    this.master = new MasterChain(plan, before, targets, rack);
    int masterLatency = plan.masterLatencyFrames();
    this.preRollFrames = plan.latencyFrames() + masterLatency;
    this.mainLeft = plan.mainOutputs().get(0);
    this.mainRight = plan.mainOutputs().get(1);
    boolean listening = plan.listening();
    this.monitorLeft = listening ? plan.monitorOutputs().get(0) : -1;
    this.monitorRight = listening ? plan.monitorOutputs().get(1) : -1;
    this.listenRow = listening ? plan.listenRow(0) : -1;
    this.listen = listening ? new StereoSum(plan.groupFrames(), plan.auxFrames()) : null;
    this.monitor =
        listening ? new MonitorPath(plan, targets, k, masterLatency, taps.premaster()) : null;
    this.meterRow = new double[plan.meters()];
    this.masterMeter = plan.masterMeter(0);
    this.insertMeter = plan.insertMeter(0);
    this.meters = new Latest(meterRow.length);
    this.meterGrids = Math.max(1, Math.round((float) plan.rate() / METERS_A_SECOND / Lanes.GRID));
    this.stripBefore = before(plan.strips(), before == null ? null : before.strips());
    this.busBefore = before(plan.buses(), before == null ? null : before.buses());
    this.rowBefore = rowsBefore(plan, before);
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
    for (int which = Plan.PRE_LEFT;
        before != null && now.listening() && before.listening() && which <= Plan.POST_RIGHT;
        which++) {
      from[now.listenRow(which)] = before.listenRow(which);
    }
    return from;
  }

  public Plan plan() {
    return plan;
  }

  /**
   * The meters: {@link Plan#METERS} numbers of each strip lane after its fader, of each bus lane,
   * and of the left and right main output ({@link Plan#mainMeters}), linear, then the gain
   * reduction of each master slot and the peaks of each insert's send and return; a new row thirty
   * times a second. Any thread may read.
   */
  public Latest meters() {
    return meters;
  }

  /** Frames that a new mix has to run before its delay lines hold what they should. */
  @RealTime
  int preRollFrames() {
    return preRollFrames;
  }

  /** From now on it is the one that is heard, or no longer. */
  @RealTime
  void watched(boolean now) {
    rack.watched(now);
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
    mainGains.follow(old.mainGains);
    for (int side = 0; side < 2; side++) {
      mainHeld[side] = old.mainHeld[side];
      mainHeldFor[side] = old.mainHeldFor[side];
    }
    sources.follow(old.sources);
    if (monitor != null && old.monitor != null) {
      monitor.follow(old.monitor);
    }
    rack.follow(old.rack);
    master.follow(old.master);
  }

  /**
   * A grid point: after the moves that are due, before the segment.
   *
   * @param frame that the segment begins with
   */
  @RealTime
  void grid(long frame) {
    boolean flush = frame / Lanes.GRID % Bank.FLUSH_GRIDS == 0;
    strips.grid(flush);
    buses.grid(flush);
    mainGains.grid(target);
    sources.grid(target);
    if (monitor != null) {
      monitor.grid(target);
    }
    rack.grid(target);
    master.grid(target);
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
    sources.process(in, at, n, target);
    strips.apply(TRIM, n, 0, lanes);
    strips.tapKeys(n);
    channels(strips, stripPre, stripPost, in, at, n, 0, lanes);
    Arrays.fill(buses.buffer(), 0, n * busLanes, 0);
    strips(n, lanes);
    groups(in, at, n);
    auxes(in, at, n);
    main(in, at, n);
  }

  /** Filters, inserts and dynamics of a run of lanes. */
  @RealTime
  private void channels(
      Bank bank, InsertPoint pre, InsertPoint post, float[][] in, int at, int n, int from, int to) {
    if (pre.used()) {
      bank.passes(n, from, to);
      point(bank, pre, in, at, n);
    }
    bank.dynamics(n, from, to, pre.used());
    if (post.used()) {
      point(bank, post, in, at, n);
      bank.listen(n, from, to);
    }
  }

  @RealTime
  private void point(Bank bank, InsertPoint point, float[][] in, int at, int n) {
    for (int i = 0; i < point.size(); i++) {
      int insert = point.insert(i);
      point.take(i, rack.insert(insert), bank, n);
      rack.process(insert, target, in, at, n);
      point.give(i, rack.insert(insert), bank, n);
    }
    point.align(bank, n);
  }

  @RealTime
  private void strips(int n, int lanes) {
    if (listen != null) {
      listen.clear(n);
      listened(strips, n, 0, lanes, Plan.PRE_LEFT);
    }
    preSends(strips, n, 0, lanes);
    main.clear(n);
    for (int d = 0; d < destinationBus.length; d++) {
      int from = destinationFrom[d];
      int to = destinationTo[d];
      if (destinationBus[d] == Plan.MAIN) {
        strips.faders(n, from, to, false, main.partial(0), main.partial(1));
      } else {
        int lane = 2 * destinationBus[d];
        clearPartials(n);
        strips.faders(n, from, to, false, partial, otherPartial);
        PanSum.foldInto(partial, n, buses.buffer(), lane, busLanes);
        PanSum.foldInto(otherPartial, n, buses.buffer(), lane + 1, busLanes);
      }
    }
    main.strips(n);
    sends(strips, n, 0, lanes, Plan.POST_LEFT);
    if (listen != null) {
      listened(strips, n, 0, lanes, Plan.POST_LEFT);
      listen.strips(n);
    }
    for (int i = 0; i < auxDelay.length && auxDelay[i].frames() > 0; i++) {
      delayLane(auxDelay[i], groupLanes + i, n);
    }
  }

  @RealTime
  private void groups(float[][] in, int at, int n) {
    if (groupLanes == 0) {
      return;
    }
    for (int g = 0; g < plan.groups(); g++) {
      double[] buf = buses.buffer();
      sources.add(1 + g, target, n, buf, 2 * g, buf, 2 * g + 1, busLanes);
    }
    channels(buses, groupPre, groupPost, in, at, n, 0, groupLanes);
    if (listen != null) {
      listen.clear(n);
      listened(buses, n, 0, groupLanes, Plan.PRE_LEFT);
    }
    preSends(buses, n, 0, groupLanes);
    main.clear(n);
    buses.faders(n, 0, groupLanes, false, main.partial(0), main.partial(1));
    main.groups(n);
    sends(buses, n, 0, groupLanes, Plan.POST_LEFT);
    if (listen != null) {
      listened(buses, n, 0, groupLanes, Plan.POST_LEFT);
      listen.groups(n);
    }
  }

  @RealTime
  private void auxes(float[][] in, int at, int n) {
    if (auxes == 0) {
      return;
    }
    for (int a = 0; a < auxes; a++) {
      double[] buf = buses.buffer();
      int lane = groupLanes + 2 * a;
      sources.add(1 + plan.groups() + a, target, n, buf, lane, buf, lane + 1, busLanes);
    }
    channels(buses, auxPre, auxPost, in, at, n, groupLanes, busLanes);
    if (listen != null) {
      listen.clear(n);
      listened(buses, n, groupLanes, busLanes, Plan.PRE_LEFT);
    }
    main.clear(n);
    boolean keep = listen != null; // monitors may hear an aux
    buses.faders(n, groupLanes, busLanes, keep, main.partial(0), main.partial(1));
    main.auxes(n);
    if (listen != null) {
      listened(buses, n, groupLanes, busLanes, Plan.POST_LEFT);
      listen.auxes(n);
    }
  }

  /** Adds what is listened to of some lanes to the sum of it. */
  @RealTime
  private void listened(Bank bank, int n, int from, int to, int which) {
    bank.sum(listenRow + which, n, from, to, listen.partial(0));
    bank.sum(listenRow + which + 1, n, from, to, listen.partial(1));
  }

  /** Pre-fader sends, behind the mutes. */
  @RealTime
  private void preSends(Bank bank, int n, int from, int to) {
    bank.mute(n, from, to);
    sends(bank, n, from, to, Plan.PRE_LEFT);
  }

  @RealTime
  private void sends(Bank bank, int n, int from, int to, int which) {
    for (int a = 0; a < auxes; a++) {
      for (int side = 0; side < 2; side++) {
        int send = Plan.sendRow(a, which + side);
        Arrays.fill(partial, 0, n * Lanes.OCTET, 0);
        if (bank.sum(send, n, from, to, partial)) {
          PanSum.foldInto(partial, n, buses.buffer(), groupLanes + 2 * a + side, busLanes);
        }
      }
    }
  }

  @RealTime
  private void clearPartials(int n) {
    Arrays.fill(partial, 0, n * Lanes.OCTET, 0);
    Arrays.fill(otherPartial, 0, n * Lanes.OCTET, 0);
  }

  @RealTime
  private void delayLane(RowDelay delay, int lane, int n) {
    double[] buf = buses.buffer();
    for (int f = 0, i = lane; f < n; f++, i += busLanes) {
      row[f] = buf[i];
    }
    delay.process(row, n);
    for (int f = 0, i = lane; f < n; f++, i += busLanes) {
      buf[i] = row[f];
    }
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

  @RealTime
  private void main(float[][] in, int at, int n) {
    double[] left = main.left();
    double[] right = main.right();
    sources.add(0, target, n, left, 0, right, 0, 1);
    mainGains.apply(0, target, k, left, n);
    mainGains.apply(1, target, k, right, n);
    if (monitor != null) {
      monitor.before(target, left, right, n);
    }
    master.process(left, right, target, in, at, n);
    meterMain(left, n, 0);
    meterMain(right, n, 1);
    System.arraycopy(left, 0, outputs[mainLeft], 0, n);
    System.arraycopy(right, 0, outputs[mainRight], 0, n);
    if (monitor != null) {
      double[] l = outputs[monitorLeft];
      double[] r = outputs[monitorRight];
      monitor.process(target, left, right, listen, buses, l, r, n);
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
      mainHeldFor[side]++;
      if (mainPeak[side] >= mainHeld[side] || mainHeldFor[side] > Bank.HELD_ROWS) {
        mainHeld[side] = mainPeak[side];
        mainHeldFor[side] = 0;
      }
      meterRow[main + Plan.METERS * side + 3] = mainHeld[side];
    }
    master.takeMeters(meterRow, masterMeter);
    rack.takeMeters(meterRow, insertMeter);
    Arrays.fill(mainPeak, 0);
    Arrays.fill(mainSquare, 0);
    meters.publish(meterRow);
  }

  /** Left (0) or right (1) of main, behind the master chain, in the segment that was processed. */
  @RealTime
  double[] heard(int side) {
    return side == 0 ? main.left() : main.right();
  }

  /** The samples of one output in the segment that was just processed, or null. */
  @RealTime
  double[] output(int channel) {
    return channel < outputs.length ? outputs[channel] : null;
  }
}
