package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Guard;
import hybridge.desk.Tree;
import hybridge.studio.Studio;
import hybridge.value.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * VCAs, nested: a VCA that is a member of others adds their levels to its own, in dB, and is silent
 * when one of them is. A ring of them would have no level: the desk refuses to close one.
 */
final class Vcas implements Guard {
  private final Desk desk;
  private final int count;
  private final int[] fader;
  private final int[] mute;

  /** The switch that makes v a member of w; −1 for itself. */
  private final int[][] member;

  private final Map<Integer, int[]> pairOf = new HashMap<>();

  Vcas(Studio studio, Desk desk) {
    this.desk = desk;
    this.count = studio.vcas().size();
    this.fader = new int[count];
    this.mute = new int[count];
    this.member = new int[count][count];
    Tree tree = desk.tree();
    for (int v = 0; v < count; v++) {
      String at = "/vca/" + (v + 1);
      fader[v] = tree.require(at + "/fader");
      mute[v] = tree.require(at + "/mute");
      for (int w = 0; w < count; w++) {
        member[v][w] = v == w ? -1 : tree.require(at + "/vca/" + (w + 1));
        pairOf.put(member[v][w], new int[] {v, w});
      }
    }
    pairOf.remove(-1);
  }

  /** Is this a parameter of a VCA? */
  boolean concerns(int index) {
    return pairOf.containsKey(index)
        || Arrays.stream(fader).anyMatch(i -> i == index)
        || Arrays.stream(mute).anyMatch(i -> i == index);
  }

  /** Each VCA's level in dB with all above it; −∞ when one of them is muted. */
  double[] levels() {
    double[] levels = new double[count];
    Arrays.fill(levels, Double.NaN);
    for (int v = 0; v < count; v++) {
      level(v, levels);
    }
    return levels;
  }

  private double level(int v, double[] levels) {
    if (Double.isNaN(levels[v])) {
      double db = on(mute[v]) ? Double.NEGATIVE_INFINITY : desk.value(fader[v]).number();
      for (int w = 0; w < count; w++) {
        if (w != v && on(member[v][w])) {
          db += level(w, levels);
        }
      }
      levels[v] = db;
    }
    return levels[v];
  }

  private boolean on(int index) {
    return desk.value(index).number() != 0;
  }

  @Override
  public String refuse(int index, Value value) {
    int[] pair = pairOf.get(index);
    if (pair == null || value.number() == 0 || !reaches(pair[1], pair[0])) {
      return null;
    }
    return "VCAs without a ring: VCA " + (pair[1] + 1) + " is itself below VCA " + (pair[0] + 1);
  }

  /** Is {@code from} a member of {@code to}, or of a member of it? */
  private boolean reaches(int from, int to) {
    for (int w = 0; w < count; w++) {
      if (w != from && on(member[from][w]) && (w == to || reaches(w, to))) {
        return true;
      }
    }
    return false;
  }
}
