package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Boxes that say nothing by themselves before they were told to; on a clock of the test. */
class SubscribeTest {
  private static final long MS = 1_000_000L;

  private final UnitProfile profile =
      Profiles.ours().unit("hybridge/reference-eq", new Problems("test")).orElseThrow();
  private final Simulator box = new Simulator(profile, Set.of());
  private final List<String> sent = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final SimulatorLink wire =
      new SimulatorLink(box) {
        @Override
        public boolean write(byte[] bytes) {
          String hex = Bytes.hex(Bytes.text(bytes, 0, bytes.length));
          sent.add(hex.substring(6, 8));
          return super.write(bytes);
        }
      };
  private final Unit unit = new Unit(profile, wire, UnitTest.listener(heard), new Counters());
  private final int gain = profile.indexOf("low-gain");
  private long now;

  private boolean until(long millis, BooleanSupplier met) {
    for (long end = now + millis * MS; now < end && !met.getAsBoolean(); now += MS) {
      wire.now = now;
      unit.work(now);
    }
    return met.getAsBoolean();
  }

  private List<String> said() {
    List<String> all = new ArrayList<>();
    byte[] into = new byte[64];
    int n;
    while ((n = box.say(into, now)) > 0) {
      all.add(Bytes.hex(Bytes.text(into, 0, n)));
    }
    return all;
  }

  @Test
  void aBoxThatNobodySubscribedToIsSilentButForItsIdentity() {
    assertThat(box.turn("low-gain", 3, now)).isEmpty();
    assertThat(said()).isEmpty();
    byte[] subscribe = Bytes.of(Bytes.fromHex("06 01 07 01 72 1A 00"));
    box.hear(subscribe, subscribe.length, now);
    said();
    assertThat(box.turn("low-gain", 4, now)).isEmpty();
    box.reboot(now);
    now += 1_000 * MS;
    assertThat(box.turn("low-gain", 5, now)).isEmpty();
    assertThat(said()).as("its identity").hasSize(1).first().asString().contains("C0 01");
  }

  @Test
  void theDriverSubscribesAfterEachIdentification() {
    assertThat(until(5_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(sent.subList(0, 3)).containsExactly("01", "07", "02");
    assertThat(box.turn("low-gain", 3, now)).isEmpty();
    assertThat(until(5, () -> heard.contains("panel " + gain + " 3.0"))).as("at once").isTrue();
    sent.clear();
    box.reboot(now);
    assertThat(until(2_000, () -> unit.state() == State.IDENTIFYING)).isTrue();
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(sent.stream().filter("07"::equals)).hasSize(1);
    assertThat(box.turn("low-gain", 4, now)).isEmpty();
    assertThat(until(5, () -> heard.contains("panel " + gain + " 4.0"))).as("at once").isTrue();
  }

  /** A restart that nobody announces: the next question about changes tells. */
  @Test
  void itSubscribesAgainAfterARestartInABlink() {
    assertThat(until(5_000, () -> unit.state() == State.READY)).isTrue();
    until(500, () -> false);
    sent.clear();
    box.blink(now);
    assertThat(until(1_000, () -> sent.contains("07"))).isTrue();
    assertThat(until(1_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(box.turn("low-gain", 4, now)).isEmpty();
    assertThat(until(5, () -> heard.contains("panel " + gain + " 4.0"))).as("at once").isTrue();
  }
}
