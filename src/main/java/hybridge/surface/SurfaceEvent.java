package hybridge.surface;

/**
 * What a hand did on a surface. Strips, faders and encoders are counted from 0; the main fader
 * follows the last strip's.
 */
public sealed interface SurfaceEvent {

  /**
   * @param norm travel, 0..1
   */
  record Moved(int fader, double norm) implements SurfaceEvent {}

  record Touched(int fader, boolean held) implements SurfaceEvent {}

  /**
   * @param ticks clockwise is positive
   */
  record Turned(int encoder, int ticks) implements SurfaceEvent {}

  /**
   * @param strip which strip's button; 0 for those there is one of
   */
  record Pressed(Button button, int strip, boolean on) implements SurfaceEvent {}

  /**
   * The surface says that it is there: it was switched on, and shows nothing of what it was told.
   *
   * @param reply what it has to be answered; empty when it asks nothing
   */
  record Arrived(byte[] reply) implements SurfaceEvent {}

  /** Buttons by what is printed on them. */
  enum Button {
    MUTE(true),
    SOLO(true),
    SELECT(true),
    RECORD(true),
    VPOT(true),
    BANK_LEFT(false),
    BANK_RIGHT(false),
    CHANNEL_LEFT(false),
    CHANNEL_RIGHT(false);

    private final boolean perStrip;

    Button(boolean perStrip) {
      this.perStrip = perStrip;
    }

    /** Is there one on each strip? */
    public boolean perStrip() {
      return perStrip;
    }
  }
}
