package hybridge.dsp;

import java.util.Arrays;

/**
 * Loudness after ITU-R BS.1770-4, EBU Tech 3341 and 3342, from the K-weighted energies of short
 * hops: L = −0.691 + 10 log10 of the mean square, both sides added.
 *
 * <p>Momentary and short-term: the last 400 ms and 3 s, not gated; a window that is no whole number
 * of hops takes its part of the oldest one. Integrated: blocks of 400 ms every 100 ms, whole ones
 * only; those above −70 LUFS, and of them those above their mean − 10 LU. Range: short-term values
 * every 100 ms; those above −70 LUFS, of them those above their mean − 20 LU, from the tenth to the
 * ninety-fifth of a hundred. Means are of energies, never of decibels.
 *
 * <p>Blocks are kept in bins of 0.01 LU, each with its energy: the memory is the same after a
 * second and after a week, and the result is that of all blocks but for those in the bin that the
 * gate cuts.
 *
 * <p>Plain arithmetic for one thread: the meter's reader, or whoever measures a file.
 */
public final class Loudness {
  private static final double OFFSET_DB = -0.691;
  private static final double MOMENTARY_S = 0.4;
  private static final double SHORT_TERM_S = 3;
  private static final int BLOCKS_A_SECOND = 10;

  /** The first block ends after so many tenths of a second. */
  private static final int FIRST_BLOCK = 4;

  private static final double INTEGRATED_GATE_LU = -10;
  private static final double RANGE_GATE_LU = -20;
  private static final double LOW = 0.10;
  private static final double HIGH = 0.95;

  /** The energies of blocks by their loudness. */
  private static final class Bins {
    private static final double FLOOR_LUFS = -70;
    private static final int PER_LU = 100;
    private static final int COUNT = 100 * PER_LU;
    private final long[] counts = new long[COUNT];
    private final double[] energies = new double[COUNT];

    void add(double meanSquare) {
      double above = (lufs(meanSquare) - FLOOR_LUFS) * PER_LU;
      if (above > 0) {
        int bin = (int) Math.min(COUNT - 1, above);
        counts[bin]++;
        energies[bin] += meanSquare;
      }
    }

    void clear() {
      Arrays.fill(counts, 0);
      Arrays.fill(energies, 0);
    }

    private double mean(int bin) {
      return energies[bin] / counts[bin];
    }

    /** The loudness of the mean of all from a bin on; −∞ of nothing. */
    double from(int first) {
      double sum = 0;
      long n = 0;
      for (int b = first; b < COUNT; b++) {
        sum += energies[b];
        n += counts[b];
      }
      return n == 0 ? Double.NEGATIVE_INFINITY : lufs(sum / n);
    }

    /** The first bin whose blocks pass a gate below the mean of all; COUNT when there are none. */
    int gate(double belowMean) {
      double gate = from(0) + belowMean;
      int b = (int) Math.clamp(StrictMath.floor((gate - FLOOR_LUFS) * PER_LU), 0, COUNT);
      while (b < COUNT && (counts[b] == 0 || lufs(mean(b)) <= gate)) {
        b++;
      }
      return b;
    }

    /** The loudness that this part of the blocks from a bin on does not pass. */
    double percentile(int first, double part) {
      long n = 0;
      for (int b = first; b < COUNT; b++) {
        n += counts[b];
      }
      long before = Math.round((n - 1) * part);
      for (int b = first; b < COUNT; b++) {
        before -= counts[b];
        if (before < 0) {
          return lufs(mean(b));
        }
      }
      return Double.NEGATIVE_INFINITY;
    }
  }

  private final double rate;
  private final int hopFrames;

  /** The energies of the last hops, a ring. */
  private final double[] hops;

