package hybridge.dsp;

import hybridge.rt.RealTime;

/** Lays out what detectors hear: key(f, lane) = from(f, source(lane)). */
@RealTime
public final class LaneKeys {
  private LaneKeys() {}

  /**
   * Fills one octet of {@code key}.
   *
   * @param source for each lane the lane that it listens to; itself when it has no other key
   */
  public static void gather(
      double[] from, int lanes, int frames, int octet, int[] source, double[] key) {
    for (int l = octet; l < octet + Lanes.OCTET; l++) {
      for (int f = 0, i = l, j = source[l]; f < frames; f++, i += lanes, j += lanes) {
        key[i] = from[j];
      }
    }
  }
}
