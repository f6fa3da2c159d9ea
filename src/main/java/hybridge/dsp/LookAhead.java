package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;

/**
 * From the reduction that each frame requires to the one that is applied: the largest of a window,
 * then averaged over one that is two frames shorter, so that no average is below what the frame in
 * the middle, or a neighbour of it, requires.
 *
 * <p>m(n) = max r(n − W + 1 … n), W = 64 q; a = m through three moving averages of 32 q, 16 q and
 * 16 q frames in a row, together W − 2 long: a(n) ≥ r(k) for n − W + 1 ≤ k ≤ n − W + 3. Windows
 * double: four neighbours, then four such fours, and so on, each from the row before. That is a
 * handful of vector operations a frame, always the same ones; no queue, and no running sum that
 * would drift: of rows that are zero the average is zero, of rows that are equal it is that number.
 *
 * <p>State of the audio thread. Rows are long; they are moved back when their end is near.
 */
public final class LookAhead {
  /** Frames that the rows run on before they are moved back. */
  public static final int RUN = 256;

  /** W at a scale of 1. */
  public static final int WINDOW = 64;

  /** What an average is short of the window, and so the lead of the reduction, W − 2. */
  public static final int SHORTER = 2;

  private static final int WIDE = 32;
  private static final int NARROW = 16;

  private final int history;
  private final double average;

  /** Row 0 is what goes in; each step makes the next row of the one before. */
  private final double[][] rows;

  private final int[] radix;
  private final int[] distance;
  private final int maxima;

  /**
   * @param scale q: 1, 2 or 4
   * @param history how far behind the first frame rows are kept, W and more
   */
  public LookAhead(int scale, int history) {
    this.history = history;
    int[] r = new int[32];
    int[] d = new int[32];
    int steps = window(WINDOW * scale, r, d, 0);
    maxima = steps;
    steps = window(WIDE * scale, r, d, steps);
    steps = window(NARROW * scale, r, d, steps);
    steps = window(NARROW * scale, r, d, steps);
    radix = java.util.Arrays.copyOf(r, steps);
    distance = java.util.Arrays.copyOf(d, steps);
    rows = new double[steps + 1][history + RUN + 2 * Lanes.OCTET];
    average = 1.0 / WIDE / NARROW / NARROW / scale / scale / scale;
  }

  private static int window(int length, int[] radix, int[] distance, int step) {
    int at = step;
    for (int done = 1; done < length; done *= radix[at++]) {
      radix[at] = length / done % 4 == 0 ? 4 : 2;
      distance[at] = done;
    }
    return at;
  }

  /** Where what is required goes in. */
  @RealTime
  public double[] in() {
    return rows[0];
  }

  /** Where what is to be applied comes out, times {@link #average}. */
  @RealTime
  public double[] out() {
    return rows[rows.length - 1];
  }

  /** What a row of {@link #out} is multiplied with: a power of two. */
  @RealTime
  public double average() {
    return average;
  }

  /** Brings the rows from {@code at} on up to date, for some frames. */
  @RealTime
  public void run(int at, int frames) {
    for (int s = 0; s < radix.length; s++) {
      if (s < maxima) {
        if (radix[s] == 4) {
          largestOfFour(rows[s], rows[s + 1], at, frames, distance[s]);
        } else {
          largestOfTwo(rows[s], rows[s + 1], at, frames, distance[s]);
        }
      } else if (radix[s] == 4) {
        sumOfFour(rows[s], rows[s + 1], at, frames, distance[s]);
      } else {
        sumOfTwo(rows[s], rows[s + 1], at, frames, distance[s]);
      }
    }
  }

  /** Moves the rows back by so many frames. */
  @RealTime
  public void back(int frames) {
    for (int s = 0; s < rows.length; s++) {
      System.arraycopy(rows[s], frames, rows[s], 0, history);
    }
  }

  /** Takes over what another one of the same scale and history holds. */
  @RealTime
  public void copy(LookAhead from) {
    for (int s = 0; s < rows.length; s++) {
      System.arraycopy(from.rows[s], 0, rows[s], 0, rows[s].length);
    }
  }

  @RealTime
  private static void largestOfFour(double[] in, double[] out, int at, int frames, int d) {
    for (int i = at; i < at + frames; i += Lanes.WIDTH) {
      DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, in, i);
      DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, in, i - d);
      DoubleVector c = DoubleVector.fromArray(Lanes.SPECIES, in, i - 2 * d);
      DoubleVector e = DoubleVector.fromArray(Lanes.SPECIES, in, i - 3 * d);
      LaneMath.largerPositive(LaneMath.largerPositive(a, b), LaneMath.largerPositive(c, e))
          .intoArray(out, i);
    }
  }

  @RealTime
  private static void largestOfTwo(double[] in, double[] out, int at, int frames, int d) {
    for (int i = at; i < at + frames; i += Lanes.WIDTH) {
      DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, in, i);
      DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, in, i - d);
      LaneMath.largerPositive(a, b).intoArray(out, i);
    }
  }

  @RealTime
  private static void sumOfFour(double[] in, double[] out, int at, int frames, int d) {
    for (int i = at; i < at + frames; i += Lanes.WIDTH) {
      DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, in, i);
      DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, in, i - d);
      DoubleVector c = DoubleVector.fromArray(Lanes.SPECIES, in, i - 2 * d);
      DoubleVector e = DoubleVector.fromArray(Lanes.SPECIES, in, i - 3 * d);
      a.add(b).add(c.add(e)).intoArray(out, i);
    }
  }

  @RealTime
  private static void sumOfTwo(double[] in, double[] out, int at, int frames, int d) {
    for (int i = at; i < at + frames; i += Lanes.WIDTH) {
      DoubleVector a = DoubleVector.fromArray(Lanes.SPECIES, in, i);
      DoubleVector b = DoubleVector.fromArray(Lanes.SPECIES, in, i - d);
      a.add(b).intoArray(out, i);
    }
  }
}
