package hybridge.testing;

import hybridge.desk.Desk;
import hybridge.desk.Outcome;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.planner.EngineFeed;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Desk and engine of a studio written in a test, without devices, clocks or threads. */
public final class Console {
  public Studio studio;
  public final Counters counters = new Counters();
  public final Desk desk;
  public final EngineFeed feed;
  private final Map<String, List<Parameter>> models;

  public Console(String yaml) {
    this(yaml, Map.of());
  }

  /**
   * @param models the parameters of each unit, by its name
   */
  public Console(String yaml, Map<String, List<Parameter>> models) {
    this.models = models;
    studio = read(yaml);
    Tree tree = Tree.of(studio, models);
    desk = new Desk(tree, Signal.ofJava(), counters);
    desk.guardedBy(EngineFeed.guard(studio, desk));
    feed = new EngineFeed(studio, desk, counters);
  }

  private static Studio read(String yaml) {
    Problems problems = new Problems("test.yaml");
    Studio studio = StudioReader.parse(yaml, Path.of("test.yaml"), problems).orElseThrow();
    EngineFeed.check(studio, problems);
    Tree.of(studio, Map.of()).check(studio, problems);
    if (!problems.none()) {
      throw new IllegalArgumentException(problems.list().toString());
    }
    return studio;
  }

  /** The studio file says this now; returns what was left as it was. */
  public Set<Integer> reload(String yaml) {
    studio = read(yaml);
    Tree next = desk.tree().next(studio, models);
    Set<Integer> left = desk.retree(next, studio, Origin.file("test.yaml"), p -> false);
    while (desk.work() + feed.work() > 0) {}
    return left;
  }

  /** Strips of one channel each, on inputs 1, 2, …; {@code more} is appended to the file. */
  public static Console ofMonoStrips(int count, String more) {
    StringBuilder s =
        new StringBuilder(
            "audio: {inputs: " + Math.max(8, count + 4) + ", outputs: 8}\nconsole:\n  strips:\n");
    for (int i = 1; i <= count; i++) {
      s.append("    - {name: S").append(i).append(", input: ").append(i).append("}\n");
    }
    return new Console(s + more);
  }

  public Outcome set(String address, Object value) {
    return set(address, value, MoveRing.NOW);
  }

  public Outcome set(String address, Object value, long frame) {
    CompletableFuture<Outcome> answer =
        desk.ask(new Request.Set(desk.tree().require(address), value, Origin.web("test"), frame));
    desk.work();
    return answer.join();
  }

  public double number(String address) {
    return desk.value(desk.tree().require(address)).number();
  }

  /**
   * A cable with a delay from an output to an input, both from 0.
   *
   * @param frames at least a block
   */
  public record Loop(int output, int input, int frames) {}

  /** Renders all of an input in blocks of one size; the outputs come back whole. */
  public float[][] render(float[][] in, int block, Loop... loops) {
    int frames = in[0].length;
    float[][] out = new float[studio.audio().outputs()][frames];
    float[][] x = new float[studio.audio().inputs()][block];
    float[][] y = new float[studio.audio().outputs()][block];
    for (int at = 0; at < frames; at += block) {
      int n = Math.min(block, frames - at);
      for (int c = 0; c < in.length; c++) {
        System.arraycopy(in[c], at, x[c], 0, n);
      }
      for (Loop loop : loops) {
        for (int f = 0; f < n; f++) {
          int then = at + f - loop.frames();
          x[loop.input()][f] = then < 0 ? 0 : out[loop.output()][then];
        }
      }
      feed.engine().process(x, y, n);
      for (int c = 0; c < y.length; c++) {
        System.arraycopy(y[c], 0, out[c], at, n);
      }
    }
    return out;
  }
}
