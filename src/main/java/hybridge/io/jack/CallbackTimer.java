package hybridge.io.jack;

import hybridge.rt.RealTime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts durations in buckets of 1/64 of an octave's width or less (an error under 1.6 %), from 1
 * ns to 2^36 ns (about 69 s). The audio thread writes, any thread reads; neither waits and nothing
 * is allocated by the writer. A reader may see a block in the count that is not yet in the maximum,
 * never a torn number.
 */
public final class CallbackTimer {
  private static final int SUB_BITS = 6;
  private static final int SUBS = 1 << SUB_BITS;
  private static final int TOP_BIT = 36;
  private static final long MOST_NANOS = (1L << TOP_BIT) - 1;
  private static final int BUCKETS = (TOP_BIT - SUB_BITS + 1) * SUBS;
  private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle MAX;

  static {
    try {
      MAX = MethodHandles.lookup().findVarHandle(CallbackTimer.class, "maxNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] buckets = new long[BUCKETS];
  private long maxNanos;

  /**
   * Writer: one block took so many nanoseconds; less than 0 counts as 0, more than 2^36 as that.
   */
  @RealTime
  public void record(long nanos) {
    long n = Math.min(Math.max(nanos, 0), MOST_NANOS);
    int bucket = bucket(n);
    BUCKET.setOpaque(buckets, bucket, (long) BUCKET.getOpaque(buckets, bucket) + 1);
    if (n > (long) MAX.getOpaque(this)) {
      MAX.setOpaque(this, n);
    }
  }

  /** Below 64 one bucket per nanosecond, then 64 per octave. */
  @RealTime
  private static int bucket(long nanos) {
    int octave = Math.max(0, 63 - Long.numberOfLeadingZeros(nanos | 1) - SUB_BITS);
    return octave * SUBS + (int) (nanos >>> octave);
  }

  private static double middle(int bucket) {
    int octave = Math.max(0, bucket / SUBS - 1);
    long low = (long) (bucket - octave * SUBS) << octave;
    return low + ((1L << octave) - 1) / 2.0;
  }

  /** Any thread: what has been counted so far. */
  public CallbackTimes read() {
    long[] now = new long[BUCKETS];
    long count = 0;
    for (int b = 0; b < BUCKETS; b++) {
      now[b] = (long) BUCKET.getOpaque(buckets, b);
      count += now[b];
    }
    double max = (long) MAX.getOpaque(this);
    return new CallbackTimes(
        count,
        Math.min(max, quantile(now, count, 0.5)) / 1e3,
        Math.min(max, quantile(now, count, 0.999)) / 1e3,
        max / 1e3);
  }

  private static double quantile(long[] counts, long total, double share) {
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int b = 0; b < counts.length && total > 0; b++) {
      seen += counts[b];
      if (seen >= wanted) {
        return middle(b);
      }
    }
    return 0;
  }
}
