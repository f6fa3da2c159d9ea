package hybridge.engine.master;

import hybridge.dsp.LaneCompressor;
import hybridge.dsp.LaneMath;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.Lanes;
import hybridge.dsp.Pair;
import hybridge.rt.RealTime;

/**
 * A stereo compressor: {@link LaneCompressor} on one octet, both sides listening to the louder one,
 * through a high-pass of the detector's own. The sides are never added, so an anti-phase signal is
 * compressed like one in phase.
 */
public final class CompSlot implements Processor {
  /** First target of the compressor, of the filter in its key. */
  public static final int COMPRESSOR = 0;

  public static final int KEY = LaneCompressor.ROWS;
  private static final int KEY_ROWS = LaneSvf.rows(1);

  /** How many targets there are. */
  public static final int TARGETS = KEY + KEY_ROWS;

  private final PairTargets targets = new PairTargets(LaneCompressor.ROWS);
  private final PairTargets keyTargets = new PairTargets(KEY_ROWS);
  private final LaneCompressor compressor;
  private final LaneSvf keyFilter;
  private final double[] buf = new double[Lanes.GRID * Lanes.OCTET];
  private final double[] key = new double[Lanes.GRID * Lanes.OCTET];

  public CompSlot(double rate) {
    compressor = new LaneCompressor(Lanes.OCTET, rate);
    keyFilter = new LaneSvf(Lanes.OCTET, 1, rate);
    for (int l = 0; l < Lanes.OCTET; l++) {
      LaneCompressor.design(
          0, 1, 0, 10, 100, 0, 0, false, true, rate, targets.table(), 0, Lanes.OCTET, l);
      LaneSvf.identity(keyTargets.table(), 0, Lanes.OCTET, 0, l);
    }
  }

  @Override
  public int targets() {
    return TARGETS;
  }

  @Override
  public int latencyFrames() {
    return 0;
  }

  @Override
  @RealTime
  public void jump(double[] table, int at) {
    targets.take(table, at + COMPRESSOR);
    compressor.jump(targets.table(), 0);
    keyTargets.take(table, at + KEY);
    keyFilter.jump(keyTargets.table(), 0);
  }

  @Override
  @RealTime
  public void grid(double[] table, int at) {
    if (targets.take(table, at + COMPRESSOR)) {
      compressor.touch(0);
    }
    compressor.grid(targets.table(), 0, 0);
    if (keyTargets.take(table, at + KEY)) {
      keyFilter.touch(0);
    }
    keyFilter.grid(keyTargets.table(), 0, 0);
  }

  @Override
  @RealTime
  public void process(double[] left, double[] right, int n, double[] table, int at) {
    Pair.join(left, right, n, buf);
    Pair.join(left, right, n, key);
    // Heard by nobody while the compressor is off, but then it is ready when it is switched on.
    keyFilter.process(key, n, 0);
    compressor.process(buf, key, n, 0, targets.table(), 0);
    Pair.part(buf, n, left, right);
  }

  @Override
  @RealTime
  public double takeLeastGain() {
    double least =
        LaneMath.exp2(-Math.max(compressor.mostReduction(0), compressor.mostReduction(1)));
    compressor.clearReduction();
    return least;
  }

  @Override
  @RealTime
  public boolean copy(Processor from) {
    if (from instanceof CompSlot other) {
      for (int side = 0; side < 2; side++) {
        compressor.follow(other.compressor, side, side);
        keyFilter.follow(other.keyFilter, side, side);
      }
      return true;
    }
    return false;
  }
}
