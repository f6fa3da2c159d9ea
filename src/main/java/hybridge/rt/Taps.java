package hybridge.rt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where one mix after the other tells what it is only known inside it. Of each channel of each
 * insert what goes out and what comes back: one ring a channel, the send on the left, the return on
 * the right, of the same frames. Of main before the master chain its loudness, a row a hop. Any
 * thread may ask for one.
 */
public final class Taps {
  private static final int FRAMES = 1 << 16;

  /** A minute of hops. */
  private static final int ROWS = 8192;

  private final Map<String, FloatRing> rings = new ConcurrentHashMap<>();

  /**
   * @param channel from 0
   */
  public FloatRing of(String insert, int channel) {
    return rings.computeIfAbsent(insert + "/" + channel, k -> new FloatRing(FRAMES));
  }

  private final RowRing premaster = new RowRing(ROWS, 2);

  /** Energy and true peak of each hop of main before the master chain, while it is compared. */
  public RowRing premaster() {
    return premaster;
  }
}
