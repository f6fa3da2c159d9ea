package hybridge.dsp;

import hybridge.rt.RealTime;

/** A stereo signal on lanes 0 and 1 of an octet of its own, where the lane kernels can have it. */
@RealTime
public final class Pair {
  private Pair() {}

  /** Lays two sides out as lanes 0 and 1; the other lanes stay as they are. */
  public static void join(double[] left, double[] right, int frames, double[] octet) {
    for (int f = 0, o = 0; f < frames; f++, o += Lanes.OCTET) {
      octet[o] = left[f];
      octet[o + 1] = right[f];
    }
  }

  /** The reverse of {@link #join}. */
  public static void part(double[] octet, int frames, double[] left, double[] right) {
    for (int f = 0, o = 0; f < frames; f++, o += Lanes.OCTET) {
      left[f] = octet[o];
      right[f] = octet[o + 1];
    }
  }
}
