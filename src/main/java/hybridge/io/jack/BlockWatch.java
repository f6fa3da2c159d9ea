package hybridge.io.jack;

/**
 * Notices that blocks do not come any more, or only a few of them. JACK itself does not tell: a
 * server that stands still sends nothing, and one that waits for a client that hangs sends a block
 * now and then. Owned by the thread that looks; the answer is for any thread.
 */
final class BlockWatch {
  private static final long STILL_NANOS = 250_000_000;

  /** When we ourselves slept for so long, the blocks that did not come say nothing. */
  private static final long ASLEEP_NANOS = 200_000_000;

  /** Less than this part of the blocks due within so long, and nobody calls it sound. */
  private static final double CRAWLS = 0.25;

  private static final long CRAWL_NANOS = 500_000_000;
  private static final double GOES = 0.5;
  private static final long GO_NANOS = 100_000_000;

  private long blocks = -1;
  private long lastBlockNanos;
  private long markBlocks;
  private long markNanos;
  private long lastLookNanos;
  private volatile long stillSinceNanos;
  private volatile boolean still;

  /** What a look has found. */
  enum Found {
    NOTHING_NEW,
    STANDS_STILL,
    GOES_AGAIN
  }

  /** Nothing is waited for: a server is joined, or left. */
  void restart() {
    blocks = -1;
    still = false;
  }

  /**
   * @param count blocks so far
   * @param blockNanos the length of one
   */
  Found look(long count, long blockNanos, long nowNanos) {
    boolean slept = nowNanos - lastLookNanos > ASLEEP_NANOS;
    lastLookNanos = nowNanos;
    if (blocks < 0 || slept && !still) {
      lastBlockNanos = nowNanos;
      mark(count, nowNanos);
    } else if (count != blocks) {
      lastBlockNanos = nowNanos;
    }
    blocks = count;
    return still ? again(blockNanos, nowNanos) : stop(blockNanos, nowNanos);
  }

  private Found stop(long blockNanos, long nowNanos) {
    if (nowNanos - lastBlockNanos > Math.max(STILL_NANOS, 3 * blockNanos)) {
      return standsStill(lastBlockNanos, nowNanos);
    }
    if (nowNanos - markNanos >= Math.max(CRAWL_NANOS, 8 * blockNanos)) {
      if (share(blockNanos, nowNanos) < CRAWLS) {
        return standsStill(markNanos, nowNanos);
      }
      mark(blocks, nowNanos);
    }
    return Found.NOTHING_NEW;
  }

  private Found standsStill(long sinceNanos, long nowNanos) {
    stillSinceNanos = sinceNanos;
    still = true;
    mark(blocks, nowNanos);
    return Found.STANDS_STILL;
  }

  private Found again(long blockNanos, long nowNanos) {
    if (nowNanos - markNanos < Math.max(GO_NANOS, 2 * blockNanos)) {
      return Found.NOTHING_NEW;
    }
    still = share(blockNanos, nowNanos) < GOES;
    mark(blocks, nowNanos);
    return still ? Found.NOTHING_NEW : Found.GOES_AGAIN;
  }

  private void mark(long count, long nowNanos) {
    markBlocks = count;
    markNanos = nowNanos;
  }

  /** Of the blocks that were due since the mark. */
  private double share(long blockNanos, long nowNanos) {
    return (blocks - markBlocks) * (double) blockNanos / (nowNanos - markNanos);
  }

  /** For how long no block has come; 0 while they come. Any thread. */
  long stillForNanos(long nowNanos) {
    return still ? nowNanos - stillSinceNanos : 0;
  }

  /** When the last block came before it stood still. */
  long stillSinceNanos() {
    return stillSinceNanos;
  }
}
