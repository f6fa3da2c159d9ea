package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * log2, exp2 and tan in lanes, each with a scalar twin that gives the same bits.
 *
 * <p>log2(x) = e + t · P(t) with x = 2^e · (1 + t), 1 + t in √½ .. √2; exp2(x) = 2^n · (1 + f ·
 * Q(f)) with n = x rounded, f = x − n; tan(πf) = sin(πf) / cos(πf), above an eighth of a turn as
 * cos(πr) / sin(πr) with r = ½ − f. P, Q and the two sides of the tangent are polynomials fitted to
 * the smallest relative error over their interval (Lawson's iteration).
 *
 * <p>Only + − × ÷, fma, compare, blend and bit operations: the Vector API's own LOG, EXP and TAN
 * differ in the last bit between interpreter and compiler. Errors: log2 below 3e−9 (1e−8 dB of a
 * power), exp2 below 6e−9 of its value (5e−8 dB), tan below 2e−13 of its value; a term more in the
 * first two would cost the compressor two percent of its speed for digits that nobody can hear.
 */
@RealTime
public final class LaneMath {
  private LaneMath() {}

  private static final long MANTISSA = 0x000F_FFFF_FFFF_FFFFL;
  private static final long ROOT_HALF = 0x3FE6_A09E_667F_3BCDL;
  private static final long ONE = 0x3FF0_0000_0000_0000L;

  /** Added to a small natural number's bits it makes the double 2^52 + n. */
  private static final long TWO_52_BITS = 0x4330_0000_0000_0000L;

  private static final double TWO_52_AND_BIAS = 0x1p52 + 1023;

  /** Adding it rounds to a whole number that stands in the low bits. */
  private static final double ROUNDER = 0x1.8p52;

  private static final double L0 = 1.44269504082989;
  private static final double L1 = -0.7213473515005749;
  private static final double L2 = 0.4808982410729625;
  private static final double L3 = -0.36069664942015117;
  private static final double L4 = 0.288567407584823;
  private static final double L5 = -0.23961740269377;
  private static final double L6 = 0.2046006333143531;
  private static final double L7 = -0.19106277483146625;
  private static final double L8 = 0.18617488775225954;
  private static final double L9 = -0.10994941600734828;

  private static final double E0 = 0.6931471880289538;
  private static final double E1 = 0.2402265108420365;
  private static final double E2 = 0.05550357105498191;
  private static final double E3 = 0.009618030772466266;
  private static final double E4 = 0.0013390866853299863;
  private static final double E5 = 0.00015469734586013713;

  private static final double S0 = 3.1415926535897913;
  private static final double S1 = -5.167712780042474;
  private static final double S2 = 2.5501640381506974;
  private static final double S3 = -0.5992643906665762;
  private static final double S4 = 0.0821409854106605;
  private static final double S5 = -0.007291965186596917;

  private static final double C0 = 0.9999999999999349;
  private static final double C1 = -4.934802200472869;
  private static final double C2 = 4.058712113479432;
  private static final double C3 = -1.3352619087282847;
  private static final double C4 = 0.2353046170737798;
  private static final double C5 = -0.025442376034334302;

  // The same in every lane, with the sign turned over. A loop takes neg() of them into locals
  // before
  // it begins and hands them to the function: the result of an operation stays in a register, while
  // a field is read again every frame, and a broadcast costs the compiler more of the nodes after
  // which it gives up inlining.
  static final DoubleVector L0_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L0);
  static final DoubleVector L1_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L1);
  static final DoubleVector L2_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L2);
  static final DoubleVector L3_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L3);
  static final DoubleVector L4_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L4);
  static final DoubleVector L5_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L5);
  static final DoubleVector L6_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L6);
  static final DoubleVector L7_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L7);
  static final DoubleVector L8_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L8);
  static final DoubleVector L9_LANES = DoubleVector.broadcast(Lanes.SPECIES, -L9);
  static final DoubleVector E0_LANES = DoubleVector.broadcast(Lanes.SPECIES, -E0);
  static final DoubleVector E1_LANES = DoubleVector.broadcast(Lanes.SPECIES, -E1);
  static final DoubleVector E2_LANES = DoubleVector.broadcast(Lanes.SPECIES, -E2);
  static final DoubleVector E3_LANES = DoubleVector.broadcast(Lanes.SPECIES, -E3);
  static final DoubleVector E4_LANES = DoubleVector.broadcast(Lanes.SPECIES, -E4);
  static final DoubleVector E5_LANES = DoubleVector.broadcast(Lanes.SPECIES, -E5);
  static final DoubleVector ONE_LANES = DoubleVector.broadcast(Lanes.SPECIES, -1.0);
  static final DoubleVector ROUNDER_LANES = DoubleVector.broadcast(Lanes.SPECIES, -ROUNDER);

  private static DoubleVector of(double c) {
    return DoubleVector.broadcast(Lanes.SPECIES, c);
  }

  /**
   * Vector.max looks after NaN and signed zeros at five times the price; a NaN in a goes through.
   */
  static DoubleVector larger(DoubleVector a, DoubleVector b) {
    return a.blend(b, a.compare(VectorOperators.LT, b));
  }

  /** The smaller of each pair; a NaN in a goes through. */
  static DoubleVector smaller(DoubleVector a, DoubleVector b) {
    return a.blend(b, b.compare(VectorOperators.LT, a));
  }

  /**
   * The larger of each pair of numbers of which one at least is not below zero, by their bits: half
   * the latency of a compare and a blend, which counts where the result is waited for by the next
   * frame.
   */
  static DoubleVector largerPositive(DoubleVector a, DoubleVector b) {
    return a.reinterpretAsLongs().max(b.reinterpretAsLongs()).reinterpretAsDoubles();
  }

  /** The smaller of each pair of numbers not below zero. */
  static DoubleVector smallerPositive(DoubleVector a, DoubleVector b) {
    return a.reinterpretAsLongs().min(b.reinterpretAsLongs()).reinterpretAsDoubles();
  }

  /** For normal numbers above 0; 1 gives exactly 0. */
  public static DoubleVector log2(DoubleVector x) {
    return log2(
        x,
        L9_LANES.neg(),
        L8_LANES.neg(),
        L7_LANES.neg(),
        L6_LANES.neg(),
        L5_LANES.neg(),
        L4_LANES.neg(),
        L3_LANES.neg(),
        L2_LANES.neg(),
        L1_LANES.neg(),
        L0_LANES.neg());
  }

  static DoubleVector log2(
      DoubleVector x,
      DoubleVector l9,
      DoubleVector l8,
      DoubleVector l7,
      DoubleVector l6,
      DoubleVector l5,
      DoubleVector l4,
      DoubleVector l3,
      DoubleVector l2,
      DoubleVector l1,
      DoubleVector l0) {
    LongVector shifted = x.reinterpretAsLongs().add(ONE - ROOT_HALF);
    DoubleVector e =
        shifted
            .lanewise(VectorOperators.LSHR, 52)
            .lanewise(VectorOperators.OR, TWO_52_BITS)
            .reinterpretAsDoubles()
            .sub(TWO_52_AND_BIAS);
    DoubleVector t =
        shifted
            .lanewise(VectorOperators.AND, MANTISSA)
            .add(ROOT_HALF)
            .reinterpretAsDoubles()
            .sub(1.0);
    DoubleVector p = l9.fma(t, l8);
    p = p.fma(t, l7);
    p = p.fma(t, l6);
    p = p.fma(t, l5);
    p = p.fma(t, l4);
    p = p.fma(t, l3);
    p = p.fma(t, l2);
    p = p.fma(t, l1);
    p = p.fma(t, l0);
    return p.fma(t, e);
  }

  public static double log2(double x) {
    long shifted = Double.doubleToRawLongBits(x) + (ONE - ROOT_HALF);
    double e = Double.longBitsToDouble((shifted >>> 52) | TWO_52_BITS) - TWO_52_AND_BIAS;
    double t = Double.longBitsToDouble((shifted & MANTISSA) + ROOT_HALF) - 1.0;
    double p = Math.fma(L9, t, L8);
    p = Math.fma(p, t, L7);
    p = Math.fma(p, t, L6);
    p = Math.fma(p, t, L5);
    p = Math.fma(p, t, L4);
    p = Math.fma(p, t, L3);
    p = Math.fma(p, t, L2);
    p = Math.fma(p, t, L1);
    p = Math.fma(p, t, L0);
    return Math.fma(p, t, e);
  }

  /** For −1000 to 1000; 0 gives exactly 1. */
  public static DoubleVector exp2(DoubleVector x) {
    return exp2(
        x,
        ROUNDER_LANES.neg(),
        E5_LANES.neg(),
        E4_LANES.neg(),
        E3_LANES.neg(),
        E2_LANES.neg(),
        E1_LANES.neg(),
        E0_LANES.neg(),
        ONE_LANES.neg());
  }

  static DoubleVector exp2(
      DoubleVector x,
      DoubleVector rounder,
      DoubleVector e5,
      DoubleVector e4,
      DoubleVector e3,
      DoubleVector e2,
      DoubleVector e1,
      DoubleVector e0,
      DoubleVector one) {
    DoubleVector rounded = x.add(rounder);
    DoubleVector f = x.sub(rounded.sub(rounder));
    DoubleVector q = e5.fma(f, e4);
    q = q.fma(f, e3);
    q = q.fma(f, e2);
    q = q.fma(f, e1);
    q = q.fma(f, e0);
    q = q.fma(f, one);
    return q.reinterpretAsLongs()
        .add(rounded.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52))
        .reinterpretAsDoubles();
  }

  public static double exp2(double x) {
    double rounded = x + ROUNDER;
    double f = x - (rounded - ROUNDER);
    double q = Math.fma(E5, f, E4);
    q = Math.fma(q, f, E3);
    q = Math.fma(q, f, E2);
    q = Math.fma(q, f, E1);
    q = Math.fma(q, f, E0);
    q = Math.fma(q, f, 1.0);
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(q) + (Double.doubleToRawLongBits(rounded) << 52));
  }

  /** tan(π · turns) for 0 &lt; turns &lt; ½: what a trapezoidal filter wants, turns = f / rate. */
  public static DoubleVector tanPi(DoubleVector turns) {
    VectorMask<Double> steep = turns.compare(VectorOperators.GT, 0.25);
    DoubleVector r = turns.blend(of(0.5).sub(turns), steep);
    DoubleVector z = r.mul(r);
    DoubleVector s = of(S5).fma(z, of(S4));
    s = s.fma(z, of(S3));
    s = s.fma(z, of(S2));
    s = s.fma(z, of(S1));
    s = s.fma(z, of(S0)).mul(r);
    DoubleVector c = of(C5).fma(z, of(C4));
    c = c.fma(z, of(C3));
    c = c.fma(z, of(C2));
    c = c.fma(z, of(C1));
    c = c.fma(z, of(C0));
    return s.blend(c, steep).div(c.blend(s, steep));
  }

  public static double tanPi(double turns) {
    boolean steep = turns > 0.25;
    double r = steep ? 0.5 - turns : turns;
    double z = r * r;
    double s = Math.fma(S5, z, S4);
    s = Math.fma(s, z, S3);
    s = Math.fma(s, z, S2);
    s = Math.fma(s, z, S1);
    s = Math.fma(s, z, S0) * r;
    double c = Math.fma(C5, z, C4);
    c = Math.fma(c, z, C3);
    c = Math.fma(c, z, C2);
    c = Math.fma(c, z, C1);
    c = Math.fma(c, z, C0);
    return steep ? c / s : s / c;
  }

  /** sin(2π · turns) for turns up to a million either way; 0 and halves give exactly 0. */
  public static double sinTurns(double turns) {
    double quarters = turns * 4;
    double whole = quarters + ROUNDER - ROUNDER;
    double r = (quarters - whole) / 2; // within a quarter of π either way
    double z = r * r;
    int quarter = (int) whole & 3;
    double y;
    if ((quarter & 1) == 0) {
      double s = Math.fma(S5, z, S4);
      s = Math.fma(s, z, S3);
      s = Math.fma(s, z, S2);
      s = Math.fma(s, z, S1);
      y = Math.fma(s, z, S0) * r;
    } else {
      double c = Math.fma(C5, z, C4);
      c = Math.fma(c, z, C3);
      c = Math.fma(c, z, C2);
      c = Math.fma(c, z, C1);
      y = Math.fma(c, z, C0);
    }
    return quarter >= 2 ? -y : y;
  }
}
