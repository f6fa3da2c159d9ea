package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;

/**
 * The end of a strip in one pass, for octets whose gains all stand still: y = x · (on · fader),
 * peak = max |y|, square += y², left += y · gL, right += y · gR.
 *
 * <p>What {@link Smoothing}, {@link LaneMeter} and {@link PanSum} do one after another, with the
 * buffer read once instead of five times. Whether an octet takes this way is decided at grid
 * points, and each partial sum adds its octets in the same order, so the bits depend neither on
 * blocks nor on the width of the vectors.
 */
@RealTime
public final class StripSum {
  private StripSum() {}

  /**
   * One octet; the buffer keeps y.
   *
   * @param target the gains, linear; {@code on}, {@code fader}, {@code panLeft}, {@code panRight}
   *     say where their rows begin
   * @param left eight partial sums a frame, for {@link PanSum#fold}
   */
  public static void addKeeping(
      double[] buf,
      int lanes,
      int frames,
      int octet,
      double[] target,
      int on,
      int fader,
      int panLeft,
      int panRight,
      double[] peak,
      double[] square,
      double[] left,
      double[] right) {
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int lane = octet + l;
      DoubleVector gain =
          DoubleVector.fromArray(Lanes.SPECIES, target, on + lane)
              .mul(DoubleVector.fromArray(Lanes.SPECIES, target, fader + lane));
      DoubleVector toLeft = DoubleVector.fromArray(Lanes.SPECIES, target, panLeft + lane);
      DoubleVector toRight = DoubleVector.fromArray(Lanes.SPECIES, target, panRight + lane);
      DoubleVector p = DoubleVector.fromArray(Lanes.SPECIES, peak, lane);
      DoubleVector s = DoubleVector.fromArray(Lanes.SPECIES, square, lane);
      for (int f = 0, i = lane, j = l; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector y = DoubleVector.fromArray(Lanes.SPECIES, buf, i).mul(gain);
        y.intoArray(buf, i);
        p = LaneMath.largerPositive(p, y.abs());
        s = y.fma(y, s);
        y.mul(toLeft).add(DoubleVector.fromArray(Lanes.SPECIES, left, j)).intoArray(left, j);
        y.mul(toRight).add(DoubleVector.fromArray(Lanes.SPECIES, right, j)).intoArray(right, j);
      }
      p.intoArray(peak, lane);
      s.intoArray(square, lane);
    }
  }

  /** Two octets, of which nobody wants y: the partial sums are read and written once for both. */
  public static void addPair(
      double[] buf,
      int lanes,
      int frames,
      int octet,
      int other,
      double[] target,
      int on,
      int fader,
      int panLeft,
      int panRight,
      double[] peak,
      double[] square,
      double[] left,
      double[] right) {
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int a = octet + l;
      int b = other + l;
      DoubleVector gainA =
          DoubleVector.fromArray(Lanes.SPECIES, target, on + a)
              .mul(DoubleVector.fromArray(Lanes.SPECIES, target, fader + a));
      DoubleVector gainB =
          DoubleVector.fromArray(Lanes.SPECIES, target, on + b)
              .mul(DoubleVector.fromArray(Lanes.SPECIES, target, fader + b));
      DoubleVector leftA = DoubleVector.fromArray(Lanes.SPECIES, target, panLeft + a);
      DoubleVector leftB = DoubleVector.fromArray(Lanes.SPECIES, target, panLeft + b);
      DoubleVector rightA = DoubleVector.fromArray(Lanes.SPECIES, target, panRight + a);
      DoubleVector rightB = DoubleVector.fromArray(Lanes.SPECIES, target, panRight + b);
      DoubleVector peakA = DoubleVector.fromArray(Lanes.SPECIES, peak, a);
      DoubleVector peakB = DoubleVector.fromArray(Lanes.SPECIES, peak, b);
      DoubleVector squareA = DoubleVector.fromArray(Lanes.SPECIES, square, a);
      DoubleVector squareB = DoubleVector.fromArray(Lanes.SPECIES, square, b);
      int apart = other - octet;
      for (int f = 0, i = a, j = l; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector y = DoubleVector.fromArray(Lanes.SPECIES, buf, i).mul(gainA);
        DoubleVector z = DoubleVector.fromArray(Lanes.SPECIES, buf, i + apart).mul(gainB);
        peakA = LaneMath.largerPositive(peakA, y.abs());
        peakB = LaneMath.largerPositive(peakB, z.abs());
        squareA = y.fma(y, squareA);
        squareB = z.fma(z, squareB);
        y.mul(leftA)
            .add(DoubleVector.fromArray(Lanes.SPECIES, left, j))
            .add(z.mul(leftB))
            .intoArray(left, j);
        y.mul(rightA)
            .add(DoubleVector.fromArray(Lanes.SPECIES, right, j))
            .add(z.mul(rightB))
            .intoArray(right, j);
      }
      peakA.intoArray(peak, a);
      peakB.intoArray(peak, b);
      squareA.intoArray(square, a);
      squareB.intoArray(square, b);
    }
  }
}
