package hybridge.simrack;

import hybridge.outboard.Simulator;

/**
 * The sound of a simulated box, between the two converters of a simulated interface. Its knobs are
 * those of a {@link Simulator}: what is set over the wire or on its panel is heard. One thread.
 */
public interface Box {

  /** One block; {@code in} and {@code out} may be the same array. Allocates and locks nothing. */
  void process(float[] in, float[] out, int frames);

  /** The delay from a sample in to the same sample out, in frames. */
  double delayFrames();

  /**
   * The sound of one of the reference units.
   *
   * @param simulator of a profile of class compressor, eq or limiter with their parameters
   * @param rate frames a second
   * @throws IllegalArgumentException if there is no sound for this profile
   */
  static Box reference(Simulator simulator, double rate, LineBox.Character character) {
    return switch (simulator.profile().unitClass()) {
      case "compressor" -> new ReferenceCompressor(simulator, rate, character);
      case "eq" -> new ReferenceEq(simulator, rate, character);
      case "limiter" -> new ReferenceLimiter(simulator, rate, character);
      default ->
          throw new IllegalArgumentException(
              simulator.profile().id() + " is a " + simulator.profile().unitClass());
    };
  }
}
