package hybridge.engine;

import hybridge.dsp.LaneCompressor;
import hybridge.dsp.LaneGate;
import hybridge.dsp.LaneInput;
import hybridge.dsp.LaneKeys;
import hybridge.dsp.LaneMath;
import hybridge.dsp.LaneMeter;
import hybridge.dsp.LaneSvf;
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

  /** Stands still and every gain of it is 1. */
  private final boolean[] unity;

  private final LaneSvf passes;
  private final LaneGate gate;
  private final LaneSvf eq;
  private final LaneSvf keyFilter;
  private final LaneCompressor compressor;
  private final int[] gateKeys;
  private final int[] compressorKeys;
  private final double[] keyTap;
  private final double[] key;
  private final double[] buf;
  private final double[] peak;
  private final double[] square;

  /**
   * @param target the mix's table
   * @param base where the bank's targets begin in it
   * @param rows of {@link Plan#rows}
   * @param rate frames a second
   */
  Bank(double[] target, int base, int rows, int lanes, Plan.Keys keys, double rate) {
    this.target = target;
    this.base = base;
    this.rows = rows;
    this.lanes = lanes;
    this.octets = lanes / Lanes.OCTET;
    this.k = Smoothing.factor(rate);
    this.passes = new LaneSvf(lanes, Plan.PASS_SECTIONS, rate);
    this.gate = new LaneGate(lanes, rate);
    this.eq = new LaneSvf(lanes, Plan.EQ_SECTIONS, rate);
    this.keyFilter = new LaneSvf(lanes, 1, rate);
    this.compressor = new LaneCompressor(lanes, rate);
    passes.jump(target, row(Plan.PASSES));
    gate.jump(target, row(Plan.GATE));
    eq.jump(target, row(Plan.EQ));
    keyFilter.jump(target, row(Plan.KEY));
    compressor.jump(target, row(Plan.COMP));
    this.gateKeys = keys.gates().stream().mapToInt(Integer::intValue).toArray();
    this.compressorKeys = keys.compressors().stream().mapToInt(Integer::intValue).toArray();
    boolean keyed = gateKeys.length + compressorKeys.length > 0;
    this.keyTap = new double[keyed ? Lanes.GRID * lanes : 0];
    this.key = new double[keyed ? Lanes.GRID * lanes : 0];
    this.z1 = Arrays.copyOf(target, base + rows * lanes);
    this.z2 = z1.clone();
    this.still = new boolean[rows * octets];
    this.nothing = new boolean[rows * octets];
    this.unity = new boolean[rows * octets];
    this.buf = new double[Lanes.GRID * lanes];
    this.peak = new double[lanes];
    this.square = new double[lanes];
  }

  @RealTime
  private int row(int row) {
    return base + row * lanes;
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
    if (mine < 0 || mine >= rows * lanes) {
      return;
    }
    int row = mine / lanes;
    int octet = mine % lanes / Lanes.OCTET * Lanes.OCTET;
    if (row < Plan.PASSES || row >= Plan.SENDS) {
      still[mine / Lanes.OCTET] = false;
      nothing[mine / Lanes.OCTET] = false;
    } else if (row < Plan.GATE) {
      passes.touch(octet);
    } else if (row < Plan.EQ) {
      gate.touch(octet);
    } else if (row < Plan.KEY) {
      eq.touch(octet);
    } else if (row < Plan.COMP) {
      keyFilter.touch(octet);
    } else {
      compressor.touch(octet);
    }
  }

  @RealTime
  void allMoved() {
    Arrays.fill(still, false);
    Arrays.fill(nothing, false);
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      passes.touch(o);
      gate.touch(o);
      eq.touch(o);
      keyFilter.touch(o);
      compressor.touch(o);
    }
  }

  /**
   * Takes over what lane {@code from} of another bank holds into lane {@code to}.
   *
   * @param rowBefore which row of the other bank each row continues; −1 for none
   */
  @RealTime
  void follow(Bank old, int from, int to, int[] rowBefore) {
    for (int r = 0; r < rows; r++) {
      if (rowBefore[r] >= 0) {
        z1[row(r) + to] = old.z1[old.row(rowBefore[r]) + from];
        z2[row(r) + to] = old.z2[old.row(rowBefore[r]) + from];
      }
    }
    passes.follow(old.passes, from, to);
    gate.follow(old.gate, from, to);
    eq.follow(old.eq, from, to);
    keyFilter.follow(old.keyFilter, from, to);
    compressor.follow(old.compressor, from, to);
  }

  @RealTime
  void grid() {
    for (int r = 0; r < rows; r++) {
      if (r == Plan.PASSES) {
        r = Plan.SENDS;
        if (r == rows) {
          break;
        }
      }
      for (int o = 0; o < octets; o++) {
        int i = r * octets + o;
        if (!still[i]) {
          int at = base + i * Lanes.OCTET;
          still[i] = Smoothing.settle(target, z1, z2, at, Lanes.OCTET);
          nothing[i] = still[i] && all(0, at);
          unity[i] = still[i] && all(1, at);
        }
      }
    }
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      passes.grid(target, row(Plan.PASSES), o);
      gate.grid(target, row(Plan.GATE), o);
      eq.grid(target, row(Plan.EQ), o);
      keyFilter.grid(target, row(Plan.KEY), o);
      compressor.grid(target, row(Plan.COMP), o);
    }
  }

  /** What keys listen to: the sound behind trim and polarity, so that they can make no cycle. */
  @RealTime
  void tapKeys(int n) {
    if (keyTap.length > 0) {
      System.arraycopy(buf, 0, keyTap, 0, n * lanes);
    }
  }

  /** Filters, gate, equaliser and compressor of a run of lanes. */
  @RealTime
  void dynamics(int n, int from, int to) {
    for (int o = from; o < to; o += Lanes.OCTET) {
      boolean idle = passes.idle(o) && gate.idle(o) && eq.idle(o) && compressor.idle(o);
      if (idle && LaneInput.silent(buf, lanes, n, o)) {
        continue; // nothing goes in, nothing is left inside: nothing would come out
      }
      passes.process(buf, n, o);
      double[] heard = buf;
      if (gateKeys.length > 0 && !gate.off(o)) {
        LaneKeys.gather(keyTap, lanes, n, o, gateKeys, key);
        heard = key;
      }
      gate.process(buf, heard, n, o, target, row(Plan.GATE));
      eq.process(buf, n, o);
      heard = buf;
      if (compressorKeys.length > 0 && !compressor.off(o)) {
        LaneKeys.gather(keyTap, lanes, n, o, compressorKeys, key);
        keyFilter.process(key, n, o);
        heard = key;
      }
      compressor.process(buf, heard, n, o, target, row(Plan.COMP));
    }
  }

  @RealTime
  private boolean all(double gain, int at) {
    for (int i = at; i < at + Lanes.OCTET; i++) {
      if (target[i] != gain) {
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
      int cell = row * octets + o / Lanes.OCTET;
      // Times one is the same bits.
      if (!still[cell] || !unity[cell]) {
        Smoothing.apply(buf, lanes, n, o, target, z1, z2, at, k, still[cell]);
      }
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

  /** Writes peak, RMS and gain reduction of each lane from {@code at} on and begins anew. */
  @RealTime
  void takeMeters(double[] row, int at, double frames) {
    for (int l = 0; l < lanes; l++) {
      int i = at + Plan.METERS * l;
      row[i] = peak[l];
      row[i + 1] = Math.sqrt(square[l] / frames);
      row[i + 2] = LaneMath.exp2(-compressor.mostReduction(l));
    }
    Arrays.fill(peak, 0);
    Arrays.fill(square, 0);
    compressor.clearReduction();
    gate.clearReduction();
  }
}
