package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Simulator.Fault;
import hybridge.outboard.Unit.State;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Counters;
import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Truth;
import hybridge.wire.Framing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shipped profile, its simulator under every fault, on a clock of the test: nothing is
 * thrown, the state says what is wrong in time, the fault's end is enough for all to be well again,
 * and what is believed is what the box says.
 */
class EveryFaultTest {
  private static final long MS = 1_000_000L;

  static Stream<Arguments> cases() throws Exception {
    List<Arguments> cases = new ArrayList<>();
    for (Path file : ShippedProfilesTest.profiles().toList()) {
      UnitProfile profile =
          UnitProfileReader.read(file, new Problems(file.toString())).orElseThrow();
      for (int v = 0; v < profile.protocols().size(); v++) {
        for (Fault fault : Fault.values()) {
          cases.add(Arguments.of(profile.id(), v, fault, profile));
        }
      }
    }
    return cases.stream();
  }

  /** A wire that looks at what goes over it as the box does. */
  private static final class Watched extends SimulatorLink {
    private final Dialect ear;
    private final Framing framing;
    private final List<String> recent = new ArrayList<>();
    private Unit unit;
    private final String id;
    private double forbidden = Double.NaN;
    private int writtenToAStranger;
    private int sentAfterAll;

    Watched(Simulator box, Protocol protocol, String id) {
      super(box);
      this.ear = new Dialect(protocol, -1);
      this.framing = ear.ourFraming();
      this.id = id;
    }

    @Override
    public boolean write(byte[] bytes) {
      framing.take(bytes, bytes.length, this::frame);
      return super.write(bytes);
    }

    private void frame(String payload) {
      recent.add(payload);
      if (recent.size() > 4) {
        recent.removeFirst();
      }
      for (Message m : ear.fromUs(recent).orElse(List.of())) {
        if (m instanceof Message.Set(String p, double v)) {
          writtenToAStranger += unit.state() == State.READY ? 0 : 1;
          sentAfterAll += p.equals(id) && Math.abs(v - forbidden) < 1e-9 ? 1 : 0;
        }
      }
    }
  }

  private UnitProfile profile;
  private Protocol protocol;
  private Simulator box;
  private Watched wire;
  private Unit unit;
  private int knob;
  private long now;

  private boolean until(long millis, BooleanSupplier met) {
    long end = now + millis * MS;
    while (now < end && !met.getAsBoolean()) {
      wire.now = now;
      if (unit.work(now) == 0) {
        long next = Math.min(unit.nextNanos(), box.nextNanos());
        now = Math.min(end, Math.max(now + 100_000, next));
      }
    }
    return met.getAsBoolean();
  }

  private void pass(long millis) {
    until(millis, () -> false);
  }

  private double target(double norm) {
    Parameter p = profile.knobs().get(knob).parameter();
    return new Dialect(protocol, -1).asSent(id(), p.value(norm));
  }

  private String id() {
    return profile.knobs().get(knob).id();
  }

  /** One with many values, so that the one that must not be sent differs from the others. */
  private static int knob(UnitProfile profile) {
    int first = -1;
    for (int i = 0; i < profile.knobs().size(); i++) {
      Parameter p = profile.knobs().get(i).parameter();
      if (p.access() == Access.SET) {
        first = first < 0 ? i : first;
        if (p.value(0.5) != p.value(0.75) && p.value(0.5) != p.value(1)) {
          return i;
        }
      }
    }
    return first;
  }

  /** As long as the profile says that silence may go unnoticed. */
  private long noticeMillis() {
    Protocol.Pace pace = protocol.pace();
    long answers = (pace.timeoutNanos() << pace.retries() + 1) - pace.timeoutNanos();
    return (pace.presenceNanos() + answers + pace.settleNanos() + pace.gapNanos()) / MS + 20;
  }

  /** As long as one round of questions about all parameters takes. */
  private long roundMillis() {
    Protocol.Pace pace = protocol.pace();
    return profile.knobs().size() * Math.max(pace.pollNanos(), pace.gapNanos()) * 2 / MS + 5_000;
  }

  private boolean moved(double value) {
    double held = box.values()[knob];
    return Math.abs(held - value) < 1e-9;
  }

  private void begin(int variant, UnitProfile p) {
    profile = p;
    protocol = p.protocols().get(variant);
    knob = knob(p);
    box = new Simulator(p, variant, -1, Set.of());
    wire = new Watched(box, protocol, id());
    unit = new Unit(p, wire, UnitTest.listener(new ArrayList<>()), new Counters());
    wire.unit = unit;
    assertThat(until(60_000, () -> unit.state() == State.READY)).as("ready").isTrue();
    unit.want(knob, target(0.75));
    assertThat(until(10_000, () -> moved(target(0.75)) && unit.settled(knob))).isTrue();
  }

