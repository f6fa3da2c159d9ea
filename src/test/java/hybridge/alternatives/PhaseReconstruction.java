package hybridge.alternatives;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The points between the samples with vectors along the phases: eight phases of one frame side by
 * side, every sample broadcast. Nothing is shared between mirrored phases.
 */
public final class PhaseReconstruction {
  private static final VectorSpecies<Double> EIGHT = DoubleVector.SPECIES_512;
  private static final int PHASES = 8;
  private final int taps;
  private final double[] rows;

  public PhaseReconstruction(int taps) {
    this.taps = taps;
    this.rows = new double[taps * PHASES];
    for (int j = 0; j < taps; j++) {
      for (int p = 0; p < PHASES; p++) {
        double t = Math.PI * (j - taps / 2 + 1 - (double) p / PHASES);
        rows[j * PHASES + p] =
            (t == 0 ? 1 : Math.sin(t) / t) * (0.5 + 0.5 * Math.cos(2 * t / taps));
      }
    }
  }

  /** Point p of frame f at {@code 8 f + p}. */
  public void run(double[] x, int at, int frames, double[] points) {
    for (int f = 0; f < frames; f += 4) {
      DoubleVector a = DoubleVector.zero(EIGHT);
      DoubleVector b = DoubleVector.zero(EIGHT);
      DoubleVector c = DoubleVector.zero(EIGHT);
      DoubleVector d = DoubleVector.zero(EIGHT);
      for (int j = 0, i = at + f - taps / 2 + 1; j < taps; j++, i++) {
        DoubleVector h = DoubleVector.fromArray(EIGHT, rows, j * PHASES);
        a = h.fma(DoubleVector.broadcast(EIGHT, x[i]), a);
        b = h.fma(DoubleVector.broadcast(EIGHT, x[i + 1]), b);
        c = h.fma(DoubleVector.broadcast(EIGHT, x[i + 2]), c);
        d = h.fma(DoubleVector.broadcast(EIGHT, x[i + 3]), d);
      }
      a.intoArray(points, PHASES * f);
      b.intoArray(points, PHASES * f + 8);
      c.intoArray(points, PHASES * f + 16);
      d.intoArray(points, PHASES * f + 24);
    }
  }
}
