package hybridge.engine.insert;

import hybridge.dsp.Lanes;
import hybridge.rt.RealTime;

/**
 * Delays a run of lanes of a frame-major buffer, each lane by a whole number of frames of its own.
 * State of the audio thread.
 */
public final class LaneDelay {
  private final int from;
  private final int count;
  private final int[] frames;

  /** The delay of a whole octet; −1 where its lanes differ. */
  private final int[] octetFrames;

  private final boolean nothing;
  private final int mask;
  private final double[] ring;
  private int at;

  /**
   * @param from first lane, the first of an octet
   * @param frames the delay of each lane from there on, 0 or more; whole octets
   * @param longestSegment the most frames that one call brings
   */
  public LaneDelay(int from, int[] frames, int longestSegment) {
    this.from = from;
    this.count = frames.length;
    this.frames = frames.clone();
    this.octetFrames = new int[count / Lanes.OCTET];
    int most = 0;
    for (int l = 0; l < count; l++) {
      most = Math.max(most, frames[l]);
    }
    for (int o = 0; o < octetFrames.length; o++) {
      int first = o * Lanes.OCTET;
      octetFrames[o] = frames[first];
      for (int l = first; l < first + Lanes.OCTET; l++) {
        octetFrames[o] = frames[l] == frames[first] ? octetFrames[o] : -1;
      }
    }
    this.nothing = most == 0;
    int length = nothing ? 1 : Integer.highestOneBit(most + longestSegment - 1) << 1;
    this.mask = length - 1;
    this.ring = new double[nothing ? 0 : length * count];
  }

  /** Is no lane delayed at all? */
  @RealTime
  public boolean nothing() {
    return nothing;
  }

  /**
   * @param lanes how many lanes a frame of the buffer has
   * @param n frames
   */
  @RealTime
  public void process(double[] buf, int lanes, int n) {
    if (nothing) {
      return;
    }
    for (int f = 0; f < n; f++) {
      System.arraycopy(buf, f * lanes + from, ring, ((at + f) & mask) * count, count);
    }
    for (int o = 0; o < octetFrames.length; o++) {
      int first = o * Lanes.OCTET;
      if (octetFrames[o] >= 0) {
        for (int f = 0; f < n; f++) {
          int then = ((at + f - octetFrames[o]) & mask) * count + first;
          System.arraycopy(ring, then, buf, f * lanes + from + first, Lanes.OCTET);
        }
      } else {
        for (int l = first; l < first + Lanes.OCTET; l++) {
          for (int f = 0, i = from + l; f < n; f++, i += lanes) {
            buf[i] = ring[((at + f - frames[l]) & mask) * count + l];
          }
        }
      }
    }
    at = (at + n) & mask;
  }
}
