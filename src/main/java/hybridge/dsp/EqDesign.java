package hybridge.dsp;

import java.util.Arrays;

/**
 * Sections whose response follows the analog prototype up to 20 kHz instead of cramping towards
 * half the rate.
 *
 * <p>With s = j f/f0 and A = 10^(dB/40) the prototypes are: bell (s² + s A/Q + 1) / (s² + s/(AQ) +
 * 1); low shelf A (s² + s √A/Q + A) / (A s² + s √A/Q + 1); notch (s² + 1) / (s² + s/Q + 1);
 * low-pass 1 / (s² + s/Q + 1) and 1 / (s + 1). A cut is the boost turned over (pole and zero change
 * places: high, band and low become their reciprocals), a high shelf is a low shelf turned over and
 * lifted, so a boost and an equal cut null.
 *
 * <p>The poles start where the impulse response's are (exp of the analog ones), high is the
 * prototype's gain at half the rate, band makes the gain at f0 right (after Vicanek, "Matched
 * second order digital filters", 2016). From there damped least squares (Levenberg, Marquardt) on
 * the logarithm of the gain at 53 frequencies moves log g, log k, log high and log band, first for
 * the smallest sum of squares, then of sixth and of twentieth powers, which presses the largest
 * errors down. Frequencies up to 10 kHz weigh more. Low, the gain at 0 Hz, stays exact, but for
 * shelves above Q 2, where a little there buys twice as much at the corner: 0.08 dB at Q 3 and 18
 * dB, 0.2 dB at Q 10. Above 20 kHz a fence keeps the gain near the prototype's extremes: 4.4 dB
 * beyond them up to Q 5, 10 dB at Q 10. Always the same number of steps, StrictMath only: the same
 * knobs give the same bits everywhere, and a knob that moves a little moves the section a little.
 *
 * <p>For control threads; one instance serves one thread.
 */
public final class EqDesign {
  /** The kinds of band, in the order of the console's choices. */
  public enum Type {
    BELL,
    LOW_SHELF,
    HIGH_SHELF,
    NOTCH
  }

  private static final double TOP_HZ = 20_000;
  private static final double HIGHEST_TURNS = 0.46;
  private static final double WEIGHTY_BELOW_HZ = 10_000;

  /** By this much over 10 kHz the weight falls, and not at once: points wander over it. */
  private static final double WEIGHT_FALLS_OVER_HZ = 300;

  private static final double LOW_WEIGHT = 3.5;
  private static final int WIDE = 24;
  private static final int NEAR = 13;
  private static final int HIGH = 16;
  private static final int POINTS = WIDE + NEAR + HIGH;

  /** Steps and the power whose sum they make smallest. */
  private static final int[][] ROUNDS = {{8, 2}, {4, 6}, {6, 20}};

  private static final double LONGEST_STEP = 0.7;

  /** Below this the fit has nothing to hold on to: the section is scaled down from here. */
  private static final double SMALLEST_DB = 0.1;

  private static final int UNKNOWNS = 5;

  /** Where nobody hears it the section may stray, but no further than this beyond the prototype. */
  private static final double STRAY = StrictMath.log(1.5);

  private static final double FENCE_WEIGHT = 3;

  /**
   * Points from 20 kHz to half the rate, and the frequencies of pole and zero wherever they are.
   */
  private static final int FENCE = 8;

  private static final int LOW_ROW = POINTS;
  private static final int FENCE_ROW = POINTS + 1;
  private static final int POLE_ROW = FENCE_ROW + FENCE;
  private static final int ZERO_ROW = POLE_ROW + 1;
  private static final int ROWS = ZERO_ROW + 1;

  private static final double LOW_HOLDS_UP_TO_Q = 2;
  private static final double LOW_FREE_FROM_Q = 3;
  private static final double LOW_HOLDS = 4;
  private static final double LN_2 = StrictMath.log(2);

  private enum Shape {
    BELL,
    LOW_SHELF,
    NOTCH,
    LOW_PASS,
    ONE_POLE
  }

  private final double rate;
  private final double[] hz = new double[POINTS];
  private final double[] tan = new double[POINTS];
  private final double[] wanted = new double[POINTS];
  private final double[] weight = new double[POINTS];
  private final double[] fence = new double[FENCE];
  private final double[] error = new double[ROWS];
  private final double[] slopes = new double[ROWS * UNKNOWNS];
  private final double[] nextError = new double[ROWS];
  private final double[] nextSlopes = new double[ROWS * UNKNOWNS];
  private final LeastSquares solver = new LeastSquares(ROWS, UNKNOWNS);

