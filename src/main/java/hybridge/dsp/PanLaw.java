package hybridge.dsp;

/**
 * Pan and balance, off the audio thread.
 *
 * <p>Pan with a loss of L dB at the centre: gL = cos(θ)^p, gR = sin(θ)^p, θ = π/4 · (1 + position),
 * p = L / 3.0103. The centre is exactly the loss that the law is named after.
 */
public final class PanLaw {
  private static final double CONSTANT_POWER_DB = -10 * StrictMath.log10(2);

  private PanLaw() {}

  /** The law that is usual at desks: constant power, 10·log10(1/2) dB at the centre. */
  public static final double MINUS_3 = CONSTANT_POWER_DB;

  /** Constant voltage: exactly a half at the centre. */
  public static final double MINUS_6 = 2 * CONSTANT_POWER_DB;

  /**
   * Left and right gain of a mono strip.
   *
   * @param position −1 left to 1 right
   * @param centreDb the loss at the centre, below 0
   */
  public static double[] pan(double position, double centreDb) {
    if (position <= -1) {
      return new double[] {1, 0};
    } else if (position >= 1) {
      return new double[] {0, 1};
    } else if (position == 0) {
      double centre =
          centreDb == CONSTANT_POWER_DB ? StrictMath.sqrt(0.5) : Decibels.gain(centreDb);
      return new double[] {centre, centre};
    }
    double p = centreDb / CONSTANT_POWER_DB;
    double theta = StrictMath.PI / 4 * (1 + position);
    return new double[] {
      StrictMath.pow(StrictMath.cos(theta), p), StrictMath.pow(StrictMath.sin(theta), p)
    };
  }

  /**
   * Left and right gain of a stereo strip: the far side is turned down, the centre leaves both
   * alone.
   */
  public static double[] balance(double position) {
    return new double[] {position > 0 ? 1 - position : 1, position < 0 ? 1 + position : 1};
  }
}
