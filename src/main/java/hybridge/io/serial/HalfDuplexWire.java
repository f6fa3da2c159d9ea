package hybridge.io.serial;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * A pair of wires on which one speaks at a time (RS-485): the driver is opened for each message and
 * closed when its last bit has left. The box may answer only after that, so writes wait; they are
 * the link's own thread's.
 */
final class HalfDuplexWire implements ReopeningLink.Wire {

  /** The line that opens the driver. */
  interface Driver {
    /**
     * @return false: the port has no such line
     */
    boolean speak(boolean on);

    /** Bytes that have not left the system's buffer yet. */
    int waiting();
  }

  /** Where waiting is done; a test puts its own here. */
  interface Clock {
    long nanos();

    void pause(long nanos);
  }

  private static final Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** A port whose buffer does not empty is given up after so many times what it should take. */
  private static final int PATIENCE = 4;

  private static final long LEAST_PATIENCE_NANOS = 100_000_000L;

  private final ReopeningLink.Wire wire;
  private final Driver driver;
  private final String name;
  private final long nanosPerByte;
  private final Clock clock;

  HalfDuplexWire(ReopeningLink.Wire wire, Driver driver, String name, long nanosPerByte) {
    this(wire, driver, name, nanosPerByte, SYSTEM);
  }

  HalfDuplexWire(
      ReopeningLink.Wire wire, Driver driver, String name, long nanosPerByte, Clock clock) {
    this.wire = wire;
    this.driver = driver;
    this.name = name;
    this.nanosPerByte = nanosPerByte;
    this.clock = clock;
  }

  /** What to do about a port without an RTS line. */
  static String noLine(String name) {
    return name + " has no RTS line to open an RS-485 driver with; try 'rs485: none' or 'driver'";
  }

  @Override
  public int read(byte[] into) throws IOException {
    return wire.read(into);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    if (!driver.speak(true)) {
      throw new IOException(noLine(name));
    }
    try {
      long begun = clock.nanos();
      wire.write(bytes);
      drain(begun, bytes.length * nanosPerByte);
    } finally {
      driver.speak(false);
    }
  }

  /**
   * The system says what is left in its buffer; what the adapter still holds only the time tells.
   */
  private void drain(long begun, long takes) throws IOException {
    long giveUp = begun + Math.max(PATIENCE * takes, LEAST_PATIENCE_NANOS);
    while (driver.waiting() > 0) {
      if (clock.nanos() - giveUp > 0) {
        throw new IOException(name + " takes no bytes");
      }
      clock.pause(nanosPerByte);
    }
    // The last byte went into the adapter just now or before: a byte's time and it is out.
    long out = Math.max(begun + takes, clock.nanos() + nanosPerByte);
    for (long left = out - clock.nanos(); left > 0; left = out - clock.nanos()) {
      clock.pause(left);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
