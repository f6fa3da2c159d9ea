package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The door of the mix: planar floats become frame-major doubles, buf(f, lane) = in(channel(lane),
 * at + f), and what is no number becomes silence.
 *
 * <p>Eight channels are written side by side, a whole octet of a frame at a time; the check for NaN
 * and infinity is one fused multiply-add a frame afterwards (0 · x is 0 for every number), and only
 * an octet that fails it is looked through sample by sample.
 */
@RealTime
public final class LaneInput {
  private LaneInput() {}

  /**
   * Reads one octet.
   *
   * @param channel the channel of each lane; −1 or one that is not there reads silence
   * @return how many samples were no numbers
   */
  public static int read(
      float[][] in, int at, int frames, int[] channel, int octet, double[] buf, int lanes) {
    boolean all = true;
    for (int l = octet; l < octet + Lanes.OCTET; l++) {
      all &= channel[l] >= 0 && channel[l] < in.length;
    }
    if (all && Lanes.WIDTH == Lanes.OCTET) {
      int whole = frames & -Lanes.OCTET;
      for (int f = 0; f < whole; f += Lanes.OCTET) {
        LaneTurn.turn(
            in[channel[octet]],
            in[channel[octet + 1]],
            in[channel[octet + 2]],
            in[channel[octet + 3]],
            in[channel[octet + 4]],
            in[channel[octet + 5]],
            in[channel[octet + 6]],
            in[channel[octet + 7]],
            at + f,
            buf,
            f * lanes + octet,
            lanes);
      }
      for (int l = octet; l < octet + Lanes.OCTET; l++) {
        float[] x = in[channel[l]];
        for (int f = whole, o = whole * lanes + l; f < frames; f++, o += lanes) {
          buf[o] = x[at + f];
        }
      }
    } else if (all) {
      transpose(
          in[channel[octet]],
          in[channel[octet + 1]],
          in[channel[octet + 2]],
          in[channel[octet + 3]],
          in[channel[octet + 4]],
          in[channel[octet + 5]],
          in[channel[octet + 6]],
          in[channel[octet + 7]],
          at,
          frames,
          buf,
          octet,
          lanes);
    } else {
      for (int l = octet; l < octet + Lanes.OCTET; l++) {
        int c = channel[l];
        if (c >= 0 && c < in.length) {
          float[] x = in[c];
          for (int f = 0, o = l; f < frames; f++, o += lanes) {
            buf[o] = x[at + f];
          }
        } else {
          for (int f = 0, o = l; f < frames; f++, o += lanes) {
            buf[o] = 0;
          }
        }
      }
    }
    return finite(buf, lanes, frames, octet) ? 0 : silence(buf, lanes, frames, octet);
  }

  private static void transpose(
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float[] e,
      float[] f,
      float[] g,
      float[] h,
      int at,
      int frames,
      double[] buf,
      int octet,
      int lanes) {
    for (int i = at, o = octet; i < at + frames; i++, o += lanes) {
      buf[o] = a[i];
      buf[o + 1] = b[i];
      buf[o + 2] = c[i];
      buf[o + 3] = d[i];
      buf[o + 4] = e[i];
      buf[o + 5] = f[i];
      buf[o + 6] = g[i];
      buf[o + 7] = h[i];
    }
  }

  private static boolean finite(double[] buf, int lanes, int frames, int octet) {
    boolean finite = true;
    for (int l = octet; l < octet + Lanes.OCTET; l += Lanes.WIDTH) {
      DoubleVector zero = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector sum = zero;
      for (int f = 0, o = l; f < frames; f++, o += lanes) {
        sum = DoubleVector.fromArray(Lanes.SPECIES, buf, o).fma(zero, sum);
      }
      finite &= sum.compare(VectorOperators.EQ, zero).allTrue();
    }
    return finite;
  }

  private static int silence(double[] buf, int lanes, int frames, int octet) {
    int broken = 0;
    for (int f = 0; f < frames; f++) {
      for (int o = f * lanes + octet, end = o + Lanes.OCTET; o < end; o++) {
        if (!(Math.abs(buf[o]) <= Float.MAX_VALUE)) {
          buf[o] = 0;
          broken++;
        }
      }
    }
    return broken;
  }

  /** True when an octet holds nothing but zeros; most sound says no at its first frame. */
  public static boolean silent(double[] buf, int lanes, int frames, int octet) {
    for (int f = 0; f < frames; f++) {
      for (int o = f * lanes + octet, end = o + Lanes.OCTET; o < end; o += Lanes.WIDTH) {
        if (DoubleVector.fromArray(Lanes.SPECIES, buf, o)
            .compare(VectorOperators.NE, 0.0)
            .anyTrue()) {
          return false;
        }
      }
    }
    return true;
  }
}