  /** ln g, ln k, ln high, ln band, and by how much ln low is off. */
  private double[] at = new double[UNKNOWNS];

  private double[] next = new double[UNKNOWNS];

  private final boolean[] moves = new boolean[UNKNOWNS];

  /** How hard low is held. */
  private double hold;

  /** Is there a fence above 20 kHz? Notches and passes go down there by themselves. */
  private boolean fenced;

  /** The errors of the round are counted in this unit, and their powers stay in range. */
  private double unit;

  private int power;

  /** ln of the smallest and the largest gain that the fence lets pass. */
  private double floor;

  private double ceiling;

  public EqDesign(double rate) {
    this.rate = rate;
    double top = Math.min(TOP_HZ, HIGHEST_TURNS * rate);
    for (int i = 0; i < FENCE; i++) {
      double hz = top + (rate / 2 - top) * (i + 1) / (FENCE + 1);
      fence[i] = StrictMath.tan(StrictMath.PI * hz / rate);
    }
  }

  /**
   * One band.
   *
   * @param gainDb without meaning for a notch
   * @param q 0.3 to 10
   */
  public Section band(Type type, double frequencyHz, double gainDb, double q) {
    double f0 = Math.min(frequencyHz, HIGHEST_TURNS * rate);
    return switch (type) {
      case NOTCH -> notch(f0, q);
      case BELL -> boostOrCut(Shape.BELL, f0, gainDb, q);
      case LOW_SHELF -> boostOrCut(Shape.LOW_SHELF, f0, gainDb, q);
      case HIGH_SHELF -> {
        Section low = boostOrCut(Shape.LOW_SHELF, f0, -gainDb, q);
        double lift = Decibels.gain(gainDb);
        double off = StrictMath.exp(gainDb > 0 ? -lowOff(gainDb) : lowOff(gainDb));
        yield new Section(
            low.frequency(),
            low.damping(),
            low.high() * lift,
            low.band() * lift,
            // Not the product, which need not be 1 to the last bit where low is held.
            off);
      }
    };
  }

  /**
   * Butterworth, −3 dB at the corner whatever the slope, as two sections: 12 dB/oct one of damping
   * √2 and nothing, 18 one of damping 1 and one of first order, 24 the two damped 1.8478 and
   * 0.7654.
   *
   * @param slopeDb 12, 18 or 24 dB an octave
   */
  public Section[] lowPass(double cutoffHz, int slopeDb) {
    double f0 = Math.min(cutoffHz, HIGHEST_TURNS * rate);
    return switch (slopeDb) {
      case 12 -> {
        Section only = lowPass(Shape.LOW_PASS, f0, StrictMath.sqrt(0.5));
        yield new Section[] {only, only.off()};
      }
      case 18 -> new Section[] {lowPass(Shape.LOW_PASS, f0, 1), lowPass(Shape.ONE_POLE, f0, 0.5)};
      case 24 ->
          new Section[] {
            lowPass(Shape.LOW_PASS, f0, 1 / PassDesign.butterworth(1)),
            lowPass(Shape.LOW_PASS, f0, 1 / PassDesign.butterworth(3))
          };
      default -> throw PassDesign.noSuchSlope(slopeDb);
    };
  }

  private Section lowPass(Shape shape, double f0, double q) {
    fit(shape, f0, 0, q, 1);
    return section(StrictMath.exp(at[2]), StrictMath.exp(at[3]), 1);
  }

  private Section boostOrCut(Shape shape, double f0, double gainDb, double q) {
    double size = Math.abs(gainDb);
    double fitted = Math.max(size, SMALLEST_DB);
    double low = shape == Shape.LOW_SHELF ? Decibels.gain(fitted) : 1;
    fit(shape, f0, fitted, q, low);
    double part = size / fitted;
    double high = StrictMath.exp(part * at[2]);
    double band = StrictMath.exp(part * at[3]);
    double exactLow = shape == Shape.LOW_SHELF ? Decibels.gain(size) : 1;
    Section boost = section(high, band, exactLow * StrictMath.exp(lowOff(gainDb)));
    return gainDb < 0 ? turnedOver(boost) : boost;
  }

