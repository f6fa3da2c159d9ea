package hybridge.wire;

import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes that may not stand inside a frame, and the pairs that stand for them: an escape byte and
 * something after it, a doubled DLE. Immutable.
 */
public final class Escape {
  /** Nothing is escaped. */
  public static final Escape NONE = new Escape(Map.of());

  private final Map<Integer, Integer> pairs;
  private final int[] pairOf = new int[256];
  private final int[] byteOf = new int[1 << 16];
  private final boolean[] leads = new boolean[256];

  /**
   * @param pairs by the byte 0..255: the first byte of its pair × 256 + the second
   */
  public Escape(Map<Integer, Integer> pairs) {
    this.pairs = Map.copyOf(new TreeMap<>(pairs));
    java.util.Arrays.fill(pairOf, -1);
    java.util.Arrays.fill(byteOf, -1);
    pairs.forEach(
        (from, pair) -> {
          pairOf[from] = pair;
          byteOf[pair] = from;
          leads[pair >> 8] = true;
        });
  }

  public boolean leads(int b) {
    return leads[b & 0xFF];
  }

  /** The byte that a pair stands for, or −1. */
  public int byteOf(int first, int second) {
    return byteOf[(first & 0xFF) << 8 | second & 0xFF];
  }

  /** Is this byte never found unescaped? */
  public boolean covers(int b) {
    return pairOf[b & 0xFF] >= 0;
  }

  public byte[] escape(byte[] plain) {
    byte[] out = new byte[plain.length * 2];
    int n = 0;
    for (byte b : plain) {
      int pair = pairOf[b & 0xFF];
      if (pair >= 0) {
        out[n++] = (byte) (pair >> 8);
        out[n++] = (byte) pair;
      } else {
        out[n++] = b;
      }
    }
    return java.util.Arrays.copyOf(out, n);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Escape e && e.pairs.equals(pairs);
  }

  @Override
  public int hashCode() {
    return pairs.hashCode();
  }
}
