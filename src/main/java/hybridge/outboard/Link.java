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

  /** Ends it for good. */
  @Override
  void close();
}
