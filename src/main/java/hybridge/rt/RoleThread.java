package hybridge.rt;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread that runs one or more {@link Role}s in turn and sleeps on a {@link Signal}
 * when none has work. A role that throws is logged and goes on: a fault in one move must not end
 * the desk.
 */
public final class RoleThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoleThread.class);

  private final List<Role> roles;
  private final Signal signal;
  private final Thread thread;
  private volatile boolean stop;

  public RoleThread(String name, Signal signal, List<? extends Role> roles) {
    this.roles = List.copyOf(roles);
    this.signal = signal;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  public RoleThread start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!stop) {
      int done = 0;
      long rest = Long.MAX_VALUE;
      for (Role role : roles) {
        try {
          done += role.work();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError fault) {
          LOG.error("{}: carrying on after a fault", role.roleName(), fault);
        }
        rest = Math.min(rest, role.restNanos());
      }
      if (done == 0) {
        try {
          signal.await(rest);
        } catch (InterruptedException wanted) {
          return;
        }
      }
    }
  }

  /** Ends the thread and waits for it, two seconds at most. */
  @Override
  public void close() {
    stop = true;
    signal.post();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
