package hybridge.bench;

import com.sun.management.ThreadMXBean;
import hybridge.io.jack.JackClient;
import hybridge.io.jack.JackOpening;
import hybridge.io.jack.JackSupervisor;
import hybridge.rt.AudioCallback;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.testing.Console;
import hybridge.testing.JackServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The audio callback under a real JACK server (dummy driver) while another thread makes garbage:
 * how long blocks take, what they allocate, and how much of that time was the callback's own.
 * Arguments: seconds, strips, frames a block. How to run it: docs/benchmarks.md.
 */
public final class CallbackSoak {
  private static final int RATE = 48_000;
  private static final int WARM_BLOCKS = 40_000;

  /** What the JVM compiles in the first seconds of a new thread costs a few hundred bytes, once. */
  private static final long SETTLE_NANOS = 5_000_000_000L;

  private CallbackSoak() {}

  /** Measures the CPU time that the thread itself spent in each block. */
  private static final class OwnTime implements AudioCallback {
    private final AudioCallback engine;
    private final java.lang.management.ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    volatile long threadId;
    volatile long worstNanos;
    private long blocks;

    OwnTime(AudioCallback engine) {
      this.engine = engine;
    }

    @Override
    public void process(float[][] in, float[][] out, int frames) {
      long before = threads.getCurrentThreadCpuTime();
      engine.process(in, out, frames);
      long own = threads.getCurrentThreadCpuTime() - before;
      if (++blocks > 2000 && own > worstNanos) {
        worstNanos = own;
      }
      if (threadId == 0) {
        threadId = Thread.currentThread().threadId();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
    int strips = args.length > 1 ? Integer.parseInt(args[1]) : 16;
    int block = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    Console console = Console.ofMonoStrips(strips, "master: [clipper]\n");
    float[][] in = new float[console.studio.audio().inputs()][block];
    float[][] out = new float[console.studio.audio().outputs()][block];
    Random random = new Random(1);
    for (int i = 0; i < WARM_BLOCKS; i++) {
      if (i % 8 == 0) {
        console.set("/strip/" + (1 + i % strips) + "/fader", -random.nextInt(40));
      }
      console.feed.engine().process(in, out, block);
    }
    try (JackServer jack = JackServer.start(RATE, block)) {
      OwnTime own = new OwnTime(console.feed.engine());
      JackClient client =
          new JackClient(
              new JackClient.Config(
                  "soak", jack.name(), console.studio.audio().inputs(), 8, RATE, false),
              own,
              console.counters,
              Signal.ofJava());
      try (JackSupervisor supervisor = new JackSupervisor(client)) {
        if (!(supervisor.start() instanceof JackOpening.Ready)) {
          throw new IllegalStateException("no JACK server");
        }
        Thread garbage = Thread.ofPlatform().daemon().start(CallbackSoak::makeGarbage);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long settled = start + SETTLE_NANOS;
        long xrunsBefore = 0;
        long bytesBefore = 0;
        while (System.nanoTime() - settled < seconds * 1_000_000_000L) {
          if (System.nanoTime() < settled) {
            xrunsBefore = console.counters.read(Health.XRUNS);
            bytesBefore = threads.getThreadAllocatedBytes(own.threadId);
          }
          console.set("/strip/" + (1 + random.nextInt(strips)) + "/fader", -random.nextInt(40));
          Thread.sleep(5);
        }
        long bytes = threads.getThreadAllocatedBytes(own.threadId) - bytesBefore;
        garbage.interrupt();
        CallbackTimes t = client.stats();
        System.out.printf(
            Locale.ROOT,
            "%d strips, %d frames, %d s: %d blocks, callback median %.1f us, p99.9 %.1f us, max"
                + " %.1f us; worst own CPU time of a block %.1f us (period %.0f us); allocated on"
                + " the audio thread %d bytes; xruns %d%n",
            strips,
            block,
            seconds,
            t.count(),
            t.medianMicros(),
            t.p999Micros(),
            t.maxMicros(),
            own.worstNanos / 1e3,
            1e6 * block / RATE,
            bytes,
            console.counters.read(Health.XRUNS) - xrunsBefore);
      }
    }
  }

  /** About 200 MB a second, some of it long-lived. */
  private static void makeGarbage() {
    List<byte[]> kept = new ArrayList<>();
    Random random = new Random(2);
    while (!Thread.interrupted()) {
      for (int i = 0; i < 20; i++) {
        byte[] b = new byte[10_000];
        if (kept.size() < 2_000) {
          kept.add(b);
        } else {
          kept.set(random.nextInt(kept.size()), b);
        }
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
