package hybridge.io.jack;

import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link JackClient} joined: when the server is lost it leaves the dead one and tries
 * again, twice a second, until there is a new one. Says so once when it changes, not with every
 * try.
 *
 * <p>A server that stands still keeps whoever calls it. Only the thread {@code jack} calls it, and
 * {@code jack-watch}, which calls nothing, tells of it.
 */
public final class JackSupervisor implements Role, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JackSupervisor.class);
  private static final long RETRY_NANOS = 400_000_000;
  private static final long WATCH_NANOS = 50_000_000;

  /** JACK2 itself gives a client that died five seconds. */
  private static final long ALONE_NANOS = 10_000_000_000L;

  private final JackClient client;
  private final RoleThread thread;
  private final RoleThread watch;
  private final CompletableFuture<JackOpening> first = new CompletableFuture<>();
  private volatile long openingSince;
  private volatile String told = "";
  private long lastTryNanos = System.nanoTime() - RETRY_NANOS;
  private CompletableFuture<Boolean> probe;

  public JackSupervisor(JackClient client) {
    this.client = client;
    thread = new RoleThread("jack", client.work(), List.of(this));
    watch = new RoleThread("jack-watch", Signal.ofJava(), List.of(new Watch()));
  }

  /**
   * Tries to join, and waits some seconds for the answer, so that the caller can say how it went;
   * whatever that was, a thread of our own keeps trying from now on.
   */
  public JackOpening start() {
    thread.start();
    watch.start();
    Optional<JackOpening> outcome = Patience.await(first, Patience.MILLIS);
    if (outcome.isEmpty()) {
      JackOpening none = new JackOpening.NoAnswer(client.config().server());
      told = none.message();
      first.complete(none);
    }
    return first.join();
  }

  /** Is somebody there who does not answer? Any thread. */
  public boolean isUnanswered() {
    long since = openingSince;
    return since != 0 && System.nanoTime() - since > Patience.MILLIS * 1_000_000;
  }

  /** How the sound goes, in a word: running, stalled, waiting. Any thread. */
  public String condition() {
    return client.isStalled()
        ? "stalled"
        : client.state() == JackClient.State.RUNNING ? "running" : "waiting";
  }

  @Override
  public String roleName() {
    return "jack";
  }

  @Override
  public int work() {
    return switch (client.state()) {
      case RUNNING -> client.isStalled() ? leaveIfAlone() : client.service();
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
    openingSince = System.nanoTime();
    JackOpening outcome;
    try {
      outcome = client.open();
    } finally {
      openingSince = 0;
      lastTryNanos = System.nanoTime();
    }
    boolean callerTells = first.complete(outcome);
    boolean ready = outcome instanceof JackOpening.Ready;
    if (!callerTells && ready) {
      LOG.info("{}", outcome.message());
    } else if (!callerTells && !outcome.message().equals(told)) {
      LOG.warn("{}", outcome.message());
    }
    told = ready ? "" : outcome.message();
    return ready ? 1 : 0;
  }

  /**
   * A server that answers others and gives us no blocks has forgotten us: we leave, and come again.
   * One that answers nobody is waited for, because leaving would cost the cables that hands made.
   */
  private int leaveIfAlone() {
    if (client.stalledForNanos() < ALONE_NANOS) {
      return 0;
    }
    if (probe == null) {
      probe = Patience.begin("jack look", () -> JackListing.answers(client.config().server()));
      return 0;
    }
    if (!probe.isDone() || client.stalledForNanos() < ALONE_NANOS + RETRY_NANOS) {
      return 0;
    }
    boolean answers = !probe.isCompletedExceptionally() && probe.join();
    probe = null;
    if (!answers || !client.isStalled()) {
      return 0;
    }
    LOG.warn("the JACK server answers, but gives no blocks: it is left, and joined again");
    client.close();
    return 1;
  }

  @Override
  public long restNanos() {
    return RETRY_NANOS;
  }

  /** Ends the threads, then leaves the server; within seconds, whatever it does. */
  @Override
  public void close() {
    watch.close();
    thread.close();
    client.close();
  }

  /** Looks whether blocks come and whether the server answers; calls nothing that could wait. */
  private final class Watch implements Role {
    @Override
    public String roleName() {
      return "jack-watch";
    }

    @Override
    public int work() {
      client.watch();
      String said = new JackOpening.NoAnswer(client.config().server()).message();
      if (first.isDone() && isUnanswered() && !said.equals(told)) {
        told = said;
        LOG.warn("{}", said);
      }
      return 0;
    }

    @Override
    public long restNanos() {
      return WATCH_NANOS;
    }
  }
}
