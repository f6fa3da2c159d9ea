package hybridge.rt;

/**
 * A long-running job with one thread. Tests call {@link #work} themselves; the daemon lets a {@link
 * RoleThread} call it.
 */
public interface Role {

  /** The thread's name, as an operator sees it in a thread dump. */
  String roleName();

  /**
   * Does what is due now and returns how much that was; 0 means that the thread may sleep until it
   * is signalled.
   */
  int work();

  /** The longest sleep in nanoseconds after a {@link #work} that returned 0. */
  default long restNanos() {
    return 20_000_000;
  }
}
