package hybridge.rt;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long blocks took. The audio thread records, which never waits and allocates nothing; any
 * thread reads.
 */
public final class CallbackTimer {
  private static final long MOST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 2;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(1, MOST_NANOS, DIGITS);
  private final Histogram total = new Histogram(1, MOST_NANOS, DIGITS); // under its own lock
  private Histogram recycled;

  /** Writer: one block took so many nanoseconds; clamped to 1 ns .. 60 s. */
  @RealTime
  public void record(long nanos) {
    recorder.recordValue(Math.min(Math.max(nanos, 1), MOST_NANOS));
  }

  /** Any thread: what has been counted so far. */
  public CallbackTimes read() {
    synchronized (total) {
      recycled = recorder.getIntervalHistogram(recycled);
      total.add(recycled);
      return new CallbackTimes(
          total.getTotalCount(),
          total.getValueAtPercentile(50) / 1e3,
          total.getValueAtPercentile(99.9) / 1e3,
          total.getMaxValue() / 1e3);
    }
  }
}
