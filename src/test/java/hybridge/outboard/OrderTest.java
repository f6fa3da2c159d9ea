package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Counters;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes that need what is wanted at the same time in an order; on a clock of the test. */
class OrderTest {
  private static final long MS = 1_000_000L;
  private static final Path FILE = Path.of("src/test/resources/profiles/order-box.yaml");

  private final UnitProfile profile = parse(text());
  private final Simulator box = new Simulator(profile, Set.of());
  private final List<String> sets = new ArrayList<>();
  private final SimulatorLink wire =
      new SimulatorLink(box) {
        @Override
        public boolean write(byte[] bytes) {
          String hex = Bytes.hex(Bytes.text(bytes, 3, bytes.length - 1));
          if (hex.startsWith("02")) {
            sets.add(hex.substring(3));
          }
          return super.write(bytes);
        }
      };
  private final Unit unit =
      new Unit(profile, wire, UnitTest.listener(new ArrayList<>()), new Counters());
  private long now;

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static UnitProfile parse(String text) {
    Problems problems = new Problems("order-box");
    return UnitProfileReader.parse(text, problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  private boolean until(long millis, BooleanSupplier met) {
    for (long end = now + millis * MS; now < end && !met.getAsBoolean(); now += MS) {
      wire.now = now;
      unit.work(now);
    }
    return met.getAsBoolean();
  }

  private void want(String id, double value) {
    unit.want(profile.indexOf(id), value);
  }

  private boolean settled() {
    for (int i = 0; i < profile.knobs().size(); i++) {
      if (!unit.settled(i)) {
        return false;
      }
    }
    return true;
  }

  private void ready() {
    assertThat(until(5_000, () -> unit.state() == State.READY)).isTrue();
    sets.clear();
  }

  @Test
  void aRecallGoesOutInTheOrderOfTheProfile() {
    ready();
    want("gain-1", 20);
    want("gain-2", 30);
    want("meter-mode", 2);
    want("pad", 1);
    want("phantom-1", 1);
    want("phantom-2", 1);
    want("mute", 1);
    assertThat(until(5_000, this::settled)).isTrue();
    // Mute alone, though the pad beside it waits; both phantoms; the pad; both gains; the rest.
    assertThat(sets).containsExactly("04 02", "05 01 06 01", "04 03", "01 14 02 1E", "03 02");
    for (int i = 0; i < profile.knobs().size(); i++) {
      assertThat(unit.reported(i)).isEqualTo(box.values()[i]);
    }
  }

  @Test
  void aRideOfTheFirstDoesNotKeepTheLastWaiting() {
    ready();
    for (int i = 0; i < 100; i++) {
      want("mute", i % 2);
      if (i == 10) {
        want("meter-mode", 3);
      }
      until(3, () -> false);
    }
    assertThat(box.values()[profile.indexOf("meter-mode")]).isEqualTo(3);
    int last = sets.indexOf("03 03");
    assertThat(sets.subList(last, sets.size())).as("the ride goes on").hasSizeGreaterThan(5);
  }

  /** A hand reaches for mute while a recall runs: it need not wait for its end. */
  @Test
  void whatIsFirstGoesBeforeTheRestOfARecall() {
    ready();
    want("phantom-1", 1);
    want("gain-1", 20);
    want("meter-mode", 2);
    until(100, () -> sets.size() == 1);
    want("mute", 1);
    assertThat(until(5_000, this::settled)).isTrue();
    assertThat(sets).containsExactly("05 01", "04 02", "01 14", "03 02");
  }

  @Test
  void withoutAnOrderAllThatFitsGoesAtOnce() {
    UnitProfile plain = parse(text().replace("order: [mute, phantom-*, pad, gain-*]\n", ""));
    Unit other = new Unit(plain, wire, UnitTest.listener(new ArrayList<>()), new Counters());
    for (; now < 5_000 * MS && other.state() != State.READY; now += MS) {
      wire.now = now;
      other.work(now);
    }
    other.want(0, 20);
    other.want(plain.indexOf("mute"), 1);
    for (int i = 0; i < 20; i++, now += MS) {
      wire.now = now;
      other.work(now);
    }
    assertThat(sets).containsExactly("01 14 04 02");
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
