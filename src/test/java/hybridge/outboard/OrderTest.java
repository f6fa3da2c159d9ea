package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.UnitProfileReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes that need what is wanted at the same time in an order; on a clock of the test. */
class OrderTest extends UnitBench {
  private static final Path FILE = Path.of("src/test/resources/profiles/order-box.yaml");

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void begin() {
    plug(own("order-box"));
    ready();
    sent.clear();
  }

  /** What was set, in the order it went out. */
  private List<String> sets() {
    return sent.stream()
        .map(s -> Bytes.hex(s.bytes().substring(3, s.bytes().length() - 1)))
        .filter(hex -> hex.startsWith("02"))
        .map(hex -> hex.substring(3))
        .toList();
  }

  @Test
  void aRecallGoesOutInTheOrderOfTheProfile() {
    want("gain-1", 20);
    want("gain-2", 30);
    want("meter-mode", 2);
    want("pad", 1);
    want("phantom-1", 1);
    want("phantom-2", 1);
    want("mute", 1);
    assertThat(until(5_000, this::settled)).isTrue();
    // Mute alone, though the pad beside it waits; both phantoms; the pad; both gains; the rest.
    assertThat(sets()).containsExactly("04 02", "05 01 06 01", "04 03", "01 14 02 1E", "03 02");
    for (int i = 0; i < profile.knobs().size(); i++) {
      assertThat(unit.reported(i)).isEqualTo(box.values()[i]);
    }
  }

  @Test
  void aRideOfTheFirstDoesNotKeepTheLastWaiting() {
    for (int i = 0; i < 100; i++) {
      want("mute", i % 2);
      if (i == 10) {
        want("meter-mode", 3);
      }
      pass(3);
    }
    assertThat(box.values()[profile.indexOf("meter-mode")]).isEqualTo(3);
    int last = sets().indexOf("03 03");
    assertThat(sets().subList(last, sets().size())).as("the ride goes on").hasSizeGreaterThan(5);
  }

  /** A hand reaches for mute while a recall runs: it need not wait for its end. */
  @Test
  void whatIsFirstGoesBeforeTheRestOfARecall() {
    want("phantom-1", 1);
    want("gain-1", 20);
    want("meter-mode", 2);
    until(100, () -> sets().size() == 1);
    want("mute", 1);
    assertThat(until(5_000, this::settled)).isTrue();
    assertThat(sets()).containsExactly("05 01", "04 02", "01 14", "03 02");
  }

  @Test
  void withoutAnOrderAllThatFitsGoesAtOnce() {
    plug(parse(text().replace("order: [mute, phantom-*, pad, gain-*]\n", "")));
    ready();
    sent.clear();
    want("gain-1", 20);
    want("mute", 1);
    pass(20);
    assertThat(sets()).containsExactly("01 14 04 02");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[mute, gian-1] | 'gian-1' | an id",
        "[treble] | 'treble' | an id",
        "[gain-*, gain-1] | 'gain-1', whose parameters were named before | once",
        "[] | an empty list | ids",
      })
  void namesAreChecked(String order, String found, String wanted) {
    Problems problems = new Problems("order-box");
    String text = text().replace("[mute, phantom-*, pad, gain-*]", order);
    assertThat(UnitProfileReader.parse(text, problems)).isEmpty();
    Problem p = problems.list().getFirst();
    assertThat(p.at()).startsWith("order");
    assertThat(p.found()).contains(found);
    assertThat(p.wanted()).contains(wanted);
    assertThat(p.line()).isPositive();
  }
}
