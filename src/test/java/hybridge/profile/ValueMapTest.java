package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.ValueMap.Stretch;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ValueMapTest {
  /** Nothing between 0 and 10 dB. */
  private static final ValueMap HOLE =
      new ValueMap(List.of(new Stretch(0, 0, 0, 0, false), new Stretch(10, 65, 1, 56, false)));

  private static final ValueMap GAIN =
      new ValueMap(
          List.of(
              new Stretch(-100, -10, -300_000, -100_000, true),
              new Stretch(-10, 10, -100_000, 100_000, false)));

  @Test
  void aHoleHasNoValuesAndGoesToItsNearerEdge() {
    assertThat(HOLE.raw(37)).isEqualTo(28);
    assertThat(HOLE.value(28)).hasValue(37);
    assertThat(HOLE.raw(4)).isZero();
    assertThat(HOLE.raw(6)).isEqualTo(1);
    assertThat(HOLE.value(57)).isEmpty();
    assertThat(HOLE.value(-1)).isEmpty();
    assertThat(HOLE.holes()).isTrue();
  }

  /** The formula of the maker: below −10 dB, −log10(|dB / 10|) · 200000 − 100000. */
  @Property(tries = 300)
  void aLogarithmicStretchFollowsItsFormula(@ForAll @DoubleRange(min = -100, max = -10) double dB) {
    double formula = -Math.log10(Math.abs(dB / 10)) * 200_000 - 100_000;
    assertThat((double) GAIN.raw(dB)).isCloseTo(formula, within(0.51));
    assertThat(GAIN.value(GAIN.raw(dB)).getAsDouble())
        .isCloseTo(dB, within(GAIN.resolution(dB) / 2 + 1e-9));
  }

  @Test
  void theResolutionIsThatOfThePlace() {
    assertThat(GAIN.resolution(0)).isCloseTo(1e-4, within(1e-9));
    assertThat(GAIN.resolution(-100)).isGreaterThan(1e-3);
    assertThat(HOLE.resolution()).isEqualTo(1);
  }

  @Test
  void firmwareIsComparedByItsNumbers() {
    assertThat(new Firmware(List.of("1.*")).knows("1.10")).isTrue();
    assertThat(new Firmware(List.of("1.*")).knows("2.0")).isFalse();
    assertThat(new Firmware(List.of(">=V2.65")).knows("V2.7")).isFalse();
    assertThat(new Firmware(List.of(">=V2.65")).knows("V2.65")).isTrue();
    assertThat(new Firmware(List.of(">=V2.65")).knows("V3.0.1")).isTrue();
    assertThat(new Firmware(List.of("V1.0..V2.64.99")).knows("V2.1.0")).isTrue();
    assertThat(new Firmware(List.of()).knows("anything")).isTrue();
  }
}
