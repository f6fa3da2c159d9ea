package hybridge.alternatives;

/** The state-variable filter channel by channel: v1 = a1 s1 + a2 (x − s2), v2 = s2 + a2 s1 + … */
public final class ScalarSvf {
  private final double a1;
  private final double a2;
  private final double a3;
  private final double m0;
  private final double m1;
  private final double m2;
  private double s1;
  private double s2;

  public ScalarSvf(double turns, double k, double high, double band, double low) {
    double g = Math.tan(Math.PI * turns);
    a1 = 1 / (1 + g * (g + k));
    a2 = g * a1;
    a3 = g * a2;
    m0 = high;
    m1 = k * (band - high);
    m2 = low - high;
  }

  public void process(double[] x, int frames) {
    double u = s1;
    double w = s2;
    for (int f = 0; f < frames; f++) {
      double v3 = x[f] - w;
      double v1 = a1 * u + a2 * v3;
      double v2 = w + a2 * u + a3 * v3;
      x[f] = m0 * x[f] + m1 * v1 + m2 * v2;
      u = 2 * v1 - u;
      w = 2 * v2 - w;
    }
    s1 = u;
    s2 = w;
  }
}
