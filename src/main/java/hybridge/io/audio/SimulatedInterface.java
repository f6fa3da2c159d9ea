package hybridge.io.audio;

import hybridge.rt.AudioCallback;
import hybridge.rt.CallbackTimer;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * An interface inside the program, with a clock of its own. What leaves on an output in one block
 * is what the world behind the channels hears, and what that world answers arrives with the next
 * block, as with a real one.
 */
public final class SimulatedInterface implements AutoCloseable {

  /** What is connected behind the channels. Called on the interface's thread. */
  public interface World {
    /**
     * One block.
     *
     * @param out what the interface plays; only read
     * @param in what the interface will hear in the next block; every channel comes zeroed
     */
    void block(float[][] out, float[][] in, int frames);
  }

  /** Later than this a block counts as missed, and the clock starts anew. */
  private static final long LATE_NANOS = 200_000_000;

  private final AudioCallback callback;
  private final World world;
  private final Counters counters;
  private final int block;
  private final long blockNanos;
  private final float[][] in;
  private final float[][] out;
  private final CallbackTimer timer = new CallbackTimer();
  private final Thread thread;
  private volatile boolean stop;

  /**
   * @param block frames
   * @param rate frames a second
   */
  public SimulatedInterface(
      AudioCallback callback,
      World world,
      int inputs,
      int outputs,
      int block,
      int rate,
      Counters counters) {
    this.callback = callback;
    this.world = world;
    this.counters = counters;
    this.block = block;
    this.blockNanos = Math.round(1e9 * block / rate);
    this.in = new float[inputs][block];
    this.out = new float[outputs][block];
    this.thread = Thread.ofPlatform().name("interface").daemon(true).unstarted(this::run);
    thread.setPriority(Thread.MAX_PRIORITY);
  }

  public SimulatedInterface start() {
    thread.start();
    return this;
  }

  public int blockFrames() {
    return block;
  }

  /** How long the callback took. Any thread. */
  public CallbackTimes stats() {
    return timer.read();
  }

  private void run() {
    long due = System.nanoTime();
    while (!stop) {
      long began = System.nanoTime();
      try {
        callback.process(in, out, block);
      } catch (Throwable fault) {
        counters.count(Health.CALLBACK_FAULTS);
        for (float[] channel : out) {
          Arrays.fill(channel, 0f);
        }
      }
      timer.record(System.nanoTime() - began);
      for (float[] channel : in) {
        Arrays.fill(channel, 0f);
      }
      world.block(out, in, block);
      due += blockNanos;
      long now = System.nanoTime();
      if (now - due > LATE_NANOS) {
        counters.count(Health.XRUNS);
        due = now;
      }
      while (!stop && (now = System.nanoTime()) < due) {
        LockSupport.parkNanos(due - now);
      }
    }
  }

  /** Stops the clock and waits for the last block. */
  @Override
  public void close() {
    stop = true;
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
