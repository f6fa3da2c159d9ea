package hybridge.surface;

/** What a surface is to show. Counted like {@link SurfaceEvent}. */
public sealed interface Show {

  /** A motor fader's position, 0..1. */
  record Fader(int fader, double norm) implements Show {}

  record Led(SurfaceEvent.Button button, int strip, boolean on) implements Show {}

  /** How a ring of lamps around an encoder tells a position. */
  enum RingStyle {
    /** From the centre to the position: pan. */
    CENTRE,
    /** Filled from the left: levels, thresholds. */
    FILL,
    /** Dark. */
    OFF
  }

  /**
   * @param norm 0..1
   */
  record Ring(int encoder, double norm, RingStyle style) implements Show {}

  /**
   * @param line 0 upper, 1 lower
   */
  record Text(int strip, int line, String text) implements Show {}
}
