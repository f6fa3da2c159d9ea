package hybridge.dsp;

import hybridge.rt.RealTime;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * A feed-forward compressor per lane, after Giannoulis, Massberg and Reiss, "Digital Dynamic Range
 * Compressor Design" (JAES 60(6), 2012), in the log domain with log2 in place of decibels.
 *
 * <p>q ← c q + (1 − c) x² (c = 0: peak, else RMS); linked lanes take the larger q of the pair; over
 * = max(log2 q − T + W/2, 0), in = min(over, W), wanted reduction r = s · (in² / 2W + over − in)
 * with s = (1 − 1/ratio) / 2. Held: h = max(r, a_R h + (1 − a_R) r). Smoothed: y = a y + (1 − a) h
 * with a_A rising and a_F falling. Gain 1 + wet · (2^(makeup − y) − 1).
 *
 * <p>The hold before the attack keeps the reduction of a tone at that of its peaks (one pole that
 * branches would sink between them). Falling, y stays close behind h: {@link #design} takes its lag
 * off the release, so that release means what it says.
 *
 * <p>The linked detector never adds channels, so an anti-phase pair is compressed like one in
 * phase. Threshold, slope, knee, make-up and wet glide on the grid. At wet = 0 the bits pass as
 * they are, and an octet without any wet lane is left out.
 *
 * <p>State of the audio thread.
 */
public final class LaneCompressor {
  /** Threshold as log2 of the power of a full-scale square: 2 · dB / 6.0206. Glides. */
  public static final int THRESHOLD = 0;

  /** (1 − 1/ratio) / 2. Glides. */
  public static final int SLOPE = 1;

  /** Width of the knee in the threshold's unit, above 0. Glides. */
  public static final int KNEE = 2;

  /** log2 of the make-up gain. Glides. */
  public static final int MAKEUP = 3;

  /** Part of the compressed sound, 0 (off) to 1. Glides. */
  public static final int WET = 4;

  /** What is left after a frame of the way to a higher reduction. */
  public static final int ATTACK = 5;

  /** What is left of the held reduction after a frame. */
  public static final int RELEASE = 6;

  /** What is left after a frame of the way to a lower reduction. */
  public static final int FALL = 7;

  /** What is left of the mean square after a frame; 0 for a peak detector. */
  public static final int DETECTOR = 8;

  /** 1 when the lane listens to its pair as well, 0 when not. */
  public static final int LINK = 9;

  /** Target rows. */
  public static final int ROWS = 10;

  private static final int GLIDING = 5;
  private static final int STEP = GLIDING;
  private static final int END = 2 * GLIDING;

  // Rows of the curve: where the knee begins, its width, slope / 2 width, slope.
  private static final int FOOT = 0;
  private static final int CURVE_KNEE = 1;
  private static final int BEND = 2;
  private static final int CURVE_SLOPE = 3;
  private static final int CURVE_ROWS = 4;

  private static final double DB_PER_LOG2 = 20 * StrictMath.log10(2);
  private static final double NARROWEST_KNEE = 1e-3;

  /** Power, −300 dB: what a silent detector reads, and where it is emptied. */
  private static final double FLOOR = 1e-30;

  private static final double SMALLEST_REDUCTION = 1e-12;

  static final VectorShuffle<Double> PARTNER = VectorShuffle.fromOp(Lanes.SPECIES, i -> i ^ 1);

  private final int lanes;
  private final double factor;
  private final double[] z1;
  private final double[] z2;

  /** Of the gliding rows: where they are, their step a frame, where they end. */
  private final double[] run;

  /**
   * The gain computer of lanes that stand still, in four rows, and behind them one that leaves
   * everything as it is.
   */
  private final double[] curve;

  private final double[] power;
  private final double[] held;
  private final double[] reduction;
  private final double[] most;

  /** One octet of a segment on its way from level to reduction. */
  private final double[] scratch = new double[Lanes.GRID * Lanes.OCTET];

  private final boolean[] touched;
  private final boolean[] moving;
  private final boolean[] off;
  private final boolean[] linked;

  /** Has an RMS detector among its lanes. */
  private final boolean[] slow;

  private final boolean[] idle;

  /**
   * @param lanes in whole octets
   * @param rate frames a second
   */
  public LaneCompressor(int lanes, double rate) {
    this.lanes = lanes;
    this.factor = GridGlide.factor(rate);
    this.z1 = new double[GLIDING * lanes];
    this.z2 = new double[GLIDING * lanes];
    this.run = new double[3 * GLIDING * lanes];
    this.curve = new double[2 * CURVE_ROWS * lanes];
    Arrays.fill(
        curve, (CURVE_ROWS + CURVE_SLOPE) * lanes, (CURVE_ROWS + CURVE_SLOPE + 1) * lanes, 1);
    this.power = new double[lanes];
    this.held = new double[lanes];
    this.reduction = new double[lanes];
    this.most = new double[lanes];
    int octets = lanes / Lanes.OCTET;
    this.touched = new boolean[octets];
    this.moving = new boolean[octets];
    this.off = new boolean[octets];
    this.idle = new boolean[octets];
    this.linked = new boolean[octets];
    this.slow = new boolean[octets];
    double[] target = new double[ROWS * lanes];
    for (int l = 0; l < lanes; l++) {
      design(0, 1, 0, 10, 100, 0, 0, false, false, rate, target, 0, lanes, l);
    }
    jump(target, 0);
  }

  /**
   * Writes the targets of one lane. For control threads.
   *
   * @param ratio 1 or more
   * @param mix part of the compressed sound, 0 to 1; 0 when switched off
   * @param linked with the other lane of its pair, 2i and 2i + 1
   */
  public static void design(
      double thresholdDb,
      double ratio,
      double kneeDb,
      double attackMs,
      double releaseMs,
      double makeupDb,
      double mix,
      boolean rms,
      boolean linked,
      double rate,
      double[] target,
      int at,
      int lanes,
      int lane) {
    double fallMs = Math.min(attackMs, releaseMs / 10);
    int i = at + lane;
    target[i + THRESHOLD * lanes] = 2 * thresholdDb / DB_PER_LOG2;
    target[i + SLOPE * lanes] = (1 - 1 / ratio) / 2;
    target[i + KNEE * lanes] = Math.max(2 * kneeDb / DB_PER_LOG2, NARROWEST_KNEE);
    target[i + MAKEUP * lanes] = makeupDb / DB_PER_LOG2;
    target[i + WET * lanes] = mix;
    target[i + ATTACK * lanes] = left(attackMs, rate);
    target[i + RELEASE * lanes] = left(beforeFall(releaseMs, fallMs), rate);
    target[i + FALL * lanes] = left(fallMs, rate);
    target[i + DETECTOR * lanes] = rms ? left(RMS_MS, rate) : 0;
    target[i + LINK * lanes] = linked ? 1 : 0;
  }

  /** Time constant of the RMS detector. */
  public static final double RMS_MS = 10;

  /** exp(−1 / (τ · rate)): after τ 37 % are left. */
  static double left(double ms, double rate) {
    return ms <= 0 ? 0 : StrictMath.exp(-1000 / (ms * rate));
  }

  /**
   * The time constant that in a row with {@code fallMs} has come 63 % of the way after {@code
   * wholeMs}; by bisection.
   */
  private static double beforeFall(double wholeMs, double fallMs) {
    if (fallMs <= 0) {
      return wholeMs;
    }
    double low = wholeMs * 0.5;
    double high = wholeMs;
    for (int i = 0; i < 50; i++) {
      double t = (low + high) / 2;
      double rest =
          t == fallMs
              ? (1 + wholeMs / t) * StrictMath.exp(-wholeMs / t)
              : (t * StrictMath.exp(-wholeMs / t) - fallMs * StrictMath.exp(-wholeMs / fallMs))
                  / (t - fallMs);
      if (rest > StrictMath.exp(-1)) {
        high = t;
      } else {
        low = t;
      }
    }
    return (low + high) / 2;
  }

  /** Stands still at these targets, with the state as it is. */
  @RealTime
  public void jump(double[] target, int at) {
    System.arraycopy(target, at, z1, 0, z1.length);
    System.arraycopy(target, at, z2, 0, z2.length);
    System.arraycopy(target, at, run, 0, GLIDING * lanes);
    System.arraycopy(target, at, run, END * lanes, GLIDING * lanes);
    Arrays.fill(run, STEP * lanes, END * lanes, 0);
    Arrays.fill(touched, true);
    Arrays.fill(moving, true);
  }

  /** A target of this octet was written. */
  @RealTime
  public void touch(int octet) {
    touched[octet / Lanes.OCTET] = true;
  }

  /** Takes over what lane {@code theirs} of another compressor holds. */
  @RealTime
  public void follow(LaneCompressor from, int theirs, int ours) {
    for (int r = 0; r < GLIDING; r++) {
      z1[r * lanes + ours] = from.z1[r * from.lanes + theirs];
      z2[r * lanes + ours] = from.z2[r * from.lanes + theirs];
    }
    for (int r = 0; r < 3 * GLIDING; r++) {
      run[r * lanes + ours] = from.run[r * from.lanes + theirs];
    }
    power[ours] = from.power[theirs];
    held[ours] = from.held[theirs];
    reduction[ours] = from.reduction[theirs];
    most[ours] = from.most[theirs];
    touched[ours / Lanes.OCTET] = true;
    moving[ours / Lanes.OCTET] = true;
    off[ours / Lanes.OCTET] = false;
  }

  /** True when silence in gives silence out and changes nothing: to be asked after the grid. */
  @RealTime
  public boolean idle(int octet) {
    return idle[octet / Lanes.OCTET];
  }

  /** True when no lane of the octet compresses: its detector need not be filled. */
  @RealTime
  public boolean off(int octet) {
    return off[octet / Lanes.OCTET];
  }

  /**
   * The largest reduction of a lane since the last {@link #clearReduction}, as log2 of a gain, 0 or
   * more; before mix and make-up.
   */
  @RealTime
  public double mostReduction(int lane) {
    return most[lane];
  }

  /** A meter window ends. */
  @RealTime
  public void clearReduction() {
    Arrays.fill(most, 0);
  }

  /** A grid point of one octet: targets glide on, small state is flushed. */
  @RealTime
  public void grid(double[] target, int at, int octet) {
    grid(target, at, octet, true);
  }

  /**
   * A grid point likewise.
   *
   * @param flush look for small state now; without it the octet counts as at work unless it was
   *     found idle the last time and nothing moves
   */
  @RealTime
  public void grid(double[] target, int at, int octet, boolean flush) {
    int o = octet / Lanes.OCTET;
    if (touched[o] && !moving[o]) {
      boolean there = true;
      for (int r = 0; r < GLIDING; r++) {
        there &= GridGlide.there(target, at + r * lanes + octet, z1, z2, r * lanes + octet);
      }
      moving[o] = !there;
      off[o] &= there;
    }
    if (touched[o]) {
      linked[o] = false;
      slow[o] = false;
      for (int i = at + octet, end = i + Lanes.OCTET; i < end; i++) {
        linked[o] |= target[i + LINK * lanes] != 0;
        slow[o] |= target[i + DETECTOR * lanes] != 0;
      }
    }
    touched[o] = false;
    if (moving[o]) {
      move(target, at, octet);
    }
    if (off[o]) {
      idle[o] = true;
    } else if (flush) {
      idle[o] = flush(octet) && !moving[o];
    } else {
      idle[o] &= !moving[o];
    }
  }

  @RealTime
  private void move(double[] target, int at, int octet) {
    int o = octet / Lanes.OCTET;
    boolean standing = true;
    for (int r = 0; r < GLIDING; r++) {
      int row = r * lanes + octet;
      // A row that arrived last time has its last way behind it only now.
      standing &= GridGlide.there(target, at + row, z1, z2, row);
      GridGlide.step(target, at + row, z1, z2, row, factor);
      System.arraycopy(run, END * lanes + row, run, row, Lanes.OCTET);
      System.arraycopy(z2, row, run, END * lanes + row, Lanes.OCTET);
      for (int i = row; i < row + Lanes.OCTET; i++) {
        run[i + STEP * lanes] = (run[i + END * lanes] - run[i]) / Lanes.GRID;
      }
    }
    moving[o] = !standing;
    if (standing) {
      for (int i = octet; i < octet + Lanes.OCTET; i++) {
        double slope = run[i + SLOPE * lanes];
        double knee = run[i + KNEE * lanes];
        curve[i + FOOT * lanes] = run[i + THRESHOLD * lanes] - knee / 2;
        curve[i + CURVE_KNEE * lanes] = knee;
        curve[i + BEND * lanes] = slope / (2 * knee);
        curve[i + CURVE_SLOPE * lanes] = slope;
      }
      boolean dry = true;
      for (int i = WET * lanes + octet, end = i + Lanes.OCTET; i < end; i++) {
        dry &= run[i] == 0;
      }
      off[o] = dry;
      if (dry) {
        Arrays.fill(power, octet, octet + Lanes.OCTET, 0);
        Arrays.fill(held, octet, octet + Lanes.OCTET, 0);
        Arrays.fill(reduction, octet, octet + Lanes.OCTET, 0);
      }
    }
  }

  /** True when the state is all zero. */
  @RealTime
  private boolean flush(int octet) {
    boolean zero = true;
    for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
      zero &=
          flush(power, l, FLOOR)
              & flush(held, l, SMALLEST_REDUCTION)
              & flush(reduction, l, SMALLEST_REDUCTION);
    }
    return zero;
  }

  @RealTime
  static boolean flush(double[] state, int at, double smallest) {
    DoubleVector s = DoubleVector.fromArray(Lanes.SPECIES, state, at);
    VectorMask<Double> alive = s.compare(VectorOperators.GE, smallest);
    DoubleVector.zero(Lanes.SPECIES).blend(s, alive).intoArray(state, at);
    return !alive.anyTrue();
  }

  /**
   * Compresses one octet in place.
   *
   * @param detector what the detectors hear, laid out like {@code buf}, or {@code buf} itself
   * @param target the table given to the last grid point
   */
  @RealTime
  public void process(
      double[] buf, double[] detector, int frames, int octet, double[] target, int at) {
    int o = octet / Lanes.OCTET;
    if (off[o]) {
      return;
    }
    idle[o] = false; // until a flush finds its state empty
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int lane = octet + l;
      listen(
          detector, frames, lanes, lane, target, at + lane, linked[o], slow[o], power, scratch, l);
      levels(frames, scratch, l);
    }
    int curveAt = 0;
    if (moving[o]) {
      // The gain computer while its knobs move; what follows finds nothing left to compute. Not in
      // lanes: with the steps it is too long for one compilation, and it runs seldom.
      curveAt = CURVE_ROWS * lanes;
      for (int l = 0; l < Lanes.OCTET; l++) {
        int i = octet + l;
        int step = i + STEP * lanes;
        double threshold = run[i + THRESHOLD * lanes];
        double slope = run[i + SLOPE * lanes];
        double knee = run[i + KNEE * lanes];
        for (int f = 0, j = l; f < frames; f++, j += Lanes.OCTET) {
          threshold += run[step + THRESHOLD * lanes];
          slope += run[step + SLOPE * lanes];
          knee += run[step + KNEE * lanes];
          double over = Math.max(scratch[j] - (threshold - knee / 2), 0);
          double in = Math.min(over, knee);
          scratch[j] = (in * in / (2 * knee) + (over - in)) * slope;
        }
        run[i + THRESHOLD * lanes] = threshold;
        run[i + SLOPE * lanes] = slope;
        run[i + KNEE * lanes] = knee;
      }
    }
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int lane = octet + l;
      reduce(
          frames,
          lanes,
          lane,
          curve,
          curveAt + lane,
          target,
          at + lane,
          held,
          reduction,
          scratch,
          l);
    }
    apply(buf, frames, lanes, octet, run, scratch, most);
  }

  // Several short loops over one scratch row, in methods of more than 325 bytes of code. The
  // compiler stops inlining in the middle of a compilation that has grown to 18 000 nodes (a vector
  // operation is some hundred), and one that is not inlined makes objects: measured, 40 times
  // slower.
  // A method of that size is compiled by itself instead of into its caller, so what it needs is
  // known. KernelSizeTest watches over it.

  /** The power that is heard; of a linked lane that of the louder of its pair. */
  @RealTime
  private static void listen(
      double[] detector,
      int frames,
      int lanes,
      int lane,
      double[] target,
      int row,
      boolean linked,
      boolean slow,
      double[] power,
      double[] heard,
      int first) {
    // No vector lives across the branches: at a branch that was not taken yet the compiler keeps it
    // as an object.
    if (linked) {
      DoubleVector memory = DoubleVector.fromArray(Lanes.SPECIES, target, row + DETECTOR * lanes);
      DoubleVector link = DoubleVector.fromArray(Lanes.SPECIES, target, row + LINK * lanes);
      DoubleVector fresh = DoubleVector.broadcast(Lanes.SPECIES, 1.0).sub(memory);
      DoubleVector q = DoubleVector.fromArray(Lanes.SPECIES, power, lane);
      for (int f = 0, i = lane, j = first; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, detector, i);
        q = q.fma(memory, d.mul(d).mul(fresh));
        LaneMath.largerPositive(q, q.rearrange(PARTNER).mul(link)).intoArray(heard, j);
      }
      q.intoArray(power, lane);
    } else if (slow) {
      DoubleVector memory = DoubleVector.fromArray(Lanes.SPECIES, target, row + DETECTOR * lanes);
      DoubleVector fresh = DoubleVector.broadcast(Lanes.SPECIES, 1.0).sub(memory);
      DoubleVector q = DoubleVector.fromArray(Lanes.SPECIES, power, lane);
      for (int f = 0, i = lane, j = first; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, detector, i);
        q = q.fma(memory, d.mul(d).mul(fresh));
        q.intoArray(heard, j);
      }
      q.intoArray(power, lane);
    } else {
      DoubleVector q = DoubleVector.zero(Lanes.SPECIES);
      for (int f = 0, i = lane, j = first; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, detector, i);
        q = d.mul(d);
        q.intoArray(heard, j);
      }
      q.intoArray(power, lane);
    }
  }

  /** Powers become levels. */
  @RealTime
  private static void levels(int frames, double[] heard, int first) {
    DoubleVector l9 = LaneMath.L9_LANES.neg();
    DoubleVector l8 = LaneMath.L8_LANES.neg();
    DoubleVector l7 = LaneMath.L7_LANES.neg();
    DoubleVector l6 = LaneMath.L6_LANES.neg();
    DoubleVector l5 = LaneMath.L5_LANES.neg();
    DoubleVector l4 = LaneMath.L4_LANES.neg();
    DoubleVector l3 = LaneMath.L3_LANES.neg();
    DoubleVector l2 = LaneMath.L2_LANES.neg();
    DoubleVector l1 = LaneMath.L1_LANES.neg();
    DoubleVector l0 = LaneMath.L0_LANES.neg();
    for (int f = 0, j = first; f < frames; f++, j += Lanes.OCTET) {
      LaneMath.log2(
              DoubleVector.fromArray(Lanes.SPECIES, heard, j).add(FLOOR),
              l9,
              l8,
              l7,
              l6,
              l5,
              l4,
              l3,
              l2,
              l1,
              l0)
          .intoArray(heard, j);
    }
  }

  /**
   * Gain computer, attack and release: levels become reductions. The fall is never slower than the
   * attack, so the nearer to zero of the two one-poles is the one that is meant, whichever way y
   * goes.
   */
  @RealTime
  private static void reduce(
      int frames,
      int lanes,
      int lane,
      double[] curve,
      int at,
      double[] target,
      int row,
      double[] held,
      double[] reduction,
      double[] level,
      int first) {
    DoubleVector zero = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector one = DoubleVector.broadcast(Lanes.SPECIES, 1.0);
    DoubleVector foot = DoubleVector.fromArray(Lanes.SPECIES, curve, at + FOOT * lanes);
    DoubleVector knee = DoubleVector.fromArray(Lanes.SPECIES, curve, at + CURVE_KNEE * lanes);
    DoubleVector bend = DoubleVector.fromArray(Lanes.SPECIES, curve, at + BEND * lanes);
    DoubleVector slope = DoubleVector.fromArray(Lanes.SPECIES, curve, at + CURVE_SLOPE * lanes);
    DoubleVector attack = DoubleVector.fromArray(Lanes.SPECIES, target, row + ATTACK * lanes);
    DoubleVector release = DoubleVector.fromArray(Lanes.SPECIES, target, row + RELEASE * lanes);
    DoubleVector fall = DoubleVector.fromArray(Lanes.SPECIES, target, row + FALL * lanes);
    DoubleVector attackRest = one.sub(attack);
    DoubleVector releaseRest = one.sub(release);
    DoubleVector fallRest = one.sub(fall);
    DoubleVector h = DoubleVector.fromArray(Lanes.SPECIES, held, lane);
    DoubleVector y = DoubleVector.fromArray(Lanes.SPECIES, reduction, lane);
    for (int f = 0, j = first; f < frames; f++, j += Lanes.OCTET) {
      DoubleVector over =
          LaneMath.largerPositive(DoubleVector.fromArray(Lanes.SPECIES, level, j).sub(foot), zero);
      DoubleVector in = LaneMath.smallerPositive(over, knee);
      DoubleVector r = in.mul(in).fma(bend, over.sub(in).mul(slope));
      h = LaneMath.largerPositive(r, h.fma(release, r.mul(releaseRest)));
      y = LaneMath.smallerPositive(y.fma(attack, h.mul(attackRest)), y.fma(fall, h.mul(fallRest)));
      y.intoArray(level, j);
    }
    h.intoArray(held, lane);
    y.intoArray(reduction, lane);
  }

  /** Gain, mix and meter. */
  @RealTime
  private static void apply(
      double[] buf,
      int frames,
      int lanes,
      int octet,
      double[] run,
      double[] reduction,
      double[] most) {
    DoubleVector one = LaneMath.ONE_LANES.neg();
    DoubleVector rounder = LaneMath.ROUNDER_LANES.neg();
    DoubleVector e5 = LaneMath.E5_LANES.neg();
    DoubleVector e4 = LaneMath.E4_LANES.neg();
    DoubleVector e3 = LaneMath.E3_LANES.neg();
    DoubleVector e2 = LaneMath.E2_LANES.neg();
    DoubleVector e1 = LaneMath.E1_LANES.neg();
    DoubleVector e0 = LaneMath.E0_LANES.neg();
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int lane = octet + l;
      int step = lane + STEP * lanes;
      DoubleVector top = DoubleVector.fromArray(Lanes.SPECIES, most, lane);
      DoubleVector makeup = DoubleVector.fromArray(Lanes.SPECIES, run, lane + MAKEUP * lanes);
      DoubleVector wet = DoubleVector.fromArray(Lanes.SPECIES, run, lane + WET * lanes);
      DoubleVector makeupStep = DoubleVector.fromArray(Lanes.SPECIES, run, step + MAKEUP * lanes);
      DoubleVector wetStep = DoubleVector.fromArray(Lanes.SPECIES, run, step + WET * lanes);
      for (int f = 0, i = lane, j = l; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        makeup = makeup.add(makeupStep);
        wet = wet.add(wetStep);
        DoubleVector down = DoubleVector.fromArray(Lanes.SPECIES, reduction, j);
        top = LaneMath.largerPositive(top, down);
        DoubleVector gain =
            LaneMath.exp2(makeup.sub(down), rounder, e5, e4, e3, e2, e1, e0, one)
                .sub(one)
                .fma(wet, one);
        DoubleVector.fromArray(Lanes.SPECIES, buf, i).mul(gain).intoArray(buf, i);
      }
      makeup.intoArray(run, lane + MAKEUP * lanes);
      wet.intoArray(run, lane + WET * lanes);
      top.intoArray(most, lane);
    }
  }
}
