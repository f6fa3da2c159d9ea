package hybridge.app;

import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP: the studio file is read again, and what comes of it is logged. */
final class Hangup {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private final AtomicReference<Reloader> reloader = new AtomicReference<>();

  /** From now on the signal does not end the program. */
  Hangup() {
    try {
      sun.misc.Signal.handle(new sun.misc.Signal("HUP"), signal -> hungUp());
    } catch (IllegalArgumentException noSuchSignal) {
      LOG.debug("no SIGHUP on this system: 'hybridge reload' does the same", noSuchSignal);
    }
  }

  /** From now on it reloads. */
  void reloads(Reloader with) {
    reloader.set(with);
  }

  private void hungUp() {
    Reloader with = reloader.get();
    if (with != null) {
      with.logged();
    }
  }
}
