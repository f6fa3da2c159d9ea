package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.outboard.Unit;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Every shipped profile with a serial port, over a pseudo-terminal and jSerialComm: identified, set
 * and read back, one parameter of each kind, at the profile's own pace. All at once: nearly all the
 * time is waiting.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class EveryProfileOverTerminalTest {
  private static final long LONGEST_NANOS = 40_000_000_000L;

  @Test
  void everySerialProfileIsIdentifiedSetAndReadBack() throws Exception {
    List<Callable<String>> boxes = new ArrayList<>();
    for (Profiles.Entry e : Profiles.ours().list()) {
      if (e.kind() != Profiles.Kind.OUTBOARD) {
        continue;
      }
      UnitProfile profile = Profiles.ours().unit(e.id(), new Problems("test")).orElseThrow();
      for (int v = 0; v < profile.protocols().size(); v++) {
        int variant = v;
        if (profile.protocols().get(v).transport().serial().isPresent()) {
          boxes.add(() -> new Round(profile, variant).play());
        }
      }
    }
    assertThat(boxes).hasSizeGreaterThan(15);
    try (ExecutorService pool = Executors.newFixedThreadPool(boxes.size())) {
      List<String> wrong = new ArrayList<>();
      for (Future<String> done : pool.invokeAll(boxes)) {
        wrong.add(done.get());
      }
      wrong.removeIf(String::isEmpty);
      assertThat(wrong).isEmpty();
    }
  }

  private static final class Round {
    private final UnitProfile profile;
    private final int variant;
    private final Protocol protocol;
    private final Signal signal = Signal.ofJava();
    private final Counters counters = new Counters();
    private final long begin = System.nanoTime();

    Round(UnitProfile profile, int variant) {
      this.profile = profile;
      this.variant = variant;
      this.protocol = profile.protocols().get(variant);
    }

    /** What is wrong, or nothing. */
    String play() throws Exception {
      Simulator box = new Simulator(profile, variant, -1, Set.of());
      Protocol.Serial settings = protocol.transport().serial().orElseThrow();
      try (SimulatedPort port = SimulatedPort.on(PseudoTerminal.open(), box);
          Link link = SerialLink.at(port.name(), settings, signal)) {
        Unit unit = new Unit(profile, link, new Quiet(), counters);
        if (!drive(unit, () -> unit.state() == Unit.State.READY)) {
          return profile.id() + " is " + unit.state();
        }
        for (int knob : oneOfEach()) {
          // What sends it to sleep comes first, what wakes it last.
          boolean sleeper =
              protocol.standby().map(s -> profile.indexOf(s.param()) == knob).orElse(false);
          for (double norm : sleeper ? new double[] {0.25, 1} : new double[] {1, 0.25}) {
            String wrong = setAndSeeItBack(unit, box, knob, norm);
            if (!wrong.isEmpty()) {
              return wrong;
            }
          }
          if (!drive(unit, () -> unit.state() == Unit.State.READY)) {
            return profile.id() + " is " + unit.state() + " after " + knob;
          }
        }
        // On a machine that stands still for a while answers come late, and mean nothing then.
        boolean calm = counters.read(Health.UNIT_TIMEOUTS) == 0 && !protocol.blind();
        long garbage = counters.read(Health.UNIT_GARBAGE);
        return garbage > 0 && calm ? profile.id() + " garbage " + garbage : "";
      }
    }

    /** One of each verb, kind and way of writing. */
    private List<Integer> oneOfEach() {
      Set<String> kinds = new HashSet<>();
      List<Integer> knobs = new ArrayList<>();
      for (int i = 0; i < profile.knobs().size(); i++) {
        Parameter p = profile.knobs().get(i).parameter();
        var code = protocol.codes().get(profile.knobs().get(i).id());
        String kind = code.by() + p.kind() + code.bits() + code.writing().getClass();
        if (p.access() == Access.SET && kinds.add(kind)) {
          knobs.add(i);
        }
      }
      return knobs;
    }

    private String setAndSeeItBack(Unit unit, Simulator box, int knob, double norm)
        throws Exception {
      UnitProfile.Knob k = profile.knobs().get(knob);
      double value = k.parameter().value(norm);
      double said = new Dialect(protocol, -1).asSent(k.id(), value);
      double coarse = protocol.codes().get(k.id()).coarseness(said);
      double near = Math.max(k.tolerance(), coarse) * (1 + 1e-9) + 1e-9;
      boolean proved =
          protocol.readable(k.id()) || protocol.verb(k.id()).confirm() == Protocol.Confirm.REPLY;
      unit.want(knob, value);
      boolean back =
          drive(
              unit,
              () ->
                  Math.abs(box.values()[knob] - said) < 1e-9
                      && unit.settled(knob)
                      && (proved
                          ? unit.truth(knob) instanceof Truth.Reported
                              && Math.abs(unit.reported(knob) - said) <= near
                          : unit.truth(knob) instanceof Truth.Sent));
      return back
          ? ""
          : profile.id()
              + "/"
              + k.id()
              + ": wanted "
              + said
              + ", the box holds "
              + box.values()[knob]
              + ", said "
              + unit.reported(knob)
              + " "
              + unit.truth(knob);
    }

    private boolean drive(Unit unit, BooleanSupplier met) throws InterruptedException {
      while (!met.getAsBoolean() && System.nanoTime() - begin < LONGEST_NANOS) {
        if (unit.work(System.nanoTime()) == 0) {
          signal.await(Math.clamp(unit.nextNanos() - System.nanoTime(), 50_000, 20_000_000));
        }
      }
      return met.getAsBoolean();
    }
  }

  private static final class Quiet implements Unit.Listener {
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
