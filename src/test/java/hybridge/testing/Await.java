package hybridge.testing;

import java.util.concurrent.Callable;

/** Waits for a condition instead of for a time. */
public final class Await {
  private static final long SECONDS = 10;

  private Await() {}

  /** Returns when the condition holds; fails after ten seconds. */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, SECONDS * 1000, condition);
  }

  public static void until(String what, long millis, Callable<Boolean> condition) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("waited " + millis + " ms for: " + what);
        }
        Thread.sleep(2);
      }
    } catch (Exception e) {
      throw new AssertionError("while waiting for: " + what, e);
    }
  }
}
