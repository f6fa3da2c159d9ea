package hybridge.rack;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.outboard.Blob;
import hybridge.outboard.Link;
import hybridge.outboard.Unit;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.value.Access;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Truth;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The units of a studio. Moves of the desk go out to the boxes; what the boxes report, how far it
 * is believed, and whether they are there comes in.
 *
 * <p>Build it, {@link #add} the units, {@link #start} it: each wire then has a thread of its own.
 * While it runs, units can be stopped, forgotten and added; the others go on as if nothing were.
 *
 * <p>At the start the box is right: the first value that is read becomes the wanted one, unless the
 * studio file, the journal or a recall has named one, or somebody has moved it since. Then the two
 * differ and everybody sees it; nothing is sent (docs/decisions/unit-at-start.md).
 */
public final class Rack implements Listener, AutoCloseable {
  private static final String REPORTED = new Truth.Reported(0, 0).word();
  private static final String SENT = new Truth.Sent(0, 0).word();
  private static final String AWAY = new Truth.Away().word();
  private static final String UNSENT = new Truth.Unsent("").word();

  /** What a move before this one came to: it says nothing of this one. */
  private static final Set<String> DECIDED = Set.of(REPORTED, UNSENT, new Truth.Refused("").word());

  private static final int LOCATE_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(Rack.class);

  /** Where a parameter of a unit stands: whose it is, and which. */
  private record Place(UnitRole.Seat seat, Joint joint, int knob) {}

  /** A unit that can show itself. */
  private record Lamp(UnitRole.Seat seat, String unit) {}

  /** A wire at work, the units on it, and the thread of it. */
  private record Wire(UnitRole role, RoleThread thread) {}

  private final Desk desk;
  private final Predicate<String> named;
  private final Counters counters;
  private final LongSupplier clock;

  /** Whose each parameter is, by its index; the desk's thread alone. */
  private final Map<Integer, Place> places = new HashMap<>();

  /** Who is to show itself when this is moved, by its index; the desk's thread alone. */
  private final Map<Integer, Lamp> lamps = new HashMap<>();

  /** Those that have no thread yet. */
  private final List<UnitRole> waiting = new ArrayList<>();

  /** Those that have one; whoever starts and stops, one at a time. */
  private final List<Wire> wires = new ArrayList<>();

  /** What was wanted of units that were taken out: theirs if they come back. */
  private final Set<String> settled = new HashSet<>();

  /**
   * @param named is there a start value for this address that a box must not overrule?
   */
  public Rack(Desk desk, Predicate<String> named, Counters counters) {
    this(desk, named, counters, System::nanoTime);
  }

  /**
   * @param clock nanoseconds that never go back; for those that call the {@link #roles} themselves
   */
  public Rack(Desk desk, Predicate<String> named, Counters counters, LongSupplier clock) {
    this.desk = desk;
    this.named = named;
    this.counters = counters;
    this.clock = clock;
  }

  /** Adds a unit that has its wire to itself; see the other. */
  public void add(String name, UnitProfile profile, Link link, Signal signal) {
    add(name, profile, -1, Set.of(), link, signal);
  }

  /**
   * Adds a unit with a wire; it works from the next {@link #start} on, or at once where another
   * unit is on the wire already. Before the desk works, or on its thread.
   *
   * @param address on the wire; −1: the usual one
   * @param accepted versions of its firmware that are written though the profile does not know them
   * @param signal the one the link posts when something came in
   */
  public synchronized void add(
      String name,
      UnitProfile profile,
      int address,
      Set<String> accepted,
      Link link,
      Signal signal) {
    Joint joint = new Joint(name, profile);
    UnitRole role =
        Stream.concat(waiting.stream(), wires.stream().map(Wire::role))
            .filter(r -> r.wire() == link.wire())
            .findFirst()
            .orElse(null);
    if (role == null) {
      role = new UnitRole(name, link.wire(), signal, counters, clock);
      waiting.add(role);
    }
    UnitRole.Seat seat = role.seat(name, profile, address, accepted, link, joint);
    for (int i = 0; i < profile.knobs().size(); i++) {
      places.put(joint.wanted[i], new Place(seat, joint, i));
    }
    if (profile.locatable()) {
      lamps.put(desk.tree().require("/unit/" + name + "/locate"), new Lamp(seat, name));
    }
  }

  /** Adds a unit without a wire: it is ready, and hands set it. When as {@link #add}. */
  public void addByHand(String name, UnitProfile profile) {
    Joint joint = new Joint(name, profile);
    joint.state(Unit.State.READY, "set by hand");
    for (int i = 0; i < profile.knobs().size(); i++) {
      joint.truth(i, new Truth.ByHand("set " + profile.knobs().get(i).id()));
    }
  }

  /** Adds a unit whose wire cannot be had on this machine. When as {@link #add}. */
  public void addBroken(String name, UnitProfile profile, String why) {
    new Joint(name, profile).state(Unit.State.FAULT, why);
  }

  /** Listens to the desk and starts a thread for each wire. */
  public Rack start() {
    desk.listen(this);
    return startAdded();
  }

  /** Starts a thread for each wire that was added since the last start. */
  public synchronized Rack startAdded() {
    for (UnitRole role : waiting) {
      RoleThread thread = new RoleThread(role.roleName(), role.signal(), List.of(role)).start();
      wires.add(new Wire(role, thread));
    }
    waiting.clear();
    return this;
  }

  /**
   * Stops these units and closes their wires, unless others are on them; those notice nothing. Not
   * on the desk's thread: it waits for them. What they have said is in the desk's inbox when it
   * returns.
   */
  public synchronized void stop(Set<String> names) {
    for (UnitRole role : List.copyOf(waiting)) {
      role.leave(names);
      if (role.deserted()) {
        waiting.remove(role);
      }
    }
    for (Wire wire : List.copyOf(wires)) {
      if (names.containsAll(wire.role().units())) {
        wire.thread().close();
        wires.remove(wire);
      }
      wire.role().leave(names);
    }
  }

  /** Moves of these units go nowhere from now on. After {@link #stop}, on the desk's thread. */
  public void forget(Set<String> names) {
    for (Place place : places.values()) {
      if (names.contains(place.joint().name)) {
        place.joint().settle(settled);
      }
    }
    places.values().removeIf(place -> names.contains(place.joint().name));
    lamps.values().removeIf(lamp -> names.contains(lamp.unit()));
  }

  /** Stops the threads and closes the wires. */
  @Override
  public synchronized void close() {
    desk.unlisten(this);
    wires.forEach(wire -> wire.thread().close());
    wires.forEach(wire -> wire.role().leave(wire.role().units()));
    wires.clear();
    waiting.forEach(role -> role.leave(role.units()));
  }

  /** What is to be called for each wire, for those that do without {@link #start}. */
  public List<Role> roles() {
    return List.copyOf(waiting);
  }

  /** On the desk's thread. */
  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    Map<UnitRole.Seat, Map<Integer, Double>> tables = new LinkedHashMap<>();
    for (Change change : changes) {
      Lamp lamp = lamps.get(change.index());
      if (lamp != null) {
        lamp.seat().ask(u -> u.locate(LOCATE_SECONDS).ifPresent(why -> say(lamp.unit(), why)));
        continue;
      }
      Place place = places.get(change.index());
      if (place != null && !change.origin().equals(place.joint().origin)) {
        place.joint().moved[place.knob()] = true;
        place.joint().unconfirmed(place.knob());
        if (bulk) {
          tables
              .computeIfAbsent(place.seat(), s -> new LinkedHashMap<>())
              .put(place.knob(), change.value().number());
        } else {
          place.seat().want(place.knob(), change.value().number());
        }
      }
    }
    tables.forEach(UnitRole.Seat::want);
  }

  /**
   * Reads a unit's whole state, where it says it. Any thread.
   *
   * @return nothing when it cannot be had: no such unit, no such ability, away
   */
  public CompletableFuture<Optional<Blob>> dump(String unit) {
    CompletableFuture<Optional<Blob>> done = new CompletableFuture<>();
    UnitRole.Seat seat = seat(unit);
    if (seat == null) {
      done.complete(Optional.empty());
    } else {
      seat.ask(u -> u.dump(done::complete));
    }
    return done;
  }

  /**
   * Gives a unit a state back, and proves it by reading. Any thread.
   *
   * @return what went wrong, or nothing
   */
  public CompletableFuture<Optional<String>> restore(String unit, Blob blob) {
    CompletableFuture<Optional<String>> done = new CompletableFuture<>();
    UnitRole.Seat seat = seat(unit);
    if (seat == null) {
      done.complete(Optional.of("there is no unit '" + unit + "' with a wire"));
    } else {
      seat.ask(u -> u.restore(blob, done::complete));
    }
    return done;
  }

  private static void say(String unit, String why) {
    LOG.warn("unit {}: cannot be located: {}", unit, why);
  }

  private synchronized UnitRole.Seat seat(String unit) {
    return Stream.concat(waiting.stream(), wires.stream().map(Wire::role))
        .map(role -> role.seat(unit))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** One unit's addresses, and what is written to them. */
  private final class Joint implements Unit.Listener {
    private final String name;
    private final List<UnitProfile.Knob> knobs;
    private final Origin origin;
    private final int state;
    private final int trouble;
    private final Telling telling = new Telling();
    private final Telling remarks = new Telling();
    private final int[] wanted;
    private final int[] reported;
    private final int[] truth;

    /** Somebody moved it: what the box reports is no longer what is wanted at the start. */
    private final boolean[] moved;

    /** It was read once since the start; owned by the unit's thread. */
    private final boolean[] seen;

    Joint(String name, UnitProfile profile) {
      this.name = name;
      this.knobs = profile.knobs();
      this.origin = Origin.unit(name);
      Tree tree = desk.tree();
      String at = "/unit/" + name;
      int n = profile.knobs().size();
      state = tree.require(at + "/state");
      trouble = tree.require(at + "/trouble");
      wanted = new int[n];
      reported = new int[n];
      truth = new int[n];
      moved = new boolean[n];
      seen = new boolean[n];
      for (int i = 0; i < n; i++) {
        UnitProfile.Knob knob = profile.knobs().get(i);
        String address = at + "/" + knob.id();
        wanted[i] = tree.require(address);
        moved[i] = named.test(address) || settled.contains(address);
        boolean action = knob.parameter().kind() == Kind.ACTION;
        reported[i] = action ? -1 : tree.require(address + "/reported");
        truth[i] = action ? -1 : tree.require(address + "/truth");
      }
    }

    /** Notes what is wanted by somebody, or was read: no box is to overrule it later. */
    void settle(Set<String> into) {
      for (int i = 0; i < wanted.length; i++) {
        if (moved[i] || seen[i]) {
          into.add("/unit/" + name + "/" + knobs.get(i).id());
        }
      }
    }

    @Override
    public void state(Unit.State next, String why) {
      String words = next.word() + (why.isEmpty() ? "" : " (" + why + ")");
      telling.say(words, clock.getAsLong()).ifPresent(text -> LOG.info("unit {}: {}", name, text));
      desk.submit(new Request.Publish(state, Value.of(next.word()), origin));
    }

    @Override
    public void reported(int knob, double value, Unit.Cause cause) {
      desk.submit(new Request.Publish(reported[knob], Value.of(value), origin));
      if (knobs.get(knob).parameter().access() == Access.READ) {
        // Nobody wants anything of it: it is what it is.
        desk.submit(new Request.Publish(wanted[knob], Value.of(value), origin));
        return;
      }
      boolean first = !seen[knob];
      seen[knob] = true;
      if (cause == Unit.Cause.PANEL) {
        set(knob, value);
      } else if (first) {
        // On the desk's thread, which alone knows whether somebody has moved it by now.
        desk.submit(
            new Request.Run(
                () -> {
                  if (!moved[knob]) {
                    set(knob, value);
                  }
                }));
      }
    }

    /** On the desk's thread: what the box last said is not what is wanted now. */
    void unconfirmed(int knob) {
      String is = desk.value(state).words();
      boolean maybe = is.equals(Unit.State.READY.word()) || is.equals(Unit.State.STANDBY.word());
      String next = maybe ? SENT : is.equals(Unit.State.AWAY.word()) ? AWAY : UNSENT;
      boolean decided = truth[knob] >= 0 && DECIDED.contains(desk.value(truth[knob]).words());
      if (decided) {
        desk.publish(truth[knob], Value.of(next), origin);
      }
    }

    private void set(int knob, double value) {
      desk.submit(new Request.Set(wanted[knob], value, origin, MoveRing.NOW));
    }

    @Override
    public void truth(int knob, Truth next) {
      desk.submit(new Request.Publish(truth[knob], Value.of(next.word()), origin));
    }

    @Override
    public void lost(int knob) {
      Value nothing = Value.of(Double.NaN);
      desk.submit(new Request.Publish(reported[knob], nothing, origin));
      if (knobs.get(knob).parameter().access() == Access.READ) {
        desk.submit(new Request.Publish(wanted[knob], nothing, origin));
      }
    }

    @Override
    public void trouble(String text) {
      desk.submit(new Request.Publish(trouble, Value.of(text), origin));
    }

    @Override
    public void note(String text) {
      String shape = text.replaceAll("[0-9]+", "#");
      remarks
          .say(shape, clock.getAsLong())
          .ifPresent(
              said ->
                  LOG.warn("unit {}: {}", name, said.equals(shape) ? text : text + Telling.ENOUGH));
    }
  }
}
