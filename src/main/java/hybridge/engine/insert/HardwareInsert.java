package hybridge.engine.insert;

import hybridge.dsp.Glide;
import hybridge.rt.FloatRing;
import hybridge.rt.RealTime;

/**
 * One hardware insert at work: its sound leaves on the sends, comes back on the returns, and is
 * blended with the dry sound of the same frame. One channel, a pair, or a pair as mid and side.
 * State of the audio thread.
 *
 * <p>Mid is (l + r) / 2, side (l − r) / 2; back again l = mid + side, r = mid − side. What is
 * blended is left and right, behind the way back.
 */
public final class HardwareInsert {
  private final int channels;
  private final boolean midSide;
  private final Return[] returns;
  private final RowDelay[] dryDelays;
  private final int[] returnChannels;
  private final Blend[] blends;
  private final FloatRing[] taps;
  private final Glide dry = new Glide();
  private final Glide blended = new Glide();
  private final Glide wet = new Glide();
  private final Glide send = new Glide();
  private double sendPeak;
  private double returnPeak;
  private final double[][] rows;
  private final double[][] back;
  private final double[] raw;

  /**
   * @param alignments one for each channel; the pair is aligned to its slower one
   * @param gains what each return is multiplied with
   * @param blends by how many frames more the dry sound of each channel waits where it is blended
   *     with the wet one
   * @param returnChannels input channels, from 0
   * @param taps where sends and returns go for whoever watches over them
   */
  public HardwareInsert(
      Alignment[] alignments,
      double[] gains,
      double[] blends,
      int[] returnChannels,
      boolean midSide,
      FloatRing[] taps,
      int longestSegment) {
    this.channels = alignments.length;
    this.midSide = midSide && channels == 2;
    this.returnChannels = returnChannels.clone();
    int path = 0;
    for (Alignment a : alignments) {
      path = Math.max(path, a.pathFrames());
    }
    this.returns = new Return[channels];
    this.dryDelays = new RowDelay[channels];
    this.taps = taps.clone();
    this.blends = new Blend[channels];
    for (int c = 0; c < channels; c++) {
      returns[c] = new Return(alignments[c], path, gains[c], longestSegment);
      dryDelays[c] = new RowDelay(path, longestSegment);
      this.blends[c] = this.midSide ? null : Blend.of(path, blends[c], longestSegment);
    }
    this.rows = new double[channels][longestSegment];
    this.back = new double[channels][longestSegment];
    this.raw = new double[longestSegment];
  }

  @RealTime
  public int channels() {
    return channels;
  }

  /** Where the sound of a channel is put before {@link #process} and found after it. */
  @RealTime
  public double[] row(int channel) {
    return rows[channel];
  }

  /** Gains in the order of the table: dry as it is, dry where it is blended, wet, the send. */
  public static final int DRY = 0;

  public static final int BLENDED = 1;
  public static final int WET = 2;
  public static final int SEND = 3;

  /** How many. */
  public static final int TARGETS = 4;

  /** Numbers that it has in the row of meters: peaks of the louder send and the louder return. */
  public static final int METERS = 2;

  /** Stands still at these gains. */
  @RealTime
  public void jump(double[] target, int at) {
    dry.jump(target[at + DRY]);
    blended.jump(target[at + BLENDED]);
    wet.jump(target[at + WET]);
    send.jump(target[at + SEND]);
  }

  /** Takes over how the gains of another one stand. */
  @RealTime
  public void follow(HardwareInsert from) {
    dry.copy(from.dry);
    blended.copy(from.blended);
    wet.copy(from.wet);
    send.copy(from.send);
  }

  /** A grid point. */
  @RealTime
  public void grid(double[] target, int at) {
    dry.settle(target[at + DRY]);
    blended.settle(target[at + BLENDED]);
    wet.settle(target[at + WET]);
    send.settle(target[at + SEND]);
  }

