package hybridge.measure;

/**
 * A low-pass in the loop, found from the magnitude of its answer, and the phase that belongs to it.
 * What has no zeros has 1/|H|² = P(f²), a polynomial whose degree is the number of its poles; each
 * root x of P is a pole at −√(−x), and the poles give the phase −Σ arg(1 + jf/√(−x)). So the phase
 * of up to {@link #MOST_POLES} poles is told from transport. A converter's linear-phase filter is
 * no such thing: it begins within the last tenth of the band, and is left alone.
 */
final class RollOff {
  /** None. */
  static final RollOff NONE = new RollOff(new double[0], new double[0], 0);

  private static final int MOST_POLES = 4;

  /** A roll-off below this at the end of the fit is none, and so is one that is not sure. */
  private static final double FLAT = 0.02;

  /** So many standard errors a single pole must be. */
  private static final double SURE = 5;

  /** A further pole must explain so much of what the ones before leave, in power. */
  private static final double EXPLAINS = 0.25;

  /** What is left below this, relative to the magnitude's square, needs no further pole. */
  private static final double GOOD = 0.003;

  /** So much of what a pole would take half way up the band must be gone there. */
  private static final double EARLY = 0.4;

  /** So far down half way up the band, linear in power, or it is no analog roll-off of several. */
  private static final double HALF_WAY = 1.12;

  private final double[] re;
  private final double[] im;
  private final double rate;

  /**
   * @param re real parts of its poles: of −s in Hz, or of z
   * @param rate of a digital one, whose poles are those of z; 0 of an analog one
   */
  private RollOff(double[] re, double[] im, double rate) {
    this.re = re;
    this.im = im;
    this.rate = rate;
  }

  /** By how much it lags at a frequency, radians. */
  double lag(double hz) {
    double sum = 0;
    if (rate > 0) {
      double c = Math.cos(2 * Math.PI * hz / rate);
      double s = Math.sin(2 * Math.PI * hz / rate);
      for (int i = 0; i < re.length; i++) {
        // arg(1 − p e^(−jω))
        sum += Math.atan2(re[i] * s - im[i] * c, 1 - re[i] * c - im[i] * s);
      }
      return sum;
    }
    for (int i = 0; i < re.length; i++) {
      // arg(1 + jf/s), s = re + j im: the pole's place, in Hz
      double size = re[i] * re[i] + im[i] * im[i];
      sum += Math.atan2(hz * re[i] / size, 1 + hz * im[i] / size);
    }
    return sum;
  }

  /**
   * @param from first bin of the fit
   * @param to last bin of it
   */
  static RollOff of(Answer a, Sweep sweep, int from, int to) {
    double corner = singlePole(a, from, to);
    RollOff single = corner > 0 ? new RollOff(new double[] {corner}, new double[] {0}, 0) : NONE;
    Family analog = new Family(a, sweep, from, to, false, single);
    Family digital = new Family(a, sweep, from, to, true, single);
    return digital.left < EXPLAINS * analog.left && digital.left > 0 ? digital.best : analog.best;
  }

  /** The best of one, two and more poles of a kind. */
  private static final class Family {
    RollOff best;
    double left;

    Family(Answer a, Sweep sweep, int from, int to, boolean digital, RollOff single) {
      int poles = single == NONE ? 0 : 1;
      Fit first = new Fit(a, sweep, from, to, poles, digital);
      RollOff found = digital && poles == 1 ? first.rollOff() : null;
      best = found == null ? single : found;
      left = first.left;
      for (poles = 2; poles <= MOST_POLES && left > GOOD * GOOD; poles++) {
        Fit fit = new Fit(a, sweep, from, to, poles, digital);
        found = fit.left < EXPLAINS * left && fit.halfWay() > HALF_WAY ? fit.rollOff() : null;
        if (found != null) {
          best = found;
          left = fit.left;
        }
      }
    }
  }

