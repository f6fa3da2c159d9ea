package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;

/**
 * The signal between its samples: at p/N of the way from x(i) to x(i+1) it is Σ x(i−j) h(j + p/N) +
 * x(i+1+j) h(j + 1 − p/N), h a sinc under a Kaiser window. Every phase is normalised to unit gain
 * at 0 Hz; the phase of the samples themselves needs no filter.
 *
 * <p>Phases p and N − p are mirror images: of the sums x(i+1+j) + x(i−j) they have the same, of the
 * differences the opposite part. So two phases cost what one would; half way between the samples
 * the differences fall out. Vectors lie along time: sample by sample the same operations, whatever
 * the vector holds, and the loads are shared by all phases.
 *
 * <p>Immutable; the loops are for the audio thread.
 */
public final class Reconstruction {
  private static final double BETA = 8;

  private final int phases;
  private final int half;

  /** For each j: even and odd part of the phases 1 … N/2 − 1, then the half way's even part. */
  private final double[] parts;

  /**
   * @param phases N: 2, 4 or 8
   * @param taps that each phase has, an even number
   */
  public Reconstruction(int phases, int taps) {
    if (phases != 2 && phases != 4 && phases != 8 || taps < 2 || taps % 2 != 0) {
      throw new IllegalArgumentException(
          phases + " phases of " + taps + " taps; wanted 2, 4 or 8 of an even number");
    }
    this.phases = phases;
    this.half = taps / 2;
    this.parts = new double[half * (phases - 1)];
    for (int p = 1; p <= phases / 2; p++) {
      double[] before = new double[half];
      double[] behind = new double[half];
      double sum = 0;
      for (int j = 0; j < half; j++) {
        before[j] = kernel(j + (double) p / phases, half);
        behind[j] = kernel(j + 1 - (double) p / phases, half);
        sum += before[j] + behind[j];
      }
      for (int j = 0; j < half; j++) {
        int at = j * (phases - 1) + 2 * (p - 1);
        parts[at] = (before[j] + behind[j]) / 2 / sum;
        if (p < phases / 2) {
          parts[at + 1] = (behind[j] - before[j]) / 2 / sum;
        }
      }
    }
  }

  private static double kernel(double t, int half) {
    double x = StrictMath.PI * t;
    double r = t / half;
    return StrictMath.sin(x) / x * bessel(BETA * StrictMath.sqrt(1 - r * r)) / bessel(BETA);
  }

  /** I0, the modified Bessel function of order zero, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-18 * sum; k++) {
      term *= x / 2 / k * (x / 2 / k);
      sum += term;
    }
    return sum;
  }

  /** N. */
  @RealTime
  public int phases() {
    return phases;
  }

  /** How many samples behind x(i) the filters need: half their taps. */
  @RealTime
  public int reach() {
    return half;
  }

  /**
   * Computes the phases 1 … N − 1 of some frames.
   *
   * @param x samples; from {@code at − reach + 1} to {@code at + frames + reach − 1} they are used,
   *     up to a vector more is read and has no effect on the frames asked for
   * @param at the first frame
   * @param u phase p of frame {@code at + f} goes to {@code p · stride + to + f}; up to a vector
   *     more is written
   */
  @RealTime
  public void run(double[] x, int at, int frames, double[] u, int stride, int to) {
    if (phases == 8) {
      eight(x, at, frames, half, parts, u, stride, to);
    } else if (phases == 4) {
      four(x, at, frames, half, parts, u, stride, to);
    } else {
      two(x, at, frames, half, parts, u, stride, to);
    }
  }

  @RealTime
  private static void eight(
      double[] x, int at, int frames, int half, double[] parts, double[] u, int stride, int to) {
    for (int f = 0; f < frames; f += Lanes.WIDTH) {
      DoubleVector e1 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector o1 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector e2 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector o2 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector e3 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector o3 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector e4 = DoubleVector.zero(Lanes.SPECIES);
      for (int j = 0, c = 0, i = at + f; j < half; j++, c += 7) {
        DoubleVector before = DoubleVector.fromArray(Lanes.SPECIES, x, i - j);
        DoubleVector behind = DoubleVector.fromArray(Lanes.SPECIES, x, i + 1 + j);
        DoubleVector sum = behind.add(before);
        DoubleVector difference = behind.sub(before);
        e1 = sum.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c]), e1);
        o1 = difference.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 1]), o1);
        e2 = sum.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 2]), e2);
        o2 = difference.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 3]), o2);
        e3 = sum.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 4]), e3);
        o3 = difference.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 5]), o3);
        e4 = sum.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 6]), e4);
      }
      int k = to + f;
      e1.add(o1).intoArray(u, stride + k);
      e2.add(o2).intoArray(u, 2 * stride + k);
      e3.add(o3).intoArray(u, 3 * stride + k);
      e4.intoArray(u, 4 * stride + k);
      e3.sub(o3).intoArray(u, 5 * stride + k);
      e2.sub(o2).intoArray(u, 6 * stride + k);
      e1.sub(o1).intoArray(u, 7 * stride + k);
    }
  }

  @RealTime
  private static void four(
      double[] x, int at, int frames, int half, double[] parts, double[] u, int stride, int to) {
    for (int f = 0; f < frames; f += Lanes.WIDTH) {
      DoubleVector e1 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector o1 = DoubleVector.zero(Lanes.SPECIES);
      DoubleVector e2 = DoubleVector.zero(Lanes.SPECIES);
      for (int j = 0, c = 0, i = at + f; j < half; j++, c += 3) {
        DoubleVector before = DoubleVector.fromArray(Lanes.SPECIES, x, i - j);
        DoubleVector behind = DoubleVector.fromArray(Lanes.SPECIES, x, i + 1 + j);
        DoubleVector sum = behind.add(before);
        e1 = sum.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c]), e1);
        o1 = behind.sub(before).fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 1]), o1);
        e2 = sum.fma(DoubleVector.broadcast(Lanes.SPECIES, parts[c + 2]), e2);
      }
      int k = to + f;
      e1.add(o1).intoArray(u, stride + k);
      e2.intoArray(u, 2 * stride + k);
      e1.sub(o1).intoArray(u, 3 * stride + k);
    }
  }

  @RealTime
  private static void two(
      double[] x, int at, int frames, int half, double[] parts, double[] u, int stride, int to) {
    for (int f = 0; f < frames; f += Lanes.WIDTH) {
      DoubleVector e1 = DoubleVector.zero(Lanes.SPECIES);
      for (int j = 0, i = at + f; j < half; j++) {
        DoubleVector before = DoubleVector.fromArray(Lanes.SPECIES, x, i - j);
        DoubleVector behind = DoubleVector.fromArray(Lanes.SPECIES, x, i + 1 + j);
        e1 = behind.add(before).fma(DoubleVector.broadcast(Lanes.SPECIES, parts[j]), e1);
      }
      e1.intoArray(u, stride + to + f);
    }
  }
}
