package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Access;
import hybridge.value.Problems;
import hybridge.value.Truth;
import hybridge.wire.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver and boxes of the shipped profiles, on a clock of the test. */
class DriverTest {
  private static final long MS = 1_000_000L;

  private final List<String> heard = new ArrayList<>();
  private final Counters counters = new Counters();
  private long now;

  private static UnitProfile profile(String id) {
    Problems problems = new Problems("test");
    return new Profiles(Path.of("nowhere"))
        .unit(id, problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  private Unit unit(UnitProfile profile, Link link) {
    return new Unit(profile, link, UnitTest.listener(heard), counters);
  }

  private boolean until(SimulatorLink wire, Unit unit, long millis, BooleanSupplier met) {
    for (long end = now + millis * MS; now < end && !met.getAsBoolean(); now += MS) {
      wire.now = now;
      unit.work(now);
    }
    return met.getAsBoolean();
  }

  // --- speed -----------------------------------------------------------------------------------

  /** All that can be set is set to another value; the wire's own time is the measure. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "generic/line-compressor",
        "extron/mav-plus-88",
        "kramer/vs-88a",
        "nuvo/e6d",
        "hybridge/reference-compressor",
        "pro-bel/sw-p-02"
      })
  void aRecallRunsAtTheSpeedOfTheWire(String id) {
    UnitProfile profile = profile(id);
    var protocol = profile.protocol().orElseThrow();
    var serial = protocol.transport().serial().orElseThrow();
    long perByte = serial.bitsPerByte() * 1_000_000_000L / serial.baud();
    Simulator box = new Simulator(profile, Set.of());
    PacedLink wire = new PacedLink(box, perByte);
    Unit unit = unit(profile, wire);
    long step = 20_000;
    for (; unit.state() != State.READY && now < 60_000 * MS; now += step) {
      wire.tick(now);
      unit.work(now);
    }
    assertThat(unit.state()).isEqualTo(State.READY);
    long begin = now;
    long bytes = wire.bytes;
    long messages = wire.messages;
    for (int i = 0; i < profile.knobs().size(); i++) {
      if (profile.knobs().get(i).parameter().access() == Access.SET) {
        unit.want(i, profile.knobs().get(i).parameter().value(0.75));
      }
    }
    long settle = 0;
    for (UnitProfile.Knob k : profile.knobs()) {
      settle = Math.max(settle, Math.max(protocol.pace().settleNanos(), k.settleNanos()));
    }
    boolean done = false;
    for (; !done && now < begin + 120_000 * MS; now += step) {
      wire.tick(now);
      unit.work(now);
      done = true;
      for (int i = 0; i < profile.knobs().size(); i++) {
        done &= unit.truth(i) instanceof Truth.Reported && unit.settled(i);
      }
    }
    long took = now - begin;
    long theWire =
        (wire.bytes - bytes) * perByte
            + (wire.messages - messages) * protocol.pace().gapNanos()
            + settle;
    assertThat(done).isTrue();
    assertThat(took).isLessThan((long) (1.1 * theWire) + 2 * MS);
  }

  @Test
  void aRideOfAThousandMovesASecondNeverFallsBehind() {
    UnitProfile profile = profile("generic/line-compressor");
    long perByte = 10 * 1_000_000_000L / 9600;
    PacedLink wire = new PacedLink(new Simulator(profile, Set.of()), perByte);
    Unit unit = unit(profile, wire);
    for (; unit.state() != State.READY; now += 100_000) {
      wire.tick(now);
      unit.work(now);
    }
    long begin = now;
    long messageNanos = (14 + 13) * perByte + 5 * MS;
    long worst = 0;
    for (; now < begin + 1_000 * MS; now += 100_000) {
      wire.tick(now);
      if ((now - begin) % MS == 0) {
        unit.want(0, -60 + (now - begin) / MS * 0.06);
      }
      unit.work(now);
      worst = Math.max(worst, wire.backlogNanos());
    }
    unit.want(0, -12.5);
    long last = now;
    for (; now < last + 300 * MS; now += 100_000) {
      wire.tick(now);
      unit.work(now);
      if (new String(wire.last, java.nio.charset.StandardCharsets.US_ASCII)
          .equals("SET THR -12.5\n")) {
        break;
      }
    }
    assertThat(wire.lastAt - last).isLessThan(2 * messageNanos);
    assertThat(worst).isLessThan(messageNanos);
  }

  // --- several units on one wire ---------------------------------------------------------------

  @Test
  void unitsThatShareAWireTakeTurnsAndHearOnlyTheirOwn() {
    UnitProfile profile = profile("kramer/vs-88a");
    Simulator first = new Simulator(profile, 0, 1, Set.of());
    Simulator second = new Simulator(profile, 0, 2, Set.of());
    List<Integer> talking = new ArrayList<>();
    Bus bus =
        new Bus(
            new SimulatorLink(first) {
              @Override
              public boolean write(byte[] bytes) {
                talking.add(bytes[3] & 0x7F);
                second.hear(bytes, bytes.length, now);
                return super.write(bytes);
              }

              @Override
              public int read(byte[] into) {
                int n = super.read(into);
                return n > 0 ? n : second.say(into, now);
              }
            });
    Unit one = new Unit(profile, 1, Set.of(), bus.member(), UnitTest.listener(heard), counters);
    Unit two = new Unit(profile, 2, Set.of(), bus.member(), UnitTest.listener(heard), counters);
    long gap = profile.protocol().orElseThrow().pace().gapNanos();
    long spoke = -gap;
    int said = 0;
    for (; now < 3_000 * MS; now += MS) {
      one.work(now);
      two.work(now);
      if (talking.size() > said) {
        assertThat(talking.size() - said).as("one at a time").isEqualTo(1);
        assertThat(now - spoke).isGreaterThanOrEqualTo(gap);
        said = talking.size();
        spoke = now;
      }
      if (now == 1_500 * MS) {
        one.want(0, 3);
        two.want(0, 5);
      }
    }
    assertThat(one.state()).isEqualTo(State.READY);
    assertThat(two.state()).isEqualTo(State.READY);
    assertThat(one.reported(0)).isEqualTo(3);
    assertThat(two.reported(0)).isEqualTo(5);
    assertThat(first.values()[0]).isEqualTo(3);
    assertThat(second.values()[0]).isEqualTo(5);
    assertThat(counters.read(Health.UNIT_GARBAGE)).isZero();
  }

  // --- what goes on behind our back ------------------------------------------------------------

  @Test
  void aBoxThatRestartsInABlinkIsNoticedByAPoll() {
    UnitProfile profile = profile("rme/octamic-xtc");
    Simulator box = new Simulator(profile, Set.of());
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 5_000, () -> unit.state() == State.READY)).isTrue();
    int gain = profile.indexOf("gain-1");
    int mute = profile.indexOf("mute-2");
    unit.want(gain, 40);
    unit.want(mute, 1);
    assertThat(
            until(wire, unit, 3_000, () -> unit.reported(gain) == 40 && unit.reported(mute) == 1))
        .isTrue();
    until(wire, unit, 1_000, () -> false);
    heard.clear();
    box.reboot(now);
    assertThat(until(wire, unit, 3_000, () -> heard.contains("identifying"))).isTrue();
    assertThat(until(wire, unit, 5_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(unit.reported(gain)).isZero();
    assertThat(heard).as("no hand did that").noneMatch(h -> h.startsWith("panel"));
  }

  /** Its number is C0, an answer to nobody: firmware-notes/hybridge-reference-unit.md. */
  @Test
  void aNumberedBoxThatAnnouncesItselfIsIdentifiedAtOnce() {
    UnitProfile profile = profile("hybridge/reference-compressor");
    Simulator box = new Simulator(profile, Set.of());
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 5_000, () -> unit.state() == State.READY)).isTrue();
    Dialect dialect = new Dialect(profile.protocol().orElseThrow(), -1);
    var identity = new Message.Identity("reference-compressor", "1.0");
    byte[] announced = dialect.announce(identity, Dialect.NOTHING);
    assertThat(Bytes.hex(Bytes.text(announced, 0, announced.length))).startsWith("03 C0 01 15 72");
    heard.clear();
    box.reboot(now);
    assertThat(until(wire, unit, 310, () -> heard.contains("identifying"))).isTrue();
  }

