package hybridge.dsp;

import hybridge.rt.RealTime;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * A gate per lane: closed it turns down by its range, open it does nothing.
 *
 * <p>It opens when |x| of what it hears passes the threshold and counts its hold anew whenever |x|
 * passes the threshold less the hysteresis; when the hold has run out it closes. The reduction y, a
 * log2 of a gain, runs to 0 or to the range: y ← t + a (y − t), a by attack or release. Gain 1 +
 * wet · (2^−y − 1). Linked lanes hear the louder of the pair.
 *
 * <p>Switching on and off glides on the grid; the rest is smooth by attack and release. An octet
 * without any wet lane is left out. State of the audio thread.
 */
public final class LaneGate {
  /** Power of the threshold, linear. */
  public static final int OPEN = 0;

  /** Power of the threshold less the hysteresis, linear. */
  public static final int CLOSE = 1;

  /** Frames that it stays open, 1 or more. */
  public static final int HOLD = 2;

  /** What is left after a frame of the way to open. */
  public static final int ATTACK = 3;

  /** What is left after a frame of the way to closed. */
  public static final int RELEASE = 4;

  /** How far it turns down, log2 of a gain, 0 or more. */
  public static final int RANGE = 5;

  /** 1 when the lane listens to its pair as well, 0 when not. */
  public static final int LINK = 6;

  /** 1 when on, 0 when off. Glides. */
  public static final int WET = 7;

  /** Target rows. */
  public static final int ROWS = 8;

  /** The least hold: half a wave of 50 Hz, so that low notes do not close it at each crossing. */
  public static final double SHORTEST_HOLD_MS = 10;

  private static final double DB_PER_LOG2 = 20 * StrictMath.log10(2);
  private static final double ARRIVED = 1e-9;

  // Rows of the glide: where it is, its step a frame, where it ends.
  private static final int STEP = 1;
  private static final int END = 2;

  private final int lanes;
  private final double factor;
  private final double[] z1;
  private final double[] z2;
  private final double[] run;
  private final double[] hold;
  private final double[] reduction;
  private final double[] most;

  /** The reductions of one segment of one vector. */
  private final double[] scratch = new double[Lanes.GRID * Lanes.OCTET];

  private final boolean[] touched;
  private final boolean[] moving;
  private final boolean[] off;
  private final boolean[] idle;

  /**
   * @param lanes in whole octets
   * @param rate frames a second
   */
  public LaneGate(int lanes, double rate) {
    this.lanes = lanes;
    this.factor = GridGlide.factor(rate);
    this.z1 = new double[lanes];
    this.z2 = new double[lanes];
    this.run = new double[3 * lanes];
    this.hold = new double[lanes];
    this.reduction = new double[lanes];
    this.most = new double[lanes];
    int octets = lanes / Lanes.OCTET;
    this.touched = new boolean[octets];
    this.moving = new boolean[octets];
    this.off = new boolean[octets];
    this.idle = new boolean[octets];
    Arrays.fill(off, true);
    Arrays.fill(idle, true);
    Arrays.fill(touched, true);
  }

  /**
   * Writes the targets of one lane. For control threads.
   *
   * @param rangeDb how far it turns down, 0 or more
   * @param linked with the other lane of its pair, 2i and 2i + 1
   */
  public static void design(
      double thresholdDb,
      double hysteresisDb,
      double rangeDb,
      double attackMs,
      double holdMs,
      double releaseMs,
      boolean on,
      boolean linked,
      double rate,
      double[] target,
      int at,
      int lanes,
      int lane) {
    double open = Decibels.gain(thresholdDb);
    double close = Decibels.gain(thresholdDb - hysteresisDb);
    int i = at + lane;
    target[i + OPEN * lanes] = open * open;
    target[i + CLOSE * lanes] = close * close;
    target[i + HOLD * lanes] =
        Math.max(1, StrictMath.rint(Math.max(holdMs, SHORTEST_HOLD_MS) * rate / 1000));
    target[i + ATTACK * lanes] = LaneCompressor.left(attackMs, rate);
    target[i + RELEASE * lanes] = LaneCompressor.left(releaseMs, rate);
    target[i + RANGE * lanes] = rangeDb / DB_PER_LOG2;
    target[i + LINK * lanes] = linked ? 1 : 0;
    target[i + WET * lanes] = on ? 1 : 0;
  }

  /** Stands still at these targets, with the state as it is. */
  @RealTime
  public void jump(double[] target, int at) {
    System.arraycopy(target, at + WET * lanes, z1, 0, lanes);
    System.arraycopy(target, at + WET * lanes, z2, 0, lanes);
    System.arraycopy(target, at + WET * lanes, run, 0, lanes);
    System.arraycopy(target, at + WET * lanes, run, END * lanes, lanes);
    Arrays.fill(run, STEP * lanes, END * lanes, 0);
    Arrays.fill(touched, true);
    Arrays.fill(moving, true);
    Arrays.fill(off, false);
  }

