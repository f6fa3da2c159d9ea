package hybridge.simrack;

/**
 * A delay of whole frames and a fraction: y(n) = Σ h(k) x(n − k − whole), h a sinc moved by the
 * fraction under a Kaiser window (32 taps, β 8: 79 dB below up to a third of the rate). The delay
 * of the filter itself is part of the one asked for. One thread.
 */
final class FractionalDelay {
  private static final int TAPS = 32;
  private static final double BETA = 8;

  /** Half the filter: shorter delays cannot be made. */
  static final double SHORTEST_FRAMES = TAPS / 2.0;

  private final double[] taps = new double[TAPS];
  private final double[] line;
  private final int whole;
  private final int mask;
  private int at;

  /**
   * @param frames from {@link #SHORTEST_FRAMES} on
   */
  FractionalDelay(double frames) {
    if (!(frames >= SHORTEST_FRAMES)) {
      throw new IllegalArgumentException(
          "a delay of " + frames + " frames; wanted " + SHORTEST_FRAMES + " at least");
    }
    double start = frames - (TAPS / 2.0 - 1);
    whole = (int) Math.floor(start);
    double middle = TAPS / 2.0 - 1 + (start - whole);
    double sum = 0;
    for (int k = 0; k < TAPS; k++) {
      double x = k - middle;
      double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      double across = x / (TAPS / 2.0);
      double window =
          Math.abs(across) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - across * across)) / bessel(BETA);
      taps[k] = sinc * window;
      sum += taps[k];
    }
    for (int k = 0; k < TAPS; k++) {
      taps[k] /= sum;
    }
    line = new double[Integer.highestOneBit(whole + TAPS) * 2];
    mask = line.length - 1;
  }

  /** The modified Bessel function of order 0, by its series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; k < 40; k++) {
      term *= (x / 2 / k) * (x / 2 / k);
      sum += term;
    }
    return sum;
  }

  double next(double x) {
    line[at & mask] = x;
    double y = 0;
    for (int k = 0; k < TAPS; k++) {
      y += taps[k] * line[(at - whole - k) & mask];
    }
    at++;
    return y;
  }
}
