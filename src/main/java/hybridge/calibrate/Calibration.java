package hybridge.calibrate;

import hybridge.measure.LoopFigures;
import java.util.List;

/**
 * What was measured of an insert, and for what it holds.
 *
 * @param insert its name
 * @param sends channels, from 1
 * @param returns channels, from 1
 * @param rate frames a second
 * @param block frames a block: the loop's delay has the driver's buffers in it
 * @param date when, ISO 8601
 * @param gainCompensated were the gains taken over?
 * @param aligned is it brought to the frame of the dry sound?
 * @param unaligned why not: {@code align: off} or {@code beyond audio.align_limit}; null or empty
 *     when it is
 */
public record Calibration(
    String insert,
    List<Integer> sends,
    List<Integer> returns,
    int rate,
    int block,
    String date,
    boolean gainCompensated,
    boolean aligned,
    String unaligned,
    List<Channel> channels) {
  public Calibration {
    sends = List.copyOf(sends);
    returns = List.copyOf(returns);
    channels = List.copyOf(channels);
    unaligned = unaligned == null ? "" : unaligned;
  }

  /**
   * @param gainDb of the loop where it passes
   * @param nullGainDb at which wet nulls best against dry over the whole band; null in what was
   *     kept before this was measured
   * @param polarity 1 or −1
   * @param noiseDbfs RMS of the return while nothing was sent
   */
  public record Channel(
      double delayFrames,
      double blendFrames,
      double gainDb,
      Double nullGainDb,
      int polarity,
      double noiseDbfs,
      double snrDb,
      double distortionDb,
      List<LoopFigures.Band> bands) {
    public Channel {
      bands = List.copyOf(bands);
    }
  }

  /** Does it hold for these channels, at whatever rate and block? */
  public boolean fits(List<Integer> otherSends, List<Integer> otherReturns) {
    return sends.equals(otherSends) && returns.equals(otherReturns);
  }
}