  /** Of the last fit of a boost or cut by so much: by how much ln low is off. */
  private double lowOff(double gainDb) {
    double size = Math.abs(gainDb);
    return size / Math.max(size, SMALLEST_DB) * at[4];
  }

  /** 1/H: zeros for poles. g' = g √(low/high), k' = k band / √(low · high). */
  private static Section turnedOver(Section h) {
    double g =
        StrictMath.tan(StrictMath.PI * StrictMath.pow(2, h.frequency()))
            * StrictMath.sqrt(h.low() / h.high());
    return new Section(
        turnsLog2(g),
        h.damping() + StrictMath.log(h.band() / StrictMath.sqrt(h.low() * h.high())) / LN_2,
        1 / h.high(),
        1 / h.band(),
        1 / h.low());
  }

  private Section notch(double f0, double q) {
    fit(Shape.NOTCH, f0, 0, q, 1);
    return section(StrictMath.exp(at[2]), 0, 1);
  }

  private Section section(double high, double band, double low) {
    return new Section(turnsLog2(StrictMath.exp(at[0])), at[1] / LN_2, high, band, low);
  }

  private static double turnsLog2(double g) {
    return StrictMath.log(StrictMath.atan(g) / StrictMath.PI) / LN_2;
  }

  private static double prototype(Shape shape, double x, double gainDb, double q) {
    double a = StrictMath.pow(10, gainDb / 40);
    double x2 = x * x;
    return switch (shape) {
      case BELL -> ratio(1 - x2, x * a / q, 1 - x2, x / (a * q));
      case LOW_SHELF -> {
        double odd = x * StrictMath.sqrt(a) / q;
        yield a * ratio(a - x2, odd, 1 - a * x2, odd);
      }
      case NOTCH -> ratio(1 - x2, 0, 1 - x2, x / q);
      case LOW_PASS -> ratio(1, 0, 1 - x2, x / q);
      case ONE_POLE -> ratio(1, 0, 1, x);
    };
  }

  private static double ratio(double even, double odd, double poleEven, double poleOdd) {
    return StrictMath.sqrt((even * even + odd * odd) / (poleEven * poleEven + poleOdd * poleOdd));
  }

  private void fit(Shape shape, double f0, double gainDb, double q, double low) {
    double a = StrictMath.pow(10, gainDb / 40);
    double poleHz = shape == Shape.LOW_SHELF ? f0 / StrictMath.sqrt(a) : f0;
    place(shape, f0, poleHz, gainDb, q);
    start(shape, f0, poleHz, gainDb, q, a, low);
    boolean notch = shape == Shape.NOTCH;
    moves[0] = !notch;
    moves[1] = true;
    moves[2] = true;
    moves[3] = !notch;
    moves[4] = shape == Shape.LOW_SHELF && q > LOW_HOLDS_UP_TO_Q;
    hold = moves[4] ? LOW_HOLDS / (Math.min(q, LOW_FREE_FROM_Q) - LOW_HOLDS_UP_TO_Q) : 0;
    fenced = shape == Shape.BELL || shape == Shape.LOW_SHELF;
    unit = 1;
    for (int[] round : ROUNDS) {
      power = 2;
      evaluate(notch, f0, low, at, error, slopes);
      unit *= Math.max(1e-4 / unit, largest());
      power = round[1];
      double lambda = 1e-3;
      double sum = evaluate(notch, f0, low, at, error, slopes);
      for (int i = 0; i < round[0]; i++) {
        solver.step(error, slopes, moves, lambda, LONGEST_STEP, at, next);
        double nextSum = evaluate(notch, f0, low, next, nextError, nextSlopes);
        if (nextSum < sum) {
          double[] swap = at;
          at = next;
          next = swap;
          System.arraycopy(nextError, 0, error, 0, error.length);
          System.arraycopy(nextSlopes, 0, slopes, 0, slopes.length);
          sum = nextSum;
          lambda = Math.max(lambda * 0.1, 1e-9);
        } else {
          lambda *= 8;
        }
      }
    }
    if (notch) {
      at[0] = StrictMath.log(StrictMath.tan(StrictMath.PI * f0 / rate)) + at[2] / 2;
    }
  }

  private double largest() {
    double largest = 0;
    for (int i = 0; i < POINTS; i++) {
      largest = Math.max(largest, Math.abs(error[i]));
    }
    return largest;
  }

