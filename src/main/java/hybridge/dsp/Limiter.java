package hybridge.dsp;

import hybridge.rt.RealTime;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A stereo limiter whose ceiling holds between the samples: e²(n) from {@link TruePeak}, the louder
 * side; required reduction r = max(0, ½ log2(e² / c²)); held: h = r, or what exponential release
 * left of h before, if that is more; {@link LookAhead} makes a of it; out = delayed in · 2^(−a),
 * both sides alike. What a lacks in its last digits a clip at c takes, so that no sample ever
 * passes it.
 *
 * <p>The ceiling of a frame travels with its sound: one that moves asks for reduction where it
 * moves and is kept there. Below the ceiling, once the release has run out (10⁻⁷ of an octave), the
 * gain is exactly 1 and what comes out is what went in, {@link #latencyFrames} ago.
 *
 * <p>Lookahead is 62 frames up to 80 kHz, 126 up to 160 kHz, 254 above: 1.3 ms at 48 kHz. State of
 * the audio thread.
 */
public final class Limiter {
  private static final int PHASES = 8;
  private static final double LOW_RATE = 47_000;
  private static final double DOUBLE_RATE = 80_000;
  private static final double FOURFOLD_RATE = 160_000;

  /** log2: released far enough to be gone. */
  private static final double NOTHING = 1e-7;

  /** log2 of 240 dB above the ceiling: no sound, but a number that went wrong. */
  private static final double NONSENSE = 40;

  private final int reach;
  private final int lead;
  private final int history;
  private final TruePeak leftPeaks;
  private final TruePeak rightPeaks;
  private final LookAhead lookAhead;

  // Rows in which frame f of a segment stands at history + position + f.
  private final double[] rawLeft;
  private final double[] rawRight;
  private final double[] left;
  private final double[] right;
  private final double[] ceiling;
  private final double[] inverse;
  private final double[] power;

  private final double[] gain = new double[Lanes.GRID + Lanes.OCTET];
  private final double[] limited = new double[Lanes.GRID + Lanes.OCTET];
  private double held;
  private double least = 1;
  private int position;

  public Limiter(double rate) {
    int scale = scale(rate);
    reach = taps(rate) / 2;
    lead = LookAhead.WINDOW * scale - LookAhead.SHORTER;
    history = 2 * LookAhead.WINDOW * scale;
    double highest = (rate < LOW_RATE ? 200 / 441.0 : 200 / 480.0) * rate;
    Reconstruction filter = new Reconstruction(PHASES, taps(rate));
    leftPeaks = new TruePeak(filter, highest, rate);
    rightPeaks = new TruePeak(filter, highest, rate);
    lookAhead = new LookAhead(scale, history);
    int length = history + LookAhead.RUN + 2 * Lanes.OCTET;
    rawLeft = new double[length];
    rawRight = new double[length];
    left = new double[length];
    right = new double[length];
    ceiling = new double[length];
    inverse = new double[length];
    power = new double[length];
    java.util.Arrays.fill(ceiling, 1);
    java.util.Arrays.fill(inverse, 1);
  }

  private static int scale(double rate) {
    return rate < DOUBLE_RATE ? 1 : rate < FOURFOLD_RATE ? 2 : 4;
  }

  /** 20 kHz is nearer to half of 44.1 kHz: the filter must be longer. */
  private static int taps(double rate) {
    return rate < LOW_RATE ? 48 : 32;
  }

  /** Frames from a sample in to the same sample out. */
  public static int latencyFrames(double rate) {
    return taps(rate) / 2 + LookAhead.WINDOW * scale(rate) - LookAhead.SHORTER;
  }

  /** What is left of a reduction after a frame. */
  public static double release(double ms, double rate) {
    return StrictMath.exp(-1000 / (ms * rate));
  }

  /** A grid point: rows that near their end are moved back. */
  @RealTime
  public void grid() {
    if (position + Lanes.GRID <= LookAhead.RUN) {
      return;
    }
    back(rawLeft);
    back(rawRight);
    back(left);
    back(right);
    back(ceiling);
    back(inverse);
    back(power);
    lookAhead.back(position);
    position = 0;
  }

  @RealTime
  private void back(double[] row) {
    System.arraycopy(row, position, row, 0, history);
  }

  /**
   * Limits some frames.
   *
   * @param inLeft goes in; comes out as it was, delayed
   * @param frames up to the next grid point
   * @param drive what is multiplied with before, a number a frame
   * @param ceilings linear, a number a frame, above 0
   * @param keep of {@link #release}
   * @param outLeft the limited sound
   */
  @RealTime
  public void process(
      double[] inLeft,
      double[] inRight,
      int frames,
      double[] drive,
      double[] ceilings,
      double keep,
      double[] outLeft,
      double[] outRight) {
    int now = history + position;
    int heard = now - reach;
    int spoken = heard - lead;
    take(inLeft, drive, frames, rawLeft, left, now);
    take(inRight, drive, frames, rawRight, right, now);
    ceilings(ceilings, frames, ceiling, inverse, now);
    leftPeaks.run(left, heard, frames, power, heard, false);
    rightPeaks.run(right, heard, frames, power, heard, true);
    required(power, inverse, heard, frames, lookAhead.in());
    held = release(lookAhead.in(), heard, frames, held, keep);
    lookAhead.run(heard, frames);
    gains(lookAhead.out(), heard, frames, lookAhead.average(), gain);
    apply(left, spoken, frames, gain, ceiling, limited);
    System.arraycopy(limited, 0, outLeft, 0, frames);
    apply(right, spoken, frames, gain, ceiling, limited);
    System.arraycopy(limited, 0, outRight, 0, frames);
    System.arraycopy(rawLeft, spoken, inLeft, 0, frames);
    System.arraycopy(rawRight, spoken, inRight, 0, frames);
    for (int f = 0; f < frames; f++) {
      least = gain[f] < least ? gain[f] : least;
    }
    position += frames;
  }

  /** The smallest gain since it was last asked. */
  @RealTime
  public double takeLeastGain() {
    double taken = least;
    least = 1;
    return taken;
  }

  /** Takes over what another one of the same rate holds. */
  @RealTime
  public void copy(Limiter from) {
    copy(from.rawLeft, rawLeft);
    copy(from.rawRight, rawRight);
    copy(from.left, left);
    copy(from.right, right);
    copy(from.ceiling, ceiling);
    copy(from.inverse, inverse);
    copy(from.power, power);
    leftPeaks.copy(from.leftPeaks);
    rightPeaks.copy(from.rightPeaks);
    lookAhead.copy(from.lookAhead);
    held = from.held;
    least = from.least;
    position = from.position;
  }

  @RealTime
  private static void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  @RealTime
  private static void take(
      double[] in, double[] drive, int frames, double[] raw, double[] driven, int at) {
    for (int f = 0; f < frames; f++) {
      raw[at + f] = in[f];
      driven[at + f] = in[f] * drive[f];
    }
  }

  @RealTime
  private static void ceilings(
      double[] of, int frames, double[] ceiling, double[] inverse, int at) {
    for (int f = 0; f < frames; f++) {
      ceiling[at + f] = of[f];
      inverse[at + f] = 1 / (of[f] * of[f]);
    }
  }

  /** r = ½ log2(e² / c²) where e is above c, else exactly 0; also where it is no number. */
  @RealTime
  private static void required(
      double[] power, double[] inverse, int at, int frames, double[] reduction) {
    for (int i = at; i < at + frames; i += Lanes.WIDTH) {
      DoubleVector over =
          DoubleVector.fromArray(Lanes.SPECIES, power, i)
              .mul(DoubleVector.fromArray(Lanes.SPECIES, inverse, i));
      DoubleVector one = DoubleVector.broadcast(Lanes.SPECIES, 1.0);
      LaneMath.log2(one.blend(over, over.compare(VectorOperators.GT, 1.0)))
          .mul(0.5)
          .intoArray(reduction, i);
    }
  }

  /** In place; gives what is held at the end. */
  @RealTime
  private static double release(
      double[] reduction, int at, int frames, double heldBefore, double keep) {
    double held = heldBefore;
    for (int i = at; i < at + frames; i++) {
      double left = held * keep;
      double wanted = reduction[i];
      held = wanted > left ? wanted : left;
      if (!(held >= NOTHING && held < NONSENSE)) {
        held = 0;
      }
      reduction[i] = held;
    }
    return held;
  }

  @RealTime
  private static void gains(double[] reduction, int at, int frames, double average, double[] gain) {
    for (int f = 0; f < frames; f += Lanes.WIDTH) {
      LaneMath.exp2(DoubleVector.fromArray(Lanes.SPECIES, reduction, at + f).mul(-average))
          .intoArray(gain, f);
    }
  }

  @RealTime
  private static void apply(
      double[] in, int at, int frames, double[] gain, double[] ceiling, double[] out) {
    for (int f = 0; f < frames; f += Lanes.WIDTH) {
      DoubleVector c = DoubleVector.fromArray(Lanes.SPECIES, ceiling, at + f);
      DoubleVector y =
          DoubleVector.fromArray(Lanes.SPECIES, in, at + f)
              .mul(DoubleVector.fromArray(Lanes.SPECIES, gain, f));
      y = y.blend(c, y.compare(VectorOperators.GT, c));
      c = c.neg();
      y.blend(c, y.compare(VectorOperators.LT, c)).intoArray(out, f);
    }
  }
}
