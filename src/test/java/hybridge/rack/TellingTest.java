package hybridge.rack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TellingTest {
  private static final long SECOND = 1_000_000_000L;

  private final Telling telling = new Telling();
  private final List<String> told = new ArrayList<>();
  private long now;

  private void says(String words, long afterSeconds) {
    now += afterSeconds * SECOND;
    telling.say(words, now).ifPresent(told::add);
  }

  @Test
  void whatComesAndGoesIsToldThreeTimes() {
    for (int i = 0; i < 100; i++) {
      says("away (no answer)", 2);
      says("identifying (it answers)", 2);
    }
    assertThat(told).hasSize(6);
    assertThat(told.get(4)).startsWith("away (no answer); it comes and goes");
  }

  @Test
  void somethingElseIsTold() {
    for (int i = 0; i < 100; i++) {
      says("away (no answer)", 2);
    }
    says("away (there is no /dev/ttyUSB0)", 2);
    assertThat(told.getLast()).isEqualTo("away (there is no /dev/ttyUSB0)");
  }

  @Test
  void afterAMinuteOfPeaceItIsToldAgain() {
    for (int i = 0; i < 10; i++) {
      says("away (no answer)", 2);
    }
    says("away (no answer)", 61);
    assertThat(told).hasSize(4);
    assertThat(told.getLast()).isEqualTo("away (no answer)");
  }
}
