package hybridge.rt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The door from the desk to the engine. One thread offers, the audio thread takes. An entry is a
 * move (a slot of the engine's table of targets gets a value) or an object handed over by
 * reference: a whole table of targets, or a new mix. One ring for all of them keeps their order: a
 * move behind a new mix means the new mix's slots.
 *
 * <p>When the ring is full the offer is refused and nothing is lost: the desk's side ({@code
 * planner.EngineFeed}) keeps the newest value per slot and offers it again.
 */
public final class MoveRing {
  /** The frame of an entry that is to be applied at the next grid point. */
  public static final long NOW = -1;

  /** What {@link #slot} returns for an entry that carries an object. */
  public static final int THING = -1;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(MoveRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(MoveRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int mask;
  private final int[] slots;
  private final double[] values;
  private final long[] frames;
  private final Object[] things;
  private long tail; // written by the desk
  private long head; // written by the engine

  /**
   * @param capacity entries, a power of two
   */
  public MoveRing(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    mask = capacity - 1;
    slots = new int[capacity];
    values = new double[capacity];
    frames = new long[capacity];
    things = new Object[capacity];
  }

  /**
   * Desk: one move; false when full. {@code frame} is the stream frame it is due at, or {@link
   * #NOW}.
   */
  public boolean offer(int slot, double value, long frame) {
    return put(slot, value, null, frame);
  }

  /** Desk: a table of targets or a mix, never written again by the caller; false when full. */
  public boolean offer(Object thing, long frame) {
    return put(THING, 0, thing, frame);
  }

  private boolean put(int slot, double value, Object thing, long frame) {
    long at = tail;
    if (at - (long) HEAD.getAcquire(this) > mask) {
      return false;
    }
    int i = (int) at & mask;
    slots[i] = slot;
    values[i] = value;
    things[i] = thing;
    frames[i] = frame;
    TAIL.setRelease(this, at + 1);
    return true;
  }

  /** Engine: is an entry waiting that is due at or before this frame? */
  @RealTime
  public boolean due(long frame) {
    long at = head;
    return at != (long) TAIL.getAcquire(this) && frames[(int) at & mask] <= frame;
  }

  /** Engine: the slot of the oldest entry; only after {@link #due}. */
  @RealTime
  public int slot() {
    return slots[(int) head & mask];
  }

  /** Engine: the value of the oldest entry; only after {@link #due}. */
  @RealTime
  public double value() {
    return values[(int) head & mask];
  }

  /** Engine: the object of the oldest entry; only after {@link #due}. */
  @RealTime
  public Object thing() {
    return things[(int) head & mask];
  }

  /** Engine: done with the oldest entry. */
  @RealTime
  public void pop() {
    long at = head;
    things[(int) at & mask] = null;
    HEAD.setRelease(this, at + 1);
  }
}
