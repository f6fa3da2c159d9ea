package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.UnitProfileReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A box that tells a value otherwise than it takes it, and needs time after a set. */
class CoarseTest extends UnitBench {
  private static final Path FILE = Path.of("src/test/resources/profiles/coarse-box.yaml");

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void begin() {
    plug(own("coarse-box"));
    ready();
    heard.clear();
  }

  /** When something was set, in milliseconds. */
  private List<Long> written() {
    return sent.stream().filter(s -> s.bytes().charAt(3) == 2).map(Sent::millis).toList();
  }

  @Test
  void aWholeDecibelOfTheBoxIsNotAnotherValueThanTheTenthsThatWereSet() {
    unit.want(0, -20.3);
    assertThat(until(2_000, () -> unit.settled(0) && unit.reported(0) == -20)).isTrue();
    assertThat(box.values()[0]).isEqualTo(-20.3);
    pass(2_000);
    assertThat(written()).as("sent once").hasSize(1);
    assertThat(heard).noneMatch(h -> h.startsWith("note"));
  }

  @Test
  void aHandIsHeardInTheBoxsNumbers() {
    assertThat(box.turn("gain-2", "7.6", now)).isEmpty();
    assertThat(until(2_000, () -> heard.contains("panel 1 8.0"))).isTrue();
  }

  @Test
  void afterASetTheBoxIsLeftAloneForAsLongAsThatMessageNeeds() {
    unit.want(0, -10);
    unit.want(1, -10);
    assertThat(until(2_000, () -> unit.settled(0) && unit.settled(1))).isTrue();
    assertThat(written()).hasSize(2);
    assertThat(written().get(1) - written().get(0)).isBetween(70L, 80L);
  }

  @ParameterizedTest
  @CsvSource({
    "'says: {offset: 51}', 'says: {scale: 0}', protocol.codes.gain-1.says.scale",
    "'says: {offset: 51}', 'says: {ofset: 51}', protocol.codes.gain-1.says.ofset",
    "'gap: 70 ms', 'gap: soon', protocol.messages.set.gap",
  })
  void mistakesAreNamed(String good, String bad, String where) {
    Problems problems = new Problems("coarse-box");
    UnitProfileReader.parse(
        text().replaceFirst(java.util.regex.Pattern.quote(good), bad), problems);
    assertThat(problems.list()).extracting(Problem::at).contains(where);
  }
}
