package hybridge.app;

import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.dsp.Lanes;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Origin;
import hybridge.value.Problems;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "bench", description = "Measures how fast this machine runs Hybridge.")
final class BenchCommand implements Callable<Integer> {
  private static final int RATE = 48_000;
  private static final int WARM_BLOCKS = 30_000;
  private static final double WHOLE_PROCESS_SECONDS = 600;
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final int ROUNDS = 5;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return Exit.WRONG_INPUT;
  }

  @Command(
      name = "engine",
      description = {
        "Strips with high-pass, four bands, compressor, pan and fader, all on, moving sound, to a"
            + " stereo main with equaliser,",
        "compressor, true-peak limiter and loudness meter. Figures are channel-seconds for each"
            + " CPU-second of the rendering",
        "thread; masterMsPerSecond is what main's chain and meter take of a second."
      },
      mixinStandardHelpOptions = true)
  int engine(
      @Option(names = "--strips", paramLabel = "N", defaultValue = "64") int strips,
      @Option(names = "--block", paramLabel = "B", defaultValue = "64") int block,
      @Option(names = "--seconds", paramLabel = "S", defaultValue = "20", description = "Of sound.")
          double seconds,
      @Option(names = "--json", description = "Print one JSON value.") boolean json) {
    if (strips < 1
        || strips > 128
        || block < 1
        || block > 8192
        || !(seconds > 0 && seconds <= 3600)) {
      throw Exit.WrongInput.of(
          "bench engine",
          "",
          strips + " strips, blocks of " + block + ", " + seconds + " s",
          "1 to 128 strips, blocks of 1 to 8192, up to 3600 s",
          "");
    }
    Work full = new Work(strips, block, true);
    full.run(WARM_BLOCKS * (double) block / RATE);
    double firstBlockMicros = full.oneBlockMicros();
    Work bare = new Work(strips, block, false);
    bare.run(WARM_BLOCKS * (double) block / RATE);
    // In turns, so that what else the machine does falls on both alike.
    double[] whole = new double[ROUNDS];
    double[] alone = new double[ROUNDS];
    double[] master = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      whole[round] = cpuMillisPerSecond(full, seconds / ROUNDS);
      alone[round] = cpuMillisPerSecond(bare, seconds / ROUNDS);
      master[round] = whole[round] - alone[round];
    }
    double withMaster = strips * MILLIS / median(whole);
    double stripsOnly = strips * MILLIS / median(alone);
    full.run(Math.max(0, WHOLE_PROCESS_SECONDS - full.played - bare.played));
    double cpu = processCpuSeconds();
    double played = full.played + bare.played;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("strips", strips);
    figures.put("block", block);
    figures.put("seconds", seconds);
    figures.put("vectorBits", Lanes.WIDTH * Double.SIZE);
    figures.put("channelSecondsPerCpuSecond", Math.round(withMaster));
    figures.put("stripsOnly", Math.round(stripsOnly));
    figures.put("masterShare", 1 - withMaster / stripsOnly);
    figures.put("masterMsPerSecond", median(master));
    figures.put("wholeProcess", Math.round(strips * played / cpu));
    figures.put("wholeProcessCpuSeconds", cpu);
    figures.put("firstBlockMicros", firstBlockMicros);
    print(figures, json);
    return Exit.DONE;
  }

  @Command(
      name = "control",
      description = {
        "From a move to changed sound, in frames: from the first frame of the block in which a"
            + " fader's MIDI bytes (or a request to",
        "the desk) are handed in to the first sample that differs. Takes about a minute for a"
            + " thousand moves."
      },
      mixinStandardHelpOptions = true)
  int control(
      @Option(names = "--moves", paramLabel = "N", defaultValue = "1000") int moves,
      @Option(names = "--strips", paramLabel = "N", defaultValue = "64") int strips,
      @Option(names = "--block", paramLabel = "B", defaultValue = "64") int block,
      @Option(
              names = "--warm",
              paramLabel = "N",
              defaultValue = "0",
              description = "Moves to leave out first.")
          int warm,
      @Option(names = "--json", description = "Print one JSON value.") boolean json)
      throws InterruptedException {
    if (moves < 1
        || moves > 1_000_000
        || warm < 0
        || warm > 1_000_000
        || strips < 2
        || strips > 128
        || block < 16
        || block > 8192) {
      throw Exit.WrongInput.of(
          "bench control",
          "",
          moves + " moves, " + warm + " before, " + strips + " strips, blocks of " + block,
          "1 to 1000000 moves, 2 to 128 strips, blocks of 16 to 8192",
          "");
    }
    print(new ControlBench(strips, block, moves, warm).run(), json);
    return Exit.DONE;
  }

  private static void print(Map<String, Object> figures, boolean json) {
    if (json) {
      Json.print(figures);
    } else {
      figures.forEach((key, value) -> System.out.printf(Locale.ROOT, "%-28s %s%n", key, value));
    }
  }

  private static double median(double[] of) {
    Arrays.sort(of);
    return of[of.length / 2];
  }

  /** Of the rendering thread, for each second of sound. */
  private static double cpuMillisPerSecond(Work work, double seconds) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    work.run(seconds);
    return (threads.getCurrentThreadCpuTime() - before) / NANOS * MILLIS / seconds;
  }

  private static double processCpuSeconds() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / NANOS;
  }

  /** The standard work. */
  private static final class Work {
    private final OfflineConsole console;

    /**
     * How much sound there is, a channel; as much as stays near the processor, as a block would.
     */
    private static final int SOUND_FRAMES = 4096;

    private final float[][][] blocks;
    private final float[][] out;
    private final int block;
    private int at;
    private double played;

    Work(int strips, int block, boolean master) {
      this.block = block;
      StringBuilder yaml =
          new StringBuilder("audio: {inputs: " + strips + ", outputs: 2}\nconsole:\n  strips:\n");
      for (int n = 1; n <= strips; n++) {
        yaml.append("    - {name: S").append(n).append(", input: ").append(n).append("}\n");
      }
      yaml.append(master ? "master: [eq, comp, limiter]\n" : "");
      Problems problems = new Problems("bench");
      Studio studio =
          StudioReader.parse(yaml.toString(), Path.of("bench.yaml"), problems).orElseThrow();
      Tree tree = Tree.of(studio, Map.of());
      console =
          OfflineConsole.of(
              studio,
              tree,
              Signal.ofJava(),
              desk ->
                  desk.submit(
                      new Request.Table(
                          settings(tree, strips, master), Origin.DAEMON, MoveRing.NOW)));
      if (!master) {
        console.feed().engine().withoutLoudness();
      }
      Random random = new Random(1);
      blocks = new float[Math.max(1, SOUND_FRAMES / block)][strips][block];
      for (float[][] in : blocks) {
        for (float[] channel : in) {
          for (int i = 0; i < block; i++) {
            channel[i] = (float) (0.3 * random.nextGaussian());
          }
        }
      }
      out = new float[2][block];
    }

    private static List<Request.Set> settings(Tree tree, int strips, boolean master) {
      List<Request.Set> sets = new ArrayList<>();
      for (int n = 1; n <= strips; n++) {
        String at = "/strip/" + n;
        set(sets, tree, at + "/hpf/on", 1);
        set(sets, tree, at + "/eq/on", 1);
        for (int band = 1; band <= 4; band++) {
          set(sets, tree, at + "/eq/" + band + "/freq", 80 * band * band + n);
          set(sets, tree, at + "/eq/" + band + "/gain", band - 6);
        }
        set(sets, tree, at + "/comp/on", 1);
        set(sets, tree, at + "/pan", n % 100 - 50);
        set(sets, tree, at + "/fader", -10 - n % 10);
      }
      if (master) {
        masterSettings(sets, tree);
      }
      return sets;
    }

    /** Everything in, and the limiter at work. */
    private static void masterSettings(List<Request.Set> sets, Tree tree) {
      set(sets, tree, "/master/eq/hpf/on", 1);
      for (int band = 1; band <= 4; band++) {
        set(sets, tree, "/master/eq/" + band + "/gain", band - 2.5);
      }
      set(sets, tree, "/master/comp/threshold", -20);
      set(sets, tree, "/master/comp/keyhpf", 60);
      set(sets, tree, "/master/limiter/ceiling", -12);
      set(sets, tree, "/master/limiter/gain", 6);
    }

    private static void set(List<Request.Set> sets, Tree tree, String address, double value) {
      sets.add(new Request.Set(tree.require(address), value, Origin.DAEMON, MoveRing.NOW));
    }

    void run(double seconds) {
      long frames = Math.round(seconds * RATE);
      for (long done = 0; done < frames; done += block) {
        oneBlock();
      }
      played += seconds;
    }

    private void oneBlock() {
      at = at + 1 < blocks.length ? at + 1 : 0;
      console.feed().engine().process(blocks[at], out, block);
    }

    double oneBlockMicros() {
      long t = System.nanoTime();
      oneBlock();
      return (System.nanoTime() - t) / 1e3;
    }
  }
}
