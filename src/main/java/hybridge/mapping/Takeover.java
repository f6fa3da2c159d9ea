package hybridge.mapping;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * Faders and knobs without motors stand where a hand left them, not where their parameter is. This
 * decides what a move of such a control means, so that nothing jumps unless that is asked for. What
 * is known is kept for each pair of control and parameter, over changes of banks too. Owned by the
 * desk's thread.
 */
final class Takeover {

  /** What a move does while control and parameter stand apart. */
  enum Mode {
    /** The parameter goes where the control is. */
    JUMP,
    /** Nothing, until the control passes the parameter. */
    PICKUP,
    /**
     * The parameter goes the hand's way by as much of its remaining travel as the hand took of its
     * own: both reach the end together.
     */
    SCALE,
    /**
     * The parameter goes the hand's way: by half when the hand comes nearer, by double when it goes
     * away. So they meet wherever the hand goes.
     */
    CATCHUP;

    static Mode of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace("-", ""));
    }
  }

  /** Where the hand has to go to meet the parameter. */
  enum Way {
    MET,
    UP,
    DOWN
  }

  private static final double SAME = 1e-6;

  /** What is known of one control on one parameter. */
  private static final class Pair {
    private boolean met;

    /** What the parameter held when we last moved it, and what we moved it to. */
    private double before = Double.NaN;

    private double expected = Double.NaN;

    /** What becomes of that where the parameter has steps. */
    private double lands = Double.NaN;

    /** Is it still as we left it? The desk may not have carried out the last move yet. */
    private boolean ours(double value) {
      return Math.abs(value - lands) <= SAME || Math.abs(value - before) <= SAME;
    }
  }

  private final Mode mode;

  /** Two positions nearer than this are one: they look the same to the hardware. */
  private final double near;

  private final Map<Long, Pair> pairs = new HashMap<>();
  private final double[] positions;

  /**
   * @param controls how many controls there are
   * @param steps how many positions the hardware tells apart
   */
  Takeover(Mode mode, int controls, int steps) {
    this.mode = mode;
    this.near = 0.75 / steps;
    this.positions = new double[controls];
    java.util.Arrays.fill(positions, Double.NaN);
  }

  private Pair pair(int control, int parameter) {
    return pairs.computeIfAbsent((long) control << 32 | parameter, key -> new Pair());
  }

  /**
   * The hand moved a control.
   *
   * @param norm where it stands, 0..1
   * @param value where the parameter stands, 0..1
   * @param grid where a parameter with steps stands that is sent to a norm
   * @return where the parameter is to go; empty: nowhere
   */
  OptionalDouble moved(
      int control, int parameter, double norm, double value, DoubleUnaryOperator grid) {
    double was = positions[control];
    positions[control] = norm;
    Pair pair = pair(control, parameter);
    double now = value;
    if (pair.ours(value)) {
      now = pair.expected; // several moves may come in before the desk carries out the first
    } else if (!Double.isNaN(pair.expected)) {
      pair.met = false; // somebody else moved it
    }
    if (pair.met && !Double.isNaN(was) && Math.abs(was - pair.expected) > near) {
      pair.met = false; // the hand took it elsewhere while it held another parameter
    }
    if (!pair.met && (mode == Mode.JUMP || meets(was, norm, now) || same(grid, norm, value))) {
      pair.met = true;
    }
    double next = pair.met ? norm : Double.isNaN(was) ? now : approach(was, norm, now);
    if (!pair.met && Math.abs(next - norm) <= near) {
      pair.met = true;
    }
    if (!pair.met && (mode == Mode.PICKUP || Double.isNaN(was))) {
      return OptionalDouble.empty();
    }
    pair.before = pair.ours(value) && Math.abs(value - pair.lands) > SAME ? pair.before : value;
    pair.expected = next;
    pair.lands = grid.applyAsDouble(next);
    return OptionalDouble.of(next);
  }

  /** Is the control at the parameter, or did it pass it? */
  private boolean meets(double was, double norm, double value) {
    if (Math.abs(norm - value) <= near) {
      return true;
    }
    return !Double.isNaN(was) && (was - value) * (norm - value) < 0;
  }

  /** Is this the step that the parameter stands on already? */
  private static boolean same(DoubleUnaryOperator grid, double norm, double value) {
    return Math.abs(grid.applyAsDouble(norm) - value) <= SAME;
  }

  private double approach(double was, double norm, double value) {
    double way = norm - was;
    if (way == 0) {
      return value;
    }
    double next =
        switch (mode) {
          case JUMP, PICKUP -> value;
          case SCALE ->
              way > 0
                  ? value + (1 - value) * way / Math.max(1e-9, 1 - was)
                  : value + value * way / Math.max(1e-9, was);
          case CATCHUP -> value + way * ((value - was) * way > 0 ? 0.5 : 2);
        };
    return Math.clamp(next, 0.0, 1.0);
  }

  /** Which way to turn, as far as is known where the control stands. */
  Way way(int control, int parameter, double value, DoubleUnaryOperator grid) {
    Pair pair = pairs.get((long) control << 32 | parameter);
    double position = positions[control];
    if (Double.isNaN(position)
        || mode == Mode.JUMP
        || Math.abs(position - value) <= near
        || same(grid, position, value)) {
      return Way.MET;
    }
    boolean stayed = pair != null && Math.abs(position - pair.expected) <= near;
    if (stayed && pair.met && pair.ours(value)) {
      return Way.MET;
    }
    return position < value ? Way.UP : Way.DOWN;
  }

  /** The surface came anew: where its controls stand is not known. */
  void forget() {
    java.util.Arrays.fill(positions, Double.NaN);
    pairs.values().forEach(p -> p.met = false);
  }
}
