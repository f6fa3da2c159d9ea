package hybridge.rt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What goes out to each channel of each insert and what comes back, for whoever watches over them:
 * one ring a channel, the send on the left, the return on the right, of the same frames. They
 * outlive the mixes that fill them. Any thread may ask for one.
 */
public final class InsertTaps {
  private static final int FRAMES = 1 << 16;

  private final Map<String, FloatRing> rings = new ConcurrentHashMap<>();

  /**
   * @param channel from 0
   */
  public FloatRing of(String insert, int channel) {
    return rings.computeIfAbsent(insert + "/" + channel, k -> new FloatRing(FRAMES));
  }
}
