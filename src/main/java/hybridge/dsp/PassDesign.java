package hybridge.dsp;

/**
 * High-pass filters after Butterworth as sections of {@link LaneSvf}: |H|² = 1 / (1 + (fc/f)^2n),
 * −3 dB at the corner whatever the slope.
 *
 * <p>Two sections serve all slopes. 12 dB/oct: s² / (s² + √2 s + 1) and nothing. 18: s² / (s² + s +
 * 1) and s / (s + 1), written as (s² + s) / (s² + 2 s + 1). 24: the two damped 1.8478 and 0.7654.
 * So a change of slope is a glide like any other. The low-pass is fitted: {@link EqDesign#lowPass}.
 */
public final class PassDesign {
  private static final double ROOT_HALF_LOG2 = 0.5;

  private PassDesign() {}

  /**
   * @param slopeDb 12, 18 or 24 dB an octave
   * @return two sections
   */
  public static Section[] highPass(double cutoffHz, int slopeDb, double rate) {
    double f = log2(cutoffHz / rate);
    return switch (slopeDb) {
      case 12 ->
          new Section[] {new Section(f, ROOT_HALF_LOG2, 1, 0, 0), new Section(f, 1, 1, 1, 1)};
      case 18 -> new Section[] {new Section(f, 0, 1, 0, 0), new Section(f, 1, 1, 0.5, 0)};
      case 24 ->
          new Section[] {new Section(f, damping(1), 1, 0, 0), new Section(f, damping(3), 1, 0, 0)};
      default -> throw noSuchSlope(slopeDb);
    };
  }

  static IllegalArgumentException noSuchSlope(int slopeDb) {
    return new IllegalArgumentException(
        "a slope of " + slopeDb + " dB/oct: there are 12, 18 and 24");
  }

  /** The dampings of the fourth-order Butterworth: 2 sin of an odd eighth of a quarter turn. */
  static double butterworth(int odd) {
    return 2 * StrictMath.sin(odd * StrictMath.PI / 8);
  }

  private static double damping(int odd) {
    return log2(butterworth(odd));
  }

  private static double log2(double x) {
    return StrictMath.log(x) / StrictMath.log(2);
  }
}
