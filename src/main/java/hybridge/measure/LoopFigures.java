package hybridge.measure;

import java.util.List;

/**
 * What was found out about one channel of a loop.
 *
 * @param delayFrames transport: from the sample that was played to the same sample of the
 *     recording, with its fraction; the phase of a roll-off or rumble filter in the loop is not in
 *     it
 * @param blendFrames how much later than that dry and wet null best against each other
 * @param gainDb of the loop, where they null best
 * @param inverted is its polarity turned over?
 * @param snrDb of the answer against what else was in the recording
 * @param distortionDb the louder of second and third harmonic against the linear answer; NaN when
 *     the sweep cannot tell
 * @param bands the response in bands
 */
public record LoopFigures(
    double delayFrames,
    double blendFrames,
    double gainDb,
    boolean inverted,
    double snrDb,
    double distortionDb,
    List<Band> bands) {
  public LoopFigures {
    bands = List.copyOf(bands);
  }

  /**
   * An octave.
   *
   * @param hz its middle
   * @param gainDb of the loop there
   * @param residualDb what is left there of wet against dry when both are aligned as found
   */
  public record Band(double hz, double gainDb, double residualDb) {}
}
