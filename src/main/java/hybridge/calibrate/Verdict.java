package hybridge.calibrate;

import hybridge.measure.LoopFigures;
import java.util.List;
import java.util.Locale;

/** What a measurement is worth, from what is left of wet against dry. */
public enum Verdict {
  /** Wet nulls against dry in every octave: nobody hears a comb. */
  COMPENSATED,
  /** It was measured, but somewhere wet is not dry: an engineer has to say that it may be so. */
  DOUBTFUL,
  /** Most of what comes back is not what was sent: there is no delay to compensate. */
  REFUSED;

  /**
   * A fourteenth is left: blended half and half the level is 0.3 dB wrong at most, which is about
   * the least that is heard. A box that is 3 dB down at 40 kHz leaves −24 dB in its top octave.
   */
  static final double NULLS_DB = -23;

  /** More than half of what comes back, in power, is not what was sent. */
  static final double FOREIGN_DB = -3;

  /** The worst of all channels. */
  public static Verdict of(List<LoopFigures> channels) {
    Verdict worst = COMPENSATED;
    for (LoopFigures f : channels) {
      Verdict v = of(f);
      worst = v.ordinal() > worst.ordinal() ? v : worst;
    }
    return worst;
  }

  static Verdict of(LoopFigures f) {
    if (f.overallDb() > FOREIGN_DB) {
      return REFUSED;
    }
    return f.worst().certainDb() > NULLS_DB ? DOUBTFUL : COMPENSATED;
  }

  /** Why it is no better, in words; empty when it is compensated. */
  static String why(LoopFigures f) {
    return switch (of(f)) {
      case COMPENSATED -> "";
      case DOUBTFUL ->
          String.format(
              Locale.ROOT,
              "at %.0f Hz %.1f dB of wet is left against dry (wanted: %.0f dB or less); the box"
                  + " filters or delays there, or something else was heard",
              f.worst().hz(),
              f.worst().certainDb(),
              NULLS_DB);
      case REFUSED ->
          String.format(
              Locale.ROOT,
              "most of what comes back is not what was sent (%.1f dB of it is left against dry,"
                  + " wanted: %.0f dB or less)",
              f.overallDb(),
              FOREIGN_DB);
    };
  }
}