  /**
   * The corner of a first-order roll-off by the line 1/|H|² = a + b f²; 0 when there is none, or
   * none that noise could not have made.
   */
  private static double singlePole(Answer a, int from, int to) {
    double n = 0;
    double sx = 0;
    double sxx = 0;
    double sy = 0;
    double sxy = 0;
    double syy = 0;
    for (int b = from; b <= to; b++) {
      double hz = b * a.hzPerBin();
      double power = a.power(b);
      double x = hz * hz;
      double y = 1 / Math.max(power, 1e-30);
      n += power;
      sx += power * x;
      sxx += power * x * x;
      sy += power * y;
      sxy += power * x * y;
      syy += power * y * y;
    }
    double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    double level = (sy - slope * sx) / n;
    double spread = (sxx - sx * sx / n) / n;
    double rest = (syy - sy * sy / n) / n - slope * slope * spread;
    // Neighbouring bins of a short answer tell the same.
    double told = (to - from) * (double) a.frames() / (2 * a.re().length);
    double doubt = Math.sqrt(Math.max(rest, 0) / (told * spread));
    double end = to * a.hzPerBin();
    boolean rollsOff = level > 0 && slope / level * end * end > FLAT && slope > SURE * doubt;
    return rollsOff && fallsEarly(a, to, slope / level * end * end) ? Math.sqrt(level / slope) : 0;
  }

  /**
   * A pole takes a quarter of its power half way up; what a converter takes, it takes higher up.
   */
  private static boolean fallsEarly(Answer a, int to, double atEnd) {
    double low = mean(a, to / 16, to / 8);
    double middle = mean(a, (int) (0.45 * to), (int) (0.55 * to));
    return low / middle - 1 > EARLY * atEnd / 4;
  }

  private static double mean(Answer a, int from, int to) {
    double sum = 0;
    for (int b = from; b < to; b++) {
      sum += a.power(b);
    }
    return sum / (to - from);
  }

  /**
   * 1/|H|² = P(x), x = (f/end)² or (1 − cos ω)/(1 − cos ω_end), by least squares of |H|² P(x) − 1.
   */
  private static final class Fit {
    private final double[] c;
    private final double endHz;
    private final double rate;
    private double left;

