package hybridge.alternatives;

/** K-weighting at 48 kHz as two biquads in transposed direct form, side by side, and its energy. */
public final class ScalarWeighting {
  private final double[] z = new double[4];

  /** The sum of the weighted squares. */
  public double energy(double[] x, int frames) {
    double a = z[0];
    double b = z[1];
    double c = z[2];
    double d = z[3];
    double sum = 0;
    for (int f = 0; f < frames; f++) {
      double y = 1.53512485958697 * x[f] + a;
      a = -2.69169618940638 * x[f] + 1.69065929318241 * y + b;
      b = 1.19839281085285 * x[f] - 0.73248077421585 * y;
      double w = y + c;
      c = -2 * y + 1.99004745483398 * w + d;
      d = y - 0.99007225036621 * w;
      sum += w * w;
    }
    z[0] = a;
    z[1] = b;
    z[2] = c;
    z[3] = d;
    return sum;
  }
}
