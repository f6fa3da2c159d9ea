package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;

/** Peak and mean square per lane: peak = max |x|, sum += x². */
@RealTime
public final class LaneMeter {
  private LaneMeter() {}

  /** Adds the frames of one octet to its running peak and sum of squares. */
  public static void add(
      double[] buf, int lanes, int frames, int octet, double[] peak, double[] square) {
    for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
      DoubleVector p = DoubleVector.fromArray(Lanes.SPECIES, peak, l);
      DoubleVector s = DoubleVector.fromArray(Lanes.SPECIES, square, l);
      for (int f = 0, o = l; f < frames; f++, o += lanes) {
        DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, o);
        p = LaneMath.largerPositive(p, x.abs());
        s = x.fma(x, s);
      }
      p.intoArray(peak, l);
      s.intoArray(square, l);
    }
  }
}
