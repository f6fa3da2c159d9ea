package hybridge.app;

import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A measurement as somebody sees it who waits for it: how far it is, on a terminal, and called off
 * when the command is ended by ctrl-C.
 */
final class CalibrateProgress {
  private static final long LOOK_MILLIS = 150;
  private static final int WIDTH = 78;

  private final DaemonClient daemon;

  CalibrateProgress(DaemonClient daemon) {
    this.daemon = daemon;
  }

  /** Has the daemon measure, on this thread. */
  <T> T during(Supplier<T> work) {
    Thread calledOff = new Thread(this::cancel, "cancel");
    Runtime.getRuntime().addShutdownHook(calledOff);
    Thread shown = show();
    try {
      return work.get();
    } finally {
      if (shown != null) {
        shown.interrupt();
        join(shown);
      }
      try {
        Runtime.getRuntime().removeShutdownHook(calledOff);
      } catch (IllegalStateException endsAlready) {
        // then it is being called off
      }
    }
  }

  private void cancel() {
    try {
      daemon.cancelCalibration();
    } catch (RuntimeException gone) {
      // the daemon has ended: nothing is measured any more
    }
  }

  /** Null where nobody looks. */
  private Thread show() {
    if (System.console() == null || !System.console().isTerminal()) {
      return null;
    }
    return Thread.ofPlatform().name("progress").daemon(true).start(this::look);
  }

  private void look() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(LOOK_MILLIS);
        if (daemon.calibrations().get("running") instanceof Map<?, ?> now) {
          line(text(now));
        }
      }
    } catch (InterruptedException | RuntimeException ended) {
      // it is done, or the daemon has gone: whoever waits for the result says so
    }
    line("");
  }

  static String text(Map<?, ?> running) {
    double done = ((Number) running.get("done")).doubleValue();
    String part = done > 0 ? String.format(Locale.ROOT, "  %3.0f %%", 100 * done) : "";
    String text = running.get("what") + ": " + running.get("phase") + part;
    return text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text;
  }

  private static void line(String text) {
    System.err.print("\r\033[K" + text);
    System.err.flush();
  }

  private static void join(Thread thread) {
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
