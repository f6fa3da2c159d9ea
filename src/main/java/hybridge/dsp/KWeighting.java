package hybridge.dsp;

/**
 * The weighting of ITU-R BS.1770 as two sections of {@link LaneSvf}, for any rate: a high shelf of
 * +4 dB from 1.7 kHz on, (Vh s² + Vb s/Q + 1) / (s² + s/Q + 1), and a high-pass at 38 Hz, s² / (s²
 * + s/Q + 1).
 *
 * <p>The standard prints coefficients for 48 kHz only; these are the analog prototypes behind them.
 * Its high-pass has the numerator 1, −2, 1 and so a gain that is not 1 far above the corner. That
 * gain is kept at every rate: with the numerator kept instead, as is often done, 96 kHz would read
 * 0.02 dB and 192 kHz 0.03 dB low. Against 48 kHz it stays within 0.008 dB from 20 Hz to 20 kHz.
 */
public final class KWeighting {
  private static final double SHELF_HZ = 1681.974450955533;
  private static final double SHELF_Q = 0.7071752369554196;
  private static final double SHELF_DB = 3.999843853973347;
  private static final double SHELF_MIDDLE = 0.4996667741545416;
  private static final double PASS_HZ = 38.13547087602444;
  private static final double PASS_Q = 0.5003270373238773;
  private static final double PRINTED_RATE = 48_000;

  private KWeighting() {}

  /** Shelf and high-pass. */
  public static Section[] sections(double rate) {
    double high = StrictMath.pow(10, SHELF_DB / 20);
    double middle = StrictMath.pow(high, SHELF_MIDDLE);
    double k = StrictMath.tan(StrictMath.PI * PASS_HZ / PRINTED_RATE);
    double printed = 1 + k / PASS_Q + k * k;
    return new Section[] {
      new Section(log2(SHELF_HZ / rate), -log2(SHELF_Q), high, middle, 1),
      new Section(log2(PASS_HZ / rate), -log2(PASS_Q), printed, 0, 0)
    };
  }

  private static double log2(double x) {
    return StrictMath.log(x) / StrictMath.log(2);
  }
}
