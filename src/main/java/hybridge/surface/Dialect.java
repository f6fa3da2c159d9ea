package hybridge.surface;

import java.util.List;
import java.util.function.Consumer;

/** The bytes of a surface: pure, with no port and no clock of its own. Used by one thread. */
public interface Dialect {

  /**
   * Feeds bytes as they came in, cut anywhere; events come out in order. Never throws, whatever the
   * bytes.
   *
   * @param nanos when they came
   */
  void receive(byte[] bytes, int length, long nanos, Consumer<SurfaceEvent> events);

  /** Time has gone on: what waited for a second half in vain comes out without it. */
  void tick(long nanos, Consumer<SurfaceEvent> events);

  /** The MIDI messages that show this; none when the surface cannot show it. */
  List<byte[]> show(Show show);

  /** Bytes so far that made no message. */
  long dropped();

  /** The far side came anew: forgets half messages. */
  void reset();

  /** Do two positions of a fader look the same on this surface? */
  boolean samePosition(double a, double b);
}
