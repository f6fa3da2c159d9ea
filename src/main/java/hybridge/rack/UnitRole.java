package hybridge.rack;

import hybridge.outboard.Link;
import hybridge.outboard.Unit;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Role;
import hybridge.rt.Signal;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Owns one wire and the unit on it. {@link #want} may be called by any thread and keeps only the
 * last value of each parameter; all else happens on the thread that calls {@link #work}.
 */
final class UnitRole implements Role {
  /** A NaN that no value has: nothing is wanted. */
  private static final long NOTHING = Double.doubleToRawLongBits(Double.NaN);

  private static final long LONGEST_REST_NANOS = 1_000_000_000L;

  private final String name;
  private final Link link;
  private final Signal signal;
  private final Unit unit;
  private final LongSupplier clock;
  private final AtomicLongArray wanted;

  UnitRole(
      String name,
      UnitProfile profile,
      Link link,
      Signal signal,
      Unit.Listener listener,
      Counters counters,
      LongSupplier clock) {
    this.name = name;
    this.link = link;
    this.signal = signal;
    this.unit = new Unit(profile, link, listener, counters);
    this.clock = clock;
    this.wanted = new AtomicLongArray(profile.knobs().size());
    for (int i = 0; i < wanted.length(); i++) {
      wanted.set(i, NOTHING);
    }
  }

  @Override
  public String roleName() {
    return "unit-" + name;
  }

  String name() {
    return name;
  }

  Signal signal() {
    return signal;
  }

  Link link() {
    return link;
  }

  void want(int knob, double value) {
    wanted.set(knob, Double.doubleToRawLongBits(value));
    signal.post();
  }

  @Override
  public int work() {
    int done = 0;
    for (int i = 0; i < wanted.length(); i++) {
      // A plain look first: an exchange of each one each time would cost the writers their cache.
      if (wanted.get(i) != NOTHING) {
        unit.want(i, Double.longBitsToDouble(wanted.getAndSet(i, NOTHING)));
        done++;
      }
    }
    return done + unit.work(clock.getAsLong());
  }

  @Override
  public long restNanos() {
    long due = unit.nextNanos();
    return due == Long.MAX_VALUE
        ? LONGEST_REST_NANOS
        : Math.clamp(due - clock.getAsLong(), 0, LONGEST_REST_NANOS);
  }
}
