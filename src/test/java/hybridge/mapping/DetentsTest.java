package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetentsTest {
  private static final long MS = 1_000_000L;
  private final Detents detents = new Detents();
  private long now;

  private int turn(int ticks, long afterMillis) {
    now += afterMillis * MS;
    return detents.steps(7, ticks, now);
  }

  @Test
  void aCarelessTickIsNoStep() {
    for (int i = 0; i < 4; i++) {
      assertThat(turn(1, 20)).isZero();
    }
    assertThat(turn(1, 20)).isEqualTo(1);
    assertThat(turn(1, 20)).isZero();
  }

  @Test
  void theOtherWayBeginsAnew() {
    turn(4, 20);
    assertThat(turn(-1, 20)).isZero();
    assertThat(turn(-4, 20)).isEqualTo(-1);
  }

  @Test
  void aPauseBeginsAnew() {
    turn(4, 20);
    assertThat(turn(1, 1_001)).isZero();
  }

  @Test
  void anotherParameterBeginsAnew() {
    turn(4, 20);
    assertThat(detents.steps(8, 1, now)).isZero();
    assertThat(turn(1, 20)).isZero();
  }

  @Test
  void manyTicksAtOnceAreManySteps() {
    assertThat(turn(12, 20)).isEqualTo(2);
    assertThat(turn(3, 20)).isEqualTo(1);
  }
}
