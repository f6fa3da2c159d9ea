package hybridge.dsp;

import hybridge.rt.RealTime;

/**
 * A test source: sine, pink and white noise. Each has the power of a sine of amplitude 1 (0 dBFS by
 * AES17; RMS √½), so that a level means the same for all three.
 *
 * <p>White: a 64-bit xorshift (Marsaglia 2003), uniform. Pink: white through first-order sections
 * whose poles lie an octave apart from 10 Hz on, each with its zero half an octave above: −3.01 dB
 * an octave. State of one thread.
 */
public final class Oscillator {
  private static final double LOWEST_HZ = 10;
  private static final double SINE_POWER = 0.5;
  private static final double UNIFORM_POWER = 1.0 / 3;
  private static final double WHITE_GAIN = StrictMath.sqrt(SINE_POWER / UNIFORM_POWER);
  private static final int POWER_STEPS = 4096;

  private final double rate;
  private final double[] pole;
  private final double[] zero;
  private final double[] state;
  private final double pinkGain;
  private double turns;
  private long random = 0x9E37_79B9_7F4A_7C15L;

  public Oscillator(double rate) {
    this.rate = rate;
    int sections = 0;
    while (LOWEST_HZ * StrictMath.pow(2, sections + 0.5) < rate / 2) {
      sections++;
    }
    pole = new double[sections];
    zero = new double[sections];
    state = new double[sections];
    for (int i = 0; i < sections; i++) {
      double hz = LOWEST_HZ * StrictMath.pow(2, i);
      pole[i] = StrictMath.exp(-2 * StrictMath.PI * hz / rate);
      zero[i] = StrictMath.exp(-2 * StrictMath.PI * hz * StrictMath.sqrt(2) / rate);
    }
    pinkGain = StrictMath.sqrt(SINE_POWER / (UNIFORM_POWER * meanPower()));
  }

  /** The mean of |H|² of the pink sections over all frequencies, on a logarithmic grid. */
  private double meanPower() {
    double low = 1e-6;
    double ratio = StrictMath.pow(0.5 / low, 1.0 / POWER_STEPS);
    double sum = power(0) * low;
    double f = low;
    for (int i = 0; i < POWER_STEPS; i++) {
      double next = f * ratio;
      sum += (power(f) + power(next)) / 2 * (next - f);
      f = next;
    }
    return sum / 0.5;
  }

  private double power(double turnsAFrame) {
    double c = StrictMath.cos(2 * StrictMath.PI * turnsAFrame);
    double power = 1;
    for (int i = 0; i < pole.length; i++) {
      power *=
          (1 - 2 * zero[i] * c + zero[i] * zero[i]) / (1 - 2 * pole[i] * c + pole[i] * pole[i]);
    }
    return power;
  }

  /** The next sample of a sine that has had this frequency since the last one. */
  @RealTime
  public double sine(double hz) {
    turns += hz / rate;
    turns -= turns >= 1 ? 1 : 0;
    return LaneMath.sinTurns(turns);
  }

  /** The next sample of white noise. */
  @RealTime
  public double white() {
    return WHITE_GAIN * uniform();
  }

  /** The next sample of pink noise. */
  @RealTime
  public double pink() {
    double x = uniform();
    for (int i = 0; i < pole.length; i++) {
      double s = x + pole[i] * state[i];
      x = s - zero[i] * state[i];
      state[i] = s;
    }
    return pinkGain * x;
  }

  @RealTime
  private double uniform() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (random >> 11) * 0x1p-52;
  }
}
