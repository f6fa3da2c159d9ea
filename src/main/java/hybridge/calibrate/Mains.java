package hybridge.calibrate;

/**
 * How much of the mains frequencies is in a signal, over the last 160 ms, and how much of
 * everything below 250 Hz: the signal is thinned out to 500 Hz by means, what is left is multiplied
 * with each frequency under a Hann window.
 */
final class Mains {
  private static final double THIN_HZ = 500;
  private static final double SECONDS = 0.16;

  private final int thinBy;
  private final int length;
  private final double[] thin;
  private final double[][] cos;
  private final double[][] sin;
  private double sum;
  private int summed;
  private int at;

  Mains(double rate, double[] hz) {
    thinBy = (int) Math.round(rate / THIN_HZ);
    length = (int) Math.round(SECONDS * rate / thinBy);
    thin = new double[length];
    cos = new double[hz.length][length];
    sin = new double[hz.length][length];
    for (int h = 0; h < hz.length; h++) {
      for (int i = 0; i < length; i++) {
        double w = (1 - Math.cos(2 * Math.PI * (i + 0.5) / length)) / length * Math.sqrt(2);
        double phase = 2 * Math.PI * hz[h] * thinBy / rate * i;
        cos[h][i] = w * Math.cos(phase);
        sin[h][i] = w * Math.sin(phase);
      }
    }
  }

  void add(double x) {
    sum += x;
    if (++summed == thinBy) {
      thin[at] = sum / thinBy;
      at = at + 1 < length ? at + 1 : 0;
      sum = 0;
      summed = 0;
    }
  }

  /** RMS of one of the frequencies. */
  double rms(int which) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < length; i++) {
      int j = at + i < length ? at + i : at + i - length;
      re += thin[j] * cos[which][i];
      im += thin[j] * sin[which][i];
    }
    return Math.sqrt(re * re + im * im);
  }

  /** RMS of everything that is left after thinning out. */
  double low() {
    double power = 0;
    for (double x : thin) {
      power += x * x;
    }
    return Math.sqrt(power / length);
  }
}