  /** A target of this octet was written. */
  @RealTime
  public void touch(int octet) {
    touched[octet / Lanes.OCTET] = true;
  }

  /** Takes over what lane {@code theirs} of another gate holds. */
  @RealTime
  public void follow(LaneGate from, int theirs, int ours) {
    z1[ours] = from.z1[theirs];
    z2[ours] = from.z2[theirs];
    for (int r = 0; r < 3; r++) {
      run[r * lanes + ours] = from.run[r * from.lanes + theirs];
    }
    hold[ours] = from.hold[theirs];
    reduction[ours] = from.reduction[theirs];
    most[ours] = from.most[theirs];
    moving[ours / Lanes.OCTET] = true;
    off[ours / Lanes.OCTET] = false;
  }

  /** True when silence in gives silence out and changes nothing: to be asked after the grid. */
  @RealTime
  public boolean idle(int octet) {
    return idle[octet / Lanes.OCTET];
  }

  /** True when no lane of the octet gates: its detector need not be filled. */
  @RealTime
  public boolean off(int octet) {
    return off[octet / Lanes.OCTET];
  }

  /** The largest reduction of a lane since the last {@link #clearReduction}, log2 of a gain. */
  @RealTime
  public double mostReduction(int lane) {
    return most[lane];
  }

  /** A meter window ends. */
  @RealTime
  public void clearReduction() {
    Arrays.fill(most, 0);
  }

  /** A grid point of one octet. */
  @RealTime
  public void grid(double[] target, int at, int octet) {
    int o = octet / Lanes.OCTET;
    int wet = at + WET * lanes + octet;
    if (touched[o] && !moving[o] && !GridGlide.there(target, wet, z1, z2, octet)) {
      moving[o] = true;
      off[o] = false;
    }
    touched[o] = false;
    if (moving[o]) {
      move(target, wet, octet);
    }
    idle[o] = off[o] || rest(target, at, octet) && !moving[o];
  }

  @RealTime
  private void move(double[] target, int wet, int octet) {
    int o = octet / Lanes.OCTET;
    // The last way of a glide is behind it only a grid point after it arrived.
    boolean standing = GridGlide.there(target, wet, z1, z2, octet);
    GridGlide.step(target, wet, z1, z2, octet, factor);
    System.arraycopy(run, END * lanes + octet, run, octet, Lanes.OCTET);
    System.arraycopy(z2, octet, run, END * lanes + octet, Lanes.OCTET);
    boolean dry = standing;
    for (int i = octet; i < octet + Lanes.OCTET; i++) {
      run[STEP * lanes + i] = (run[END * lanes + i] - run[i]) * (1.0 / Lanes.GRID);
      dry &= run[i] == 0;
    }
    moving[o] = !standing;
    off[o] = dry;
    if (dry) {
      Arrays.fill(hold, octet, octet + Lanes.OCTET, 0);
      Arrays.fill(reduction, octet, octet + Lanes.OCTET, 0);
    }
  }

