package hybridge.outboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Many values on their way into a box that takes them all at once. Owned by {@link Unit}. */
final class Staging {
  private final ArrayDeque<List<Integer>> plan = new ArrayDeque<>();
  private final List<Integer> held = new ArrayList<>();

  void begin(List<List<Integer>> batches) {
    plan.addAll(batches);
  }

  /** Is there something to stage or to commit? */
  boolean pending() {
    return !plan.isEmpty() || !held.isEmpty();
  }

  /** What goes out next; empty: the commit. */
  List<Integer> next() {
    return plan.isEmpty() ? List.of() : plan.peek();
  }

  /** The box holds them ready. */
  void staged() {
    if (!plan.isEmpty()) {
      held.addAll(plan.poll());
    }
  }

  boolean concerns(int knob) {
    return held.contains(knob) || plan.stream().anyMatch(batch -> batch.contains(knob));
  }

  int first() {
    return held.getFirst();
  }

  /** Done, or given up: all that it was about. */
  List<Integer> end() {
    List<Integer> all = new ArrayList<>(held);
    plan.forEach(all::addAll);
    plan.clear();
    held.clear();
    return all;
  }
}
