package hybridge.rt;

/**
 * What an audio driver calls for each block. Implemented by the engine's host, called on the
 * driver's thread.
 */
public interface AudioCallback {

  /**
   * One block.
   *
   * @param in one array per input channel, at least {@code frames} long; only read
   * @param out one array per output channel, at least {@code frames} long; every sample is written
   * @param frames frames in this block, 1 to {@link #MAX_FRAMES}
   */
  @RealTime
  void process(float[][] in, float[][] out, int frames);

  /** The largest block any driver may ask for. */
  int MAX_FRAMES = 8192;
}
