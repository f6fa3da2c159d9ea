package hybridge.outboard;

import java.util.Arrays;

/**
 * Notices a second master: somebody who sets a parameter again and again just after we did. A hand
 * does that once; a program does not stop. Owned by {@link Unit}.
 */
final class Rivals {
  private static final long SOON_NANOS = 2_000_000_000L;
  private static final long QUIET_NANOS = 10_000_000_000L;
  private static final int SUSPICIOUS = 2;

  private final long[] setAt;
  private final long[] clashAt;
  private final int[] clashes;

  Rivals(int knobs) {
    setAt = new long[knobs];
    clashAt = new long[knobs];
    clashes = new int[knobs];
    Arrays.fill(setAt, Long.MIN_VALUE);
    Arrays.fill(clashAt, Long.MIN_VALUE);
  }

  void set(int knob, long now) {
    setAt[knob] = now;
  }

  /** Somebody else has moved it; true when that is to be told. */
  boolean overruled(int knob, long now) {
    if (setAt[knob] == Long.MIN_VALUE || now - setAt[knob] > SOON_NANOS) {
      return false;
    }
    boolean again = clashAt[knob] != Long.MIN_VALUE && now - clashAt[knob] < QUIET_NANOS;
    clashes[knob] = again ? clashes[knob] + 1 : 1;
    clashAt[knob] = now;
    // One set of ours counts once, however often they come back.
    setAt[knob] = Long.MIN_VALUE;
    return clashes[knob] == SUSPICIOUS;
  }
}