    Fit(Answer a, Sweep sweep, int from, int to, int poles, boolean digital) {
      int n = poles + 1;
      rate = digital ? a.rate() : 0;
      endHz = to * a.hzPerBin();
      double[][] m = new double[n][n + 1];
      double[] column = new double[n];
      for (int b = from; b <= to; b++) {
        double weight = fill(a, sweep, b, column);
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            m[i][j] += weight * column[i] * column[j];
          }
          m[i][n] += weight * column[i];
        }
      }
      c = solve(m);
      double sum = 0;
      double weights = 0;
      for (int b = from; b <= to; b++) {
        double weight = fill(a, sweep, b, column);
        double off = -1;
        for (int i = 0; i < n; i++) {
          off += c[i] * column[i];
        }
        sum += weight * off * off;
        weights += weight;
      }
      left = sum / weights;
    }

    private double fill(Answer a, Sweep sweep, int b, double[] column) {
      double hz = b * a.hzPerBin();
      double x = rate > 0 ? round(hz) / round(endHz) : hz * hz / (endHz * endHz);
      double power = a.power(b);
      for (int i = 0; i < column.length; i++) {
        column[i] = i == 0 ? power : column[i - 1] * x;
      }
      return power * sweep.powerAt(hz);
    }

    /** 2 (1 − cos ω). */
    private double round(double hz) {
      return 2 * (1 - Math.cos(2 * Math.PI * hz / rate));
    }

    private static double[] solve(double[][] m) {
      int n = m.length;
      for (int p = 0; p < n; p++) {
        int best = p;
        for (int r = p + 1; r < n; r++) {
          best = Math.abs(m[r][p]) > Math.abs(m[best][p]) ? r : best;
        }
        double[] row = m[best];
        m[best] = m[p];
        m[p] = row;
        for (int r = 0; r < n; r++) {
          if (r != p && row[p] != 0) {
            double factor = m[r][p] / row[p];
            for (int k = p; k <= n; k++) {
              m[r][k] -= factor * row[k];
            }
          }
        }
      }
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = m[i][i] == 0 ? 0 : m[i][n] / m[i][i];
      }
      return x;
    }

    /** By how much the power has fallen at half the band's width. */
    double halfWay() {
      double x = rate > 0 ? round(endHz / 2) / round(endHz) : 0.25;
      double sum = 0;
      for (int i = c.length - 1; i >= 0; i--) {
        sum = sum * x + c[i];
      }
      return sum / c[0];
    }

    /** Its poles, or null when no filter has them: P must not be zero or less at any f. */
    RollOff rollOff() {
      int n = c.length - 1;
      if (!(c[0] > 0) || !(c[n] > 0)) {
        return null;
      }
      double[] re = new double[n];
      double[] im = new double[n];
      roots(re, im);
      for (int k = 0; k < n; k++) {
        boolean real = Math.abs(im[k]) < 1e-6 * Math.hypot(re[k], im[k]);
        if (!Double.isFinite(re[k]) || real && re[k] > 0) {
          return null;
        }
        if (rate > 0) {
          toCircle(re, im, k);
        } else {
          toPlane(re, im, k, real);
        }
      }
      return new RollOff(re, im, rate);
    }

    /** s = √(−x), the one with a real part above zero. */
    private void toPlane(double[] re, double[] im, int k, boolean real) {
      double size = Math.hypot(re[k], im[k]);
      double a = Math.sqrt(Math.max(0, (size - re[k]) / 2));
      double b = Math.sqrt(Math.max(0, (size + re[k]) / 2)) * (im[k] > 0 ? -1 : 1);
      re[k] = a * endHz;
      im[k] = real ? 0 : b * endHz;
    }

    /** z + 1/z = 2 − u, the one within the unit circle: z = h − √(h² − 1), h = 1 − u/2. */
    private void toCircle(double[] re, double[] im, int k) {
      double scale = round(endHz) / 2;
      double hr = 1 - re[k] * scale;
      double hi = -im[k] * scale;
      double qr = hr * hr - hi * hi - 1;
      double qi = 2 * hr * hi;
      double size = Math.hypot(qr, qi);
      double rr = Math.sqrt(Math.max(0, (size + qr) / 2));
      double ri = Math.sqrt(Math.max(0, (size - qr) / 2)) * (qi < 0 ? -1 : 1);
      boolean inside = Math.hypot(hr - rr, hi - ri) < Math.hypot(hr + rr, hi + ri);
      re[k] = inside ? hr - rr : hr + rr;
      im[k] = inside ? hi - ri : hi + ri;
    }

    /** Durand and Kerner: all roots at once. */
    private void roots(double[] re, double[] im) {
      int n = re.length;
      double size = Math.pow(c[0] / c[n], 1.0 / n);
      for (int k = 0; k < n; k++) {
        double turn = 2 * Math.PI * k / n + 0.4;
        re[k] = size * Math.cos(turn);
        im[k] = size * Math.sin(turn);
      }
      for (int round = 0; round < 200; round++) {
        for (int k = 0; k < n; k++) {
          double pr = c[n];
          double pi = 0;
          for (int i = n - 1; i >= 0; i--) {
            double r = pr * re[k] - pi * im[k] + c[i];
            pi = pr * im[k] + pi * re[k];
            pr = r;
          }
          double qr = c[n];
          double qi = 0;
          for (int j = 0; j < n; j++) {
            if (j != k) {
              double dr = re[k] - re[j];
              double di = im[k] - im[j];
              double r = qr * dr - qi * di;
              qi = qr * di + qi * dr;
              qr = r;
            }
          }
          double d = qr * qr + qi * qi + 1e-300;
          re[k] -= (pr * qr + pi * qi) / d;
          im[k] -= (pi * qr - pr * qi) / d;
        }
      }
    }
  }
}
