package hybridge.rt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Stereo sound from the audio thread to one that writes it away, or any two signals of the same
 * frames. What does not fit is refused as a whole block.
 */
public final class FloatRing {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(FloatRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(FloatRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final float[] left;
  private final float[] right;
  private final int mask;
  private long tail; // audio thread
  private long head; // reader
  private volatile int dropped; // audio thread writes

  /**
   * @param frames room, a power of two
   */
  public FloatRing(int frames) {
    if (Integer.bitCount(frames) != 1) {
      throw new IllegalArgumentException(frames + " frames; wanted a power of two");
    }
    left = new float[frames];
    right = new float[frames];
    mask = frames - 1;
  }

  /** Audio thread: a block of both sides; false when there is no room for all of it. */
  @RealTime
  public boolean write(float[] l, float[] r, int frames) {
    long at = tail;
    if (at - (long) HEAD.getAcquire(this) + frames > left.length) {
      return false;
    }
    for (int f = 0; f < frames; f++) {
      left[(int) (at + f) & mask] = l[f];
      right[(int) (at + f) & mask] = r[f];
    }
    TAIL.setRelease(this, at + frames);
    return true;
  }

  /** Audio thread: the same from doubles. */
  @RealTime
  public boolean write(double[] l, double[] r, int frames) {
    long at = tail;
    if (at - (long) HEAD.getAcquire(this) + frames > left.length) {
      dropped = dropped + 1;
      return false;
    }
    for (int f = 0; f < frames; f++) {
      left[(int) (at + f) & mask] = (float) l[f];
      right[(int) (at + f) & mask] = (float) r[f];
    }
    TAIL.setRelease(this, at + frames);
    return true;
  }

  /** How many blocks of doubles were refused so far. Any thread. */
  public int dropped() {
    return dropped;
  }

  /** Reader: takes up to {@code most} frames; returns how many. */
  public int read(float[][] into, int most) {
    long at = head;
    int n = (int) Math.min(most, (long) TAIL.getAcquire(this) - at);
    for (int f = 0; f < n; f++) {
      into[0][f] = left[(int) (at + f) & mask];
      into[1][f] = right[(int) (at + f) & mask];
    }
    HEAD.setRelease(this, at + n);
    return n;
  }
}
