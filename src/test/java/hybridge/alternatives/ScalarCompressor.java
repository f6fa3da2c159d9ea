package hybridge.alternatives;

/** The compressor channel by channel, with the library's logarithm and power. */
public final class ScalarCompressor {
  private final double thresholdDb;
  private final double slope;
  private final double kneeDb;
  private final double attack;
  private final double release;
  private double held;
  private double down;

  public ScalarCompressor(
      double thresholdDb, double ratio, double kneeDb, double attack, double release) {
    this.thresholdDb = thresholdDb;
    this.slope = 1 - 1 / ratio;
    this.kneeDb = kneeDb;
    this.attack = attack;
    this.release = release;
  }

  public void process(double[] x, int frames) {
    for (int f = 0; f < frames; f++) {
      double level = 20 * Math.log10(Math.abs(x[f]) + 1e-15);
      double over = Math.max(level - thresholdDb + kneeDb / 2, 0);
      double in = Math.min(over, kneeDb);
      double wanted = slope * (in * in / (2 * kneeDb) + over - in);
      held = Math.max(wanted, release * held + (1 - release) * wanted);
      down = attack * down + (1 - attack) * held;
      x[f] *= Math.pow(10, -down / 20);
    }
  }
}