  private void place(Shape shape, double f0, double poleHz, double gainDb, double q) {
    double top = Math.min(TOP_HZ, HIGHEST_TURNS * rate);
    double bottom = Math.max(1, f0 / 32);
    double octaves = 1 / Math.max(1, q);
    for (int i = 0; i < WIDE; i++) {
      hz[i] = bottom * StrictMath.pow(top / bottom, i / (WIDE - 1.0));
    }
    for (int i = 0; i < NEAR; i++) {
      hz[WIDE + i] =
          Math.min(top, poleHz * StrictMath.pow(2, octaves * (2.0 * i / (NEAR - 1) - 1)));
    }
    for (int i = 0; i < HIGH; i++) {
      hz[WIDE + NEAR + i] = top * (0.25 + 0.75 * i / (HIGH - 1));
    }
    double a = StrictMath.pow(10, gainDb / 40);
    double deepest = prototype(shape, StrictMath.sqrt(a), gainDb, q);
    double highest = prototype(shape, 1 / StrictMath.sqrt(a), gainDb, q);
    for (int i = 0; i < POINTS; i++) {
      tan[i] = StrictMath.tan(StrictMath.PI * hz[i] / rate);
      wanted[i] = prototype(shape, hz[i] / f0, gainDb, q);
      deepest = Math.min(deepest, wanted[i]);
      highest = Math.max(highest, wanted[i]);
      double past = (hz[i] - WEIGHTY_BELOW_HZ) / WEIGHT_FALLS_OVER_HZ;
      weight[i] = LOW_WEIGHT + (1 - LOW_WEIGHT) * Math.clamp(past, 0, 1);
      if (shape == Shape.LOW_PASS || shape == Shape.ONE_POLE) {
        // What is 60 dB down anyway must not cost where it is heard.
        weight[i] *= wanted[i] / (0.1 + wanted[i]);
      }
    }
    floor = StrictMath.log(deepest) - STRAY;
    ceiling = StrictMath.log(highest) + STRAY;
  }

  private void start(
      Shape shape, double f0, double poleHz, double gainDb, double q, double a, double low) {
    double k = shape == Shape.BELL ? 1 / (a * q) : 1 / q;
    double w = 2 * StrictMath.PI * poleHz / rate;
    double half = k / 2;
    double turn =
        half <= 1
            ? StrictMath.cos(StrictMath.sqrt(1 - half * half) * w)
            : StrictMath.cosh(StrictMath.sqrt(half * half - 1) * w);
    double decay = StrictMath.exp(-half * w);
    double a1 = -2 * decay * turn;
    double a2 = decay * decay;
    double g = StrictMath.sqrt((1 + a1 + a2) / (1 - a1 + a2));
    k = 2 * (1 - a2) / (1 - a1 + a2) / g;
    double high = prototype(shape, rate / 2 / f0, gainDb, q);
    double band = a;
    if (shape == Shape.NOTCH) {
      double t = StrictMath.tan(StrictMath.PI * f0 / rate);
      high = g * g / (t * t);
    } else {
      double match = Math.min(poleHz, 0.4 * rate);
      double x = StrictMath.tan(StrictMath.PI * match / rate) / g;
      double pole = (1 - x * x) * (1 - x * x) + k * x * k * x;
      double gain = prototype(shape, match / f0, gainDb, q);
      double even = low - high * x * x;
      double odd2 = gain * gain * pole - even * even;
      band = odd2 > 0 ? StrictMath.sqrt(odd2) / (k * x) : a;
    }
    at[0] = StrictMath.log(g);
    at[1] = StrictMath.log(k);
    at[2] = StrictMath.log(high);
    at[3] = StrictMath.log(band);
    at[4] = 0;
  }