  private int newest;
  private long hopsSinceReset;
  private long blocks;
  private final Bins momentaryBins = new Bins();
  private final Bins shortTermBins = new Bins();
  private double momentary = Double.NEGATIVE_INFINITY;
  private double shortTerm = Double.NEGATIVE_INFINITY;
  private double maxMomentary = Double.NEGATIVE_INFINITY;
  private double maxShortTerm = Double.NEGATIVE_INFINITY;
  private double peak;
  private long measuredAt = -1;
  private double integrated;
  private double range;

  /**
   * @param hopFrames of {@link LoudnessMeter#hopFrames}, or any other number
   */
  public Loudness(double rate, int hopFrames) {
    this.rate = rate;
    this.hopFrames = hopFrames;
    this.hops = new double[(int) (SHORT_TERM_S * rate / hopFrames) + 2];
  }

  /** The loudness of a mean square, K-weighted, the sides added; −∞ of silence. */
  public static double lufs(double meanSquare) {
    return meanSquare <= 0
        ? Double.NEGATIVE_INFINITY
        : OFFSET_DB + 10 * StrictMath.log10(meanSquare);
  }

  /**
   * One hop.
   *
   * @param energy its K-weighted squares, added up over frames and sides
   * @param truePeak its highest true peak, linear
   */
  public void add(double energy, double truePeak) {
    newest = (newest + 1) % hops.length;
    hops[newest] = energy;
    hopsSinceReset++;
    double inMomentary = meanSquare(MOMENTARY_S);
    double inShortTerm = meanSquare(SHORT_TERM_S);
    momentary = lufs(inMomentary);
    shortTerm = lufs(inShortTerm);
    maxMomentary = Math.max(maxMomentary, momentary);
    maxShortTerm = Math.max(maxShortTerm, shortTerm);
    peak = Math.max(peak, truePeak);
    double frames = (double) hopsSinceReset * hopFrames;
    if (frames * BLOCKS_A_SECOND >= (blocks + FIRST_BLOCK) * rate) {
      momentaryBins.add(inMomentary);
      if (frames >= SHORT_TERM_S * rate) {
        shortTermBins.add(inShortTerm);
      }
      blocks++;
    }
  }

  private double meanSquare(double seconds) {
    double length = seconds * rate / hopFrames;
    int whole = (int) length;
    double sum = 0;
    int at = newest;
    for (int h = 0; h < whole; h++) {
      sum += hops[at];
      at = at == 0 ? hops.length - 1 : at - 1;
    }
    sum += (length - whole) * hops[at];
    return sum / (seconds * rate);
  }

  /** Integrated, range and the maxima begin anew; the windows go on. */
  public void reset() {
    hopsSinceReset = 0;
    blocks = 0;
    momentaryBins.clear();
    shortTermBins.clear();
    maxMomentary = Double.NEGATIVE_INFINITY;
    maxShortTerm = Double.NEGATIVE_INFINITY;
    peak = 0;
    measuredAt = -1;
  }

  /** Of the last 400 ms, LUFS; what was before the first hop counts as silence. */
  public double momentary() {
    return momentary;
  }

  /** Of the last 3 s, LUFS. */
  public double shortTerm() {
    return shortTerm;
  }

  public double maxMomentary() {
    return maxMomentary;
  }

  public double maxShortTerm() {
    return maxShortTerm;
  }

  /** Since the last reset, LUFS; −∞ while no block has passed the gate. */
  public double integrated() {
    measure();
    return integrated;
  }

  /** Since the last reset, LU; 0 while there is nothing to compare. */
  public double range() {
    measure();
    return range;
  }

  /** The highest since the last reset, dBTP. */
  public double truePeak() {
    return Decibels.db(peak);
  }

  private void measure() {
    if (measuredAt == blocks) {
      return;
    }
    measuredAt = blocks;
    integrated = momentaryBins.from(momentaryBins.gate(INTEGRATED_GATE_LU));
    int first = shortTermBins.gate(RANGE_GATE_LU);
    double low = shortTermBins.percentile(first, LOW);
    range = Double.isInfinite(low) ? 0 : shortTermBins.percentile(first, HIGH) - low;
  }
}
