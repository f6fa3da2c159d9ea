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
import hybridge.dsp.StripSum;
import hybridge.engine.insert.LaneDelay;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * Lanes that are processed side by side: all strips, or all buses. It owns their sound, the
 * smoothing of their gains and their meters; its targets stand in the mix's table from {@code base}
 * on, row by row. State of the audio thread.
 */
final class Bank {
  private static final int ON = StripRow.ON.ordinal();
  private static final int FADER = StripRow.FADER.ordinal();
  private static final int LEFT = StripRow.LEFT.ordinal();
  private static final int RIGHT = StripRow.RIGHT.ordinal();
  private static final int SECTIONS = Plan.PASS_SECTIONS + Plan.EQ_SECTIONS;

  /** For how many rows of meters a peak is held: two seconds. */
  static final int HELD_ROWS = 60;

  /** Small state is looked for at every eighth grid point: it takes longer to become a burden. */
  static final int FLUSH_GRIDS = 8;

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

  /** Octets that hold nothing but zeros in this segment. */
  private final boolean[] quiet;

  /** Octets of which something is sent from before the fader, and from behind it. */
  private final boolean[] sendsPre;

  private final boolean[] sendsPost;

  private final LaneSvf filters;
  private final LaneGate gate;
  private final LaneSvf keyFilter;
  private final LaneCompressor compressor;
  private final int[] gateKeys;
  private final int[] compressorKeys;
  private final double[] keyTap;
  private final double[] key;
  private final LaneDelay keyDelay;
  private final double[] buf;
  private final double[] peak;
  private final double[] square;
  private final double[] held;
  private final int[] heldFor;

  /**
   * @param target the mix's table
   * @param base where the bank's targets begin in it
   * @param rows of {@link Plan#rows}
   * @param keyFrames by how much the sound is late at the detectors against where keys are tapped
   * @param rate frames a second
   */
  Bank(double[] target, int base, int rows, int lanes, Plan.Keys keys, int keyFrames, double rate) {
    this.target = target;
    this.base = base;
    this.rows = rows;
    this.lanes = lanes;
    this.octets = lanes / Lanes.OCTET;
    this.k = Smoothing.factor(rate);
    this.filters = new LaneSvf(lanes, SECTIONS, rate);
    this.gate = new LaneGate(lanes, rate);
    this.keyFilter = new LaneSvf(lanes, 1, rate);
    this.compressor = new LaneCompressor(lanes, rate);
    filters.jump(target, row(Plan.PASSES));
    gate.jump(target, row(Plan.GATE));
    keyFilter.jump(target, row(Plan.KEY));
    compressor.jump(target, row(Plan.COMP));
    this.gateKeys = keys.gates().stream().mapToInt(Integer::intValue).toArray();
    this.compressorKeys = keys.compressors().stream().mapToInt(Integer::intValue).toArray();
    boolean keyed = gateKeys.length + compressorKeys.length > 0;
    this.keyTap = new double[keyed ? Lanes.GRID * lanes : 0];
    this.key = new double[keyed ? Lanes.GRID * lanes : 0];
    int[] keyDelays = new int[keyed ? lanes : 0];
    Arrays.fill(keyDelays, keyFrames);
    this.keyDelay = new LaneDelay(0, keyDelays, Lanes.GRID);
    this.z1 = Arrays.copyOf(target, base + rows * lanes);
    this.z2 = z1.clone();
    this.still = new boolean[rows * octets];
    this.nothing = new boolean[rows * octets];
    this.unity = new boolean[rows * octets];
    this.quiet = new boolean[octets];
    this.sendsPre = new boolean[octets];
    this.sendsPost = new boolean[octets];
    this.buf = new double[Lanes.GRID * lanes];
    this.peak = new double[lanes];
    this.square = new double[lanes];
    this.held = new double[lanes];
    this.heldFor = new int[lanes];
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
      unity[mine / Lanes.OCTET] = false;
    } else if (row < Plan.GATE) {
      filters.touch(octet);
    } else if (row < Plan.KEY) {
      gate.touch(octet);
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
    Arrays.fill(unity, false);
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      filters.touch(o);
      gate.touch(o);
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
    filters.follow(old.filters, from, to);
    gate.follow(old.gate, from, to);
    keyFilter.follow(old.keyFilter, from, to);
    compressor.follow(old.compressor, from, to);
    held[to] = old.held[from];
    heldFor[to] = old.heldFor[from];
  }

