package hybridge.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until somebody asks the program to end: SIGTERM and SIGINT do, and the exit code is then 0.
 */
final class Stop {
  private final CountDownLatch asked = new CountDownLatch(1);

  Stop() {
    for (String name : new String[] {"TERM", "INT"}) {
      // Java has no other way to end well on a signal: a shutdown hook cannot change the exit code.
      sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> asked.countDown());
    }
  }

  void now() {
    asked.countDown();
  }

  /** Returns true when it is time to end; false when the time is over without that. */
  boolean await(long millis) throws InterruptedException {
    return asked.await(millis, TimeUnit.MILLISECONDS);
  }
}
