package hybridge.engine;

import hybridge.rt.RealTime;

/**
 * Somebody who hears the interface's inputs and may put his own sound on its outputs while the mix
 * runs: a measurement. See {@link Engine#probe}.
 */
public interface Probe {

  /**
   * A block, after the mix has written its outputs. Audio thread.
   *
   * @param in the inputs as they came
   * @param out what the mix puts out; may be overwritten
   */
  @RealTime
  void process(float[][] in, float[][] out, int frames);
}
