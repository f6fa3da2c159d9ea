package hybridge.dsp;

/**
 * Levels and gains, off the audio thread. StrictMath, so that every machine gives the same bits.
 */
public final class Decibels {
  private Decibels() {}

  /** 10^(dB/20); −∞ gives exactly 0, 0 exactly 1. */
  public static double gain(double db) {
    if (db == 0) {
      return 1;
    }
    return db == Double.NEGATIVE_INFINITY ? 0 : StrictMath.pow(10, db / 20);
  }

  /** 20·log10(gain); 0 gives −∞. */
  public static double db(double gain) {
    return gain <= 0 ? Double.NEGATIVE_INFINITY : 20 * StrictMath.log10(gain);
  }
}
