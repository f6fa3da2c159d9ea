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

  // The same in every lane: a broadcast inside a function costs the compiler more nodes than a
  // constant, and it gives up inlining after so many.
  private static final DoubleVector VL0 = DoubleVector.broadcast(Lanes.SPECIES, L0);
  private static final DoubleVector VL1 = DoubleVector.broadcast(Lanes.SPECIES, L1);
  private static final DoubleVector VL2 = DoubleVector.broadcast(Lanes.SPECIES, L2);
  private static final DoubleVector VL3 = DoubleVector.broadcast(Lanes.SPECIES, L3);
  private static final DoubleVector VL4 = DoubleVector.broadcast(Lanes.SPECIES, L4);
  private static final DoubleVector VL5 = DoubleVector.broadcast(Lanes.SPECIES, L5);
  private static final DoubleVector VL6 = DoubleVector.broadcast(Lanes.SPECIES, L6);
  private static final DoubleVector VL7 = DoubleVector.broadcast(Lanes.SPECIES, L7);
  private static final DoubleVector VL8 = DoubleVector.broadcast(Lanes.SPECIES, L8);
  private static final DoubleVector VL9 = DoubleVector.broadcast(Lanes.SPECIES, L9);
  private static final DoubleVector VE0 = DoubleVector.broadcast(Lanes.SPECIES, E0);
  private static final DoubleVector VE1 = DoubleVector.broadcast(Lanes.SPECIES, E1);
  private static final DoubleVector VE2 = DoubleVector.broadcast(Lanes.SPECIES, E2);
  private static final DoubleVector VE3 = DoubleVector.broadcast(Lanes.SPECIES, E3);
  private static final DoubleVector VE4 = DoubleVector.broadcast(Lanes.SPECIES, E4);
  private static final DoubleVector VE5 = DoubleVector.broadcast(Lanes.SPECIES, E5);
  private static final DoubleVector VS0 = DoubleVector.broadcast(Lanes.SPECIES, S0);
  private static final DoubleVector VS1 = DoubleVector.broadcast(Lanes.SPECIES, S1);
  private static final DoubleVector VS2 = DoubleVector.broadcast(Lanes.SPECIES, S2);
  private static final DoubleVector VS3 = DoubleVector.broadcast(Lanes.SPECIES, S3);
  private static final DoubleVector VS4 = DoubleVector.broadcast(Lanes.SPECIES, S4);
  private static final DoubleVector VS5 = DoubleVector.broadcast(Lanes.SPECIES, S5);
  private static final DoubleVector VC0 = DoubleVector.broadcast(Lanes.SPECIES, C0);
  private static final DoubleVector VC1 = DoubleVector.broadcast(Lanes.SPECIES, C1);
  private static final DoubleVector VC2 = DoubleVector.broadcast(Lanes.SPECIES, C2);
  private static final DoubleVector VC3 = DoubleVector.broadcast(Lanes.SPECIES, C3);
  private static final DoubleVector VC4 = DoubleVector.broadcast(Lanes.SPECIES, C4);
  private static final DoubleVector VC5 = DoubleVector.broadcast(Lanes.SPECIES, C5);
  private static final DoubleVector ONE_LANES = DoubleVector.broadcast(Lanes.SPECIES, 1.0);
  private static final DoubleVector HALF_LANES = DoubleVector.broadcast(Lanes.SPECIES, 0.5);

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
   * The larger of each pair of numbers not below zero, by their bits: half the latency of a compare
   * and a blend, which counts where the result is waited for by the next frame.
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
    LongVector shifted = x.reinterpretAsLongs().add(ONE - ROOT_HALF);
    LongVector exponent = shifted.lanewise(VectorOperators.LSHR, 52);
    DoubleVector e =
        exponent
            .lanewise(VectorOperators.OR, TWO_52_BITS)
            .reinterpretAsDoubles()
            .sub(TWO_52_AND_BIAS);
    DoubleVector t =
        shifted
            .lanewise(VectorOperators.AND, MANTISSA)
            .add(ROOT_HALF)
            .reinterpretAsDoubles()
            .sub(1.0);
    DoubleVector p = VL9.fma(t, VL8);
    p = p.fma(t, VL7);
    p = p.fma(t, VL6);
    p = p.fma(t, VL5);
    p = p.fma(t, VL4);
    p = p.fma(t, VL3);
    p = p.fma(t, VL2);
    p = p.fma(t, VL1);
    p = p.fma(t, VL0);
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
    DoubleVector rounded = x.add(ROUNDER);
    DoubleVector f = x.sub(rounded.sub(ROUNDER));
    DoubleVector q = VE5.fma(f, VE4);
    q = q.fma(f, VE3);
    q = q.fma(f, VE2);
    q = q.fma(f, VE1);
    q = q.fma(f, VE0);
    q = q.fma(f, ONE_LANES);
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
    DoubleVector r = turns.blend(HALF_LANES.sub(turns), steep);
    DoubleVector z = r.mul(r);
    DoubleVector s = VS5.fma(z, VS4);
    s = s.fma(z, VS3);
    s = s.fma(z, VS2);
    s = s.fma(z, VS1);
    s = s.fma(z, VS0).mul(r);
    DoubleVector c = VC5.fma(z, VC4);
    c = c.fma(z, VC3);
    c = c.fma(z, VC2);
    c = c.fma(z, VC1);
    c = c.fma(z, VC0);
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
}
