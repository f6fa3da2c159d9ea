package hybridge.surface;

import java.util.function.Consumer;

/** The bytes of a family of surfaces: pure, with no port and no clock. */
public interface Dialect {

  /**
   * Feeds bytes as they came in, cut anywhere; events come out in order. Never throws, whatever the
   * bytes.
   */
  void receive(byte[] bytes, int length, Consumer<SurfaceEvent> events);

  /** One MIDI message that shows this; empty when the surface cannot show it. */
  byte[] show(Show show);

  /** Bytes so far that made no message. */
  long dropped();

  /** The far side came anew: forgets half messages. */
  void reset();

  /** Do two positions of a fader look the same on this surface? */
  boolean samePosition(double a, double b);
}