  /** Lets arrive what is as good as there; true when every lane is shut for good. */
  @RealTime
  private boolean rest(double[] target, int at, int octet) {
    boolean shut = true;
    for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
      DoubleVector h = DoubleVector.fromArray(Lanes.SPECIES, hold, l);
      DoubleVector y = DoubleVector.fromArray(Lanes.SPECIES, reduction, l);
      DoubleVector range = DoubleVector.fromArray(Lanes.SPECIES, target, at + RANGE * lanes + l);
      DoubleVector zero = DoubleVector.zero(Lanes.SPECIES);
      VectorMask<Double> open = h.compare(VectorOperators.GT, 0.0);
      DoubleVector goal = range.blend(zero, open);
      y = y.blend(goal, y.sub(goal).abs().compare(VectorOperators.LT, ARRIVED));
      y.intoArray(reduction, l);
      zero.blend(h, open).intoArray(hold, l);
      shut &= !open.anyTrue() && y.compare(VectorOperators.EQ, range).allTrue();
    }
    return shut;
  }

  /**
   * Gates one octet in place.
   *
   * @param detector what the detectors hear, laid out like {@code buf}, or {@code buf} itself
   * @param target the table given to the last grid point
   */
  @RealTime
  public void process(
      double[] buf, double[] detector, int frames, int octet, double[] target, int at) {
    if (off[octet / Lanes.OCTET]) {
      return;
    }
    boolean fading = moving[octet / Lanes.OCTET];
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int lane = octet + l;
      gate(
          buf, detector, frames, lanes, lane, run, target, at + lane, hold, reduction, most, fading,
          scratch, l);
    }
    if (fading) {
      fade(buf, frames, octet);
    }
  }

  /** Switching on or off: the gain in its slow form, lane by lane. */
  @RealTime
  private void fade(double[] buf, int frames, int octet) {
    for (int l = 0; l < Lanes.OCTET; l++) {
      double wet = run[octet + l];
      double step = run[STEP * lanes + octet + l];
      for (int f = 0, i = octet + l, j = l; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        wet += step;
        buf[i] *= Math.fma(LaneMath.exp2(-scratch[j]) - 1, wet, 1);
      }
      run[octet + l] = wet;
    }
  }

  /**
   * One vector of lanes. In a method of more than 325 bytes of code, which the compiler compiles by
   * itself instead of into its caller: see the loops of {@link LaneCompressor}.
   */
  @RealTime
  private static void gate(
      double[] buf,
      double[] detector,
      int frames,
      int lanes,
      int lane,
      double[] run,
      double[] target,
      int row,
      double[] hold,
      double[] reduction,
      double[] most,
      boolean fading,
      double[] scratch,
      int first) {
    DoubleVector one = DoubleVector.broadcast(Lanes.SPECIES, 1.0);
    DoubleVector zero = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector opening = DoubleVector.fromArray(Lanes.SPECIES, target, row + OPEN * lanes);
    DoubleVector closing = DoubleVector.fromArray(Lanes.SPECIES, target, row + CLOSE * lanes);
    DoubleVector frameCount = DoubleVector.fromArray(Lanes.SPECIES, target, row + HOLD * lanes);
    DoubleVector attack = DoubleVector.fromArray(Lanes.SPECIES, target, row + ATTACK * lanes);
    DoubleVector release = DoubleVector.fromArray(Lanes.SPECIES, target, row + RELEASE * lanes);
    DoubleVector range = DoubleVector.fromArray(Lanes.SPECIES, target, row + RANGE * lanes);
    DoubleVector link = DoubleVector.fromArray(Lanes.SPECIES, target, row + LINK * lanes);
    DoubleVector h = DoubleVector.fromArray(Lanes.SPECIES, hold, lane);
    DoubleVector y = DoubleVector.fromArray(Lanes.SPECIES, reduction, lane);
    DoubleVector top = DoubleVector.fromArray(Lanes.SPECIES, most, lane);
    for (int f = 0, i = lane, j = first; f < frames; f++, i += lanes, j += Lanes.OCTET) {
      DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, detector, i);
      DoubleVector p = d.mul(d);
      p = LaneMath.largerPositive(p, p.rearrange(LaneCompressor.PARTNER).mul(link));
      DoubleVector limit = opening.blend(closing, h.compare(VectorOperators.GT, zero));
      h = h.sub(one).blend(frameCount, p.compare(VectorOperators.GT, limit));
      VectorMask<Double> open = h.compare(VectorOperators.GT, zero);
      DoubleVector goal = range.blend(zero, open);
      y = y.sub(goal).fma(release.blend(attack, open), goal);
      top = LaneMath.largerPositive(top, y);
      y.intoArray(scratch, j);
    }
    h.intoArray(hold, lane);
    y.intoArray(reduction, lane);
    top.intoArray(most, lane);
    if (!fading) {
      // Loaded anew, so that no vector lives across the branch.
      DoubleVector wet = DoubleVector.fromArray(Lanes.SPECIES, run, lane);
      DoubleVector unity = LaneMath.ONE_LANES.neg();
      DoubleVector rounder = LaneMath.ROUNDER_LANES.neg();
      DoubleVector e5 = LaneMath.E5_LANES.neg();
      DoubleVector e4 = LaneMath.E4_LANES.neg();
      DoubleVector e3 = LaneMath.E3_LANES.neg();
      DoubleVector e2 = LaneMath.E2_LANES.neg();
      DoubleVector e1 = LaneMath.E1_LANES.neg();
      DoubleVector e0 = LaneMath.E0_LANES.neg();
      for (int f = 0, i = lane, j = first; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector down = DoubleVector.fromArray(Lanes.SPECIES, scratch, j);
        DoubleVector gain =
            LaneMath.exp2(down.neg(), rounder, e5, e4, e3, e2, e1, e0, unity)
                .sub(unity)
                .fma(wet, unity);
        DoubleVector.fromArray(Lanes.SPECIES, buf, i).mul(gain).intoArray(buf, i);
      }
    }
  }
}
