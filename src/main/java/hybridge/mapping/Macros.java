package hybridge.mapping;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.profile.KeyAction;
import hybridge.rt.MoveRing;
import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Several values in one step, and the mute of everything. What a second press brings back is what
 * the first one changed, and of that what nobody has changed since. On the desk's thread.
 */
final class Macros {
  private static final List<String> SILENCERS = List.of("/main/mute", "/monitor/cut");

  /** What a parameter held before, and what it was brought to. */
  private record Past(Value before, Value set) {}

  /** What is remembered, in a form that a surface that begins anew goes on with. */
  record Memory(Map<KeyAction.Macro, Map<Integer, Past>> macros, Map<Integer, Past> muted) {}

  private final Desk desk;
  private final Hand hand;
  private final Map<KeyAction.Macro, Map<Integer, Past>> macros = new HashMap<>();
  private final Map<Integer, Past> muted = new HashMap<>();

  Macros(Desk desk, Hand hand) {
    this.desk = desk;
    this.hand = hand;
  }

  Memory memory() {
    return new Memory(Map.copyOf(macros), Map.copyOf(muted));
  }

  void resume(Memory memory) {
    macros.putAll(memory.macros());
    muted.putAll(memory.muted());
  }

  /**
   * Is it to be held before it acts? Where it says so, where it sets phantom power, power, a store
   * or what is dangerous, and where it may raise a level of a unit.
   */
  boolean asks(KeyAction.Macro macro) {
    return macro.confirm()
        || sets(macro).entrySet().stream().anyMatch(e -> asks(e.getKey(), e.getValue()));
  }

  /** The same for a key that sets one parameter. */
  boolean asks(int parameter, Value target) {
    Parameter p = desk.tree().get(parameter);
    boolean unit = p.address().segments().getFirst().equals("unit");
    boolean raises =
        switch (p.kind()) {
          case CONTINUOUS, STEPPED -> !(target.number() <= Hand.lowest(desk, parameter));
          default -> !target.equals(desk.value(parameter));
        };
    return Holding.dangerous(p) || unit && p.safety() == Safety.LEVEL && raises;
  }

  /** What it would set, by index; what this studio does not have or take is left out. */
  private Map<Integer, Value> sets(KeyAction.Macro macro) {
    Tree tree = desk.tree();
    Map<Integer, Value> sets = new java.util.LinkedHashMap<>();
    macro
        .values()
        .forEach(
            (address, scalar) -> {
              OptionalInt i = tree.find(address);
              if (i.isPresent()
                  && tree.get(i.getAsInt()).access() == Access.SET
                  && tree.get(i.getAsInt()).accept(tree.get(i.getAsInt()).spelled(scalar.value()))
                      instanceof Parameter.Answer.Accepted(Value value)) {
                sets.put(i.getAsInt(), value);
              }
            });
    return sets;
  }

  /** Does everything stand as it would set it? */
  boolean stands(KeyAction.Macro macro) {
    Map<Integer, Value> sets = sets(macro);
    return !sets.isEmpty()
        && sets.entrySet().stream()
            .allMatch(
                e ->
                    desk.tree().get(e.getKey()).kind() != hybridge.value.Kind.ACTION
                        && desk.value(e.getKey()).equals(e.getValue()));
  }

  /** One bulk step there; where it toggles and is there already, one back. */
  void act(KeyAction.Macro macro) {
    Map<Integer, Past> past = macros.getOrDefault(macro, Map.of());
    if (macro.toggle() && stands(macro)) {
      back(past);
      macros.remove(macro);
      return;
    }
    Map<Integer, Value> sets = sets(macro);
    if (macro.toggle()) {
      Map<Integer, Past> before = new HashMap<>();
      sets.forEach((i, value) -> before.put(i, new Past(desk.value(i), value)));
      macros.put(macro, before);
    }
    apply(sets);
  }

  private void apply(Map<Integer, Value> values) {
    List<Request.Set> sets = new ArrayList<>();
    values.forEach(
        (i, v) -> {
          Object raw = v instanceof Value.Text t ? t.text() : (Object) v.number();
          sets.add(new Request.Set(i, raw, hand.origin(), MoveRing.NOW));
        });
    if (!sets.isEmpty()) {
      desk.submit(new Request.Table(sets, hand.origin(), MoveRing.NOW));
    }
  }

  /** Back to before, but never up where that is to be asked for first. */
  private void back(Map<Integer, Past> past) {
    Map<Integer, Value> values = new HashMap<>();
    past.forEach(
        (i, p) -> {
          if (desk.tree().has(i) && desk.value(i).equals(p.set())) {
            values.put(i, p.before());
          }
        });
    apply(values);
  }

  /** Would a press raise on its way back what has to be asked for? */
  boolean asksBack(KeyAction.Macro macro) {
    return macro.toggle()
        && stands(macro)
        && macros.getOrDefault(macro, Map.of()).entrySet().stream()
            .anyMatch(e -> desk.tree().has(e.getKey()) && asks(e.getKey(), e.getValue().before()));
  }

  /** Does something stand muted because of us? */
  boolean allMuted() {
    return !muted.isEmpty();
  }

  /** Is everything silent that a mute of everything mutes, by whomever? */
  boolean silent() {
    return SILENCERS.stream()
        .map(desk.tree()::find)
        .filter(OptionalInt::isPresent)
        .allMatch(i -> desk.value(i.getAsInt()).number() != 0);
  }

  /**
   * Main and monitors fall silent, by the desk and the engine alone: no unit and no link is in the
   * way. Or what this did is undone.
   */
  void muteAll() {
    if (allMuted()) {
      back(muted);
      muted.clear();
      return;
    }
    Map<Integer, Value> sets = new HashMap<>();
    for (String address : SILENCERS) {
      OptionalInt i = desk.tree().find(address);
      if (i.isPresent() && desk.value(i.getAsInt()).number() == 0) {
        sets.put(i.getAsInt(), Value.of(1));
        muted.put(i.getAsInt(), new Past(Value.of(0), Value.of(1)));
      }
    }
    apply(sets);
  }

  /** Who was unmuted by somebody else meanwhile is no longer ours. */
  void changed(List<Change> changes) {
    for (Change c : changes) {
      Past past = muted.get(c.index());
      if (past != null && !c.value().equals(past.set())) {
        muted.remove(c.index());
      }
    }
  }
}
