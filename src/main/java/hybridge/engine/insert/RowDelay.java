package hybridge.engine.insert;

import hybridge.rt.RealTime;

/** Delays one signal by a whole number of frames. State of the audio thread. */
public final class RowDelay {
  private final int frames;
  private final int mask;
  private final double[] ring;
  private int at;

  /**
   * @param frames the delay, 0 or more
   * @param longestSegment the most frames that one call brings
   */
  public RowDelay(int frames, int longestSegment) {
    this.frames = frames;
    int length = frames == 0 ? 1 : Integer.highestOneBit(frames + longestSegment - 1) << 1;
    this.mask = length - 1;
    this.ring = new double[frames == 0 ? 0 : length];
  }

  @RealTime
  public int frames() {
    return frames;
  }

  /** Takes n samples and gives those of {@link #frames} before, in place. */
  @RealTime
  public void process(double[] row, int n) {
    process(row, row, n);
  }

  /** Takes n samples from {@code in} and gives those of {@link #frames} before to {@code out}. */
  @RealTime
  public void process(double[] in, double[] out, int n) {
    if (frames == 0) {
      if (in != out) {
        System.arraycopy(in, 0, out, 0, n);
      }
      return;
    }
    for (int f = 0; f < n; f++) {
      ring[(at + f) & mask] = in[f];
    }
    for (int f = 0; f < n; f++) {
      out[f] = ring[(at + f - frames) & mask];
    }
    at = (at + n) & mask;
  }
}
