package hybridge.app;

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
 * every knob moved, on a copy that nobody hears: until the slowest of a thousand blocks takes less
 * than twice the median, so that no block on the audio thread meets code that is not compiled yet.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int BLOCK = 64;
  private static final int ROUND = 1000;
  private static final long AT_MOST_NANOS = 2_500_000_000L;
  private static final long BESIDE_SOUND_NANOS = 800_000_000L;

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
    long[] nanos = new long[ROUND];
    long began = System.nanoTime();
    int rounds = 0;
    boolean steady = false;
    while (!steady && System.nanoTime() - began < atMostNanos) {
      rounds++;
      for (int b = 0; b < ROUND; b++) {
        if (b % 4 == 0) {
          move(console, random);
        }
        boolean silent = b / 100 % 3 == 2;
        for (float[] channel : in) {
          for (int f = 0; f < BLOCK; f++) {
            channel[f] = silent ? 0f : random.nextFloat() - 0.5f;
          }
        }
        long t = System.nanoTime();
        console.feed().engine().process(in, out, b % 50 == 0 ? BLOCK / 2 + 3 : BLOCK);
        nanos[b] = System.nanoTime() - t;
      }
      Arrays.sort(nanos);
      // One block in a thousand may meet an interrupt of the machine itself.
      steady = rounds > 5 && nanos[ROUND - 2] < 2 * nanos[ROUND / 2];
    }
    return rounds;
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
