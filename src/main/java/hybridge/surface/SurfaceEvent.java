package hybridge.surface;

import hybridge.profile.Button;

/**
 * What a hand did on a surface, or the surface by itself. Strips, faders and encoders are counted
 * from 0; the main fader follows the last strip's.
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
   * A knob with two ends stands there.
   *
   * @param norm 0..1
   */
  record Dialled(int encoder, double norm) implements SurfaceEvent {}

  /**
   * @param strip which strip's button; 0 for those there is one of
   */
  record Pressed(Button button, int strip, boolean on) implements SurfaceEvent {}

  /**
   * The wheel.
   *
   * @param ticks clockwise is positive
   */
  record Jogged(int ticks) implements SurfaceEvent {}

  /**
   * A pedal with a travel.
   *
   * @param norm 0..1
   */
  record Pedalled(double norm) implements SurfaceEvent {}

  /**
   * The surface says that it is there: it was switched on, and shows nothing of what it was told.
   *
   * @param reply what it has to be answered; empty when it asks nothing
   */
  record Arrived(byte[] reply) implements SurfaceEvent {}

  /** It answered what keeps the connection alive. */
  record Alive() implements SurfaceEvent {}

  /** It refused our answer to its challenge and will not speak to us. */
  record Refused() implements SurfaceEvent {}
}
