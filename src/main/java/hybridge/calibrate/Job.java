package hybridge.calibrate;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * A measurement under way: of what, how far it has come, and whether it is to end. The measuring
 * thread writes; any thread may read, and may call it off.
 */
final class Job {
  private static final long TELL_NANOS = 100_000_000;

  /** What anybody may know of it. */
  private volatile Progress progress;

  private final Consumer<Progress> listener;
  private volatile boolean cancelled;
  private volatile boolean stopped;
  private long toldNanos;

  Job(String what, Consumer<Progress> listener) {
    this.listener = listener;
    progress = new Progress(what, "begins", 0);
  }

  Progress progress() {
    return progress;
  }

  /** It has come to another part. */
  void phase(String phase) {
    progress = new Progress(progress.what(), phase, 0);
    tell();
  }

  /** How much of its part is done, 0 to 1; told ten times a second at most. */
  void done(double part) {
    progress = new Progress(progress.what(), progress.phase(), Math.clamp(part, 0.0, 1.0));
    if (System.nanoTime() - toldNanos > TELL_NANOS) {
      tell();
    }
  }

  private void tell() {
    toldNanos = System.nanoTime();
    listener.accept(progress);
  }

  void cancel() {
    cancelled = true;
  }

  /** The daemon ends: nothing is waited for, and nothing is opened again. */
  void stop() {
    cancelled = true;
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  /**
   * @throws Refused when somebody called it off
   */
  void goesOn() {
    if (cancelled || Thread.currentThread().isInterrupted()) {
      throw new Refused(
          Refused.Because.CANCELLED,
          String.format(Locale.ROOT, "%s: called off; nothing was changed", progress.what()));
    }
  }
}
