package hybridge.outboard;

import hybridge.profile.Protocol;

/** When a box that is left alone is to be spoken to. Owned by {@link Unit}. */
final class Chores {
  private static final long NEVER = Standing.NEVER;

  long heardAt;
  private long pollAt;
  private long keepAliveAt;
  private int polled;

  void begin(Protocol p, long now) {
    pollAt = now + p.pace().pollNanos();
    keepAliveAt = now;
  }

  long due(Protocol p) {
    long due = p.blind() ? NEVER : heardAt + p.pace().presenceNanos();
    due = p.pace().pollNanos() > 0 ? Math.min(due, pollAt) : due;
    return p.keepAlive().isPresent() ? Math.min(due, keepAliveAt) : due;
  }

  boolean keepAlive(Protocol p, long now) {
    boolean due = p.keepAlive().isPresent() && now - keepAliveAt >= 0;
    keepAliveAt = due ? now + p.keepAlive().get().everyNanos() : keepAliveAt;
    return due;
  }

  /** Has it been silent for so long that it is asked who it is? */
  boolean presence(Protocol p, long now) {
    return !p.blind() && now - heardAt >= p.pace().presenceNanos();
  }

  /** The place of the parameter whose turn it is to be asked for, or −1. */
  int poll(Protocol p, int knobs, java.util.function.IntPredicate readable, long now) {
    if (p.pace().pollNanos() == 0 || now - pollAt < 0) {
      return -1;
    }
    pollAt = now + p.pace().pollNanos();
    for (int k = 0; k < knobs; k++) {
      polled = (polled + 1) % knobs;
      if (readable.test(polled)) {
        return polled;
      }
    }
    return -1;
  }
}
