package hybridge.rt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CallbackTimerTest {
  private final CallbackTimer timer = new CallbackTimer();

  @Test
  void nothingYet() {
    assertThat(timer.read()).isEqualTo(new CallbackTimes(0, 0, 0, 0));
  }

  @Test
  void quantiles() {
    for (int i = 1; i <= 10_000; i++) {
      timer.record(i * 1_000L);
    }
    CallbackTimes times = timer.read();
    assertThat(times.count()).isEqualTo(10_000);
    assertThat(times.medianMicros()).isCloseTo(5_000, within(80.0));
    assertThat(times.p999Micros()).isCloseTo(9_990, within(160.0));
    assertThat(times.maxMicros()).isCloseTo(10_000, within(100.0));
  }

  @Test
  void outOfRangeIsClamped() {
    timer.record(-5);
    assertThat(timer.read().maxMicros()).isEqualTo(0.001);
    timer.record(Long.MAX_VALUE);
    assertThat(timer.read().maxMicros()).isCloseTo(60e6, within(0.6e6));
  }

  @Property(tries = 500)
  void oneDurationIsKeptWithinItsBucket(@ForAll @LongRange(min = 0, max = 59_000_000_000L) long n) {
    CallbackTimer fresh = new CallbackTimer();
    fresh.record(n);
    assertThat(fresh.read().medianMicros() * 1e3).isCloseTo(n, within(n / 100.0 + 1));
  }
}
