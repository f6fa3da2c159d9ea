package hybridge.rt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A latest-value box for a row of numbers (meters). One thread writes and never waits; any thread
 * reads and gets a row that was written as a whole. A sequence lock: odd while the writer is
 * inside.
 */
public final class Latest {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(double[].class);
  private static final VarHandle SEQUENCE;

  static {
    try {
      SEQUENCE = MethodHandles.lookup().findVarHandle(Latest.class, "sequence", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final double[] cells;
  private long sequence;

  public Latest(int size) {
    cells = new double[size];
  }

  public int size() {
    return cells.length;
  }

  /** Publishes a row; the writing thread's own. */
  @RealTime
  public void publish(double[] row) {
    long s = (long) SEQUENCE.getOpaque(this);
    SEQUENCE.setOpaque(this, s + 1);
    VarHandle.storeStoreFence();
    for (int i = 0; i < cells.length; i++) {
      CELL.setOpaque(cells, i, row[i]);
    }
    SEQUENCE.setRelease(this, s + 2);
  }

  /**
   * Copies the newest row into {@code into} and returns its number: 0 before the first, then rising
   * with each row.
   */
  public long read(double[] into) {
    while (true) {
      long before = (long) SEQUENCE.getAcquire(this);
      if ((before & 1) == 0) {
        for (int i = 0; i < cells.length; i++) {
          into[i] = (double) CELL.getOpaque(cells, i);
        }
        VarHandle.loadLoadFence();
        if ((long) SEQUENCE.getOpaque(this) == before) {
          return before >>> 1;
        }
      }
      Thread.onSpinWait();
    }
  }
}
