package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Counters;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A unit and a simulated box on a wire without length and a clock of the test. */
abstract class UnitBench {
  static final long MS = 1_000_000L;
  private static final long LONGEST_START_MILLIS = 30_000;

  /** One message of ours. */
  record Sent(long millis, String bytes) {
    String hex() {
      return Bytes.hex(bytes);
    }
  }

  /** What the listener was told: {@code panel 1 -7.0}, {@code note …}. */
  final List<String> heard = new ArrayList<>();

  final List<Sent> sent = new ArrayList<>();
  final Counters counters = new Counters();
  UnitProfile profile;
  Simulator box;
  SimulatorLink wire;
  Unit unit;
  long now;

  /** A profile of ours. */
  static UnitProfile shipped(String id) {
    Problems problems = new Problems("test");
    return Profiles.ours()
        .unit(id, problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  /** A profile made up for tests. */
  static UnitProfile own(String name) {
    Path file = Path.of("src/test/resources/profiles", name + ".yaml");
    Problems problems = new Problems(file.toString());
    return UnitProfileReader.read(file, problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  static UnitProfile parse(String text) {
    Problems problems = new Problems("test");
    return UnitProfileReader.parse(text, problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  /** Puts the two on the wire; nothing happens yet. */
  void plug(UnitProfile p) {
    profile = p;
    box = new Simulator(p, Set.of());
    wire = wire(box);
    unit = new Unit(p, wire, UnitTest.listener(heard), counters);
  }

  /** The wire; a test may put its own here. */
  SimulatorLink wire(Simulator simulator) {
    return new SimulatorLink(simulator) {
      @Override
      public boolean write(byte[] bytes) {
        sent.add(new Sent(now / MS, Bytes.text(bytes, 0, bytes.length)));
        return super.write(bytes);
      }
    };
  }

  /** Lets time pass until the unit is ready. */
  void ready() {
    assertThat(until(LONGEST_START_MILLIS, () -> unit.state() == Unit.State.READY)).isTrue();
  }

  boolean until(long millis, BooleanSupplier met) {
    for (long end = now + millis * MS; now < end && !met.getAsBoolean(); now += MS) {
      wire.now = now;
      unit.work(now);
    }
    return met.getAsBoolean();
  }

  void pass(long millis) {
    until(millis, () -> false);
  }

  void want(String id, double value) {
    unit.want(profile.indexOf(id), value);
  }

  boolean settled() {
    for (int i = 0; i < profile.knobs().size(); i++) {
      if (!unit.settled(i)) {
        return false;
      }
    }
    return true;
  }
}
