package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Counters;
import hybridge.value.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Things that are asked for at rates of their own; on a clock of the test. */
class PollTest {
  private static final long MS = 1_000_000L;

  private final UnitProfile profile =
      UnitProfileReader.read(
              Path.of("src/test/resources/profiles/meter-box.yaml"), new Problems("meter-box"))
          .orElseThrow();
  private final Simulator box = new Simulator(profile, Set.of());
  private final List<String> sent = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final SimulatorLink wire =
      new SimulatorLink(box) {
        @Override
        public boolean write(byte[] bytes) {
          sent.add(new String(bytes, StandardCharsets.US_ASCII).strip());
          return super.write(bytes);
        }
      };
  private final Unit unit = new Unit(profile, wire, UnitTest.listener(heard), new Counters());
  private long now;

  private boolean until(long millis, BooleanSupplier met) {
    for (long end = now + millis * MS; now < end && !met.getAsBoolean(); now += MS) {
      wire.now = now;
      unit.work(now);
    }
    return met.getAsBoolean();
  }

  private long asked(String line) {
    return sent.stream().filter(line::equals).count();
  }

  @Test
  void eachVerbIsAskedAtItsOwnRate() {
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    sent.clear();
    until(20_000, () -> false);
    assertThat(asked("MET GR")).isBetween(195L, 200L);
    assertThat(asked("GET THR") + asked("GET RAT")).isBetween(19L, 20L);
    assertThat(asked("GET THR")).isBetween(9L, 10L);
    assertThat(asked("ENV TMP")).isBetween(1L, 2L);
    assertThat(asked("ID?")).as("the meter is a sign of life").isZero();
  }

  /** A meter moves all the time: nobody's hand, and no reason to look at everything. */
  @Test
  void aMeterThatMovesIsNoHand() {
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    heard.clear();
    sent.clear();
    int meter = profile.indexOf("reduction");
    for (int i = 1; i < 20; i++) {
      int db = i;
      assertThat(box.turn("reduction", i, now)).isEmpty();
      assertThat(until(150, () -> unit.reported(meter) == db)).isTrue();
    }
    assertThat(heard).contains("reported " + meter + " 7.0");
    assertThat(heard).noneMatch(h -> h.startsWith("panel"));
    assertThat(asked("ENV TMP")).as("a look at everything").isZero();
  }

  /** They may be asked at rates of their own, but what is wanted goes before. */
  @Test
  void whatIsWantedIsNotKeptWaiting() {
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    for (int i = 1; i < 40; i++) {
      unit.want(0, -i);
      until(20, () -> false);
    }
    assertThat(until(200, () -> unit.reported(0) == -39 && unit.settled(0))).isTrue();
  }
}
