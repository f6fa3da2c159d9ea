package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WritingTest {

  @Test
  void numbersAreWrittenAsTheBoxWantsThem() {
    assertThat(new Writing.Number(1, 0, false, 1).text(-18.55)).isEqualTo("-18.6");
    assertThat(new Writing.Number(1, 0, false, 1).text(-0.01)).isEqualTo("0.0");
    assertThat(new Writing.Number(0, 2, true, 1).text(2)).isEqualTo("+02");
    assertThat(new Writing.Number(0, 2, true, 1).text(-7)).isEqualTo("-07");
    assertThat(new Writing.Number(0, 0, false, 10).text(-18.5)).isEqualTo("-185");
    assertThat(new Writing.Number(0, 0, false, 10).value("-185")).hasValue(-18.5);
  }

  @Test
  void whatIsNoNumberHasNoValue() {
    Writing code = new Writing.Number(1, 0, false, 1);
    for (String text : new String[] {"", "-", "1e3", "NaN", "--1", "1.", "0x1", "1 "}) {
      assertThat(code.value(text)).as(text).isEmpty();
    }
  }

  @Property(tries = 300)
  void aValueComesBackWithinHalfAStep(@ForAll @DoubleRange(min = -1000, max = 1000) double value) {
    Writing code = new Writing.Number(2, 0, true, 1);
    assertThat(code.value(code.text(value)).getAsDouble())
        .isCloseTo(value, Offset.offset(0.005 + 1e-9));
  }

  @Property(tries = 300)
  void anyTextIsAValueOrNot(@ForAll String text) {
    assertThat(new Writing.Number(2, 0, true, 1).value(text)).isNotNull();
  }
}
