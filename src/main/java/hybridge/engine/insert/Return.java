package hybridge.engine.insert;

import hybridge.dsp.FractionalDelay;
import hybridge.rt.RealTime;

/**
 * The return of one insert channel, brought to the frame where its dry sound stands: delayed by the
 * whole frames that its path is shorter than the slowest, and by the fraction that its loop leaves.
 * State of the audio thread.
 */
public final class Return {
  private final double[] taps;
  private final int extra;
  private final int mask;
  private final double[] ring;
  private final double[] window;
  private int at;

  /**
   * @param alignment of this channel's loop
   * @param latency of the slowest path of the mix, frames
   * @param gain what the return is multiplied with: the inverse of the loop's gain and polarity
   */
  public Return(Alignment alignment, int latency, double gain, int longestSegment) {
    extra = alignment.aligned() ? Math.max(0, latency - alignment.pathFrames()) : 0;
    if (alignment.filtered()) {
      taps = FractionalDelay.taps(alignment.fraction(), gain);
    } else {
      taps = new double[] {gain};
    }
    int past = extra + taps.length - 1 + longestSegment;
    mask = (Integer.highestOneBit(past) << 1) - 1;
    ring = new double[mask + 1];
    window = new double[FractionalDelay.TAPS - 1 + longestSegment];
  }

  /** Takes n samples of the return, gives n aligned ones. */
  @RealTime
  public void process(double[] in, double[] out, int n) {
    for (int f = 0; f < n; f++) {
      ring[(at + f) & mask] = in[f];
    }
    if (taps.length == 1) {
      for (int f = 0; f < n; f++) {
        out[f] = ring[(at + f - extra) & mask] * taps[0];
      }
    } else {
      int past = FractionalDelay.TAPS - 1;
      for (int f = -past; f < n; f++) {
        window[f + past] = ring[(at + f - extra) & mask];
      }
      FractionalDelay.run(taps, window, out, n);
    }
    at = (at + n) & mask;
  }
}
