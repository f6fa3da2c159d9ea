package hybridge.mapping;

/**
 * Sums the ticks of an encoder for what has only a few places: a switch, a choice. Five ticks are a
 * step, so that a careless one changes nothing. Another direction, another parameter or a pause
 * begins anew. On the desk's thread.
 */
final class Detents {
  static final int TICKS_A_STEP = 5;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private int parameter = -1;
  private int sum;
  private long turnedAt;

  /**
   * @param ticks as the encoder sent them, clockwise above zero
   * @return whole steps, clockwise above zero
   */
  int steps(int which, int ticks, long nanos) {
    boolean goesOn =
        which == parameter && nanos - turnedAt < PAUSE_NANOS && Integer.signum(ticks) * sum >= 0;
    sum = goesOn ? sum + ticks : ticks;
    parameter = which;
    turnedAt = nanos;
    int steps = sum / TICKS_A_STEP;
    sum -= steps * TICKS_A_STEP;
    return steps;
  }
}
