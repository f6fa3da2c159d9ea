package hybridge.mapping;

/**
 * Who owns a motor fader: the hand while it touches, and for 150 ms after a move without touch;
 * else the desk. A motor never fights the hand, and when the hand lets go the fader is sent to
 * exactly one final position, since the unit would fall back to the last one it was told.
 */
final class FaderOwner {
  static final long MOTION_NANOS = 150_000_000;

  /** A resting fader's noise: smaller moves without touch are none. Eight of 16 384. */
  private static final double NOISE = 8 / 16_384.0;

  /** Where a motor brings a fader is that near. */
  private static final double MEETING = 1 / 128.0;

  private boolean held;
  private boolean moving;
  private boolean stranger;
  private boolean confirm;
  private long lastMoveNanos;
  private double position = -1;

  /** The hand moved it; false when it was only noise. */
  boolean moved(double norm, long nanos) {
    boolean owned = owned(nanos);
    if (!owned && position >= 0 && Math.abs(norm - position) <= NOISE && norm != 0 && norm != 1) {
      return false;
    }
    position = norm;
    lastMoveNanos = nanos;
    moving = true;
    confirm = true;
    return true;
  }

  void touched(boolean now) {
    held = now;
    stranger = false;
    if (!now) {
      moving = false;
    }
  }

  /** Does a hand lie on it? */
  boolean held() {
    return held;
  }

  /** May the motor not move now? */
  boolean owned(long nanos) {
    if (moving && nanos - lastMoveNanos >= MOTION_NANOS) {
      moving = false;
    }
    return held || moving;
  }

  /**
   * Must the final position be sent although it is where the hand left it? Once after each move of
   * the hand.
   */
  boolean takeConfirm() {
    boolean was = confirm;
    confirm = false;
    return was;
  }

  /** Was it moved since the motor was told last? */
  boolean moved() {
    return confirm;
  }

  /**
   * It holds something else from now on. A hand that is on it was meant for what it held before: it
   * stays a stranger until it lets go, or has met what the fader holds now.
   */
  void handOver(long nanos) {
    stranger = owned(nanos);
    position = -1;
  }

  /**
   * Does a hand that was meant for something else still lie on it? Asked with each move.
   *
   * @param norm where the hand has brought it
   * @param target where it belongs
   */
  boolean strange(double norm, double target, long nanos) {
    boolean met =
        Math.abs(norm - target) <= MEETING
            || position >= 0 && (position - target) * (norm - target) < 0;
    stranger &= owned(nanos) && !met;
    return stranger;
  }

  /** The motor was told to go there. */
  void sent(double norm) {
    position = norm;
  }

  /** The surface came anew: nothing is known of hand or motor. */
  void reset() {
    held = false;
    moving = false;
    stranger = false;
    confirm = false;
    position = -1;
  }
}
