package hybridge.engine;

import hybridge.dsp.Lanes;
import hybridge.dsp.LoudnessMeter;
import hybridge.engine.insert.RowDelay;
import hybridge.rt.RealTime;
import hybridge.rt.RowRing;
import java.util.Arrays;

/**
 * What the monitors hear: main behind the master chain, main before it on the same frame, auxes, or
 * what is listened to before or behind its fader. Never part of a print. State of the audio thread.
 */
final class MonitorPath {
  private final int matchAt;
  private final LoudnessMeter meter;
  private final double k;
  private final int auxes;
  private final int groupLanes;
  private final Glides gains;
  private final Glides auxGains;
  private final double[][] before = new double[2][Lanes.GRID];
  private final RowDelay[] beforeDelay;

  // Among the gains.
  private static final int SAME = 0;
  private static final int CROSS = 1;
  private static final int MAIN = 2;
  private static final int BEFORE = 3;
  private static final int LISTEN = 4;
  private static final int GAINS = 5;

  /**
   * @param masterFrames what the master chain takes
   * @param loudness where that of main before the master chain goes
   */
  MonitorPath(Plan plan, double[] targets, double k, int masterFrames, RowRing loudness) {
    this.matchAt = plan.fixedSlot(Plan.MONITOR_MATCH);
    this.meter = new LoudnessMeter(plan.rate(), loudness);
    this.k = k;
    this.auxes = plan.auxes();
    this.groupLanes = plan.groupLanes();
    this.gains = new Glides(plan.fixedSlot(Plan.MONITOR_SAME), GAINS, targets);
    this.auxGains = new Glides(plan.monitorAuxSlot(0), auxes, targets);
    this.beforeDelay =
        new RowDelay[] {
          new RowDelay(masterFrames, Lanes.GRID), new RowDelay(masterFrames, Lanes.GRID)
        };
  }

  @RealTime
  void follow(MonitorPath from) {
    gains.follow(from.gains);
    if (auxes == from.auxes) {
      auxGains.follow(from.auxGains);
    }
  }

  @RealTime
  void grid(double[] targets) {
    gains.grid(targets);
    auxGains.grid(targets);
    if (targets[matchAt] > 0) {
      meter.grid();
    }
  }

  /** Notes main before the master chain. */
  @RealTime
  void before(double[] targets, double[] left, double[] right, int n) {
    if (targets[matchAt] > 0) {
      meter.process(left, right, n);
    }
    beforeDelay[0].process(left, before[0], n);
    beforeDelay[1].process(right, before[1], n);
  }

  /**
   * One segment.
   *
   * @param left main behind the master chain; so the right
   * @param l where the left monitor's samples go; so r
   */
  @RealTime
  void process(
      double[] targets,
      double[] left,
      double[] right,
      StereoSum listen,
      Bank buses,
      double[] l,
      double[] r,
      int n) {
    Arrays.fill(l, 0, n, 0);
    Arrays.fill(r, 0, n, 0);
    add(MAIN, targets, left, right, l, r, n);
    add(BEFORE, targets, before[0], before[1], l, r, n);
    add(LISTEN, targets, listen.left(), listen.right(), l, r, n);
    for (int a = 0; a < auxes; a++) {
      if (!auxGains.nothing(a, targets)) {
        double[] buf = buses.buffer();
        int lanes = buses.lanes();
        for (int f = 0, i = groupLanes + 2 * a; f < n; f++, i += lanes) {
          double gain = auxGains.next(a, targets, k);
          l[f] += gain * buf[i];
          r[f] += gain * buf[i + 1];
        }
      }
    }
    for (int f = 0; f < n; f++) {
      double same = gains.next(SAME, targets, k);
      double cross = gains.next(CROSS, targets, k);
      double a = l[f];
      double b = r[f];
      l[f] = same * a + cross * b;
      r[f] = same * b + cross * a;
    }
  }

  @RealTime
  private void add(
      int which, double[] targets, double[] left, double[] right, double[] l, double[] r, int n) {
    if (!gains.nothing(which, targets)) {
      for (int f = 0; f < n; f++) {
        double gain = gains.next(which, targets, k);
        l[f] += gain * left[f];
        r[f] += gain * right[f];
      }
    }
  }
}
