package hybridge.engine.master;

import hybridge.dsp.Glide;
import hybridge.dsp.Lanes;
import hybridge.dsp.Limiter;
import hybridge.dsp.Smoothing;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * {@link Limiter} as a slot: on (0..1, crossfades to the sound as it came, as late), drive and
 * ceiling (linear, smoothed), release.
 */
public final class LimiterSlot implements Processor {
  /** Targets, in the order of the table. */
  public static final int ON = 0;

  public static final int DRIVE = 1;
  public static final int CEILING = 2;

  /** {@link Limiter#release}. */
  public static final int RELEASE = 3;

  /** How many there are. */
  public static final int TARGETS = 4;

  private final double k;
  private final int latency;
  private final Limiter limiter;
  private final Glide on = new Glide();
  private final Glide drive = new Glide();
  private final Glide ceiling = new Glide();
  private boolean onStands;
  private boolean driveStands;
  private boolean ceilingStands;
  private final double[] drives = new double[Lanes.GRID];
  private final double[] ceilings = new double[Lanes.GRID];
  private final double[] left = new double[Lanes.GRID];
  private final double[] right = new double[Lanes.GRID];

  public LimiterSlot(double rate) {
    k = Smoothing.factor(rate);
    latency = Limiter.latencyFrames(rate);
    limiter = new Limiter(rate);
  }

  @Override
  public int targets() {
    return TARGETS;
  }

  @Override
  public int latencyFrames() {
    return latency;
  }

  @Override
  @RealTime
  public void jump(double[] targets, int at) {
    on.jump(targets[at + ON]);
    drive.jump(targets[at + DRIVE]);
    ceiling.jump(targets[at + CEILING]);
  }

  @Override
  @RealTime
  public void grid(double[] targets, int at) {
    onStands = on.settle(targets[at + ON]);
    driveStands = drive.settle(targets[at + DRIVE]);
    ceilingStands = ceiling.settle(targets[at + CEILING]);
    limiter.grid();
  }

  @Override
  @RealTime
  public void process(double[] l, double[] r, int n, double[] targets, int at) {
    row(drive, driveStands, targets[at + DRIVE], n, drives);
    row(ceiling, ceilingStands, targets[at + CEILING], n, ceilings);
    limiter.process(l, r, n, drives, ceilings, targets[at + RELEASE], left, right);
    double wanted = targets[at + ON];
    if (onStands) {
      if (wanted != 0) {
        System.arraycopy(left, 0, l, 0, n);
        System.arraycopy(right, 0, r, 0, n);
      }
      return;
    }
    for (int f = 0; f < n; f++) {
      double mix = on.next(wanted, k);
      l[f] += mix * (left[f] - l[f]);
      r[f] += mix * (right[f] - r[f]);
    }
  }

  @RealTime
  private void row(Glide glide, boolean stands, double target, int n, double[] row) {
    if (stands) {
      Arrays.fill(row, 0, n, target);
      return;
    }
    for (int f = 0; f < n; f++) {
      row[f] = glide.next(target, k);
    }
  }

  @Override
  @RealTime
  public double takeLeastGain() {
    return limiter.takeLeastGain();
  }

  @Override
  @RealTime
  public boolean copy(Processor from) {
    if (from instanceof LimiterSlot other) {
      limiter.copy(other.limiter);
      on.copy(other.on);
      drive.copy(other.drive);
      ceiling.copy(other.ceiling);
      return true;
    }
    return false;
  }
}
