package hybridge.outboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A look at everything after a poll has found a difference: was it a hand on one knob, or a box
 * that has lost its settings? Owned by {@link Unit}.
 */
final class Sweep {
  private final Map<Integer, Double> found = new LinkedHashMap<>();
  private final Deque<Integer> toRead = new ArrayDeque<>();
  private boolean running;

  void differs(int knob, double value) {
    found.put(knob, value);
  }

  void look(int knob) {
    toRead.add(knob);
  }

  void start() {
    running = true;
  }

  boolean begun() {
    return running || !found.isEmpty();
  }

  boolean running() {
    return running;
  }

  boolean pending() {
    return !toRead.isEmpty();
  }

  int next() {
    return toRead.peek();
  }

  /** The box has said this one, or would not. */
  void seen(int knob) {
    toRead.remove(knob);
  }

  /** Somebody wants something else of this one meanwhile. */
  void forget(int knob) {
    found.remove(knob);
  }

  /** What was found; the sweep is over. */
  Map<Integer, Double> end() {
    Map<Integer, Double> all = Map.copyOf(found);
    found.clear();
    toRead.clear();
    running = false;
    return all;
  }
}
