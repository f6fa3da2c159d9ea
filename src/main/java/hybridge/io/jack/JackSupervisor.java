package hybridge.io.jack;

import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link JackClient} joined: when the server is lost it leaves the dead one and tries
 * again, twice a second, until there is a new one. Says so once when it changes, not with every
 * try.
 */
public final class JackSupervisor implements Role, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JackSupervisor.class);
  private static final long RETRY_NANOS = 400_000_000;

  private final JackClient client;
  private final RoleThread thread;
  private String told = "";
  private long lastTryNanos;

  public JackSupervisor(JackClient client) {
    this.client = client;
    thread = new RoleThread("jack", client.work(), List.of(this));
  }

  /**
   * Tries to join, on the caller's thread, so that the caller can say how it went; whatever that
   * was, a thread of our own keeps trying from now on.
   */
  public JackOpening start() {
    JackOpening first = client.open();
    told = first.message();
    lastTryNanos = System.nanoTime();
    thread.start();
    return first;
  }

  @Override
  public String roleName() {
    return "jack";
  }

  @Override
  public int work() {
    return switch (client.state()) {
      case RUNNING -> client.service();
      case CLOSED -> rejoin();
      case LOST -> {
        LOG.warn(
            "the JACK server went away ({}); outputs have stopped, waiting for a new one",
            client.lostBecause());
        client.close();
        yield 1;
      }
      case RATE_CHANGED -> {
        LOG.error("the JACK server changed its rate; outputs have stopped until it is back");
        client.close();
        yield 1;
      }
    };
  }

  private int rejoin() {
    if (System.nanoTime() - lastTryNanos < RETRY_NANOS) {
      return 0;
    }
    JackOpening outcome = client.open();
    lastTryNanos = System.nanoTime();
    if (outcome instanceof JackOpening.Ready) {
      LOG.info("{}", outcome.message());
      told = "";
      return 1;
    }
    if (!outcome.message().equals(told)) {
      told = outcome.message();
      LOG.warn("{}", told);
    }
    return 0;
  }

  @Override
  public long restNanos() {
    return RETRY_NANOS;
  }

  /** Ends the thread, then leaves the server. */
  @Override
  public void close() {
    thread.close();
    client.close();
  }
}
