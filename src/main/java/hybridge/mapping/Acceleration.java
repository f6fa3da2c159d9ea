package hybridge.mapping;

import hybridge.profile.SurfaceProfile;

/** Ticks count for more when they come fast. For encoders that do not do so themselves. */
final class Acceleration {
  /** A pause after which a turn begins anew. */
  private static final double PAUSE_SECONDS = 0.5;

  private final SurfaceProfile.Encoder encoder;
  private long lastNanos;
  private boolean turned;

  Acceleration(SurfaceProfile.Encoder encoder) {
    this.encoder = encoder;
  }

  /** What so many ticks are worth now. */
  double ticks(int ticks, long nanos) {
    double seconds = (nanos - lastNanos) / 1e9;
    boolean going = turned && seconds < PAUSE_SECONDS;
    lastNanos = nanos;
    turned = true;
    if (!going || encoder.factor() <= 1) {
      return ticks;
    }
    double rate = Math.abs(ticks) / Math.max(1e-3, seconds);
    double way = Math.clamp((rate - encoder.slow()) / (encoder.fast() - encoder.slow()), 0.0, 1.0);
    return ticks * (1 + way * (encoder.factor() - 1));
  }
}
