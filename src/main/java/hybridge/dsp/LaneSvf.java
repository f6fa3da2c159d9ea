package hybridge.dsp;

import hybridge.rt.RealTime;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Second-order sections in a row, each with its own settings in every lane: H(s) = (H s² + B k s +
 * L) / (s² + k s + 1), s = (1/g) (z − 1) / (z + 1), g = tan(π f / rate).
 *
 * <p>A trapezoidal state-variable filter (Zavalishin's TPT; Simper's form): a1 = 1 / (1 + g (g +
 * k)), v1 = a1 (s1 + g (x − s2)), v2 = s2 + g v1, y = H x + k (B − H) v1 + (L − H) v2, s1 ← 2 v1 −
 * s1, s2 ← 2 v2 − s2. With H, B and L free it is any stable second-order filter: bells, shelves,
 * notches, passes of first and second order, and exactly the identity at H = B = L = 1. Without
 * input the energy s1² + s2² falls by 4 g k v1² a sample, whatever g and k do meanwhile: no sweep
 * can make it unstable, as long as both stay positive, which logarithmic targets see to.
 *
 * <p>Targets are five rows a section, {@link #ROWS}. They glide on the grid; g, k and the output
 * mix run between the points so found on parabolas that meet in the middles of neighbours with the
 * same slope (a quadratic B-spline: positive between positive points). Straight lines instead left
 * -81 dBFS of splatter where this leaves less than -95. A section that stands still runs on six
 * constants: v = x − s2, y = d x + e1 s1 + e2 s2, s1 ← p s1 + b1 v, s2 ← s2 + b1 s1 + b2 v. One
 * that stands at the identity in a whole octet is left out and its state is zero.
 *
 * <p>State of the audio thread.
 */
public final class LaneSvf {
  /** log2 of the frequency in turns a frame, f / rate; below −1. */
  public static final int FREQUENCY = 0;

  /** log2 of the damping k = 1/Q. */
  public static final int DAMPING = 1;

  /** The gain far above the frequency, linear: H. */
  public static final int HIGH = 2;

  /** The gain at the frequency, linear: B. */
  public static final int BAND = 3;

  /** The gain far below the frequency, linear: L. */
  public static final int LOW = 4;

  /** Target rows of one section. */
  public static final int ROWS = 5;

  private static final byte IDENTITY = 0;
  private static final byte STILL = 1;
  private static final byte MOVING = 2;
  private static final byte LANDING = 3;

  // Rows of a moving section: where the numbers are, how far they go a frame and how that changes,
  // and the two last points that the curve is drawn through.
  private static final int G = 0;
  private static final int K = 1;
  private static final int M0 = 2;
  private static final int M1 = 3;
  private static final int M2 = 4;
  private static final int NUMBERS = 5;
  private static final int STEP = 5;
  private static final int BEND = 10;
  private static final int BEFORE = 15;
  private static final int END = 20;
  private static final int RUN_ROWS = 25;

  // Rows of a section that stands still.
  private static final int P = 0;
  private static final int B1 = 1;
  private static final int B2 = 2;
  private static final int D = 3;
  private static final int E1 = 4;
  private static final int E2 = 5;
  private static final int FIXED_ROWS = 6;

  private static final double SILENT = 1e-25;
  private static final double BROKEN = 1e100;

  private final int lanes;
  private final int octets;
  private final int sections;
  private final double factor;
  private final double[] z1;
  private final double[] z2;
  private final double[] run;
  private final double[] fixed;
  private final double[] s1;
  private final double[] s2;

  /** How section s of octet o stands: [s · octets + o]. */
  private final byte[] mode;

  private final boolean[] touched;
  private final boolean[] idle;

  /** No section moves: without a new target a grid point finds nothing to do. */
  private final boolean[] settled;

  /**
   * @param lanes in whole octets
   * @param rate frames a second
   */
  public LaneSvf(int lanes, int sections, double rate) {
    this.lanes = lanes;
    this.octets = lanes / Lanes.OCTET;
    this.sections = sections;
    this.factor = GridGlide.factor(rate);
    this.z1 = new double[sections * ROWS * lanes];
    this.z2 = new double[sections * ROWS * lanes];
    this.run = new double[sections * RUN_ROWS * lanes];
    this.fixed = new double[sections * FIXED_ROWS * lanes];
    this.s1 = new double[sections * lanes];
    this.s2 = new double[sections * lanes];
    this.mode = new byte[sections * octets];
    this.touched = new boolean[octets];
    this.idle = new boolean[octets];
    this.settled = new boolean[octets];
    double[] target = new double[sections * ROWS * lanes];
    for (int s = 0; s < sections; s++) {
      for (int l = 0; l < lanes; l++) {
        identity(target, 0, lanes, s, l);
      }
    }
    jump(target, 0);
  }

  /** How many target rows a filter of so many sections has. */
  public static int rows(int sections) {
    return sections * ROWS;
  }

  /** Writes the targets of a section that does nothing. */
  public static void identity(double[] target, int at, int lanes, int section, int lane) {
    int i = at + section * ROWS * lanes + lane;
    target[i + FREQUENCY * lanes] = -6;
    target[i + DAMPING * lanes] = 0.5;
    target[i + HIGH * lanes] = 1;
    target[i + BAND * lanes] = 1;
    target[i + LOW * lanes] = 1;
  }

  /** Stands still at these targets, with the state as it is. Off the audio thread or on it. */
  @RealTime
  public void jump(double[] target, int at) {
    System.arraycopy(target, at, z1, 0, z1.length);
    System.arraycopy(target, at, z2, 0, z2.length);
    for (int s = 0; s < sections; s++) {
      for (int o = 0; o < octets; o++) {
        coefficients(s, o * Lanes.OCTET);
        land(s, o * Lanes.OCTET);
      }
    }
    Arrays.fill(touched, true);
  }

  /** A target of this octet was written: the next grid point looks at it. */
  @RealTime
  public void touch(int octet) {
    touched[octet / Lanes.OCTET] = true;
  }

  /** Takes over what lane {@code theirs} of another filter of as many sections holds. */
  @RealTime
  public void follow(LaneSvf from, int theirs, int ours) {
    for (int i = 0; i < sections * ROWS; i++) {
      z1[i * lanes + ours] = from.z1[i * from.lanes + theirs];
      z2[i * lanes + ours] = from.z2[i * from.lanes + theirs];
    }
    for (int i = 0; i < sections * RUN_ROWS; i++) {
      run[i * lanes + ours] = from.run[i * from.lanes + theirs];
    }
    for (int s = 0; s < sections; s++) {
      s1[s * lanes + ours] = from.s1[s * from.lanes + theirs];
      s2[s * lanes + ours] = from.s2[s * from.lanes + theirs];
      // The other lanes of the octet stand on their ends as well: one grid period in motion sorts
      // all of them out.
      mode[s * octets + ours / Lanes.OCTET] = MOVING;
    }
    touched[ours / Lanes.OCTET] = true;
  }

  /** True when silence in gives silence out and changes nothing: to be asked after the grid. */
  @RealTime
  public boolean idle(int octet) {
    return idle[octet / Lanes.OCTET];
  }

  /**
   * A grid point of one octet: targets glide on, small state is flushed.
   *
   * @param at where the first row of the first section begins in {@code target}
   */
  @RealTime
  public void grid(double[] target, int at, int octet) {
    grid(target, at, octet, true);
  }

  /**
   * A grid point likewise.
   *
   * @param flush look for small state now; without it only what moved is known to be at work, the
   *     rest stays as it was found the last time
   */
  @RealTime
  public void grid(double[] target, int at, int octet, boolean flush) {
    int o = octet / Lanes.OCTET;
    boolean touchedNow = touched[o];
    if (!touchedNow && !flush && settled[o]) {
      return;
    }
    touched[o] = false;
    boolean nothing = flush || idle[o];
    boolean resting = true;
    for (int s = 0; s < sections; s++) {
      int m = s * octets + o;
      if (mode[m] == LANDING) {
        land(s, octet);
      }
      if (touchedNow && mode[m] <= STILL && !there(target, at, s, octet)) {
        mode[m] = MOVING;
      }
      if (mode[m] == MOVING) {
        move(target, at, s, octet);
      }
      if (mode[m] >= MOVING) {
        resting = false;
        nothing = false;
      }
      if (flush && mode[m] != IDENTITY) {
        nothing &= flush(s, octet);
      }
    }
    idle[o] = nothing;
    settled[o] = resting;
  }

  @RealTime
  private boolean there(double[] target, int at, int section, int octet) {
    boolean there = true;
    for (int r = 0; r < ROWS; r++) {
      int row = (section * ROWS + r) * lanes + octet;
      there &= GridGlide.there(target, at + row, z1, z2, row);
    }
    return there;
  }

  @RealTime
  private void move(double[] target, int at, int section, int octet) {
    int first = section * ROWS * lanes + octet;
    placeSilently(target, at + first, first);
    // The curve ends at the last point once the last two are the same.
    boolean standing = there(target, at, section, octet);
    for (int r = 0; r < ROWS; r++) {
      int row = first + r * lanes;
      GridGlide.step(target, at + row, z1, z2, row, factor);
    }
    int base = section * RUN_ROWS * lanes + octet;
    for (int r = 0; r < NUMBERS; r++) {
      System.arraycopy(run, base + (BEFORE + r) * lanes, run, base + r * lanes, Lanes.OCTET);
      System.arraycopy(
          run, base + (END + r) * lanes, run, base + (BEFORE + r) * lanes, Lanes.OCTET);
    }
    coefficients(section, octet);
    for (int r = 0; r < NUMBERS; r++) {
      for (int i = base + r * lanes, end = i + Lanes.OCTET; i < end; i++) {
        double a = run[i];
        double b = run[i + BEFORE * lanes];
        double c = run[i + END * lanes];
        double slope = (b - a) / Lanes.GRID;
        double bend = ((c - b) / Lanes.GRID - slope) / Lanes.GRID;
        run[i] = (a + b) / 2;
        run[i + STEP * lanes] = slope - bend / 2;
        run[i + BEND * lanes] = bend;
      }
    }
    mode[section * octets + octet / Lanes.OCTET] = standing ? LANDING : MOVING;
  }

  /** Where a lane is the identity nobody hears its frequency and damping: they jump. */
  @RealTime
  private void placeSilently(double[] target, int targetAt, int first) {
    for (int l = 0; l < Lanes.OCTET; l++) {
      boolean same = true;
      for (int r = HIGH; r <= LOW; r++) {
        int row = first + r * lanes + l;
        same &= z1[row] == 1 && z2[row] == 1;
      }
      for (int r = FREQUENCY; same && r <= DAMPING; r++) {
        int row = first + r * lanes + l;
        z1[row] = target[targetAt + r * lanes + l];
        z2[row] = z1[row];
      }
    }
  }

  /**
   * g, k and the output mix of where the glide is now, into the END rows. With the scalar
   * functions: the vector ones in a row pass the compiler's limit for inlining, and this is no work
   * per sample.
   */
  @RealTime
  private void coefficients(int section, int octet) {
    for (int l = octet; l < octet + Lanes.OCTET; l++) {
      int at = section * ROWS * lanes + l;
      int end = (section * RUN_ROWS + END) * lanes + l;
      double k = LaneMath.exp2(z2[at + DAMPING * lanes]);
      double high = z2[at + HIGH * lanes];
      run[end + G * lanes] = LaneMath.tanPi(LaneMath.exp2(z2[at + FREQUENCY * lanes]));
      run[end + K * lanes] = k;
      run[end + M0 * lanes] = high;
      run[end + M1 * lanes] = (z2[at + BAND * lanes] - high) * k;
      run[end + M2 * lanes] = z2[at + LOW * lanes] - high;
    }
  }

  /** The constants of a section that stands still at its END rows. */
  @RealTime
  private void land(int section, int octet) {
    boolean same = true;
    for (int l = octet; l < octet + Lanes.OCTET; l++) {
      int end = (section * RUN_ROWS + END) * lanes + l;
      double g = run[end + G * lanes];
      double k = run[end + K * lanes];
      double m0 = run[end + M0 * lanes];
      double m1 = run[end + M1 * lanes];
      double m2 = run[end + M2 * lanes];
      double a1 = 1 / (1 + g * (g + k));
      double a2 = g * a1;
      double a3 = g * a2;
      int at = section * FIXED_ROWS * lanes + l;
      fixed[at + P * lanes] = 2 * a1 - 1;
      fixed[at + B1 * lanes] = 2 * a2;
      fixed[at + B2 * lanes] = 2 * a3;
      fixed[at + D * lanes] = m0 + m1 * a2 + m2 * a3;
      fixed[at + E1 * lanes] = m1 * a1 + m2 * a2;
      fixed[at + E2 * lanes] = m2 * (1 - a3) - m1 * a2;
      // A glide that begins here has been here all the time.
      for (int r = 0; r < NUMBERS; r++) {
        int i = (section * RUN_ROWS + r) * lanes + l;
        run[i + BEFORE * lanes] = run[i + END * lanes];
      }
      same &= m0 == 1 && m1 == 0 && m2 == 0;
    }
    if (same) {
      Arrays.fill(s1, section * lanes + octet, section * lanes + octet + Lanes.OCTET, 0);
      Arrays.fill(s2, section * lanes + octet, section * lanes + octet + Lanes.OCTET, 0);
    }
    mode[section * octets + octet / Lanes.OCTET] = same ? IDENTITY : STILL;
  }

  /** What is too small to be heard or no number becomes zero; true when everything is. */
  @RealTime
  private boolean flush(int section, int octet) {
    boolean zero = true;
    for (int i = section * lanes + octet, end = i + Lanes.OCTET; i < end; i += Lanes.WIDTH) {
      zero &= flush(s1, i) & flush(s2, i);
    }
    return zero;
  }

  @RealTime
  static boolean flush(double[] state, int at) {
    DoubleVector s = DoubleVector.fromArray(Lanes.SPECIES, state, at);
    DoubleVector size = s.abs();
    VectorMask<Double> alive =
        size.compare(VectorOperators.GE, SILENT).and(size.compare(VectorOperators.LE, BROKEN));
    DoubleVector.zero(Lanes.SPECIES).blend(s, alive).intoArray(state, at);
    return !alive.anyTrue();
  }

  /** Filters one octet in place, through all sections. */
  @RealTime
  public void process(double[] buf, int frames, int octet) {
    process(buf, frames, octet, 0, sections);
  }

  /**
   * Filters one octet in place.
   *
   * @param frames at most up to the next grid point
   * @param from the first section
   * @param to the section after the last
   */
  @RealTime
  public void process(double[] buf, int frames, int octet, int from, int to) {
    int o = octet / Lanes.OCTET;
    int section = from;
    while (section < to) {
      byte m = mode[section * octets + o];
      if (m == IDENTITY) {
        section++;
        continue;
      }
      idle[o] = false; // until a flush finds its state empty
      if (m >= MOVING) {
        for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
          moving(
              buf,
              frames,
              lanes,
              l,
              run,
              section * RUN_ROWS * lanes + l,
              s1,
              s2,
              section * lanes + l);
        }
        section++;
      } else {
        // Up to three sections that stand still in one pass.
        int second = next(section + 1, to, o);
        int third = second < to ? next(second + 1, to, o) : to;
        int at = section * lanes;
        int nextAt = second * lanes;
        int lastAt = third * lanes;
        if (third < to
            && mode[third * octets + o] == STILL
            && mode[second * octets + o] == STILL
            && !twoAndTwo(third, to, o)) {
          for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
            stillThree(
                buf,
                frames,
                lanes,
                l,
                fixed,
                FIXED_ROWS * at + l,
                FIXED_ROWS * nextAt + l,
                FIXED_ROWS * lastAt + l,
                s1,
                s2,
                at + l,
                nextAt + l,
                lastAt + l);
          }
          section = third + 1;
        } else if (second < to && mode[second * octets + o] == STILL) {
          for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
            stillTwo(
                buf,
                frames,
                lanes,
                l,
                fixed,
                FIXED_ROWS * at + l,
                FIXED_ROWS * nextAt + l,
                s1,
                s2,
                at + l,
                nextAt + l);
          }
          section = second + 1;
        } else {
          for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
            still(buf, frames, lanes, l, fixed, FIXED_ROWS * at + l, s1, s2, at + l);
          }
          section++;
        }
      }
    }
  }

  /** Are there four left, of which two and two go faster than three and one? */
  @RealTime
  private boolean twoAndTwo(int third, int to, int o) {
    int fourth = next(third + 1, to, o);
    return fourth < to && mode[fourth * octets + o] == STILL && next(fourth + 1, to, o) == to;
  }

  /** The next section from here on that is not the identity; {@code to} when there is none. */
  @RealTime
  private int next(int from, int to, int o) {
    int s = from;
    while (s < to && mode[s * octets + o] == IDENTITY) {
      s++;
    }
    return s;
  }

  @RealTime
  private static void still(
      double[] buf,
      int frames,
      int lanes,
      int lane,
      double[] fixed,
      int at,
      double[] s1,
      double[] s2,
      int z) {
    DoubleVector p = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + P * lanes);
    DoubleVector b1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + B1 * lanes);
    DoubleVector b2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + B2 * lanes);
    DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + D * lanes);
    DoubleVector e1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + E1 * lanes);
    DoubleVector e2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + E2 * lanes);
    DoubleVector u = DoubleVector.fromArray(Lanes.SPECIES, s1, z);
    DoubleVector w = DoubleVector.fromArray(Lanes.SPECIES, s2, z);
    for (int f = 0, i = lane; f < frames; f++, i += lanes) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, i);
      DoubleVector v = x.sub(w);
      e2.fma(w, e1.fma(u, d.mul(x))).intoArray(buf, i);
      w = b2.fma(v, b1.fma(u, w));
      u = b1.fma(v, p.mul(u));
    }
    u.intoArray(s1, z);
    w.intoArray(s2, z);
  }

  /** Two sections in one pass: the second works on one frame while the first is at the next. */
  @RealTime
  private static void stillTwo(
      double[] buf,
      int frames,
      int lanes,
      int lane,
      double[] fixed,
      int at,
      int nextAt,
      double[] s1,
      double[] s2,
      int z,
      int nextZ) {
    DoubleVector p = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + P * lanes);
    DoubleVector b1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + B1 * lanes);
    DoubleVector b2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + B2 * lanes);
    DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + D * lanes);
    DoubleVector e1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + E1 * lanes);
    DoubleVector e2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + E2 * lanes);
    DoubleVector nextP = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + P * lanes);
    DoubleVector nextB1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + B1 * lanes);
    DoubleVector nextB2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + B2 * lanes);
    DoubleVector nextD = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + D * lanes);
    DoubleVector nextE1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + E1 * lanes);
    DoubleVector nextE2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + E2 * lanes);
    DoubleVector u = DoubleVector.fromArray(Lanes.SPECIES, s1, z);
    DoubleVector w = DoubleVector.fromArray(Lanes.SPECIES, s2, z);
    DoubleVector nextU = DoubleVector.fromArray(Lanes.SPECIES, s1, nextZ);
    DoubleVector nextW = DoubleVector.fromArray(Lanes.SPECIES, s2, nextZ);
    for (int f = 0, i = lane; f < frames; f++, i += lanes) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, i);
      DoubleVector v = x.sub(w);
      x = e2.fma(w, e1.fma(u, d.mul(x)));
      w = b2.fma(v, b1.fma(u, w));
      u = b1.fma(v, p.mul(u));
      v = x.sub(nextW);
      nextE2.fma(nextW, nextE1.fma(nextU, nextD.mul(x))).intoArray(buf, i);
      nextW = nextB2.fma(v, nextB1.fma(nextU, nextW));
      nextU = nextB1.fma(v, nextP.mul(nextU));
    }
    u.intoArray(s1, z);
    w.intoArray(s2, z);
    nextU.intoArray(s1, nextZ);
    nextW.intoArray(s2, nextZ);
  }

  @RealTime
  private static void stillThree(
      double[] buf,
      int frames,
      int lanes,
      int lane,
      double[] fixed,
      int at,
      int nextAt,
      int lastAt,
      double[] s1,
      double[] s2,
      int z,
      int nextZ,
      int lastZ) {
    DoubleVector p = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + P * lanes);
    DoubleVector b1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + B1 * lanes);
    DoubleVector b2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + B2 * lanes);
    DoubleVector d = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + D * lanes);
    DoubleVector e1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + E1 * lanes);
    DoubleVector e2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, at + E2 * lanes);
    DoubleVector nextP = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + P * lanes);
    DoubleVector nextB1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + B1 * lanes);
    DoubleVector nextB2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + B2 * lanes);
    DoubleVector nextD = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + D * lanes);
    DoubleVector nextE1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + E1 * lanes);
    DoubleVector nextE2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, nextAt + E2 * lanes);
    DoubleVector lastP = DoubleVector.fromArray(Lanes.SPECIES, fixed, lastAt + P * lanes);
    DoubleVector lastB1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, lastAt + B1 * lanes);
    DoubleVector lastB2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, lastAt + B2 * lanes);
    DoubleVector lastD = DoubleVector.fromArray(Lanes.SPECIES, fixed, lastAt + D * lanes);
    DoubleVector lastE1 = DoubleVector.fromArray(Lanes.SPECIES, fixed, lastAt + E1 * lanes);
    DoubleVector lastE2 = DoubleVector.fromArray(Lanes.SPECIES, fixed, lastAt + E2 * lanes);
    DoubleVector u = DoubleVector.fromArray(Lanes.SPECIES, s1, z);
    DoubleVector w = DoubleVector.fromArray(Lanes.SPECIES, s2, z);
    DoubleVector nextU = DoubleVector.fromArray(Lanes.SPECIES, s1, nextZ);
    DoubleVector nextW = DoubleVector.fromArray(Lanes.SPECIES, s2, nextZ);
    DoubleVector lastU = DoubleVector.fromArray(Lanes.SPECIES, s1, lastZ);
    DoubleVector lastW = DoubleVector.fromArray(Lanes.SPECIES, s2, lastZ);
    for (int f = 0, i = lane; f < frames; f++, i += lanes) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, i);
      DoubleVector v = x.sub(w);
      x = e2.fma(w, e1.fma(u, d.mul(x)));
      w = b2.fma(v, b1.fma(u, w));
      u = b1.fma(v, p.mul(u));
      v = x.sub(nextW);
      x = nextE2.fma(nextW, nextE1.fma(nextU, nextD.mul(x)));
      nextW = nextB2.fma(v, nextB1.fma(nextU, nextW));
      nextU = nextB1.fma(v, nextP.mul(nextU));
      v = x.sub(lastW);
      lastE2.fma(lastW, lastE1.fma(lastU, lastD.mul(x))).intoArray(buf, i);
      lastW = lastB2.fma(v, lastB1.fma(lastU, lastW));
      lastU = lastB1.fma(v, lastP.mul(lastU));
    }
    u.intoArray(s1, z);
    w.intoArray(s2, z);
    nextU.intoArray(s1, nextZ);
    nextW.intoArray(s2, nextZ);
    lastU.intoArray(s1, lastZ);
    lastW.intoArray(s2, lastZ);
  }

  @RealTime
  private static void moving(
      double[] buf,
      int frames,
      int lanes,
      int lane,
      double[] run,
      int at,
      double[] s1,
      double[] s2,
      int z) {
    DoubleVector one = DoubleVector.broadcast(Lanes.SPECIES, 1.0);
    DoubleVector g = DoubleVector.fromArray(Lanes.SPECIES, run, at + G * lanes);
    DoubleVector k = DoubleVector.fromArray(Lanes.SPECIES, run, at + K * lanes);
    DoubleVector m0 = DoubleVector.fromArray(Lanes.SPECIES, run, at + M0 * lanes);
    DoubleVector m1 = DoubleVector.fromArray(Lanes.SPECIES, run, at + M1 * lanes);
    DoubleVector m2 = DoubleVector.fromArray(Lanes.SPECIES, run, at + M2 * lanes);
    int step = at + STEP * lanes;
    DoubleVector dg = DoubleVector.fromArray(Lanes.SPECIES, run, step + G * lanes);
    DoubleVector dk = DoubleVector.fromArray(Lanes.SPECIES, run, step + K * lanes);
    DoubleVector dm0 = DoubleVector.fromArray(Lanes.SPECIES, run, step + M0 * lanes);
    DoubleVector dm1 = DoubleVector.fromArray(Lanes.SPECIES, run, step + M1 * lanes);
    DoubleVector dm2 = DoubleVector.fromArray(Lanes.SPECIES, run, step + M2 * lanes);
    int bend = at + BEND * lanes;
    DoubleVector bg = DoubleVector.fromArray(Lanes.SPECIES, run, bend + G * lanes);
    DoubleVector bk = DoubleVector.fromArray(Lanes.SPECIES, run, bend + K * lanes);
    DoubleVector bm0 = DoubleVector.fromArray(Lanes.SPECIES, run, bend + M0 * lanes);
    DoubleVector bm1 = DoubleVector.fromArray(Lanes.SPECIES, run, bend + M1 * lanes);
    DoubleVector bm2 = DoubleVector.fromArray(Lanes.SPECIES, run, bend + M2 * lanes);
    DoubleVector u = DoubleVector.fromArray(Lanes.SPECIES, s1, z);
    DoubleVector w = DoubleVector.fromArray(Lanes.SPECIES, s2, z);
    for (int f = 0, i = lane; f < frames; f++, i += lanes) {
      dg = dg.add(bg);
      g = g.add(dg);
      dk = dk.add(bk);
      k = k.add(dk);
      dm0 = dm0.add(bm0);
      m0 = m0.add(dm0);
      dm1 = dm1.add(bm1);
      m1 = m1.add(dm1);
      dm2 = dm2.add(bm2);
      m2 = m2.add(dm2);
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, i);
      DoubleVector a = one.div(g.add(k).fma(g, one));
      DoubleVector v1 = x.sub(w).fma(g, u).mul(a);
      DoubleVector v2 = v1.fma(g, w);
      v2.fma(m2, v1.fma(m1, m0.mul(x))).intoArray(buf, i);
      u = v1.add(v1).sub(u);
      w = v2.add(v2).sub(w);
    }
    g.intoArray(run, at + G * lanes);
    dg.intoArray(run, step + G * lanes);
    k.intoArray(run, at + K * lanes);
    dk.intoArray(run, step + K * lanes);
    m0.intoArray(run, at + M0 * lanes);
    dm0.intoArray(run, step + M0 * lanes);
    m1.intoArray(run, at + M1 * lanes);
    dm1.intoArray(run, step + M1 * lanes);
    m2.intoArray(run, at + M2 * lanes);
    dm2.intoArray(run, step + M2 * lanes);
    u.intoArray(s1, z);
    w.intoArray(s2, z);
  }
}
