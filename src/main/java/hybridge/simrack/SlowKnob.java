package hybridge.simrack;

/**
 * A knob behind its motor: goes where it is put through three equal low-passes of first order, so
 * that nothing clicks (−90 dB above 5 kHz for a step over its whole range). One thread.
 */
final class SlowKnob {
  /** Of each of the three. */
  private static final double TAU_SECONDS = 0.008;

  /** A thousandth of a thousandth of what anybody hears. */
  private static final double THERE = 1e-9;

  private final double step;
  private double target;
  private double a;
  private double b;
  private double value;
  private boolean moving;
  private boolean begun;

  SlowKnob(double rate) {
    step = 1 - Math.exp(-1 / (TAU_SECONDS * rate));
  }

  /** Where it is to go; the first time it stands there at once. */
  void turn(double where) {
    if (!begun) {
      begun = true;
      target = where;
      a = where;
      b = where;
      value = where;
      moving = true;
    } else if (where != target) {
      target = where;
      moving = true;
    }
  }

  /** Has its value changed with the last {@link #next}, or is it to be looked at first? */
  boolean moving() {
    return moving;
  }

  double next() {
    if (moving) {
      a += step * (target - a);
      b += step * (a - b);
      value += step * (b - value);
      if (Math.abs(target - value) < THERE && Math.abs(target - a) < THERE) {
        a = target;
        b = target;
        moving = value != target;
        value = target;
      }
    }
    return value;
  }
}
