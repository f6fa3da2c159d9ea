package hybridge.dsp;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How strips lie side by side. Buffers are frame-major with one lane per strip channel: sample f of
 * lane l stands at {@code f · lanes + l}. Lanes come in octets, so that every sum over strips has
 * one fixed order (i+4, i+2, i+1 within an octet position, octets in ascending order) whatever the
 * machine's vectors hold.
 */
public final class Lanes {
  private Lanes() {}

  /** The machine's vectors: 2, 4 or 8 doubles. */
  public static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

  public static final int WIDTH = SPECIES.length();

  /** Strips per octet; a whole number of vectors on every machine. */
  public static final int OCTET = 8;

  /** Everything that is not done per sample is done at frames that are multiples of this. */
  public static final int GRID = 32;

  static {
    if (OCTET % WIDTH != 0) {
      throw new ExceptionInInitializerError(
          "vectors of " + WIDTH + " doubles do not divide an octet");
    }
  }
}
