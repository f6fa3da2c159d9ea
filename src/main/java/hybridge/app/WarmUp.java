package hybridge.app;

import com.sun.management.ThreadMXBean;
import hybridge.desk.Request;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a studio goes live its engine is run on noise and silence, every switch on and off and
 * every knob moved, on a copy that nobody hears, until nothing of it is left to the interpreter: a
 * thousand blocks in a row allocated nothing (vectors are objects until they are compiled) and the
 * slowest of them took less than twice the median. On a machine that has other work, where single
 * blocks are late whatever they run, two thousand that allocated nothing are enough.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int BLOCK = 64;
  private static final int ROUND = 200;
  private static final int STEADY_ROUNDS = 5;
  private static final int SURELY_ROUNDS = 10;

  /** So much costs the asking thread that a method called often enough is compiled. */
  private static final long ASKING_BYTES = 200;

  private static final long AT_MOST_NANOS = 15_000_000_000L;
  private static final long BESIDE_SOUND_NANOS = 800_000_000L;

  /** Two groups of lanes meet all the code; more of them only take longer while it is slow. */
  private static final int FIRST_INPUTS = 16;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private WarmUp() {}

  /** Was this JVM started with the compile units that the kernels need? See docs/decisions. */
  private static boolean startedByTheLauncher() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(a -> a.startsWith("-XX:CompileCommandFile="));
  }

  /** Returns how many rounds it took. */
  static int run(StudioLoader.Loaded loaded) {
    return run(loaded, AT_MOST_NANOS);
  }

  /**
   * For a mix that takes the place of a running one: most of its code is compiled already, and the
   * machine has sound to make beside.
   */
  static int runBesideSound(StudioLoader.Loaded loaded) {
    return run(loaded, BESIDE_SOUND_NANOS);
  }

  private static int run(StudioLoader.Loaded loaded, long atMostNanos) {
    if (!startedByTheLauncher()) {
      LOG.warn(
          "started without the launcher's JVM flags: the audio thread will be slower and may"
              + " allocate; start it with ./hybridge");
    }
    Studio studio = loaded.studio();
    OfflineConsole console = OfflineConsole.of(studio, loaded.tree(), Signal.ofJava());
    Random random = new Random(1);
    float[][] in = new float[studio.audio().inputs()][BLOCK];
    float[][] out = new float[studio.audio().outputs()][BLOCK];
    long[] nanos = new long[STEADY_ROUNDS * ROUND];
    long began = System.nanoTime();
    int rounds = 0;
    int clean = 0;
    boolean done = false;
    while (!done && System.nanoTime() - began < atMostNanos) {
      long allocated = 0;
      int lit = clean == 0 ? Math.min(FIRST_INPUTS, in.length) : in.length;
      for (int b = 0; b < ROUND; b++) {
        if (b % 4 == 0) {
          move(console, random);
        }
        boolean silent = b / 100 % 3 == 2;
        for (int i = 0; i < in.length; i++) {
          for (int f = 0; f < BLOCK; f++) {
            in[i][f] = silent || i >= lit ? 0f : random.nextFloat() - 0.5f;
          }
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long t = System.nanoTime();
        console.feed().engine().process(in, out, b % 50 == 0 ? BLOCK / 2 + 3 : BLOCK);
        nanos[rounds % STEADY_ROUNDS * ROUND + b] = System.nanoTime() - t;
        allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
      }
      rounds++;
      clean = allocated <= ASKING_BYTES ? clean + 1 : 0;
      done = clean >= SURELY_ROUNDS || clean >= STEADY_ROUNDS && steady(nanos);
    }
    if (!done && atMostNanos == AT_MOST_NANOS) {
      LOG.warn(
          "still warming up after {} s: the first blocks will be slow; the machine may have other"
              + " work, or be too slow for this studio",
          atMostNanos / 1_000_000_000L);
    }
    return rounds;
  }

  /** One block in a thousand may meet an interrupt of the machine itself. */
  private static boolean steady(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 2] < 2 * sorted[sorted.length / 2];
  }

  private static void move(OfflineConsole console, Random random) {
    int index = random.nextInt(console.desk().tree().size());
    Parameter p = console.desk().tree().get(index);
    if (p.access() == Access.SET
        && p.numeric()
        && p.kind() != Kind.ACTION
        && !p.address().path().startsWith("/unit/")
        && !(p.address().path().startsWith("/insert/") && p.address().leaf().equals("delay"))) {
      console.desk().submit(new Request.SetNorm(index, random.nextDouble(), Origin.DAEMON, -1));
      while (console.desk().work() > 0) {}
    }
  }
}
