package hybridge.mapping;

import hybridge.profile.SurfaceProfile;
import hybridge.surface.Outbox;
import java.util.Optional;

/**
 * Is somebody at the other end of the wire? Sends what the surface wants to hear again and again,
 * and knows for how long it has been silent. A surface that never answered is believed to be there:
 * many do not.
 */
final class Liveness {
  private final Optional<SurfaceProfile.KeepAlive> keepAlive;
  private long nextNanos;
  private long heardNanos;
  private boolean begun;
  private boolean answered;
  private volatile boolean lost;

  Liveness(Optional<SurfaceProfile.KeepAlive> keepAlive) {
    this.keepAlive = keepAlive;
  }

  /** The connection is new. */
  void begin(long nanos) {
    begun = true;
    answered = false;
    lost = false;
    heardNanos = nanos;
    nextNanos = nanos + keepAlive.map(SurfaceProfile.KeepAlive::everyNanos).orElse(0L);
  }

  /** It sent something; true when it had been lost. */
  boolean heard(long nanos) {
    heardNanos = nanos;
    boolean back = lost;
    lost = false;
    return back;
  }

  /** It answered; true when it had been lost. */
  boolean alive(long nanos) {
    answered = true;
    return heard(nanos);
  }

  /** Sends what is due. */
  void work(long nanos, Outbox outbox) {
    if (keepAlive.isEmpty() || !begun) {
      return;
    }
    SurfaceProfile.KeepAlive k = keepAlive.get();
    if (answered && nanos - heardNanos >= k.lostNanos()) {
      lost = true;
    }
    if (nanos - nextNanos >= 0) {
      outbox.answer(k.send());
      nextNanos = nanos + k.everyNanos();
    }
  }

  /** Did it answer once and fall silent? Any thread. */
  boolean lost() {
    return lost;
  }
}
