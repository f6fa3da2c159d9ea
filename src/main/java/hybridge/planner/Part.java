package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.Section;
import java.util.Arrays;
import java.util.OptionalInt;

/** Some knobs, what they held when their design was made, and that design. */
final class Part {
  final int[] knobs;
  final double[] held;
  Section[] sections;
  double[] rows;

  private Part(int[] knobs) {
    this.knobs = knobs;
    this.held = new double[knobs.length];
    Arrays.fill(held, Double.NaN);
  }

  /** The knobs of these leaves below an address; null when one of them is not there. */
  static Part of(Tree tree, String at, String... leaves) {
    int[] knobs = new int[leaves.length];
    for (int i = 0; i < leaves.length; i++) {
      OptionalInt index = tree.find(at + "/" + leaves[i]);
      if (index.isEmpty()) {
        return null;
      }
      knobs[i] = index.getAsInt();
    }
    return new Part(knobs);
  }

  /** Reads the knobs; true when one has moved since. */
  boolean read(Desk desk) {
    boolean moved = false;
    for (int i = 0; i < knobs.length; i++) {
      double now = desk.value(knobs[i]).number();
      moved |= now != held[i];
      held[i] = now;
    }
    return moved;
  }
}
