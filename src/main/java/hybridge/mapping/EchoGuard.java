package hybridge.mapping;

/**
 * Notices that what is sent to a surface comes back as if its keys were pressed: two ports of ours
 * cabled into one another, or a port that passes everything through. There a lamp is a press of its
 * own key, which turns the lamp over, which is another press. A hand presses a key that was just
 * lit once in a while, but not time after time. On the desk's thread.
 */
final class EchoGuard {
  /** A lamp that comes back does so within the largest blocks of a server: 2 x 1024 frames. */
  static final long WINDOW_NANOS = 50_000_000;

  /** So many presses in a row, each behind its own lamp, are no hand. */
  static final int LIMIT = 4;

  private int run;
  private volatile boolean looped; // read by others

  /** Are its presses known to be our own lamps? Any thread. */
  boolean looped() {
    return looped;
  }

  /**
   * A key was pressed. Is it to be taken for an echo?
   *
   * @param sinceLitNanos how long ago its lamp was lit or made to blink; negative for not
   */
  boolean echo(long sinceLitNanos) {
    boolean behindItsLamp = sinceLitNanos >= 0 && sinceLitNanos <= WINDOW_NANOS;
    run = behindItsLamp ? run + 1 : 0;
    looped = looped || run >= LIMIT;
    return looped && behindItsLamp;
  }

  /** The far side came anew: the cables may be others. */
  void forget() {
    run = 0;
    looped = false;
  }
}
