package hybridge.rt;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one sleeping thread. Any thread may {@link #post}, the audio thread included; one thread
 * waits.
 *
 * <p>Who may use which: the audio thread needs an implementation that costs one system call at most
 * ({@code hybridge.io.jack.NativeSignal}); {@link #ofJava} serves tests and machines without one.
 */
public interface Signal {

  /**
   * Wakes the waiting thread, or lets its next wait return at once. Never waits, allocates nothing.
   */
  @RealTime
  void post();

  /**
   * Sleeps until {@link #post} was called since the last return, or until the time is over.
   *
   * @param nanos how long at most
   * @throws InterruptedException if the thread was interrupted while it slept
   */
  void await(long nanos) throws InterruptedException;

  /** A signal made of Java's own parts. */
  static Signal ofJava() {
    Semaphore semaphore = new Semaphore(0);
    return new Signal() {
      @Override
      public void post() {
        semaphore.release();
      }

      @Override
      public void await(long nanos) throws InterruptedException {
        if (semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
          semaphore.drainPermits();
        }
      }
    };
  }
}
