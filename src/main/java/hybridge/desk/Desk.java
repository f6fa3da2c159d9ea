package hybridge.desk;

import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.Role;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single owner of all parameter values. Any thread may {@link #submit} and {@link #value read};
 * only the thread that calls {@link #work} changes a value, and it tells the listeners.
 */
public final class Desk implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final int MOST_A_TURN = 4096;

  private record Waiting(Request request, CompletableFuture<Outcome> answer) {}

  private final Signal signal;
  private final Counters counters;
  private final ConcurrentLinkedQueue<Waiting> inbox = new ConcurrentLinkedQueue<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile MeterSource meters = index -> Double.NEGATIVE_INFINITY;
  private volatile Guard guard = (index, value) -> null;
  private volatile long revision;

  /** Of {@link Carry}; the desk's thread alone. */
  private final Map<Integer, String> missed = new HashMap<>();

  // Both grow by replacement on the desk's thread, values first: whoever sees a tree finds a value
  // for each of its indexes.
  private volatile AtomicReferenceArray<Value> values;
  private volatile Tree tree;

  /** Of the tree of now; the desk's thread alone. */
  private Selection selection;

  /**
   * @param signal wakes the thread that calls {@link #work}
   */
  public Desk(Tree tree, Signal signal, Counters counters) {
    this.tree = tree;
    this.signal = signal;
    this.counters = counters;
    this.values = new AtomicReferenceArray<>(tree.size());
    for (int i = 0; i < tree.size(); i++) {
      values.set(i, tree.get(i).initial());
    }
    this.selection = new Selection(tree);
  }

  /**
   * The tree of now. Another one may come in ({@link #retree}); indexes stay right, so that what
   * was asked for by the tree of before means what it meant.
   */
  public Tree tree() {
    return tree;
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void unlisten(Listener listener) {
    listeners.remove(listener);
  }

  /** Who is asked before a value is held; one guard, set before the desk works. */
  public void guardedBy(Guard other) {
    guard = other;
  }

  public void metersFrom(MeterSource source) {
    meters = source;
  }

  /** What a parameter holds now. Any thread. */
  public Value value(int index) {
    return tree.get(index).access() == Access.METER
        ? Value.of(meters.read(index))
        : values.get(index);
  }

  /** Rises with each change. Any thread. */
  public long revision() {
    return revision;
  }

  /** Hands a request in and does not wait. Any thread but the audio thread. */
  public void submit(Request request) {
    inbox.add(new Waiting(request, null));
    signal.post();
  }

  /**
   * Hands a request in; the answer comes once the desk has carried it out. Any thread but the
   * desk's own.
   */
  public CompletableFuture<Outcome> ask(Request request) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    inbox.add(new Waiting(request, answer));
    signal.post();
    return answer;
  }

  /**
   * What {@link Request.Publish} does, at once. On the desk's thread only: for listeners that must
   * not leave something untrue standing until their request comes round.
   */
  public void publish(int index, Value value, Origin origin) {
    hold(index, value);
    tell(List.of(new Change(index, tree.get(index), value, origin, false)), false, MoveRing.NOW);
  }

  /**
   * A new tree comes in, with the values that were held or that the file says anew ({@link Carry}).
   * On the desk's thread only, between two requests.
   *
   * @param origin of the moves that the file makes
   * @param anew which units start from nothing
   * @return those for which the file says something else now, but which were moved since they began
   *     with what it said: they are left as they are
   */
  public Set<Integer> retree(Tree after, Studio studio, Origin origin, Predicate<Parameter> anew) {
    Tree before = tree;
    Carry carry = new Carry(before, after, values::get, missed, anew);
    values = new AtomicReferenceArray<>(carry.values());
    tree = after;
    selection = new Selection(after);
    selection.tooMany(values::get).forEach(i -> values.set(i, Value.of(0)));
    revision++;
    Retree retree = new Retree(before, after, studio);
    for (Listener listener : listeners) {
      try {
        listener.retree(retree);
      } catch (RuntimeException fault) {
        LOG.error("{} failed on a new tree; the others are told all the same", listener, fault);
      }
    }
    List<Change> moved =
        carry.moved().stream()
            .map(i -> new Change(i, after.get(i), values.get(i), origin, false))
            .toList();
    if (!moved.isEmpty()) {
      tell(moved, true, MoveRing.NOW);
    }
    List<Request.Set> guarded =
        carry.guarded().stream().map(i -> new Request.Set(i, 1, origin, MoveRing.NOW)).toList();
    table(new Request.Table(guarded, origin, MoveRing.NOW));
    return carry.left();
  }

  @Override
  public String roleName() {
    return "desk";
  }

  @Override
  public int work() {
    int done = 0;
    Waiting next;
    while (done < MOST_A_TURN && (next = inbox.poll()) != null) {
      done++;
      Outcome outcome;
      try {
        outcome = carryOut(next.request());
      } catch (RuntimeException fault) {
        LOG.error("a request was dropped: {}", next.request(), fault);
        outcome = new Outcome.Refused(fault.toString(), "a request that can be carried out");
      }
      if (next.answer() != null) {
        next.answer().complete(outcome);
      }
    }
    return done;
  }

  private Outcome carryOut(Request request) {
    return switch (request) {
      case Request.Set r -> one(set(r), r.frame());
      case Request.SetNorm r -> one(setNorm(r), r.frame());
      case Request.Nudge r -> one(nudge(r), MoveRing.NOW);
      case Request.Toggle r ->
          one(
              set(new Request.Set(r.index(), value(r.index()).number() == 0, r.origin(), 0)),
              MoveRing.NOW);
      case Request.Table r -> table(r);
      case Request.Publish r -> {
        if (tree.has(r.index())) { // else it was said before the unit was taken out
          publish(r.index(), r.value(), r.origin());
        }
        yield new Outcome.Held(r.value());
      }
      case Request.Run r -> {
        r.what().run();
        yield new Outcome.Held(Value.of(0));
      }
    };
  }

  /** What one set came to: a change to tell, nothing new, or a refusal. */
  private sealed interface Step {
    record Changed(Change change) implements Step {}

    record Same(Value value) implements Step {}

    record Refused(String found, String wanted) implements Step {}
  }

  private Outcome one(Step step, long frame) {
    return switch (step) {
      case Step.Changed c -> {
        List<Change> changes = new ArrayList<>(List.of(c.change()));
        outdo(c.change(), changes);
        tell(List.copyOf(changes), false, frame);
        yield new Outcome.Held(c.change().value());
      }
      case Step.Same s -> new Outcome.Held(s.value());
      case Step.Refused r -> new Outcome.Refused(r.found(), r.wanted());
    };
  }

  /** Who was selected is no more; everybody is told, the one who selected included. */
  private void outdo(Change change, List<Change> changes) {
    for (int i : selection.outdone(change.index(), change.value(), values::get)) {
      hold(i, Value.of(0));
      changes.add(new Change(i, tree.get(i), Value.of(0), Origin.DAEMON, false));
    }
  }

  private Outcome table(Request.Table table) {
    List<Change> changes = new ArrayList<>();
    for (Request.Set set : table.sets()) {
      if (set(set) instanceof Step.Changed c) {
        changes.add(c.change());
        outdo(c.change(), changes);
      }
    }
    if (!changes.isEmpty()) {
      tell(List.copyOf(changes), true, table.frame());
    }
    return new Outcome.Held(Value.of(changes.size()));
  }

  private Step set(Request.Set r) {
    Parameter parameter = tree.get(r.index());
    if (parameter.access() != Access.SET) {
      counters.count(Health.MOVES_REFUSED);
      String why =
          tree.has(r.index()) ? ", which is read-only" : ": the studio file was read again";
      return new Step.Refused(parameter.address() + why, "a parameter that can be set");
    }
    return switch (parameter.accept(r.raw())) {
      case Parameter.Answer.Refused(String found, String wanted) -> {
        counters.count(Health.MOVES_REFUSED);
        yield new Step.Refused(found, wanted);
      }
      case Parameter.Answer.Accepted(Value value) -> {
        boolean corrected =
            r.raw() instanceof Number n && parameter.numeric() && n.doubleValue() != value.number();
        yield change(r.index(), value, r.origin(), corrected);
      }
    };
  }

  private Step setNorm(Request.SetNorm r) {
    Parameter parameter = tree.get(r.index());
    if (!parameter.numeric() || !Double.isFinite(r.norm()) || parameter.access() != Access.SET) {
      counters.count(Health.MOVES_REFUSED);
      return new Step.Refused(
          "norm " + r.norm(), "a number from 0 to 1 for a parameter that can be set");
    }
    boolean corrected = r.norm() < 0 || r.norm() > 1;
    if (corrected && parameter.refusesOutOfRange()) {
      counters.count(Health.MOVES_REFUSED);
      return new Step.Refused("norm " + r.norm(), "a number from 0 to 1");
    }
    return change(r.index(), Value.of(parameter.value(r.norm())), r.origin(), corrected);
  }

  private Step nudge(Request.Nudge r) {
    Parameter parameter = tree.get(r.index());
    double now = value(r.index()).number();
    if (!parameter.numeric() || !Double.isFinite(r.norms()) || parameter.access() != Access.SET) {
      counters.count(Health.MOVES_REFUSED);
      return new Step.Refused("a turn", "a parameter with a travel");
    }
    double norm = Math.clamp(parameter.norm(now) + r.norms(), 0.0, 1.0);
    double next = clean(parameter.value(norm));
    // One tick may be less than a step of the grid: a turn always moves on by a step at least.
    if (next == now
        && r.norms() != 0
        && (parameter.kind() == Kind.STEPPED || parameter.kind() == Kind.CHOICE)) {
      next = parameter.nearest(now + Math.signum(r.norms()) * Math.max(parameter.step(), 1e-9));
    }
    return change(r.index(), Value.of(next), r.origin(), false);
  }

  /** A turn ends on a number that people can read: six digits behind the point. */
  private static double clean(double value) {
    return Double.isInfinite(value) ? value : Math.rint(value * 1e6) / 1e6;
  }

  private Step change(int index, Value value, Origin origin, boolean corrected) {
    Parameter parameter = tree.get(index);
    String wanted = guard.refuse(index, value);
    if (wanted != null) {
      counters.count(Health.MOVES_REFUSED);
      return new Step.Refused(parameter.address() + " " + parameter.text(value), wanted);
    }
    boolean same = value.equals(values.get(index)) && parameter.kind() != Kind.ACTION;
    // Of a box the desk knows what is wanted, not what is there: the unit decides whether it goes.
    boolean certain = !tree.believed(index) || origin.kind() == Origin.Kind.UNIT;
    if (same && !corrected && certain) {
      return new Step.Same(value);
    }
    if (parameter.kind() != Kind.ACTION) {
      hold(index, value);
    }
    return new Step.Changed(new Change(index, parameter, value, origin, corrected));
  }

  private void hold(int index, Value value) {
    values.set(index, value);
    revision++;
  }

  private void tell(List<Change> changes, boolean bulk, long frame) {
    for (Listener listener : listeners) {
      try {
        listener.changed(changes, bulk, frame);
      } catch (RuntimeException fault) {
        LOG.error("{} failed on a change; the others are told all the same", listener, fault);
      }
    }
  }
}