  @Test
  void aHandOnABoxThatTellsNothingIsFoundByAPoll() {
    UnitProfile profile = profile("biamp/nexia");
    Simulator box = new Simulator(profile, Set.of());
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 5_000, () -> unit.state() == State.READY)).isTrue();
    int fader = profile.indexOf("fader-3");
    assertThat(box.turn("fader-3", -12, now)).isEmpty();
    assertThat(until(wire, unit, 20_000, () -> heard.contains("panel " + fader + " -12.0")))
        .isTrue();
  }

  @Test
  void aSecondMasterIsNoticedAndLeftAlone() {
    UnitProfile profile = profile("generic/line-compressor");
    Simulator box = new Simulator(profile, Set.of(Simulator.Fault.SECOND_MASTER));
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 5_000, () -> unit.state() == State.READY)).isTrue();
    for (int i = 1; i <= 3; i++) {
      unit.want(0, -i);
      until(wire, unit, 500, () -> false);
    }
    assertThat(heard).anyMatch(h -> h.contains("second master"));
    assertThat(counters.read(Health.UNIT_RIVALS)).isEqualTo(1);
    assertThat(unit.reported(0)).as("theirs").isZero();
    until(wire, unit, 3_000, () -> false);
    assertThat(box.values()[0]).isZero();
  }

  // --- firmware --------------------------------------------------------------------------------

  @Test
  void aLaterFirmwareIsFoundAndSpokenTo() {
    UnitProfile profile = profile("rotel/rc-1572");
    Simulator box = new Simulator(profile, 1, -1, Set.of());
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 10_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(unit.firmware()).isEqualTo("V2.65");
    int volume = profile.indexOf("volume");
    unit.want(volume, 12);
    assertThat(until(wire, unit, 2_000, () -> unit.reported(volume) == 12)).isTrue();
  }

  @Test
  void anUnknownFirmwareIsWrittenOnceSomebodyHasAcceptedIt() {
    UnitProfile profile = profile("hybridge/reference-eq");
    Simulator box = new Simulator(profile, Set.of(Simulator.Fault.WRONG_FIRMWARE));
    SimulatorLink wire = new SimulatorLink(box);
    Unit wary = unit(profile, wire);
    assertThat(until(wire, wary, 5_000, () -> wary.state() == State.READONLY)).isTrue();
    Unit bold = new Unit(profile, -1, Set.of("99.9"), wire, UnitTest.listener(heard), counters);
    assertThat(until(wire, bold, 5_000, () -> bold.state() == State.READY)).isTrue();
  }

  // --- odd boxes -------------------------------------------------------------------------------

  @Test
  void aBoxThatTellsNothingIsSentToAndNeverBelieved() {
    UnitProfile profile = profile("oto/boum");
    Simulator box = new Simulator(profile, Set.of());
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 1_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(unit.truth(0)).isInstanceOf(Truth.Unknown.class);
    unit.want(0, 100);
    until(wire, unit, 1_000, () -> false);
    assertThat(box.values()[0]).isEqualTo(100);
    assertThat(unit.truth(0)).isInstanceOf(Truth.Sent.class);
    assertThat(unit.state()).isEqualTo(State.READY);
  }

  @Test
  void aPackedSetChangesOnlyWhatIsMeant() {
    UnitProfile profile = profile("rme/octamic-xtc");
    Simulator box = new Simulator(profile, Set.of());
    assertThat(box.turn("phantom-1", true, 0)).isEmpty();
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    assertThat(until(wire, unit, 5_000, () -> unit.state() == State.READY)).isTrue();
    // A hand, of which we do not know yet.
    assertThat(box.turn("phantom-1", false, now)).isEmpty();
    unit.want(profile.indexOf("gain-1"), 20);
    until(wire, unit, 100, () -> false);
    assertThat(box.values()[profile.indexOf("gain-1")]).isEqualTo(20);
    assertThat(box.values()[profile.indexOf("phantom-1")]).isZero();
  }

  @Test
  void aRoundedReportIsNoDifference() {
    UnitProfile profile = profile("extron/mav-plus-88");
    assertThat(profile.protocol().orElseThrow().codes().get("in-gain-1").reported(1.5))
        .isEqualTo(2);
    assertThat(profile.protocol().orElseThrow().codes().get("in-gain-1").reported(-1.5))
        .isEqualTo(-2);
  }

  /** Binary boxes under every fault, and under several at once. */
  @ParameterizedTest
  @EnumSource(Simulator.Fault.class)
  void binaryBoxesWithFaultsEndWhereTheyStand(Simulator.Fault fault) {
    for (String id : List.of("rme/octamic-xtc", "bss/soundweb-london", "hybridge/reference-eq")) {
      faulty(id, EnumSet.of(fault));
      faulty(id, EnumSet.of(fault, Simulator.Fault.SPLIT, Simulator.Fault.GARBLE));
    }
  }

  private void faulty(String id, Set<Simulator.Fault> faults) {
    UnitProfile profile = profile(id);
    Simulator box = new Simulator(profile, faults);
    SimulatorLink wire = new SimulatorLink(box);
    Unit unit = unit(profile, wire);
    now = 0;
    for (int i = 0; i < 60_000; i++, now += MS) {
      wire.now = now;
      if (i % 500 == 499 && i < 40_000) {
        unit.want(0, profile.knobs().getFirst().parameter().value(i / 500 % 10 / 10.0));
      }
      unit.work(now);
    }
    if (faults.contains(Simulator.Fault.SILENCE)) {
      assertThat(unit.state()).as(id).isEqualTo(State.AWAY);
    } else if (unit.state() == State.READY && !faults.contains(Simulator.Fault.GARBLE)) {
      double coarse =
          profile
              .protocol()
              .orElseThrow()
              .codes()
              .get(profile.knobs().getFirst().id())
              .coarseness(box.values()[0]);
      assertThat(Math.abs(unit.reported(0) - box.values()[0]))
          .as(id + faults)
          .isLessThanOrEqualTo(coarse + 1e-9);
    }
  }
}
