package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Boxes that say nothing by themselves before they were told to; on a clock of the test. */
class SubscribeTest extends UnitBench {
  private int gain;

  @BeforeEach
  void begin() {
    plug(shipped("hybridge/reference-eq"));
    gain = profile.indexOf("low-gain");
  }

  /** What we said: the operations. */
  private List<String> operations() {
    return sent.stream().map(s -> s.hex().substring(6, 8)).toList();
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
    ready();
    assertThat(operations().subList(0, 3)).containsExactly("01", "07", "02");
    assertThat(box.turn("low-gain", 3, now)).isEmpty();
    assertThat(until(5, () -> heard.contains("panel " + gain + " 3.0"))).as("at once").isTrue();
    sent.clear();
    box.reboot(now);
    assertThat(until(2_000, () -> unit.state() == State.IDENTIFYING)).isTrue();
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(operations().stream().filter("07"::equals)).hasSize(1);
    assertThat(box.turn("low-gain", 4, now)).isEmpty();
    assertThat(until(5, () -> heard.contains("panel " + gain + " 4.0"))).as("at once").isTrue();
  }

  /** A restart that nobody announces: the next question about changes tells. */
  @Test
  void itSubscribesAgainAfterARestartInABlink() {
    ready();
    pass(500);
    sent.clear();
    box.blink(now);
    assertThat(until(1_000, () -> operations().contains("07"))).isTrue();
    assertThat(until(1_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(box.turn("low-gain", 4, now)).isEmpty();
    assertThat(until(5, () -> heard.contains("panel " + gain + " 4.0"))).as("at once").isTrue();
  }
}
