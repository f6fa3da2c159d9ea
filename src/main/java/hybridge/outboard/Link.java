package hybridge.outboard;

/**
 * A wire to one or more units: bytes out, bytes in, and whether somebody could be there.
 * Implemented in {@code hybridge.io.serial}; used by the one thread that owns the units on it.
 *
 * <p>A link opens and reopens itself. None of these methods waits for the far side or throws when
 * it goes away: the link is then not open.
 */
public interface Link extends AutoCloseable {

  /** What an operator knows it by: a path, a host and port. */
  String name();

  /** Can bytes go out now? */
  boolean open();

  /** Rises each time the wire was opened anew: what was under way before is lost. */
  int generation();

  /** Why it is not open, in words; empty when it is. */
  String trouble();

  /** Sends all of these bytes; false when it could not, and the link is then not open. */
  boolean write(byte[] bytes);

  /**
   * Takes bytes that came in.
   *
   * @return how many, 0 when there are none
   */
  int read(byte[] into);

  /** How long one byte takes on the wire; 0 where that does not matter. */
  default long nanosPerByte() {
    return 0;
  }

  /** How often its owner must look; {@link Long#MAX_VALUE}: it is told when something came in. */
  default long lookNanos() {
    return Long.MAX_VALUE;
  }

  /** What is one and the same for all units on one wire. */
  default Object wire() {
    return this;
  }

  /** Are other units on it, whose messages mean nothing to this one? */
  default boolean shared() {
    return false;
  }

  /**
   * When this unit may speak: now or before, later, or {@link Long#MAX_VALUE} while another one
   * waits for its answer.
   */
  default long freeAt(long nanos) {
    return nanos;
  }

  /** This unit speaks, until {@link #release}. */
  default void seize() {}

  /**
   * It has its answer, or waits no longer.
   *
   * @param quiet nobody speaks before
   */
  default void release(long quiet) {}

  /**
   * Nobody on it has answered for long: closes it and opens it anew, where that disturbs no box. A
   * connection over a network may be dead without a word; a serial port would only reset its box.
   */
  default void renew() {}

  /** Ends it for good. */
  @Override
  void close();
}
