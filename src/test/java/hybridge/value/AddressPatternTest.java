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
        "/strip/1/f*r | /strip/1/fader | true",
        "/s*p/1/fader | /strip/1/fader | true",
        "/strip/1/f*d*r | /strip/1/fader | true",
        "/strip/1/*x*r | /strip/1/fader | false",
        "/strip//fader | /strip/fader | true",
        "//strip/1/fader | /strip/1/fader | true",
        "/strip/1//fader | /strip/1/fader | true",
        "//*/fader | /aux/2/fader | true",
        "/strip/{1,2}*/fader | /strip/12/fader | true",
        "/strip/**/fader | /strip/1/fader | true",
        "/strip/**/fader | /strip/1/2/fader | false",
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

  /** A pattern with an argument sets what it names, at any depth, and nothing below that. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "//fader | /strip/1/fader | true",
        "/strip//fader | /strip/1/fader | true",
        "/strip/* | /strip/1/fader | false",
        "/strip/1 | /strip/1/fader | false",
        "/strip/*/f* | /strip/1/fader | true",
      })
  void names(String pattern, String address, boolean named) {
    assertThat(AddressPattern.parse(pattern).names(new Address(address))).isEqualTo(named);
  }

  /** The same as Java's own matcher says, on all that it can say in time. */
  @Property(tries = 3000)
  void theSameAsAnotherMatcher(
      @ForAll @StringLength(max = 8) @net.jqwik.api.constraints.Chars({'a', 'b', '/', '*', '?'})
          String pattern,
      @ForAll @StringLength(max = 6) @net.jqwik.api.constraints.Chars({'a', 'b', '/'})
          String path) {
    if (pattern.contains("//")
        || pattern.endsWith("/")
        || path.contains("//")
        || path.isEmpty()
        || path.endsWith("/")
        || path.startsWith("/")
        || pattern.startsWith("/")) {
      return;
    }
    String regex = ("/" + pattern).replace("*", "[^/]*").replace("?", "[^/]") + "(/.*)?";
    assertThat(AddressPattern.parse("/" + pattern).matches(new Address("/" + path)))
        .as("/%s and /%s", pattern, path)
        .isEqualTo(("/" + path).matches(pattern.isEmpty() ? ".*" : regex));
  }

  @org.junit.jupiter.api.Test
  void aPatternMadeToBackUpDoesNot() {
    AddressPattern evil = AddressPattern.parse("/" + "*a".repeat(120) + "b");
    Address address = new Address("/" + "a".repeat(120));
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertThat(evil.matches(address)).isFalse();
    }
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }
}
