package hybridge.alternatives;

/**
 * Sliding maximum by a monotonic deque (Lemire, 2006), then three moving averages by running sums,
 * sample by sample. The sums are whole numbers of 2⁻⁴⁰, so that they do not drift.
 */
public final class DequeLookAhead {
  private static final int MASK = 255;
  private static final double UNIT = 0x1p40;
  private final int window;
  private final int[] lengths;
  private final double[] values = new double[MASK + 1];
  private final long[] frames = new long[MASK + 1];
  private final long[][] rings;
  private final long[] sums;
  private int first;
  private int last;
  private long frame;

  public DequeLookAhead(int window, int... lengths) {
    this.window = window;
    this.lengths = lengths;
    this.rings = new long[lengths.length][MASK + 1];
    this.sums = new long[lengths.length];
  }

  public void run(double[] in, int count, double[] out) {
    for (int f = 0; f < count; f++, frame++) {
      double x = in[f];
      while (first != last && values[(last - 1) & MASK] <= x) {
        last--;
      }
      values[last & MASK] = x;
      frames[last++ & MASK] = frame;
      if (frames[first & MASK] <= frame - window) {
        first++;
      }
      long y = (long) Math.ceil(values[first & MASK] * UNIT);
      for (int a = 0; a < lengths.length; a++) {
        long[] ring = rings[a];
        int at = (int) frame & MASK;
        sums[a] += y - ring[(at - lengths[a]) & MASK];
        ring[at] = y;
        y = sums[a] / lengths[a];
      }
      out[f] = y / UNIT;
    }
  }
}
