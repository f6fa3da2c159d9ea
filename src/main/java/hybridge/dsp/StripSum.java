package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;

/**
 * The end of a strip in one pass, for an octet whose gains all stand still: y = (x · on) · fader,
 * peak = max |y|, square += y², left += y · gL, right += y · gR.
 *
 * <p>The same operations in the same order as {@link Smoothing}, {@link LaneMeter} and {@link
 * PanSum} one after another, so the same bits; only the buffer is read once instead of five times.
 */
@RealTime
public final class StripSum {
  private StripSum() {}

  /**
   * @param target the gains, linear; {@code on}, {@code fader}, {@code panLeft}, {@code panRight}
   *     say where their rows begin
   * @param left eight partial sums a frame, for {@link PanSum#fold}
   */
  public static void add(
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
      DoubleVector open = DoubleVector.fromArray(Lanes.SPECIES, target, on + lane);
      DoubleVector gain = DoubleVector.fromArray(Lanes.SPECIES, target, fader + lane);
      DoubleVector toLeft = DoubleVector.fromArray(Lanes.SPECIES, target, panLeft + lane);
      DoubleVector toRight = DoubleVector.fromArray(Lanes.SPECIES, target, panRight + lane);
      DoubleVector p = DoubleVector.fromArray(Lanes.SPECIES, peak, lane);
      DoubleVector s = DoubleVector.fromArray(Lanes.SPECIES, square, lane);
      for (int f = 0, i = lane, j = l; f < frames; f++, i += lanes, j += Lanes.OCTET) {
        DoubleVector y = DoubleVector.fromArray(Lanes.SPECIES, buf, i).mul(open).mul(gain);
        y.intoArray(buf, i);
        p = LaneMath.largerPositive(p, y.abs());
        s = y.fma(y, s);
        y.fma(toLeft, DoubleVector.fromArray(Lanes.SPECIES, left, j)).intoArray(left, j);
        y.fma(toRight, DoubleVector.fromArray(Lanes.SPECIES, right, j)).intoArray(right, j);
      }
      p.intoArray(peak, lane);
      s.intoArray(square, lane);
    }
  }
}