  /**
   * A grid point.
   *
   * @param flush is it one at which small state is looked for?
   */
  @RealTime
  void grid(boolean flush) {
    gains(0, Plan.PASSES);
    if (gains(Plan.SENDS, rows)) {
      findSends();
    }
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      filters.grid(target, row(Plan.PASSES), o, flush);
      gate.grid(target, row(Plan.GATE), o);
      keyFilter.grid(target, row(Plan.KEY), o, flush);
      compressor.grid(target, row(Plan.COMP), o, flush);
    }
  }

  /** True when one of these rows was on its way. */
  @RealTime
  private boolean gains(int from, int to) {
    boolean any = false;
    for (int i = from * octets; i < to * octets; i++) {
      if (!still[i]) {
        any = true;
        int at = base + i * Lanes.OCTET;
        still[i] = Smoothing.settle(target, z1, z2, at, Lanes.OCTET);
        nothing[i] = still[i] && all(0, at);
        unity[i] = still[i] && all(1, at);
      }
    }
    return any;
  }

  @RealTime
  private void findSends() {
    Arrays.fill(sendsPre, false);
    Arrays.fill(sendsPost, false);
    for (int r = Plan.SENDS; r < rows; r++) {
      boolean[] which = (r - Plan.SENDS) % Plan.SEND_ROWS < Plan.POST_LEFT ? sendsPre : sendsPost;
      for (int o = 0; o < octets; o++) {
        which[o] |= !nothing[r * octets + o];
      }
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

  /** What keys listen to: the sound behind trim and polarity, so that they can make no cycle. */
  @RealTime
  void tapKeys(int n) {
    if (keyTap.length > 0) {
      System.arraycopy(buf, 0, keyTap, 0, n * lanes);
      keyDelay.process(keyTap, lanes, n);
    }
  }

  /**
   * High-pass and low-pass of a run of lanes; what comes behind them stands behind an insert point.
   */
  @RealTime
  void passes(int n, int from, int to) {
    for (int o = from; o < to; o += Lanes.OCTET) {
      if (!filters.idle(o) || !LaneInput.silent(buf, lanes, n, o)) {
        filters.process(buf, n, o, 0, Plan.PASS_SECTIONS);
      }
    }
  }

  /**
   * Gate, equaliser and compressor of a run of lanes.
   *
   * @param passed have {@link #passes} been done? If not they are done here
   */
  @RealTime
  void dynamics(int n, int from, int to, boolean passed) {
    int first = passed ? Plan.PASS_SECTIONS : 0;
    for (int o = from; o < to; o += Lanes.OCTET) {
      boolean idle = filters.idle(o) && gate.idle(o) && compressor.idle(o);
      quiet[o / Lanes.OCTET] = idle && LaneInput.silent(buf, lanes, n, o);
      if (quiet[o / Lanes.OCTET]) {
        continue; // nothing goes in, nothing is left inside: nothing would come out
      }
      double[] heard = buf;
      if (!gate.off(o)) {
        filters.process(buf, n, o, first, Plan.PASS_SECTIONS);
        if (gateKeys.length > 0) {
          LaneKeys.gather(keyTap, lanes, n, o, gateKeys, key);
          heard = key;
        }
        gate.process(buf, heard, n, o, target, row(Plan.GATE));
        filters.process(buf, n, o, Plan.PASS_SECTIONS, SECTIONS);
      } else {
        // Without a gate between them all filters go through together.
        filters.process(buf, n, o, first, SECTIONS);
      }
      heard = buf;
      if (compressorKeys.length > 0 && !compressor.off(o)) {
        LaneKeys.gather(keyTap, lanes, n, o, compressorKeys, key);
        keyFilter.process(key, n, o);
        heard = key;
      }
      compressor.process(buf, heard, n, o, target, row(Plan.COMP));
    }
  }

  /** Sound was put on lanes, or delayed: looks anew where there is nothing but zeros. */
  @RealTime
  void listen(int n, int from, int to) {
    for (int o = from; o < to; o += Lanes.OCTET) {
      quiet[o / Lanes.OCTET] = LaneInput.silent(buf, lanes, n, o);
    }
  }

  /** Applies a row of gains to the octets of {@code from .. to} lanes. */
  @RealTime
  void apply(int row, int n, int from, int to) {
    for (int o = from; o < to; o += Lanes.OCTET) {
      int cell = row * octets + o / Lanes.OCTET;
      // Times one is the same bits.
      if (!unity[cell]) {
        Smoothing.apply(buf, lanes, n, o, target, z1, z2, row(row), k, still[cell]);
      }
    }
  }

  /** Applies the mutes of those octets that send from before their faders. */
  @RealTime
  void mute(int n, int from, int to) {
    for (int o = from; o < to; o += Lanes.OCTET) {
      if (sendsPre[o / Lanes.OCTET]) {
        apply(ON, n, o, o + Lanes.OCTET);
      }
    }
  }

  /**
   * Mute, fader, meters, and left and right of a run of lanes, added to two rows of eight partial
   * sums.
   *
   * @param keep the buffer is wanted afterwards, whether something is sent or not
   */
  @RealTime
  void faders(int n, int from, int to, boolean keep, double[] left, double[] right) {
    int waiting = -1;
    for (int o = from; o < to; o += Lanes.OCTET) {
      if (!standsStill(o)) {
        if (waiting >= 0) {
          addOne(n, waiting, left, right);
          waiting = -1;
        }
        oneByOne(n, o, left, right);
      } else if (quiet[o / Lanes.OCTET]) {
        continue; // zeros add nothing
      } else if (keep || sendsPost[o / Lanes.OCTET]) {
        addOne(n, o, left, right);
      } else if (waiting < 0) {
        waiting = o;
      } else {
        StripSum.addPair(
            buf,
            lanes,
            n,
            waiting,
            o,
            target,
            row(ON),
            row(FADER),
            row(LEFT),
            row(RIGHT),
            peak,
            square,
            left,
            right);
        waiting = -1;
      }
    }
    if (waiting >= 0) {
      addOne(n, waiting, left, right);
    }
  }

  @RealTime
  private boolean standsStill(int octet) {
    int o = octet / Lanes.OCTET;
    return still[ON * octets + o]
        && still[FADER * octets + o]
        && still[LEFT * octets + o]
        && still[RIGHT * octets + o];
  }

  @RealTime
  private void addOne(int n, int octet, double[] left, double[] right) {
    StripSum.addKeeping(
        buf,
        lanes,
        n,
        octet,
        target,
        row(ON),
        row(FADER),
        row(LEFT),
        row(RIGHT),
        peak,
        square,
        left,
        right);
  }

  /** An octet of which a gain is on its way. */
  @RealTime
  private void oneByOne(int n, int octet, double[] left, double[] right) {
    if (!sendsPre[octet / Lanes.OCTET]) {
      apply(ON, n, octet, octet + Lanes.OCTET);
    }
    apply(FADER, n, octet, octet + Lanes.OCTET);
    LaneMeter.add(buf, lanes, n, octet, peak, square);
    sum(LEFT, n, octet, octet + Lanes.OCTET, left);
    sum(RIGHT, n, octet, octet + Lanes.OCTET, right);
  }

  /**
   * Adds lanes {@code from .. to} through a row of gains to the eight partial sums; false when
   * there was nothing to add.
   */
  @RealTime
  boolean sum(int row, int n, int from, int to, double[] partial) {
    boolean any = false;
    for (int o = from; o < to; o += Lanes.OCTET) {
      int cell = row * octets + o / Lanes.OCTET;
      if (!nothing[cell]) {
        PanSum.add(buf, lanes, n, o, target, z1, z2, row(row), k, still[cell], partial);
        any = true;
      }
    }
    return any;
  }

  /**
   * Writes peak, RMS, gain reduction and held peak of each lane from {@code at} on; begins anew.
   */
  @RealTime
  void takeMeters(double[] row, int at, double frames) {
    for (int l = 0; l < lanes; l++) {
      heldFor[l]++;
      if (peak[l] >= held[l] || heldFor[l] > HELD_ROWS) {
        held[l] = peak[l];
        heldFor[l] = 0;
      }
      int i = at + Plan.METERS * l;
      row[i] = peak[l];
      row[i + 1] = Math.sqrt(square[l] / frames);
      row[i + 2] = LaneMath.exp2(-compressor.mostReduction(l));
      row[i + 3] = held[l];
    }
    Arrays.fill(peak, 0);
    Arrays.fill(square, 0);
    compressor.clearReduction();
    gate.clearReduction();
  }
}
