package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hybridge.wire.Packing;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TemplateTest {

  @Test
  void fillsAndMatches() {
    Template set = Template.of("SET {word} {value}");
    assertThat(set.fill(Map.of("word", "THR", "value", "-20.0"))).isEqualTo("SET THR -20.0");
    assertThat(set.match("SET THR -20.0")).contains(Map.of("word", "THR", "value", "-20.0"));
    assertThat(set.match("GET THR -20.0")).isEmpty();
    assertThat(set.match("SET THR ")).isEmpty();
    assertThat(set.match("SET THR")).isEmpty();
  }

  @Test
  void aHoleMayBeClosedByWords() {
    Template status = Template.of("!{word}({value})!");
    assertThat(status.match("!VOL(-20)!")).contains(Map.of("word", "VOL", "value", "-20"));
    assertThat(status.match("!VOL(-20)")).isEmpty();
  }

  @Test
  void aBoundWordSeparatesHolesThatStandSideBySide() {
    Template tie = Template.of("{word}{value}");
    assertThat(tie.ambiguous()).isTrue();
    assertThat(tie.with("word", "V").ambiguous()).isFalse();
    assertThat(tie.with("word", "V").match("V12")).contains(Map.of("value", "12"));
  }

  @Test
  void aBraceThatIsNotClosedIsRefused() {
    assertThatThrownBy(() -> Template.of("SET {word"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SET {word");
    assertThatThrownBy(() -> Template.of("SET {}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVersionStandsInBytes() {
    Template t = Template.ofHex("00 {firmware:u8.u8} {any}");
    Packing form = t.packing("firmware");
    assertThat(form.versionIn("\u0001\n")).isEqualTo("1.10");
    assertThat(form.ofVersion("1.10")).isEqualTo("\u0001\n");
    assertThat(form.ofVersion("7")).isEqualTo("\u0007\0");
    assertThat(form.ofVersion("x.999.3")).isEqualTo("\0\u00ff");
    assertThat(t.match("\0\u0001\nx")).contains(Map.of("firmware", "\u0001\n"));
    assertThat(t.match("\0\u0001\n")).isEmpty();
    assertThatThrownBy(() -> Template.ofHex("{value:u8.u8}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("u8.u8");
  }

  @Property(tries = 300)
  void whatWasFilledMatches(
      @ForAll @AlphaChars @StringLength(min = 1, max = 8) String word,
      @ForAll @NumericChars @StringLength(min = 1, max = 8) String value) {
    Template t = Template.of("OK {word} = {value};");
    Map<String, String> holes = Map.of("word", word, "value", value);
    assertThat(t.match(t.fill(holes))).contains(holes);
  }

  @Property(tries = 300)
  void anyLineIsMatchedOrNot(@ForAll String line) {
    assertThat(Template.of("{word} {value}").match(line)).isNotNull();
  }
}
