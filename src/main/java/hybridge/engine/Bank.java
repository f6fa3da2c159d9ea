package hybridge.engine;

import hybridge.dsp.LaneMeter;
import hybridge.dsp.Lanes;
import hybridge.dsp.PanSum;
import hybridge.dsp.Smoothing;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * Lanes that are processed side by side: all strips, or all buses. It owns their sound, the
 * smoothing of their gains and their meters; its targets stand in the mix's table from {@code base}
 * on, row by row. State of the audio thread.
 */
final class Bank {
  private final int lanes;
  private final int octets;
  private final int rows;
  private final int base;
  private final double k;
  private final double[] target;
  private final double[] z1;
  private final double[] z2;

  /** Row r of octet o stands still: [r · octets + o]. */
  private final boolean[] still;

  /** It stands still on nothing but zeros: what it would add need not be added. */
  private final boolean[] nothing;

  private final double[] buf;
  private final double[] peak;
  private final double[] square;

  /**
   * @param target the mix's table
   * @param base where the bank's targets begin in it
   * @param rows {@link StripRow}s and then four for each aux
   * @param k of {@link Smoothing#factor}
   */
  Bank(double[] target, int base, int rows, int lanes, double k) {
    this.target = target;
    this.base = base;
    this.rows = rows;
    this.lanes = lanes;
    this.octets = lanes / Lanes.OCTET;
    this.k = k;
    this.z1 = Arrays.copyOf(target, base + rows * lanes);
    this.z2 = z1.clone();
    this.still = new boolean[rows * octets];
    this.nothing = new boolean[rows * octets];
    this.buf = new double[Lanes.GRID * lanes];
    this.peak = new double[lanes];
    this.square = new double[lanes];
  }

  @RealTime
  double[] buffer() {
    return buf;
  }

  @RealTime
  int lanes() {
    return lanes;
  }

  /** A target of the table was written. */
  @RealTime
  void moved(int slot) {
    int mine = slot - base;
    if (mine >= 0 && mine < rows * lanes) {
      still[mine / Lanes.OCTET] = false;
      nothing[mine / Lanes.OCTET] = false;
    }
  }

  @RealTime
  void allMoved() {
    Arrays.fill(still, false);
    Arrays.fill(nothing, false);
  }

  /**
   * Takes the smoothing of lane {@code from} of another bank over into lane {@code to}; only rows
   * that both have.
   */
  @RealTime
  void follow(Bank old, int from, int to) {
    for (int r = 0; r < Math.min(rows, old.rows); r++) {
      z1[base + r * lanes + to] = old.z1[old.base + r * old.lanes + from];
      z2[base + r * lanes + to] = old.z2[old.base + r * old.lanes + from];
    }
  }

  @RealTime
  void grid() {
    for (int i = 0; i < still.length; i++) {
      if (!still[i]) {
        int at = base + i * Lanes.OCTET;
        still[i] = Smoothing.settle(target, z1, z2, at, Lanes.OCTET);
        nothing[i] = still[i] && allZero(at);
      }
    }
  }

  @RealTime
  private boolean allZero(int at) {
    for (int i = at; i < at + Lanes.OCTET; i++) {
      if (target[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Applies a row of gains to the octets of {@code from .. to} lanes. */
  @RealTime
  void apply(int row, int n, int from, int to) {
    int at = base + row * lanes;
    for (int o = from; o < to; o += Lanes.OCTET) {
      Smoothing.apply(
          buf, lanes, n, o, target, z1, z2, at, k, still[row * octets + o / Lanes.OCTET]);
    }
  }

  @RealTime
  void meter(int n, int from, int to) {
    for (int o = from; o < to; o += Lanes.OCTET) {
      LaneMeter.add(buf, lanes, n, o, peak, square);
    }
  }

  /**
   * Adds lanes {@code from .. to} through a row of gains to the eight partial sums; false when
   * there was nothing to add.
   */
  @RealTime
  boolean sum(int row, int n, int from, int to, double[] partial) {
    int at = base + row * lanes;
    boolean any = false;
    for (int o = from; o < to; o += Lanes.OCTET) {
      int cell = row * octets + o / Lanes.OCTET;
      if (!nothing[cell]) {
        PanSum.add(buf, lanes, n, o, target, z1, z2, at, k, still[cell], partial);
        any = true;
      }
    }
    return any;
  }

  /** Writes peak and RMS of each lane from {@code at} on, in pairs, and begins anew. */
  @RealTime
  void takeMeters(double[] row, int at, double frames) {
    for (int l = 0; l < lanes; l++) {
      row[at + 2 * l] = peak[l];
      row[at + 2 * l + 1] = Math.sqrt(square[l] / frames);
    }
    Arrays.fill(peak, 0);
    Arrays.fill(square, 0);
  }
}