  /**
   * Errors and their slopes, weighted: of the logarithm of the gain, of a notch of the gain itself;
   * raised so that the sum of squares is that of the round's power.
   */
  private double evaluate(
      boolean notch, double f0, double exactLow, double[] p, double[] errors, double[] slope) {
    double high = StrictMath.exp(p[2]);
    double g =
        notch
            ? StrictMath.tan(StrictMath.PI * f0 / rate) * StrictMath.sqrt(high)
            : StrictMath.exp(p[0]);
    double k = StrictMath.exp(p[1]);
    double band = notch ? 0 : StrictMath.exp(p[3]);
    double low = exactLow * StrictMath.exp(p[4]);
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double x = tan[i] / g;
      double x2 = x * x;
      double even = low - high * x2;
      double odd = band * k * x;
      double poleEven = 1 - x2;
      double poleOdd = k * x;
      double zero = even * even + odd * odd;
      double pole = poleEven * poleEven + poleOdd * poleOdd;
      double poleByG = -(2 * poleEven * x2 - poleOdd * poleOdd) / pole;
      double poleByK = -poleOdd * poleOdd / pole;
      double w = weight[i] / unit;
      int j = i * UNKNOWNS;
      if (notch) {
        double gain = StrictMath.sqrt(zero / pole);
        errors[i] = w * (gain - wanted[i]);
        slope[j + 1] = w * gain * poleByK;
        slope[j + 2] = w * gain * poleByG / 2;
      } else {
        errors[i] = w * StrictMath.log(zero / (pole * wanted[i] * wanted[i])) / 2;
        slope[j] = w * ((2 * even * high * x2 - odd * odd) / zero + poleByG);
        slope[j + 1] = w * (odd * odd / zero + poleByK);
        slope[j + 2] = w * (-even * high * x2 / zero);
        slope[j + 3] = w * (odd * odd / zero);
        slope[j + 4] = w * (even * low / zero);
      }
      raise(errors, i, slope, j);
      sum += errors[i] * errors[i];
    }
    errors[LOW_ROW] = hold / unit * p[4];
    slope[LOW_ROW * UNKNOWNS + 4] = hold / unit;
    sum += errors[LOW_ROW] * errors[LOW_ROW];
    if (fenced) {
      return sum + fence(g, k, high, band, low, errors, slope);
    }
    Arrays.fill(errors, FENCE_ROW, ROWS, 0);
    Arrays.fill(slope, FENCE_ROW * UNKNOWNS, ROWS * UNKNOWNS, 0);
    return sum;
  }

  /**
   * Without it a narrow shelf near the top is bought with 40 dB and more above 20 kHz, which no ear
   * hears and no tweeter survives.
   */
  private double fence(
      double g, double k, double high, double band, double low, double[] errors, double[] slope) {
    double sum = 0;
    for (int i = 0; i < FENCE; i++) {
      sum += post(FENCE_ROW + i, fence[i] / g, k, high, band, low, errors, slope);
    }
    sum += post(POLE_ROW, 1, k, high, band, low, errors, slope);
    return sum + post(ZERO_ROW, StrictMath.sqrt(low / high), k, high, band, low, errors, slope);
  }

  /** One post of the fence, at x times the section's frequency: no error between the limits. */
  private double post(
      int row,
      double x,
      double k,
      double high,
      double band,
      double low,
      double[] errors,
      double[] slope) {
    double x2 = x * x;
    double even = low - high * x2;
    double odd = band * k * x;
    double poleEven = 1 - x2;
    double poleOdd = k * x;
    double zero = even * even + odd * odd;
    double pole = poleEven * poleEven + poleOdd * poleOdd;
    double gain = StrictMath.log(zero / pole) / 2;
    double past = gain > ceiling ? gain - ceiling : Math.min(0, gain - floor);
    int j = row * UNKNOWNS;
    Arrays.fill(slope, j, j + UNKNOWNS, 0);
    double w = FENCE_WEIGHT / unit;
    errors[row] = w * past;
    if (past != 0) {
      double byX =
          (odd * odd - 2 * even * high * x2) / zero
              + (2 * poleEven * x2 - poleOdd * poleOdd) / pole;
      slope[j + 1] = w * (odd * odd / zero - poleOdd * poleOdd / pole);
      slope[j + 2] = -w * even * high * x2 / zero;
      slope[j + 3] = w * odd * odd / zero;
      slope[j + 4] = w * even * low / zero;
      if (row < POLE_ROW) {
        slope[j] = -w * byX;
      } else if (row == ZERO_ROW) {
        slope[j + 2] -= w * byX / 2;
        slope[j + 4] += w * byX / 2;
      }
      raise(errors, row, slope, j);
    }
    return errors[row] * errors[row];
  }

  /** e becomes e |e|^(power/2 − 1). */
  private void raise(double[] errors, int i, double[] slope, int j) {
    double size = Math.abs(errors[i]);
    double factor = 1;
    for (int n = 1; n < power / 2; n++) {
      factor *= size;
    }
    errors[i] *= factor;
    for (int n = 0; n < UNKNOWNS; n++) {
      slope[j + n] = moves[n] ? slope[j + n] * factor * power / 2 : 0;
    }
  }
}
