package hybridge.rt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Rows of numbers from the audio thread to one that works them up, each row once and in order. One
 * thread writes and never waits, one at a time reads. What does not fit is refused as a whole row.
 */
public final class RowRing {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(RowRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(RowRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int width;
  private final int mask;
  private final double[] cells;
  private long tail; // audio thread
  private long head; // reader

  /**
   * @param rows room, a power of two
   * @param width numbers in a row
   */
  public RowRing(int rows, int width) {
    if (Integer.bitCount(rows) != 1) {
      throw new IllegalArgumentException(rows + " rows; wanted a power of two");
    }
    this.width = width;
    this.mask = rows - 1;
    this.cells = new double[rows * width];
  }

  /** Audio thread: copies a row in; false when there is no room for it. */
  @RealTime
  public boolean write(double[] row) {
    long at = tail;
    if (at - (long) HEAD.getAcquire(this) > mask) {
      return false;
    }
    System.arraycopy(row, 0, cells, ((int) at & mask) * width, width);
    TAIL.setRelease(this, at + 1);
    return true;
  }

  /** Reader: copies the oldest row out; false when there is none. */
  public boolean read(double[] into) {
    long at = head;
    if (at == (long) TAIL.getAcquire(this)) {
      return false;
    }
    System.arraycopy(cells, ((int) at & mask) * width, into, 0, width);
    HEAD.setRelease(this, at + 1);
    return true;
  }
}