  /**
   * One segment: what is in the rows goes out, and the rows hold what the insert makes of it.
   *
   * @param sends a row of samples for each output channel
   * @param sendChannels which of them are ours
   * @param in the interface's inputs
   * @param at first frame of the segment in {@code in}
   * @param target the table; ours begin at {@code targetAt}
   * @param k of {@link hybridge.dsp.Smoothing}
   * @param watched fill the taps: false while another mix still does
   * @return how many samples of the returns were no numbers
   */
  @RealTime
  public int process(
      double[][] sends,
      int[] sendChannels,
      float[][] in,
      int at,
      int n,
      double[] target,
      int targetAt,
      double k,
      boolean watched) {
    int broken = 0;
    double[] first = rows[0];
    double[] second = rows[channels - 1];
    if (midSide) {
      double[] mid = sends[sendChannels[0]];
      double[] side = sends[sendChannels[1]];
      for (int f = 0; f < n; f++) {
        mid[f] = (first[f] + second[f]) / 2;
        side[f] = (first[f] - second[f]) / 2;
      }
    } else {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(rows[c], 0, sends[sendChannels[c]], 0, n);
      }
    }
    trim(sends[sendChannels[0]], sends[sendChannels[channels - 1]], target[targetAt + SEND], k, n);
    for (int c = 0; c < channels; c++) {
      broken += read(in, returnChannels[c], at, n);
      if (watched) {
        taps[c].write(sends[sendChannels[c]], raw, n);
      }
      returns[c].process(raw, back[c], n);
      if (blends[c] != null) {
        blends[c].process(rows[c], n);
      }
      dryDelays[c].process(rows[c], n);
    }
    if (midSide) {
      double[] left = back[0];
      double[] right = back[1];
      for (int f = 0; f < n; f++) {
        double mid = left[f];
        left[f] = mid + right[f];
        right[f] = mid - right[f];
      }
    }
    double[] wetFirst = back[0];
    double[] wetSecond = back[channels - 1];
    double[] blendFirst = blends[0] == null ? first : blends[0].row();
    double[] blendSecond = blends[channels - 1] == null ? second : blends[channels - 1].row();
    double dryGain = target[targetAt + DRY];
    double blendGain = target[targetAt + BLENDED];
    double wetGain = target[targetAt + WET];
    for (int f = 0; f < n; f++) {
      double d = dry.next(dryGain, k);
      double m = blended.next(blendGain, k);
      double w = wet.next(wetGain, k);
      double a = first[f] * d + blendFirst[f] * m + wetFirst[f] * w;
      double b = second[f] * d + blendSecond[f] * m + wetSecond[f] * w;
      first[f] = a;
      second[f] = b;
    }
    return broken;
  }

  /** The sends' gain; the dry sound has none of it. */
  @RealTime
  private void trim(double[] first, double[] second, double target, double k, int n) {
    double peak = sendPeak;
    for (int f = 0; f < n; f++) {
      double g = send.next(target, k);
      double a = first[f] * g;
      double b = second[f] * g;
      first[f] = a;
      second[f] = b;
      peak = Math.max(peak, Math.max(Math.abs(a), Math.abs(b)));
    }
    sendPeak = peak;
  }

  /** Peaks since the last call. */
  @RealTime
  public void takeMeters(double[] row, int at) {
    row[at] = sendPeak;
    row[at + 1] = returnPeak;
    sendPeak = 0;
    returnPeak = 0;
  }

  /** The door: what is no number becomes silence and is counted. */
  @RealTime
  private int read(float[][] in, int channel, int at, int n) {
    int broken = 0;
    double peak = returnPeak;
    for (int f = 0; f < n; f++) {
      float x = channel < in.length ? in[channel][at + f] : 0;
      boolean number = Math.abs(x) <= Float.MAX_VALUE;
      raw[f] = number ? x : 0;
      broken += number ? 0 : 1;
      peak = Math.max(peak, Math.abs(raw[f]));
    }
    returnPeak = peak;
    return broken;
  }
}
