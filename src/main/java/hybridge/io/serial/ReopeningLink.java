package hybridge.io.serial;

import hybridge.outboard.Link;
import hybridge.rt.Signal;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A link that opens its wire, reads it, and opens it again when it went away. The reads wait in
 * native code, so each link has a platform thread of its own; {@link #read} and {@link #write} are
 * for the one thread that owns the units.
 */
public final class ReopeningLink implements Link {

  /** An open wire. Its reads wait; {@link #close} may come from another thread and ends them. */
  interface Wire {
    /**
     * Waits for bytes, a second at most.
     *
     * @return how many came; 0 when none came in time
     * @throws IOException when the wire is gone
     */
    int read(byte[] into) throws IOException;

    /**
     * @throws IOException when not all bytes went out
     */
    void write(byte[] bytes) throws IOException;

    void close();
  }

  /** Opens the wire anew each time. */
  @FunctionalInterface
  interface Opener {
    /**
     * @throws IOException with a message that says what to do about it
     */
    Wire open() throws IOException;
  }

  private static final long RETRY_MILLIS = 500;

  /** A write that takes longer is one that nobody reads: the wire is then given up. */
  private static final long LONGEST_WRITE_NANOS = 2_000_000_000L;

  private static final long NO_WRITE = Long.MIN_VALUE;

  /** More than any box says before it is read; a unit that babbles loses the newest bytes. */
  private static final int CAPACITY = 1 << 15;

  private final String name;
  private final long nanosPerByte;
  private final Opener opener;
  private final Signal signal;
  private final boolean renewable;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final byte[] waiting = new byte[CAPACITY];
  private int head;
  private int count;
  private volatile Wire wire;
  private volatile int generation;
  private volatile String trouble = "not opened yet";
  private volatile long writingSince = NO_WRITE;

  /**
   * Starts opening at once.
   *
   * @param signal is posted when bytes came in, and when the wire came or went
   */
  ReopeningLink(String name, Opener opener, Signal signal) {
    this(name, opener, signal, 0, false);
  }

  /**
   * @param nanosPerByte what a byte takes on the wire
   */
  ReopeningLink(String name, Opener opener, Signal signal, long nanosPerByte) {
    this(name, opener, signal, nanosPerByte, false);
  }

  /**
   * @param renewable opening it anew resets nothing at the other end
   */
  ReopeningLink(String name, Opener opener, Signal signal, long nanosPerByte, boolean renewable) {
    this.nanosPerByte = nanosPerByte;
    this.renewable = renewable;
    this.name = name;
    this.opener = opener;
    this.signal = signal;
    this.thread = Thread.ofPlatform().name("wire-" + name).daemon(true).start(this::run);
  }

  private void run() {
    byte[] bytes = new byte[1024];
    long opened = System.nanoTime() - RETRY_MILLIS * 1_000_000;
    try {
      while (!stop.await(0, TimeUnit.MILLISECONDS)) {
        Wire now = wire;
        if (now == null) {
          // A wire that opens and is lost at once is opened no more often than one that does not.
          long rest = opened + RETRY_MILLIS * 1_000_000 - System.nanoTime();
          if (stop.await(Math.max(0, rest), TimeUnit.NANOSECONDS)) {
            return;
          }
          opened = System.nanoTime();
          reopen();
          continue;
        }
        try {
          int n = now.read(bytes);
          if (n > 0) {
            keep(bytes, n);
            signal.post();
          }
          long since = writingSince;
          if (since != NO_WRITE && System.nanoTime() - since > LONGEST_WRITE_NANOS) {
            lost(now, name + " takes no bytes; is the box at the other end on?");
          }
        } catch (IOException gone) {
          lost(now, gone.getMessage());
        }
      }
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
  }

  private void reopen() {
    try {
      Wire opened = opener.open();
      synchronized (this) {
        if (stop.getCount() == 0) {
          opened.close();
          return;
        }
        count = 0;
        trouble = "";
        generation++;
        wire = opened;
      }
      signal.post();
    } catch (IOException e) {
      trouble = e.getMessage();
    }
  }

  private void lost(Wire which, String why) {
    synchronized (this) {
      if (wire != which) {
        return;
      }
      wire = null;
      trouble = why;
    }
    which.close();
    signal.post();
  }

  private synchronized void keep(byte[] bytes, int n) {
    for (int i = 0; i < n && count < CAPACITY; i++) {
      waiting[(head + count++) % CAPACITY] = bytes[i];
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long nanosPerByte() {
    return nanosPerByte;
  }

  @Override
  public boolean open() {
    return wire != null;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public boolean write(byte[] bytes) {
    Wire now = wire;
    if (now == null) {
      return false;
    }
    writingSince = System.nanoTime();
    try {
      now.write(bytes);
      return true;
    } catch (IOException gone) {
      lost(now, gone.getMessage());
      return false;
    } finally {
      writingSince = NO_WRITE;
    }
  }

  @Override
  public synchronized int read(byte[] into) {
    int n = Math.min(into.length, count);
    for (int i = 0; i < n; i++) {
      into[i] = waiting[(head + i) % CAPACITY];
    }
    head = (head + n) % CAPACITY;
    count -= n;
    return n;
  }

  @Override
  public void renew() {
    Wire now = wire;
    if (renewable && now != null) {
      lost(now, name + " is silent, and is opened anew; is the box on, and is this its port?");
    }
  }

  /** Ends the thread, two seconds at most. */
  @Override
  public void close() {
    stop.countDown();
    Wire now;
    synchronized (this) {
      now = wire;
      wire = null;
      trouble = "closed";
    }
    if (now != null) {
      now.close();
    }
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
