package hybridge.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterTest {
  private static final Parameter FADER =
      Parameter.continuous(
          new Address("/f"), Unit.DB, Double.NEGATIVE_INFINITY, 10, 0, Law.FADER, Safety.LEVEL, "");
  private static final Parameter FREQUENCY =
      Parameter.continuous(new Address("/hz"), Unit.HZ, 20, 20_000, 1000, Law.LOG, Safety.SAFE, "");
  private static final Parameter SWITCH =
      Parameter.toggle(new Address("/s"), false, Safety.MUTE, "");
  private static final Parameter CHOICE =
      Parameter.choice(new Address("/c"), List.of("bell", "notch"), 0, Safety.SAFE, "");
  private static final Parameter STEPPED =
      new Parameter(
          new Address("/st"),
          Kind.STEPPED,
          Unit.DB,
          -10,
          10,
          Value.of(0),
          0.5,
          Law.LINEAR,
          Access.SET,
          Safety.SAFE,
          List.of(),
          false,
          "");
  private static final Parameter UNIT =
      new Parameter(
          new Address("/u"),
          Kind.CONTINUOUS,
          Unit.DB,
          -60,
          0,
          Value.of(0),
          0,
          Law.LINEAR,
          Access.SET,
          Safety.LEVEL,
          List.of(),
          true,
          "");

  private static String offer(Parameter p, Object raw) {
    return switch (p.accept(raw)) {
      case Parameter.Answer.Accepted a -> p.text(a.value());
      case Parameter.Answer.Refused r -> "refused";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "-6, -6",
    "-inf, -inf",
    "-oo, -inf",
    "-∞, -inf",
    "-90.1, -inf",
    "-90, -90",
    "11, 10",
    "1e3, 10",
    "nan, refused",
    "inf, refused",
    "loud, refused",
    "'', refused",
    "0x10, refused",
    "--5, refused",
    "1e999, refused"
  })
  void aFaderTakesNumbersAndClampsThem(String raw, String held) {
    assertThat(offer(FADER, raw)).isEqualTo(held);
  }

  @Test
  void everyKindTakesWhatItShouldAndNothingElse() {
    assertThat(offer(SWITCH, "on")).isEqualTo("on");
    assertThat(offer(SWITCH, true)).isEqualTo("on");
    assertThat(offer(SWITCH, 0)).isEqualTo("off");
    assertThat(offer(SWITCH, 0.5)).isEqualTo("refused");
    assertThat(offer(SWITCH, "maybe")).isEqualTo("refused");
    assertThat(offer(CHOICE, "Notch")).isEqualTo("notch");
    assertThat(offer(CHOICE, 1)).isEqualTo("notch");
    assertThat(offer(CHOICE, 2)).isEqualTo("refused");
    assertThat(offer(CHOICE, "1")).isEqualTo("refused");
    assertThat(offer(STEPPED, 3.3)).isEqualTo("3.5");
    assertThat(offer(STEPPED, -99)).isEqualTo("-10");
    assertThat(offer(UNIT, -60)).isEqualTo("-60");
    assertThat(offer(UNIT, -60.01)).isEqualTo("refused");
    assertThat(offer(UNIT, "-inf")).isEqualTo("refused");
    assertThat(offer(FADER, Double.NaN)).isEqualTo("refused");
    assertThat(offer(FADER, true)).isEqualTo("refused");
    assertThat(offer(FADER, new byte[1])).isEqualTo("refused");
    assertThat(offer(FADER, null)).isEqualTo("refused");
    assertThat(offer(Parameter.text(new Address("/t"), "", Access.SET, ""), "x\u0007"))
        .isEqualTo("refused");
  }

  @ParameterizedTest
  @CsvSource({
    "0, -Infinity",
    "0.75, 0",
    "1, 10",
    "0.5, -10",
    "0.25, -30",
    "0.0625, -60",
    "0.875, 5"
  })
  void theFaderLawIsTheDesks(double norm, double db) {
    assertThat(FADER.value(norm)).isEqualTo(db);
    assertThat(FADER.norm(db)).isCloseTo(norm, within(1e-12));
  }

  @Property
  void aLawAndItsInverseAgree(@ForAll @DoubleRange(min = 0, max = 1) double norm) {
    for (Parameter p : List.of(FADER, FREQUENCY, UNIT)) {
      double v = p.value(norm);
      assertThat(v).isBetween(p.min(), p.max());
      assertThat(p.norm(v)).isCloseTo(norm, within(1e-9));
    }
  }

  @Property
  void aLawIsMonotone(
      @ForAll @DoubleRange(min = 0, max = 1) double a,
      @ForAll @DoubleRange(min = 0, max = 1) double b) {
    for (Parameter p : List.of(FADER, FREQUENCY, UNIT, STEPPED)) {
      assertThat(p.value(Math.min(a, b))).isLessThanOrEqualTo(p.value(Math.max(a, b)));
    }
  }

  @Property
  void whateverIsOfferedWhatIsHeldIsInRange(@ForAll double raw) {
    for (Parameter p : List.of(FADER, FREQUENCY, UNIT, STEPPED, SWITCH, CHOICE)) {
      if (p.accept(raw) instanceof Parameter.Answer.Accepted(Value v)) {
        assertThat(v.number()).isBetween(p.min(), p.max());
      }
    }
  }

  @Test
  void numbersAreWrittenAsPeopleWriteThem() {
    assertThat(Numbers.text(-6)).isEqualTo("-6");
    assertThat(Numbers.text(0.1)).isEqualTo("0.1");
    assertThat(Numbers.text(1e-7)).isEqualTo("0.0000001");
    assertThat(Numbers.text(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    assertThat(Numbers.text(-0.0, 1)).isEqualTo("0.0");
    assertThat(Numbers.json(Double.NaN)).isNull();
  }
}
