package hybridge.surface;

import hybridge.profile.Button;
import java.util.List;

/** What a surface is to show. Counted like {@link SurfaceEvent}. */
public sealed interface Show {

  /** A motor fader's position, 0..1. */
  record Fader(int fader, double norm) implements Show {}

  /** What a lamp does. */
  enum Light {
    OFF,
    ON,
    FLASH
  }

  record Led(Button button, int strip, Light light) implements Show {}

  /** How a ring of lamps around an encoder tells a position. */
  enum RingStyle {
    /** One lamp. */
    SINGLE,
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

  /**
   * The colours of all strips.
   *
   * @param rgb 0xRRGGBB; black for a place without a strip
   */
  record Colours(List<Integer> rgb) implements Show {
    public Colours {
      rgb = List.copyOf(rgb);
    }
  }

  /**
   * @param db the level in dBFS
   */
  record Meter(int strip, double db) implements Show {}

  /** The overload lamp of a strip's meter. */
  record Overload(int strip, boolean on) implements Show {}

  /**
   * @param side 0 left, 1 right
   */
  record MainMeter(int side, double db) implements Show {}

  /** Two digits beside the assignment keys. */
  record Digits(String text) implements Show {}

  /** Ten digits of time, left to right; a dot belongs to the digit before it. */
  record Time(String text) implements Show {}

  /** The place it stands at: what is shown there later replaces what was shown before. */
  default Place place() {
    return switch (this) {
      case Fader s -> new Place('F', s.fader(), 0);
      case Led s -> new Place('L', s.button().ordinal(), s.strip());
      case Ring s -> new Place('R', s.encoder(), 0);
      case Text s -> new Place('T', s.strip(), s.line());
      case Colours s -> new Place('C', 0, 0);
      case Meter s -> new Place('M', s.strip(), 0);
      case Overload s -> new Place('O', s.strip(), 0);
      case MainMeter s -> new Place('M', -1, s.side());
      case Digits s -> new Place('D', 0, 0);
      case Time s -> new Place('D', 1, 0);
    };
  }

  /** A place on a surface. */
  record Place(char kind, int a, int b) {}
}
