package hybridge.calibrate;

import hybridge.engine.Engine;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Plays and records through the engine, and waits for it. For one measurement at a time. */
final class Player {
  /** So often a measurement is made in which blocks are lost. */
  private static final int ATTEMPTS = 5;

  /** A return above this ends a measurement, linear. */
  static final float RETURN_LIMIT = 0.9f;

  private static final long STALLED_NANOS = 10_000_000_000L;

  private final Engine engine;
  private final LongSupplier xruns;

  /**
   * @param xruns how many blocks have missed their deadline so far
   */
  Player(Engine engine, LongSupplier xruns) {
    this.engine = engine;
    this.xruns = xruns;
  }

  /**
   * A measurement in which no block was lost, or two in a row that agree all the same: a lost block
   * makes the loop seem longer for a while, but on a busy machine hardly a second is without one.
   */
  <T> T clean(Supplier<T> work, BiPredicate<T, T> agree) {
    T last = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      long before = xruns.getAsLong();
      T result = work.get();
      if (xruns.getAsLong() == before || last != null && agree.test(last, result)) {
        return result;
      }
      last = result;
    }
    throw new Refused(
        "blocks were lost while measuring, "
            + ATTEMPTS
            + " times in a row, and no two measurements agreed; close other programs, or give the"
            + " audio server longer blocks");
  }

  /** A probe at work; it is gone when this is closed. */
  LoopProbe start(LoopProbe probe) {
    engine.probe(probe);
    return probe;
  }

  /** The mix comes back, and the probe is gone. */
  void end(LoopProbe probe) {
    probe.release();
    await(probe::released, STALLED_NANOS);
    engine.probe(null);
  }

  /**
   * Waits until so many frames are recorded.
   *
   * @throws Refused if a return runs away, or the interface stands still
   */
  void await(LoopProbe probe, int[] inputs, int frames) {
    boolean there = await(() -> probe.recorded() >= frames || probe.ranAway() >= 0, STALLED_NANOS);
    if (probe.ranAway() >= 0) {
      throw new Refused(
          "the return on input "
              + (inputs[probe.ranAway()] + 1)
              + " was louder than its limit; the sound was stopped at once: turn the box down, or"
              + " look for a loop that feeds back");
    }
    if (!there) {
      throw new Refused("the interface stands still; is the audio server running?");
    }
  }

  /**
   * Plays and records.
   *
   * @param limit a return above it ends everything
   */
  float[][] record(
      int[] outputs, float[][] sounds, int[] inputs, int frames, double levelDbfs, float limit) {
    float cap = (float) Math.pow(10, levelDbfs / 20);
    LoopProbe probe = start(new LoopProbe(outputs, sounds, inputs, frames, cap, limit));
    try {
      await(probe, inputs, frames);
    } finally {
      end(probe);
    }
    float[][] recordings = new float[inputs.length][];
    Arrays.setAll(recordings, probe::recording);
    return recordings;
  }

  /** Waits until the engine has gone on by so much. */
  void awaitFrames(int frames) {
    long until = engine.frame() + frames;
    if (!await(() -> engine.frame() >= until, STALLED_NANOS)) {
      throw new Refused("the interface stands still; is the audio server running?");
    }
  }

  static boolean await(BooleanSupplier condition, long nanos) {
    long until = System.nanoTime() + nanos;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(2_000_000);
    }
    return true;
  }
}
