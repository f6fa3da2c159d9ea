package hybridge.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/strip/1/fader | /strip/1/fader | true",
        "/strip/1 | /strip/1/fader | true",
        "/strip/1 | /strip/10/fader | false",
        "/ | /main/fader | true",
        "/strip/*/fader | /strip/12/fader | true",
        "/strip/*/fader | /strip/1/eq/fader | false",
        "/strip/?/mute | /strip/12/mute | false",
        "/strip/[1-3]/mute | /strip/2/mute | true",
        "/strip/[!1-3]/mute | /strip/2/mute | false",
        "/strip/1/{pan,fader} | /strip/1/pan | true",
        "/strip/1/{pan,fader} | /strip/1/mute | false",
        "//fader | /strip/1/fader | true",
        "/strip//peak | /strip/1/meter/peak | true",
        "/unit/vox-comp/ | /unit/vox-comp/state | true",
        "/a.c | /abc | false",
      })
  void patterns(String pattern, String address, boolean matches) {
    assertThat(AddressPattern.parse(pattern).matches(new Address(address))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "strip", "/a[", "/a[]", "/a[!]", "/a{", "/a}", "/a{{b}}", "/a[z-a]", "/a[/]"})
  void whatIsNoPatternIsRefused(String text) {
    assertThatThrownBy(() -> AddressPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void nothingElseIsThrownAndMatchingEnds(
      @ForAll @StringLength(max = 40) @CharRange(from = '!', to = '~') String text) {
    try {
      AddressPattern.parse("/" + text)
          .matches(new Address("/strip/1/aaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    } catch (IllegalArgumentException fine) {
      assertThat(fine).hasMessageContaining("'");
    }
  }
}
