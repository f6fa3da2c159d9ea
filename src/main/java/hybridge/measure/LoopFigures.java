package hybridge.measure;

import java.util.List;

/**
 * What was found out about one channel of a loop.
 *
 * @param delayFrames transport: from the sample that was played to the same sample of the
 *     recording, with its fraction; the phase of a roll-off or rumble filter in the loop is not in
 *     it
 * @param blendFrames how much later than that dry and wet null best against each other
 * @param gainDb of the loop where it passes: the level at which most of its third-octaves lie
 * @param nullGainDb the gain at which dry and wet null best over the whole band; where the box
 *     filters it is below the level at which it passes
 * @param inverted is its polarity turned over?
 * @param snrDb of the answer against what else was in the recording
 * @param distortionDb the louder of second and third harmonic against the linear answer; NaN when
 *     the sweep cannot tell
 * @param bands the response in octaves
 */
public record LoopFigures(
    double delayFrames,
    double blendFrames,
    double gainDb,
    double nullGainDb,
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
   * @param residualDb what is left there of wet against dry, as loud as dry, when both are aligned
   *     as found and the wet one is turned up by {@link LoopFigures#gainDb}
   * @param noiseDb how much of that noise alone would leave
   */
  public record Band(double hz, double gainDb, double residualDb, double noiseDb) {

    /** What is left for sure: without what noise may have made; −∞ where noise explains it all. */
    public double certainDb() {
      double power = Math.pow(10, residualDb / 10) - 2 * Math.pow(10, noiseDb / 10);
      return power > 0 ? 10 * Math.log10(power) : Double.NEGATIVE_INFINITY;
    }
  }

  /** The octave that nulls worst, noise left aside. */
  public Band worst() {
    Band worst = bands.getFirst();
    for (Band b : bands) {
      worst = b.certainDb() > worst.certainDb() ? b : worst;
    }
    return worst;
  }

  /**
   * What is left against what comes back, over the octaves that the loop lets through: 0 dB and
   * more when what comes back has nothing of what was sent, dB.
   */
  public double overallDb() {
    double left = 0;
    double back = 0;
    for (Band b : bands) {
      if (b.gainDb() > gainDb - LETS_THROUGH_DB) {
        double power = Math.pow(10, b.certainDb() / 10);
        left += power;
        back += Math.max(Math.pow(10, (b.gainDb() - gainDb) / 10), power);
      }
    }
    return 10 * Math.log10(left / Math.max(back, 1e-30) + 1e-30);
  }

  private static final double LETS_THROUGH_DB = 6;
}
