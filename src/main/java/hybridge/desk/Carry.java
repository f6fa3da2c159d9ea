package hybridge.desk;

import hybridge.value.Access;
import hybridge.value.Kind;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * What each parameter of a new tree holds at its first moment, from what was held before and what
 * the studio file says now. Who was there keeps his value; who still held what the file said, and
 * for whom the file says something else now, takes that; who is new begins with what the file says.
 */
final class Carry {
  private static final String NESTED_VCA = "/vca/\\d+/vca/\\d+";

  private final Tree before;
  private final Tree after;
  private final IntFunction<Value> held;
  private final Map<Integer, String> missed;
  private final Value[] values;

  /** Those that were there and now hold what the file says anew. */
  private final List<Integer> moved = new ArrayList<>();

  /** Those for which the file says something else now, and which were left as they are. */
  private final Set<Integer> left = new HashSet<>();

  /** Switches that are to go on one by one, because together they might close a ring. */
  private final List<Integer> guarded = new ArrayList<>();

  /**
   * @param held what a parameter of {@code before} holds, gone ones included
   * @param missed words of choices whose strip or group was gone before; kept up to date
   * @param anew which units' parameters start from nothing: what their boxes said is forgotten
   */
  Carry(
      Tree before,
      Tree after,
      IntFunction<Value> held,
      Map<Integer, String> missed,
      Predicate<Parameter> anew) {
    this.missed = missed;
    this.before = before;
    this.after = after;
    this.held = held;
    this.values = new Value[after.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < before.size() ? held.apply(i) : after.start(i);
    }
    for (int i : after.indexes()) {
      place(i, anew.test(after.get(i)) && after.get(i).access() == Access.READ);
    }
  }

  Value[] values() {
    return values;
  }

  List<Integer> moved() {
    return moved;
  }

  Set<Integer> left() {
    return left;
  }

  List<Integer> guarded() {
    return guarded;
  }

  private void place(int i, boolean anew) {
    Value start = after.start(i);
    if (i >= before.size() || anew) {
      begin(i, start);
      return;
    }
    Optional<Value> fits = fit(before, after, i, held.apply(i));
    Value carried = fits.orElse(start);
    if (fits.isEmpty()) {
      miss(i);
    } else if (missed.containsKey(i)) {
      carried = found(i, carried);
    }
    Value target = after.get(i).access() == Access.METER ? carried : merged(i, carried, start);
    if (!before.has(i)) {
      begin(i, target);
    } else if (fits.isPresent() && target.equals(fits.get())) {
      values[i] = target;
    } else if (mayCloseARing(i, target)) {
      values[i] = fits.orElse(start);
      guarded.add(i);
    } else {
      values[i] = target;
      moved.add(i);
    }
  }

  /** One that was not there a moment ago. */
  private void begin(int i, Value value) {
    boolean ring = mayCloseARing(i, value);
    values[i] = ring ? Value.of(0) : value;
    if (ring) {
      guarded.add(i);
    }
  }

  private boolean mayCloseARing(int i, Value value) {
    return value.number() == 1 && after.get(i).address().path().matches(NESTED_VCA);
  }

  private Value merged(int i, Value carried, Value start) {
    Optional<Value> filed = fit(before, after, i, before.start(i));
    if (filed.isEmpty() || filed.get().equals(start) || carried.equals(start)) {
      return carried;
    }
    if (carried.equals(filed.get())) {
      return start;
    }
    left.add(i);
    return carried;
  }

  /**
   * What it names is gone: if that comes back before somebody has set another, it is named again.
   */
  private void miss(int i) {
    Parameter was = before.get(i);
    if (was.kind() == Kind.CHOICE) {
      missed.put(i, was.choices().get((int) held.apply(i).number()));
    }
  }

  private Value found(int i, Value carried) {
    boolean untouched = fit(before, after, i, before.start(i)).filter(carried::equals).isPresent();
    int now = after.get(i).choices().indexOf(missed.get(i));
    if (!untouched || now >= 0) {
      missed.remove(i);
    }
    return untouched && now >= 0 ? Value.of(now) : carried;
  }

  /** A value of before, as the parameter of now can hold it; empty when it cannot. */
  static Optional<Value> fit(Tree before, Tree after, int i, Value value) {
    Parameter was = before.get(i);
    Parameter is = after.get(i);
    if (is.kind() != was.kind()) {
      return Optional.empty();
    }
    if (is.kind() == Kind.CHOICE && value.number() >= 0) {
      String word = after.renamed(is, was.choices().get((int) value.number()));
      int now = is.choices().indexOf(word);
      return now < 0 ? Optional.empty() : Optional.of(Value.of(now));
    }
    if (is.access() == Access.SET && value instanceof Value.Number n) {
      return is.accept(n.value()) instanceof Parameter.Answer.Accepted(Value accepted)
          ? Optional.of(accepted)
          : Optional.empty();
    }
    return Optional.of(value);
  }
}
