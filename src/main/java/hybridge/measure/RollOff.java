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
  static final RollOff NONE = new RollOff(new double[0], new double[0]);

  private static final int MOST_POLES = 3;

  /** A roll-off below this at the end of the fit is none, and so is one that is not sure. */
  private static final double FLAT = 0.02;

  /** So many standard errors a single pole must be. */
  private static final double SURE = 5;

  /** A further pole must explain so much of what the ones before leave, in power. */
  private static final double EXPLAINS = 0.25;

  /** What is left below this, relative to the magnitude's square, needs no further pole. */
  private static final double GOOD = 0.003;

  /** So far down half way up the band, linear in power, or it is no analog roll-off of several. */
  private static final double HALF_WAY = 1.12;

  private final double[] re;
  private final double[] im;

  private RollOff(double[] re, double[] im) {
    this.re = re;
    this.im = im;
  }

  /** By how much it lags at a frequency, radians. */
  double lag(double hz) {
    double sum = 0;
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
    RollOff best =
        corner > 0 ? new RollOff(new double[] {corner}, new double[] {0}) : NONE;
    double left = new Fit(a, sweep, from, to, corner > 0 ? 1 : 0).left;
    for (int poles = 2; poles <= MOST_POLES && left > GOOD * GOOD; poles++) {
      Fit fit = new Fit(a, sweep, from, to, poles);
      if (fit.left < EXPLAINS * left && fit.halfWay() > HALF_WAY) {
        RollOff found = fit.rollOff();
        if (found != null) {
          best = found;
          left = fit.left;
        }
      }
    }
    return best;
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
    return rollsOff ? Math.sqrt(level / slope) : 0;
  }

  /** 1/|H|² = P(x), x = (f/end)², by least squares of |H|² P(x) − 1. */
  private static final class Fit {
    private final double[] c;
    private final double endHz;
    private double left;

    Fit(Answer a, Sweep sweep, int from, int to, int poles) {
      int n = poles + 1;
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
      double x = hz * hz / (endHz * endHz);
      double power = a.power(b);
      for (int i = 0; i < column.length; i++) {
        column[i] = i == 0 ? power : column[i - 1] * x;
      }
      return power * sweep.powerAt(hz);
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
      double sum = 0;
      for (int i = c.length - 1; i >= 0; i--) {
        sum = sum / 4 + c[i];
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
        // s = √(−x), the one with a real part above zero.
        double size = Math.hypot(re[k], im[k]);
        double a = Math.sqrt(Math.max(0, (size - re[k]) / 2));
        double b = Math.sqrt(Math.max(0, (size + re[k]) / 2)) * (im[k] > 0 ? -1 : 1);
        re[k] = a * endHz;
        im[k] = real ? 0 : b * endHz;
      }
      return new RollOff(re, im);
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
