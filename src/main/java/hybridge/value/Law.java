package hybridge.value;

/**
 * The taper of a parameter: how far a knob or fader has travelled (norm, 0..1) against the value it
 * stands for. Every law is monotone, maps 0 to {@code min} and 1 to {@code max}, and has an exact
 * inverse up to rounding.
 */
public sealed interface Law {

  /** The value at a norm in 0..1. */
  double value(double norm, double min, double max);

  /** The norm of a value in min..max. */
  double norm(double value, double min, double max);

  /** The word in profiles and in {@code --json}. */
  String word();

  Law LINEAR = new Linear();
  Law LOG = new Log();
  Law FADER = new Fader();

  /** Even steps. */
  record Linear() implements Law {
    @Override
    public double value(double norm, double min, double max) {
      return norm == 1 ? max : min + norm * (max - min);
    }

    @Override
    public double norm(double value, double min, double max) {
      return max == min ? 0 : (value - min) / (max - min);
    }

    @Override
    public String word() {
      return "linear";
    }
  }

  /** Even ratios, for frequencies, times and Q; min must be above 0. */
  record Log() implements Law {
    @Override
    public double value(double norm, double min, double max) {
      return norm == 0 ? min : norm == 1 ? max : min * Math.pow(max / min, norm);
    }

    @Override
    public double norm(double value, double min, double max) {
      return max == min ? 0 : Math.log(value / min) / Math.log(max / min);
    }

    @Override
    public String word() {
      return "log";
    }
  }

  /**
   * The fader: minus infinity at 0, 0 dB at 0.75, +10 dB at 1, in four straight pieces. The law of
   * the X32 family, as published in P.-G. Maillot's X32 OSC notes: f ≥ 0.5: 40f − 30; ≥ 0.25: 80f −
   * 50; ≥ 0.0625: 160f − 70; else 480f − 90 dB. Ranges other than −∞..+10 dB are this law clipped
   * to max.
   */
  record Fader() implements Law {
    /** Below this setting a fader is closed; −∞ is a value, not this number. */
    public static final double FLOOR_DB = -90;

    @Override
    public double value(double norm, double min, double max) {
      double db;
      if (norm <= 0) {
        return Double.NEGATIVE_INFINITY;
      } else if (norm >= 0.5) {
        db = 40 * norm - 30;
      } else if (norm >= 0.25) {
        db = 80 * norm - 50;
      } else if (norm >= 0.0625) {
        db = 160 * norm - 70;
      } else {
        db = 480 * norm - 90;
      }
      return Math.min(db, max);
    }

    @Override
    public double norm(double db, double min, double max) {
      if (db <= FLOOR_DB) {
        return 0;
      } else if (db < -60) {
        return (db + 90) / 480;
      } else if (db < -30) {
        return (db + 70) / 160;
      } else if (db < -10) {
        return (db + 50) / 80;
      } else {
        return Math.min(1, (db + 30) / 40);
      }
    }

    @Override
    public String word() {
      return "fader";
    }
  }
}
