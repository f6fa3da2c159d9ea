package hybridge.calibrate;

import hybridge.engine.Engine;
import hybridge.rt.Counters;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * The sends of one measurement, held from its beginning to its end, and all the waiting for them.
 * The measuring thread.
 */
final class Session {
  /** A return above this ends a measurement, linear. */
  static final float RETURN_LIMIT = 0.9f;

  /** The longest loop that is looked for. */
  static final double LONGEST_SECONDS = 4;

  /** What is behind a loop's last sound: a filter that rings out. */
  static final double RINGING_SECONDS = 0.1;

  /** Below −66 dBFS peak in the mix a return counts as quiet however quiet it was before. */
  private static final double QUIET = 0.0005;

  /** Without a block for so long the interface stands still. */
  private static final long STALLED_NANOS = 500_000_000L;

  private static final long LOOK_NANOS = 2_000_000;

  private final Engine engine;
  private final Job job;
  private final int[] inputs;
  private final int rate;
  private final LoopProbe probe;

  /**
   * Takes the sends from the mix.
   *
   * @param outputs from 0
   * @param inputs the returns, from 0
   * @param levelDbfs no sample leaves above it
   * @param limit a return above it ends everything
   */
  Session(
      Engine engine,
      Counters counters,
      Job job,
      int rate,
      int[] outputs,
      int[] inputs,
      double levelDbfs,
      float limit) {
    this.engine = engine;
    this.job = job;
    this.rate = rate;
    this.inputs = inputs.clone();
    float cap = (float) Math.pow(10, levelDbfs / 20);
    this.probe = new LoopProbe(outputs, inputs, cap, limit, (float) QUIET, counters);
    engine.probe(probe);
  }

  Job job() {
    return job;
  }

  /** Plays and records from now on. */
  Take play(float[][] sounds, int frames) {
    Take take = new Take(sounds, inputs.length, frames);
    probe.play(take);
    return take;
  }

  /**
   * Waits until so many frames are recorded.
   *
   * @throws Refused if a return runs away, the interface stands still, or somebody calls it off
   */
  void await(Take take, int frames) {
    await(
        () -> take.recorded() >= frames || probe.ranAway() >= 0,
        () -> take.recorded() / (double) frames);
    if (probe.ranAway() >= 0) {
      throw new Refused(
          "the return on input "
              + (inputs[probe.ranAway()] + 1)
              + " was louder than its limit; the sound was stopped at once: turn the box down, or"
              + " look for a loop that feeds back");
    }
  }

  /** Silence for so many frames. */
  void rest(int frames) {
    long until = probe.clock() + frames;
    await(() -> probe.clock() >= until, () -> 0);
  }

  /** Waits until the engine has gone on by so much. */
  static void awaitFrames(Engine engine, Job job, int frames) {
    long until = engine.frame() + frames;
    await(engine, job, () -> engine.frame() >= until, () -> 0);
  }

  private void await(BooleanSupplier there, DoubleSupplier part) {
    await(engine, job, there, part);
  }

  private static void await(Engine engine, Job job, BooleanSupplier there, DoubleSupplier part) {
    Pulse pulse = new Pulse(engine);
    while (!there.getAsBoolean()) {
      job.goesOn();
      if (pulse.stalled()) {
        throw new Refused(
            Refused.Because.AWAY,
            "the interface stands still: no block for half a second; is the audio server running?"
                + " Measure again when it is back");
      }
      LockSupport.parkNanos(LOOK_NANOS);
      job.done(part.getAsDouble());
    }
  }

  /** Does the interface go on? */
  private static final class Pulse {
    private final Engine engine;
    private long frame;
    private long nanos = System.nanoTime();

    Pulse(Engine engine) {
      this.engine = engine;
      this.frame = engine.frame();
    }

    boolean stalled() {
      long now = engine.frame();
      if (now != frame) {
        frame = now;
        nanos = System.nanoTime();
      }
      return System.nanoTime() - nanos > STALLED_NANOS;
    }
  }

  /** How an {@link #hush} ended. */
  enum Hush {
    QUIET,
    /** Something still comes back, and no loop that is looked for is as long. */
    LOUD,
    /** The interface stands still. */
    STALLED,
    /** The daemon ends, or somebody has put the insert into the mix himself. */
    LEFT
  }

  /**
   * Silence on the sends until the returns have been quiet for so long, behind the last sound and
   * behind the last that came back.
   *
   * @param frames longer than the loop could be
   * @param makeup by how much returns are turned up in the mix, linear: as much quieter they have
   *     to be
   * @param patienceFrames how long it is waited for at most, behind the last sound
   * @param left gives up when it is true
   */
  Hush hush(long frames, long patienceFrames, double makeup, BooleanSupplier left) {
    probe.play(null);
    probe.quietBelow((float) (QUIET / Math.max(1, makeup)));
    long began = probe.clock();
    Pulse pulse = new Pulse(engine);
    while (true) {
      long now = probe.clock();
      long sounding = probe.sounding();
      if (sounding < 0 || now - Math.max(sounding, probe.loud()) >= frames) {
        return Hush.QUIET;
      }
      if (left.getAsBoolean() || job.stopped()) {
        return Hush.LEFT;
      }
      if (now - Math.max(began, sounding) > patienceFrames) {
        return Hush.LOUD;
      }
      if (pulse.stalled()) {
        return Hush.STALLED;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** What still comes back, in words. */
  String howls() {
    return String.format(
        Locale.ROOT,
        "the return on input %d does not become quiet: %.0f dBFS though nothing is sent",
        inputs[probe.loudest()] + 1,
        20 * Math.log10(probe.loudness() + 1e-30));
  }

  /**
   * The mix gets its sends back, and they have filled the loop again when this returns.
   *
   * @param loopFrames how long that takes
   */
  void release(int loopFrames) {
    probe.release();
    long until = engine.frame() + LoopProbe.FADE_FRAMES + loopFrames;
    Pulse pulse = new Pulse(engine);
    while (!(probe.released() && engine.frame() >= until) && !pulse.stalled() && !job.stopped()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    engine.probe(null);
  }

  int rate() {
    return rate;
  }

  /** Frames of so many seconds. */
  int frames(double seconds) {
    return (int) (seconds * rate);
  }
}
