package hybridge.rack;

import hybridge.outboard.Link;
import hybridge.outboard.Unit;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Role;
import hybridge.rt.Signal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Owns one wire and the units on it. {@link Seat#want} may be called by any thread and keeps only
 * the last value of each parameter; units may come and go; all else happens on the thread that
 * calls {@link #work}.
 */
final class UnitRole implements Role {
  /** A NaN that no value has: nothing is wanted. */
  private static final long NOTHING = Double.doubleToRawLongBits(Double.NaN);

  private static final long LONGEST_REST_NANOS = 1_000_000_000L;

  /** One unit's place on the wire. */
  final class Seat {
    private final String name;
    private final Link link;
    private final Unit unit;
    private final AtomicLongArray wanted;

    /** Held while many values are put down as one, and while they are taken. */
    private final Object table = new Object();

    private final ConcurrentLinkedQueue<Consumer<Unit>> asked = new ConcurrentLinkedQueue<>();

    private Seat(String name, UnitProfile profile, Link link, Unit unit) {
      this.name = name;
      this.link = link;
      this.unit = unit;
      this.wanted = new AtomicLongArray(profile.knobs().size());
      for (int i = 0; i < wanted.length(); i++) {
        wanted.set(i, NOTHING);
      }
    }

    void want(int knob, double value) {
      wanted.set(knob, Double.doubleToRawLongBits(value));
      signal.post();
    }

    /** The same for a recall: the unit sees all of them or none. */
    void want(Map<Integer, Double> values) {
      synchronized (table) {
        values.forEach((knob, value) -> wanted.set(knob, Double.doubleToRawLongBits(value)));
      }
      signal.post();
    }

    /** Does something with the unit on the thread that owns it. */
    void ask(Consumer<Unit> what) {
      asked.add(what);
      signal.post();
    }

    private int work() {
      int done = 0;
      synchronized (table) {
        for (int i = 0; i < wanted.length(); i++) {
          // A plain look first: an exchange of each one each time would cost the writers their
          // cache.
          if (wanted.get(i) != NOTHING) {
            unit.want(i, Double.longBitsToDouble(wanted.getAndSet(i, NOTHING)));
            done++;
          }
        }
      }
      Consumer<Unit> next;
      while ((next = asked.poll()) != null) {
        next.accept(unit);
        done++;
      }
      return done + unit.work(clock.getAsLong());
    }

    /** What it was asked for is not done any more. */
    private void leave() {
      link.close();
      unit.work(clock.getAsLong());
      Consumer<Unit> next;
      while ((next = asked.poll()) != null) {
        next.accept(unit);
      }
    }
  }

  private final Object wire;
  private final String name;
  private final Signal signal;
  private final Counters counters;
  private final LongSupplier clock;
  private final List<Seat> seats = new CopyOnWriteArrayList<>();

  /**
   * @param name of the unit that was on the wire first
   * @param wire what all its units' links have in common
   */
  UnitRole(String name, Object wire, Signal signal, Counters counters, LongSupplier clock) {
    this.name = name;
    this.wire = wire;
    this.signal = signal;
    this.counters = counters;
    this.clock = clock;
  }

  /** Adds a unit; it is driven from the next {@link #work} on. */
  Seat seat(
      String unit,
      UnitProfile profile,
      int address,
      Set<String> accepted,
      Link link,
      Unit.Listener listener) {
    Seat seat =
        new Seat(
            unit, profile, link, new Unit(profile, address, accepted, link, listener, counters));
    seats.add(seat);
    return seat;
  }

  /** Closes these units' side of the wire; what they have said was said when this returns. */
  synchronized void leave(Set<String> units) {
    for (Seat seat : seats) {
      if (units.contains(seat.name)) {
        seats.remove(seat);
        seat.leave();
      }
    }
  }

  boolean deserted() {
    return seats.isEmpty();
  }

  /** Its seat, or null. */
  Seat seat(String unit) {
    return seats.stream().filter(s -> s.name.equals(unit)).findFirst().orElse(null);
  }

  boolean has(String unit) {
    return seats.stream().anyMatch(s -> s.name.equals(unit));
  }

  @Override
  public String roleName() {
    return "unit-" + name;
  }

  Object wire() {
    return wire;
  }

  Signal signal() {
    return signal;
  }

  /** The units on it. */
  Set<String> units() {
    return Set.copyOf(seats.stream().map(s -> s.name).toList());
  }

  @Override
  public synchronized int work() {
    int done = 0;
    for (Seat seat : seats) {
      done += seat.work();
    }
    return done;
  }

  @Override
  public synchronized long restNanos() {
    long due = Long.MAX_VALUE;
    long most = LONGEST_REST_NANOS;
    for (Seat seat : seats) {
      due = Math.min(due, seat.unit.nextNanos());
      most = Math.min(most, seat.link.lookNanos());
    }
    return due == Long.MAX_VALUE ? most : Math.clamp(due - clock.getAsLong(), 0, most);
  }
}
