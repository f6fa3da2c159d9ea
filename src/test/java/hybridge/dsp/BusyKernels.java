package hybridge.dsp;

import java.util.Arrays;
import java.util.Random;

/**
 * All lane kernels in a row as a strip has them, with knobs that are turned and switched now and
 * then: what the tests of bits, widths and allocation run.
 */
final class BusyKernels {
  static final double RATE = 48_000;
  static final int LANES = 16;
  private static final int SECTIONS = 7;
  private static final int GATE = LaneSvf.rows(SECTIONS);
  private static final int COMPRESSOR = GATE + LaneGate.ROWS;
  private static final int ROWS = COMPRESSOR + LaneCompressor.ROWS;

  final LaneSvf filters = new LaneSvf(LANES, SECTIONS, RATE);
  final LaneGate gate = new LaneGate(LANES, RATE);
  final LaneCompressor compressor = new LaneCompressor(LANES, RATE);
  final double[] target = new double[ROWS * LANES];
  final double[] buf = new double[Lanes.GRID * LANES];
  final double[] key = new double[Lanes.GRID * LANES];
  final int[] keyOf = new int[LANES];
  private final int[] channel = new int[LANES];
  private final float[][] in = new float[LANES][];
  private final double[][] turns = new double[64][ROWS];
  private int turn;

  BusyKernels(int frames) {
    Random random = new Random(5);
    for (int l = 0; l < LANES; l++) {
      channel[l] = LANES - 1 - l;
      keyOf[l] = l == 3 ? 12 : l;
      in[l] = new float[frames];
      for (int i = 0; i < frames; i++) {
        boolean loud = i / 4000 % 2 == 0;
        in[l][i] = (float) ((loud ? 0.5 : 0.01) * random.nextGaussian());
      }
    }
    in[4][77] = Float.NaN;
    EqDesign design = new EqDesign(RATE);
    double[] one = new double[ROWS];
    for (double[] table : turns) {
      Section[] high =
          PassDesign.highPass(between(random, 20, 500), 12 + 6 * random.nextInt(3), RATE);
      put(random, high[0], one, 0);
      put(random, high[1], one, 1);
      put(random, design.lowPass(between(random, 2000, 20_000), 12)[0], one, 2);
      for (int b = 0; b < 4; b++) {
        EqDesign.Type[] types = EqDesign.Type.values();
        put(
            random,
            design.band(
                types[random.nextInt(types.length)],
                between(random, 20, 20_000),
                random.nextDouble(-18, 18),
                between(random, 0.3, 10)),
            one,
            3 + b);
      }
      LaneGate.design(
          random.nextDouble(-60, -10),
          4,
          random.nextDouble(0, 80),
          between(random, 0.1, 100),
          random.nextDouble(0, 100),
          between(random, 5, 1000),
          random.nextBoolean(),
          random.nextBoolean(),
          RATE,
          one,
          GATE,
          1,
          0);
      LaneCompressor.design(
          random.nextDouble(-60, 0),
          between(random, 1, 20),
          random.nextDouble(0, 20),
          between(random, 0.1, 100),
          between(random, 10, 1000),
          random.nextDouble(0, 12),
          random.nextBoolean() ? random.nextDouble() : 0,
          random.nextBoolean(),
          random.nextBoolean(),
          RATE,
          one,
          COMPRESSOR,
          1,
          0);
      System.arraycopy(one, 0, table, 0, ROWS);
    }
    for (int l = 0; l < LANES; l++) {
      for (int r = 0; r < ROWS; r++) {
        target[r * LANES + l] = turns[l][r];
      }
    }
    filters.jump(target, 0);
    gate.jump(target, GATE * LANES);
    compressor.jump(target, COMPRESSOR * LANES);
  }

  private static double between(Random random, double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  private static void put(Random random, Section section, double[] one, int at) {
    (random.nextInt(3) == 0 ? section.off() : section).put(one, 0, 1, at, 0);
  }

  /** One lane's knobs jump elsewhere. */
  void turnAKnob() {
    int lane = turn * 7 % LANES;
    double[] table = turns[turn++ % turns.length];
    for (int r = 0; r < ROWS; r++) {
      target[r * LANES + lane] = table[r];
    }
    int octet = lane / Lanes.OCTET * Lanes.OCTET;
    filters.touch(octet);
    gate.touch(octet);
    compressor.touch(octet);
  }

  void grid() {
    for (int o = 0; o < LANES; o += Lanes.OCTET) {
      filters.grid(target, 0, o);
      gate.grid(target, GATE * LANES, o);
      compressor.grid(target, COMPRESSOR * LANES, o);
    }
  }

  /** One segment that crosses no grid point. */
  int segment(int at, int n) {
    int broken = 0;
    for (int o = 0; o < LANES; o += Lanes.OCTET) {
      broken += LaneInput.read(in, at, n, channel, o, buf, LANES);
    }
    for (int o = 0; o < LANES; o += Lanes.OCTET) {
      filters.process(buf, n, o, 0, 3);
    }
    for (int o = 0; o < LANES; o += Lanes.OCTET) {
      LaneKeys.gather(buf, LANES, n, o, keyOf, key);
    }
    for (int o = 0; o < LANES; o += Lanes.OCTET) {
      gate.process(buf, key, n, o, target, GATE * LANES);
      filters.process(buf, n, o, 3, 7);
      compressor.process(buf, buf, n, o, target, COMPRESSOR * LANES);
    }
    return broken;
  }

  /** Everything that comes out, in segments of at most {@code longest} frames. */
  static double[] render(int frames, int longest) {
    BusyKernels kernels = new BusyKernels(frames);
    double[] out = new double[frames * LANES];
    for (int at = 0; at < frames; ) {
      if (at % Lanes.GRID == 0) {
        if (at / Lanes.GRID % 5 == 4) {
          kernels.turnAKnob();
        }
        kernels.grid();
      }
      int n = Math.min(longest, Math.min(frames - at, Lanes.GRID - at % Lanes.GRID));
      kernels.segment(at, n);
      System.arraycopy(kernels.buf, 0, out, at * LANES, n * LANES);
      at += n;
    }
    return out;
  }

  /** A number that changes with any bit of {@link #render}. */
  static String hash() {
    return Integer.toHexString(Arrays.hashCode(render(4800, Lanes.GRID)));
  }
}
