package hybridge.dsp;

import hybridge.rt.RealTime;
import hybridge.rt.RowRing;
import java.util.Arrays;

/**
 * What the audio thread does for {@link Loudness}: K-weighting, squares summed over a hop of both
 * sides, and the true peak; one row a hop through a ring.
 *
 * <p>A hop is the largest whole number of grid points within 10 ms, at 48 kHz 10 ms exactly. True
 * peaks are looked for at four points a frame (two above 160 kHz) and between them, with nothing
 * assumed but half the rate: {@link TruePeak}.
 *
 * <p>State of the audio thread.
 */
public final class LoudnessMeter {
  /** The K-weighted squares of both sides, added up over the hop. */
  public static final int ENERGY = 0;

  /** The highest true peak of both sides in the hop, linear. */
  public static final int PEAK = 1;

  /** Numbers in a row. */
  public static final int ROW = 2;

  private static final double LONGEST_HOP = 0.01;
  private static final double FOUR_POINTS_BELOW = 160_000;
  private static final int TAPS = 24;
  private static final int RUN = 256;

  private final int hopGrids;
  private final RowRing ring;
  private final LaneSvf weighting;
  private final double[] weights;
  private final double[] buf = new double[Lanes.GRID * Lanes.OCTET];
  private final double[] ignored = new double[Lanes.OCTET];
  private final double[] square = new double[Lanes.OCTET];
  private final TruePeak leftPeaks;
  private final TruePeak rightPeaks;
  private final int reach;
  private final int history;
  private final double[] left;
  private final double[] right;
  private final double[] power = new double[Lanes.GRID + Lanes.OCTET];
  private final double[] row = new double[ROW];
  private double highest;
  private int grids;
  private int position;

  /**
   * @param ring rows of {@link #ROW} numbers; what does not fit is lost and said so by {@link
   *     #grid}
   */
  public LoudnessMeter(double rate, RowRing ring) {
    this.ring = ring;
    hopGrids = hopFrames(rate) / Lanes.GRID;
    weighting = new LaneSvf(Lanes.OCTET, 2, rate);
    weights = new double[LaneSvf.rows(2) * Lanes.OCTET];
    Section[] k = KWeighting.sections(rate);
    for (int s = 0; s < k.length; s++) {
      for (int l = 0; l < Lanes.OCTET; l++) {
        k[s].put(weights, 0, Lanes.OCTET, s, l);
      }
    }
    weighting.jump(weights, 0);
    Reconstruction filter = new Reconstruction(rate < FOUR_POINTS_BELOW ? 4 : 2, TAPS);
    leftPeaks = new TruePeak(filter, rate / 2, rate);
    rightPeaks = new TruePeak(filter, rate / 2, rate);
    reach = filter.reach();
    history = 2 * reach;
    left = new double[history + RUN + 2 * Lanes.OCTET];
    right = new double[left.length];
  }

  /** How many frames a hop has. */
  public static int hopFrames(double rate) {
    return Math.max(1, (int) (rate * LONGEST_HOP / Lanes.GRID)) * Lanes.GRID;
  }

  /** A grid point, before its frames; false when a hop ended and its row was lost. */
  @RealTime
  public boolean grid() {
    weighting.grid(weights, 0, 0);
    if (position + Lanes.GRID > RUN) {
      System.arraycopy(left, position, left, 0, history);
      System.arraycopy(right, position, right, 0, history);
      position = 0;
    }
    if (grids++ < hopGrids) {
      return true;
    }
    grids = 1;
    row[ENERGY] = square[0] + square[1];
    row[PEAK] = Math.sqrt(highest);
    Arrays.fill(square, 0);
    highest = 0;
    return ring.write(row);
  }

  /** Listens to some frames, up to the next grid point. */
  @RealTime
  public void process(double[] l, double[] r, int frames) {
    Pair.join(l, r, frames, buf);
    weighting.process(buf, frames, 0);
    LaneMeter.add(buf, Lanes.OCTET, frames, 0, ignored, square);
    int now = history + position;
    System.arraycopy(l, 0, left, now, frames);
    System.arraycopy(r, 0, right, now, frames);
    leftPeaks.run(left, now - reach, frames, power, 0, false);
    rightPeaks.run(right, now - reach, frames, power, 0, true);
    double most = highest;
    for (int f = 0; f < frames; f++) {
      most = power[f] > most ? power[f] : most;
    }
    highest = most;
    position += frames;
  }
}
