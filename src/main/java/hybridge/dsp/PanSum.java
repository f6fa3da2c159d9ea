package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;

/**
 * The stereo sum: left(f) = Σ x(f, lane) · gL(lane), right likewise, with smoothed gains.
 *
 * <p>The order of the sum is fixed: each of eight positions adds its lanes in ascending octets,
 * then (i, i+4), (i, i+2), (i, i+1) are added. So the same bits come out of 128-, 256- and 512-bit
 * vectors. Products are rounded before they are added (no fused multiply-add): so a strip and its
 * inverse cancel to zero exactly, wherever they lie.
 */
@RealTime
public final class PanSum {
  private PanSum() {}

  /**
   * Adds one octet to the eight partial sums of each side; {@code partial} is frame-major, eight a
   * frame.
   */
  public static void add(
      double[] buf,
      int lanes,
      int frames,
      int octet,
      double[] target,
      double[] z1,
      double[] z2,
      int at,
      double k,
      boolean still,
      double[] partial) {
    for (int l = 0; l < Lanes.OCTET; l += Lanes.WIDTH) {
      int row = at + octet + l;
      if (still) {
        addStill(
            buf,
            lanes,
            frames,
            octet + l,
            DoubleVector.fromArray(Lanes.SPECIES, target, row),
            partial,
            l);
      } else {
        addGliding(buf, lanes, frames, octet + l, target, z1, z2, row, k, partial, l);
      }
    }
  }

  private static void addStill(
      double[] buf,
      int lanes,
      int frames,
      int lane,
      DoubleVector gain,
      double[] partial,
      int position) {
    for (int f = 0, o = lane, p = position; f < frames; f++, o += lanes, p += Lanes.OCTET) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, o);
      x.mul(gain).add(DoubleVector.fromArray(Lanes.SPECIES, partial, p)).intoArray(partial, p);
    }
  }

  private static void addGliding(
      double[] buf,
      int lanes,
      int frames,
      int lane,
      double[] target,
      double[] z1,
      double[] z2,
      int row,
      double k,
      double[] partial,
      int position) {
    DoubleVector t = DoubleVector.fromArray(Lanes.SPECIES, target, row);
    DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, z1, row);
    DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, z2, row);
    for (int f = 0, o = lane, p = position; f < frames; f++, o += lanes, p += Lanes.OCTET) {
      a = t.sub(a).mul(k).add(a);
      b = a.sub(b).mul(k).add(b);
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, buf, o);
      x.mul(b).add(DoubleVector.fromArray(Lanes.SPECIES, partial, p)).intoArray(partial, p);
    }
    a.intoArray(z1, row);
    b.intoArray(z2, row);
  }

  /** Folds the eight partial sums of each frame into one. */
  public static void fold(double[] partial, int frames, double[] sum) {
    for (int f = 0, p = 0; f < frames; f++, p += Lanes.OCTET) {
      double a = partial[p] + partial[p + 4];
      double b = partial[p + 1] + partial[p + 5];
      double c = partial[p + 2] + partial[p + 6];
      double d = partial[p + 3] + partial[p + 7];
      sum[f] = (a + c) + (b + d);
    }
  }

  /** Folds likewise and adds the sums to one lane of a frame-major buffer. */
  public static void foldInto(double[] partial, int frames, double[] buf, int lane, int lanes) {
    for (int f = 0, p = 0, o = lane; f < frames; f++, p += Lanes.OCTET, o += lanes) {
      double a = partial[p] + partial[p + 4];
      double b = partial[p + 1] + partial[p + 5];
      double c = partial[p + 2] + partial[p + 6];
      double d = partial[p + 3] + partial[p + 7];
      buf[o] += (a + c) + (b + d);
    }
  }
}
