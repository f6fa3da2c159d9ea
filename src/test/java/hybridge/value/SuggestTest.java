package hybridge.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestTest {
  @ParameterizedTest
  @CsvSource({
    "jakc, jack, 1",
    "jack, jack, 0",
    "'', abc, 3",
    "abc, '', 3",
    "ca, abc, 3",
    "gain, again, 1"
  })
  void editsAreCounted(String a, String b, int edits) {
    assertThat(Suggest.distance(a, b)).isEqualTo(edits);
    assertThat(Suggest.distance(b, a)).isEqualTo(edits);
  }

  @Test
  void ofVeryManyTheFirstAreNamed() {
    List<String> many = IntStream.range(0, 1_000).mapToObj(i -> "knob-" + i).toList();
    assertThat(Suggest.nearOrAll("zzz", many))
        .startsWith("known here: knob-0, knob-1, ")
        .endsWith(" and 976 more")
        .hasSizeLessThan(300);
    assertThat(Suggest.nearOrAll("zzz", List.of("a", "b"))).isEqualTo("known here: a, b");
  }
}
