package hybridge.engine.insert;

import hybridge.rt.RealTime;

/**
 * Delays all lanes of a frame-major buffer by one whole number of frames. State of the audio
 * thread.
 */
public final class LaneDelay {
  private final int lanes;
  private final int frames;
  private final int mask;
  private final double[] ring;
  private int at;

  /**
   * @param frames the delay, 0 or more
   * @param longestSegment the most frames that one call brings
   */
  public LaneDelay(int lanes, int frames, int longestSegment) {
    this.lanes = lanes;
    this.frames = frames;
    int length = frames == 0 ? 1 : Integer.highestOneBit(frames + longestSegment - 1) << 1;
    this.mask = length - 1;
    this.ring = new double[length * lanes];
  }

  @RealTime
  public int frames() {
    return frames;
  }

  @RealTime
  public void process(double[] buf, int n) {
    if (frames == 0) {
      return;
    }
    for (int f = 0; f < n; f++) {
      System.arraycopy(buf, f * lanes, ring, ((at + f) & mask) * lanes, lanes);
    }
    for (int f = 0; f < n; f++) {
      System.arraycopy(ring, ((at + f - frames) & mask) * lanes, buf, f * lanes, lanes);
    }
    at = (at + n) & mask;
  }
}
