package hybridge.rt;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One number per {@link Health} constant. Any thread may count, any thread may read; counting never
 * waits.
 */
public final class Counters {
  private static final Health[] ALL = Health.values();
  private final AtomicLongArray counts = new AtomicLongArray(ALL.length);

  @RealTime
  public void count(Health what) {
    counts.getAndAdd(what.ordinal(), 1);
  }

  @RealTime
  public void count(Health what, long howMany) {
    counts.getAndAdd(what.ordinal(), howMany);
  }

  @RealTime
  public long read(Health what) {
    return counts.get(what.ordinal());
  }
}
