package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.DoubleVector;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LaneMathTest {
  private static double lane(UnaryOperator<DoubleVector> f, double x) {
    return f.apply(DoubleVector.broadcast(Lanes.SPECIES, x)).lane(Lanes.WIDTH - 1);
  }

  private static void sameBits(
      UnaryOperator<DoubleVector> lanes, DoubleUnaryOperator twin, double x) {
    assertThat(lane(lanes, x)).as("of %s", x).isEqualTo(twin.applyAsDouble(x));
  }

  @Property
  void log2IsNearAndItsTwinTheSame(@ForAll @DoubleRange(min = -300, max = 300) double decibels) {
    double x = StrictMath.pow(10, decibels / 10);
    assertThat(LaneMath.log2(x)).isCloseTo(StrictMath.log(x) / StrictMath.log(2), within(3e-9));
    sameBits(LaneMath::log2, LaneMath::log2, x);
  }

  @Property
  void exp2IsNearAndItsTwinTheSame(@ForAll @DoubleRange(min = -1000, max = 1000) double x) {
    assertThat(LaneMath.exp2(x) / StrictMath.pow(2, x)).isCloseTo(1, within(6e-9));
    sameBits(LaneMath::exp2, LaneMath::exp2, x);
  }

  @Property
  void tanPiIsNearAndItsTwinTheSame(@ForAll @DoubleRange(min = 0.01, max = 0.49) double x) {
    double exact = StrictMath.tan(StrictMath.PI * x);
    assertThat(LaneMath.tanPi(x) / exact).isCloseTo(1, within(2e-13));
    sameBits(LaneMath::tanPi, LaneMath::tanPi, x);
  }

  @Test
  void tanPiAtTheEnds() {
    for (double x : new double[] {1e-6, 1e-4, 0.2499999, 0.25, 0.2500001, 0.499}) {
      assertThat(LaneMath.tanPi(x) / StrictMath.tan(StrictMath.PI * x)).isCloseTo(1, within(2e-13));
      sameBits(LaneMath::tanPi, LaneMath::tanPi, x);
    }
  }

  @Test
  void whereGainsMustBeExactTheyAre() {
    assertThat(LaneMath.exp2(0)).isEqualTo(1);
    assertThat(LaneMath.exp2(-3)).isEqualTo(0.125);
    assertThat(LaneMath.log2(1)).isZero();
    assertThat(LaneMath.log2(1024)).isEqualTo(10);
  }

  @Test
  void everyStepOfAFineScale() {
    double worstLog = 0;
    double worstExp = 0;
    for (int i = 0; i <= 200_000; i++) {
      double f = i / 200_000.0;
      worstLog =
          Math.max(
              worstLog, Math.abs(LaneMath.log2(1 + f) - StrictMath.log1p(f) / StrictMath.log(2)));
      worstExp = Math.max(worstExp, Math.abs(LaneMath.exp2(f) / StrictMath.pow(2, f) - 1));
    }
    assertThat(worstLog).isLessThan(3e-9);
    assertThat(worstExp).isLessThan(6e-9);
  }
}
