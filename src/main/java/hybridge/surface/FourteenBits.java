package hybridge.surface;

import java.util.function.IntConsumer;

/**
 * Two halves of seven bits become one value, tolerantly: devices leave a half out that has not
 * changed, or send the fine one first. A coarse half waits 10 ms for its fine one; what never sends
 * fine halves has seven bits, and reaches the top all the same.
 */
final class FourteenBits {
  static final long PATIENCE_NANOS = 10_000_000;

  private final boolean lsbFirst;
  private int msb = -1;
  private int lsb = -1;
  private boolean waiting;
  private boolean everFine;
  private long sinceNanos;

  FourteenBits(boolean lsbFirst) {
    this.lsbFirst = lsbFirst;
  }

  /** The coarse half. */
  void high(int value, long nanos, IntConsumer out) {
    if (lsbFirst) {
      msb = value;
      boolean paired = waiting;
      waiting = false;
      out.accept(paired ? value << 7 | lsb : alone());
      return;
    }
    if (waiting) {
      out.accept(alone());
    }
    msb = value;
    waiting = true;
    sinceNanos = nanos;
  }

  /** The fine half. */
  void low(int value, long nanos, IntConsumer out) {
    everFine = true;
    lsb = value;
    if (lsbFirst) {
      if (waiting && msb >= 0) {
        out.accept(msb << 7 | lsb);
      }
      waiting = true;
      sinceNanos = nanos;
    } else if (msb >= 0) {
      waiting = false;
      out.accept(msb << 7 | lsb);
    }
  }

  /** Nobody comes any more? */
  void tick(long nanos, IntConsumer out) {
    if (waiting && nanos - sinceNanos >= PATIENCE_NANOS) {
      waiting = false;
      if (lsbFirst) {
        if (msb >= 0) {
          out.accept(msb << 7 | lsb);
        }
      } else {
        out.accept(alone());
      }
    }
  }

  private int alone() {
    return everFine ? msb << 7 : msb << 7 | msb;
  }

  void reset() {
    msb = -1;
    lsb = -1;
    waiting = false;
  }
}