  private void trueToTheBox(String when) {
    for (int i = 0; i < profile.knobs().size(); i++) {
      Truth truth = unit.truth(i);
      boolean refused = truth instanceof Truth.Refused || truth instanceof Truth.Unsent;
      if (truth instanceof Truth.Reported || refused) {
        double v = unit.reported(i);
        double held = box.values()[i];
        double coarse = protocol.codes().get(profile.knobs().get(i).id()).coarseness(held);
        double near = Math.max(coarse, profile.knobs().get(i).tolerance()) * (1 + 1e-9) + 1e-9;
        assertThat(Math.abs(v - held))
            .as("%s: %s, believed %s, held %s", when, profile.knobs().get(i).id(), v, held)
            .isLessThanOrEqualTo(near);
      } else {
        assertThat(protocol.readable(profile.knobs().get(i).id()))
            .as("%s: %s is %s", when, profile.knobs().get(i).id(), unit.truth(i))
            .isFalse();
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void aFaultIsShownAndItsEndIsEnough(String id, int variant, Fault fault, UnitProfile p) {
    begin(variant, p);
    if (protocol.blind()) {
      underFaultUnseen(fault);
      return;
    }
    boolean firmware =
        fault != Fault.WRONG_FIRMWARE
            || protocol.identify().orElseThrow().exchange().reply().orElseThrow().has("firmware");
    switch (fault) {
      case SILENCE -> silence();
      case WRONG_FIRMWARE -> strangersFirmware(firmware);
      default -> busy(fault);
    }
    box.faults(Set.of());
    protocol.standby().ifPresent(this::wake);
    assertThat(until(90_000, () -> unit.state() == State.READY)).as("ready again").isTrue();
    assertThat(wire.sentAfterAll).as("wanted while it was away, and sent").isZero();
    wire.forbidden = Double.NaN;
    pass(roundMillis());
    assertThat(unit.state()).isEqualTo(State.READY);
    if (protocol.pace().pollNanos() > 0 || fault == Fault.SILENCE) {
      trueToTheBox("after " + fault);
    }
    unit.want(knob, target(1));
    assertThat(until(10_000, () -> moved(target(1)) && unit.settled(knob))).as("set").isTrue();
    unit.want(knob, target(0.75));
    assertThat(until(10_000, () -> moved(target(0.75)) && unit.settled(knob))).as("set").isTrue();
    if (protocol.readable(id())) {
      assertThat(unit.truth(knob)).isInstanceOf(Truth.Reported.class);
    }
    assertThat(wire.writtenToAStranger).as("written to an unknown box").isZero();
  }

  /** A hand on its panel may have sent it to sleep. */
  private void wake(Protocol.Standby standby) {
    double on = standby.value() == 0 ? 1 : 0;
    box.turn(standby.param(), on, now);
  }

  private void silence() {
    box.faults(EnumSet.of(Fault.SILENCE));
    assertThat(until(noticeMillis(), () -> unit.state() == State.AWAY)).as("away").isTrue();
    for (int i = 0; i < profile.knobs().size(); i++) {
      assertThat(unit.truth(i)).isInstanceOf(Truth.Away.class);
    }
    double half = target(0.5);
    unit.want(knob, half);
    wire.forbidden = moved(half) ? Double.NaN : half;
    pass(5_000);
    assertThat(unit.state()).isEqualTo(State.AWAY);
    assertThat(moved(target(0.75))).as("nothing went to it").isTrue();
  }

  /** Off for long enough to be missed, and back with other firmware. */
  private void strangersFirmware(boolean named) {
    silence();
    box.faults(EnumSet.of(Fault.WRONG_FIRMWARE));
    boolean known = !named || protocol.identify().orElseThrow().firmware().knows("99.9");
    boolean elsewhere =
        profile.protocols().stream()
            .anyMatch(o -> o.identify().orElseThrow().firmware().knows("99.9"));
    if (!known && elsewhere) {
      // It names a version that would speak another language than it does: it is never ready.
      pass(20_000);
      assertThat(moved(target(0.75))).as("nothing went to it").isTrue();
      return;
    }
    State expected = known ? State.READY : State.READONLY;
    assertThat(until(90_000, () -> unit.state() == expected)).as("%s", expected).isTrue();
    if (expected == State.READONLY) {
      unit.want(knob, target(1));
      pass(5_000);
      assertThat(moved(target(0.75))).as("nothing went to it").isTrue();
      trueToTheBox("read only");
      assertThat(unit.state()).isEqualTo(State.READONLY);
      box.faults(EnumSet.of(Fault.SILENCE));
      assertThat(until(noticeMillis(), () -> unit.state() == State.AWAY)).isTrue();
    }
  }

  /** Moves all the while; whatever happens, what is believed at rest is what the box says. */
  private void busy(Fault fault) {
    box.faults(EnumSet.of(fault));
    double[] norms = {0.25, 1, 0, 0.75};
    for (int i = 0; i < 40; i++) {
      if (unit.state() == State.READY) {
        unit.want(knob, target(norms[i % norms.length]));
      }
      pass(333);
    }
    boolean steady = EnumSet.of(Fault.SPLIT, Fault.MERGED, Fault.ROUNDING).contains(fault);
    if (steady) {
      pass(3_000);
      assertThat(unit.state()).isEqualTo(State.READY);
      trueToTheBox("under " + fault);
    }
    if (fault == Fault.NAK && protocol.error().isPresent()) {
      pass(3_000);
      assertThat(unit.state()).isEqualTo(State.READY);
      trueToTheBox("refused");
      assertThat(moved(target(0.75))).as("it refused all").isTrue();
    }
  }

  /** A box that answers nothing: what was sent stays "sent", and nothing else is known. */
  private void underFaultUnseen(Fault fault) {
    box.faults(EnumSet.of(fault));
    for (int i = 0; i < 30; i++) {
      unit.want(knob, target(i % 2 == 0 ? 0.25 : 1));
      pass(100);
    }
    assertThat(unit.state()).isEqualTo(State.READY);
    boolean tells = protocol.verb(id()).report().isPresent();
    assertThat(unit.truth(knob)).isInstanceOfAny(Truth.Sent.class, Truth.Reported.class);
    assertThat(unit.truth(knob) instanceof Truth.Reported && !tells).isFalse();
    box.faults(Set.of());
    pass(1_000);
    unit.want(knob, target(0.75));
    assertThat(until(2_000, () -> moved(target(0.75)))).isTrue();
  }
}
