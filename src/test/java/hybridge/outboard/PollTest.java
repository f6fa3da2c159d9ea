package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Things that are asked for at rates of their own; on a clock of the test. */
class PollTest extends UnitBench {
  @BeforeEach
  void begin() {
    plug(own("meter-box"));
    ready();
  }

  private long asked(String line) {
    return sent.stream().filter(s -> s.bytes().strip().equals(line)).count();
  }

  @Test
  void eachVerbIsAskedAtItsOwnRate() {
    sent.clear();
    pass(20_000);
    assertThat(asked("MET GR")).isBetween(195L, 200L);
    assertThat(asked("GET THR") + asked("GET RAT")).isBetween(19L, 20L);
    assertThat(asked("GET THR")).isBetween(9L, 10L);
    assertThat(asked("ENV TMP")).isBetween(1L, 2L);
    assertThat(asked("ID?")).as("the meter is a sign of life").isZero();
  }

  /** A meter moves all the time: nobody's hand, and no reason to look at everything. */
  @Test
  void aMeterThatMovesIsNoHand() {
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
    for (int i = 1; i < 40; i++) {
      unit.want(0, -i);
      pass(20);
    }
    assertThat(until(200, () -> unit.reported(0) == -39 && unit.settled(0))).isTrue();
  }
}
