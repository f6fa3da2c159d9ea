package hybridge.outboard;

import hybridge.outboard.codec.Dialect;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.value.Access;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.util.Set;

/**
 * Plays a profile's driver against its simulator on a clock of its own: identify, read, then set
 * each parameter to its ends and its middle and see it read back.
 */
public final class Rehearsal {
  private static final long STEP_NANOS = 1_000_000L;
  private static final int MOST_STEPS = 20_000;
  private static final int STEPS_PER_KNOB = 100;
  private static final long LONGEST_LEAP_NANOS = 1_000_000_000L;

  private final UnitProfile profile;
  private final int variant;
  private final Simulator simulator;
  private final Unit unit;
  private long now;

  private Rehearsal(UnitProfile profile, int variant) {
    this.profile = profile;
    this.variant = variant;
    this.simulator = new Simulator(profile, variant, -1, Set.of());
    this.unit = new Unit(profile, new Direct(), new Silent(), new Counters());
  }

  /** Notes each parameter that does not come back as it was sent. */
  public static void check(UnitProfile profile, Problems problems) {
    for (int i = 0; i < profile.protocols().size(); i++) {
      new Rehearsal(profile, i).play(problems);
      for (Protocol.Medium medium : profile.over().keySet()) {
        new Rehearsal(profile.on(medium), i).play(problems);
      }
    }
  }

  private void play(Problems problems) {
    if (!until(() -> unit.state() == Unit.State.READY)) {
      problems.add(0, "protocol", "state " + unit.state().word(), "a simulator that is ready", "");
      return;
    }
    for (int i = 0; i < profile.knobs().size(); i++) {
      UnitProfile.Knob knob = profile.knobs().get(i);
      Parameter parameter = knob.parameter();
      if (parameter.access() != Access.SET) {
        continue;
      }
      for (double norm : new double[] {0, 0.5, 1}) {
        check(i, parameter.value(norm), problems);
      }
    }
  }

  private void check(int index, double value, Problems problems) {
    UnitProfile.Knob knob = profile.knobs().get(index);
    Protocol protocol = profile.protocols().get(variant);
    double said = new Dialect(protocol, -1).asSent(knob.id(), value);
    double nearEnough =
        Math.max(knob.tolerance(), protocol.codes().get(knob.id()).coarseness(said));
    unit.want(index, value);
    boolean proved =
        protocol.readable(knob.id())
            || protocol.verb(knob.id()).confirm() == Protocol.Confirm.REPLY;
    boolean back =
        until(
            () ->
                proved
                    ? unit.truth(index) instanceof Truth.Reported(double v, long nanos)
                        && Math.abs(v - said) <= nearEnough * (1 + 1e-9)
                    : unit.truth(index) instanceof Truth.Sent
                        && Math.abs(simulator.values()[index] - said) <= 1e-9);
    if (!back) {
      problems.add(
          0,
          "params." + knob.id(),
          "the simulator at " + Numbers.text(simulator.values()[index]),
          Numbers.text(said) + ", as it was set",
          "look at its code: scale, decimals, width, map");
    }
  }

  private boolean until(java.util.function.BooleanSupplier met) {
    int steps = MOST_STEPS + STEPS_PER_KNOB * profile.knobs().size();
    for (int i = 0; i < steps && !met.getAsBoolean(); i++) {
      now += STEP_NANOS;
      if (unit.work(now) == 0) {
        now = Math.clamp(next(), now, now + LONGEST_LEAP_NANOS);
      }
    }
    return met.getAsBoolean();
  }

  /** Nothing happens before: a box that wants long pauses and has many knobs is soon played. */
  private long next() {
    return Math.min(unit.nextNanos(), simulator.nextNanos()) - STEP_NANOS;
  }

  /** A wire without length. */
  private final class Direct implements Link {
    @Override
    public String name() {
      return "rehearsal";
    }

    @Override
    public boolean open() {
      return true;
    }

    @Override
    public int generation() {
      return 1;
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public boolean write(byte[] bytes) {
      simulator.hear(bytes, bytes.length, now);
      return true;
    }

    @Override
    public int read(byte[] into) {
      return simulator.say(into, now);
    }

    @Override
    public void close() {
      simulator.unplug();
    }
  }

  /** What is played is looked at through the unit itself. */
  private static final class Silent implements Unit.Listener {
    @Override
    public void state(Unit.State state, String why) {}

    @Override
    public void reported(int knob, double value, Unit.Cause cause) {}

    @Override
    public void truth(int knob, Truth truth) {}

    @Override
    public void note(String text) {}
  }
}
