package hybridge.rt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Timed byte messages from one thread to one other (MIDI to and from the audio thread). A message
 * is kept whole; one that does not fit is refused and the writer counts it.
 */
public final class ByteRing {
  private static final int HEADER = 12; // length, then the time
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(ByteRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(ByteRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final byte[] bytes;
  private final int mask;
  private long tail; // writer
  private long head; // reader

  /**
   * @param capacity bytes, a power of two; each message takes twelve more than its length
   */
  public ByteRing(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    bytes = new byte[capacity];
    mask = capacity - 1;
  }

  /**
   * Writer: one message with its time (frames or nanoseconds, as the port says); false when it does
   * not fit.
   */
  @RealTime
  public boolean write(long time, byte[] from, int offset, int length) {
    long at = tail;
    long free = bytes.length - (at - (long) HEAD.getAcquire(this));
    if (length + HEADER > free) {
      return false;
    }
    put4(at, length);
    put4(at + 4, (int) (time >>> 32));
    put4(at + 8, (int) time);
    for (int i = 0; i < length; i++) {
      bytes[(int) (at + HEADER + i) & mask] = from[offset + i];
    }
    TAIL.setRelease(this, at + HEADER + length);
    return true;
  }

  /** Either side: is nothing waiting? */
  @RealTime
  public boolean isEmpty() {
    return (long) HEAD.getAcquire(this) == (long) TAIL.getAcquire(this);
  }

  /** Reader: the length of the oldest message, or -1 when there is none. */
  @RealTime
  public int peekLength() {
    long at = head;
    return at == (long) TAIL.getAcquire(this) ? -1 : get4(at);
  }

  /** Reader: the time of the oldest message; only while {@link #peekLength} is not -1. */
  @RealTime
  public long peekTime() {
    return ((long) get4(head + 4) << 32) | (get4(head + 8) & 0xffff_ffffL);
  }

  /** Reader: copies the oldest message without taking it; as much as fits. */
  @RealTime
  public void peek(byte[] into) {
    long at = head;
    int length = Math.min(get4(at), into.length);
    for (int i = 0; i < length; i++) {
      into[i] = bytes[(int) (at + HEADER + i) & mask];
    }
  }

  /** Reader: takes the oldest message off the ring. */
  @RealTime
  public void pop() {
    long at = head;
    HEAD.setRelease(this, at + HEADER + get4(at));
  }

  @RealTime
  private void put4(long at, int value) {
    bytes[(int) at & mask] = (byte) (value >>> 24);
    bytes[(int) (at + 1) & mask] = (byte) (value >>> 16);
    bytes[(int) (at + 2) & mask] = (byte) (value >>> 8);
    bytes[(int) (at + 3) & mask] = (byte) value;
  }

  @RealTime
  private int get4(long at) {
    return (bytes[(int) at & mask] & 0xff) << 24
        | (bytes[(int) (at + 1) & mask] & 0xff) << 16
        | (bytes[(int) (at + 2) & mask] & 0xff) << 8
        | (bytes[(int) (at + 3) & mask] & 0xff);
  }
}
