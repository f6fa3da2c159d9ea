package hybridge.engine.master;

import hybridge.rt.RealTime;

/**
 * A software slot of the master chain. It reads its targets from the mix's table, smooths them
 * itself, and keeps the state of one stereo signal. The methods marked so run on the audio thread.
 */
public sealed interface Processor permits ClipperSlot, CompSlot, EqSlot, LimiterSlot {

  /** How many targets it has in the table. */
  int targets();

  /** Frames that the sound takes through it, on or off. */
  int latencyFrames();

  /** Stands still on its targets at once: before the first block. */
  @RealTime
  void jump(double[] targets, int at);

  /** A grid point has come. */
  @RealTime
  void grid(double[] targets, int at);

  /** Changes n frames in place. */
  @RealTime
  void process(double[] left, double[] right, int n, double[] targets, int at);

  /** The smallest gain it has given since the last time this was asked, linear; 1 for none. */
  @RealTime
  double takeLeastGain();

  /** Takes over the state of another one of its kind; false if it is of another kind. */
  @RealTime
  boolean copy(Processor from);
}
