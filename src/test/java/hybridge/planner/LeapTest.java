package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.rt.MoveRing;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * From any settings to any others at once, as a recall or a script moves them: on the way nothing
 * is much louder than before or afterwards. {@code -Dleap.tries=2000} for the long run.
 */
class LeapTest {
  private static final int TRIES = Integer.getInteger("leap.tries", 30);
  private static final int RATE = 48_000;
  private static final int EVENT = RATE / 2;
  private static final int FRAMES = 2 * RATE;

  /** Two bands may pass each other on their way, and noise has its own peaks. */
  private static final double MOST = 3;

  /** Of some 70 parameters: where an equaliser falls while a fader rises, the order decides. */
  private static final double FEW = 0.04;

  private static final String STUDIO =
      """
      audio: {inputs: 8, outputs: 8}
      console:
        strips:
          - {name: Pair, input: [1, 2]}
      master: [eq]
      """;

  /** Not the dynamics: what an attack lets through is theirs to let through. */
  private static final String WHAT =
      "/(strip/1|master)/(eq|hpf|lpf)/.*|/strip/1/(fader|trim|pan|width|polarity|mute)"
          + "|/main/(fader|pan|panlaw)";

  @Test
  void nothingIsMuchLouderOnTheWay() {
    Random random = new Random(5);
    for (int i = 0; i < TRIES; i++) {
      Console console = new Console(STUDIO);
      List<String> before = anywhere(console.desk.tree(), random, 1);
      List<String> then = anywhere(console.desk.tree(), random, FEW);
      submit(console, before, MoveRing.NOW);
      submit(console, then, EVENT);
      float[][] out = console.render(noise(), 64);
      double around = Math.max(peak(out, RATE / 4, EVENT), peak(out, EVENT + RATE / 2, FRAMES));
      assertThat(peak(out, EVENT, EVENT + RATE / 2))
          .as("from %s to %s, try %d", before, then, i)
          .isLessThan(MOST * Math.max(around, 1e-3));
    }
  }

  /** White noise, and more of it below 80 Hz: what a filter stores it can give back. */
  private static float[][] noise() {
    float[][] in = new float[8][FRAMES];
    for (int c = 0; c < 2; c++) {
      float[] white = Signals.noise(7 + c, 0.05, FRAMES);
      double low = 0;
      for (int i = 0; i < FRAMES; i++) {
        low += 0.01 * (white[i] - low);
        in[c][i] = (float) (white[i] + 4 * low);
      }
    }
    return in;
  }

  private static double peak(float[][] out, int from, int to) {
    double peak = 0;
    for (int c = 0; c < 2; c++) {
      for (int i = from; i < to; i++) {
        peak = Math.max(peak, Math.abs(out[c][i]));
      }
    }
    return peak;
  }

  /** Values for a part of the parameters, but all equalisers on more often than off. */
  private static List<String> anywhere(Tree tree, Random random, double part) {
    List<String> moves = new ArrayList<>();
    for (int i : tree.indexes()) {
      Parameter p = tree.get(i);
      boolean off = p.address().toString().endsWith("/on") && random.nextInt(4) > 0;
      if (p.address().toString().matches(WHAT) && random.nextDouble() < part) {
        double value = off ? 1 : p.nearest(p.value(random.nextDouble()));
        moves.add(p.address() + "=" + p.text(new Value.Number(value)));
      }
    }
    Collections.shuffle(moves, random);
    return moves;
  }

  private static void submit(Console console, List<String> moves, long frame) {
    List<Request.Set> sets = new ArrayList<>();
    for (String move : moves) {
      int equals = move.indexOf('=');
      int index = console.desk.tree().require(move.substring(0, equals));
      sets.add(new Request.Set(index, move.substring(equals + 1), Origin.web("test"), frame));
    }
    console.desk.submit(new Request.Table(sets, Origin.web("test"), frame));
    console.desk.work();
  }
}
