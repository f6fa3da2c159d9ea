package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.UnitProfileReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a profile says must never be sent is not sent: not by us, not by hand. */
class NeverTest extends UnitBench {
  private static final Path OURS = Path.of("device-profiles/outboard");

  private static String text(String id, String right, String wrong) throws IOException {
    String text = Files.readString(OURS.resolve(id + ".yaml"));
    assertThat(text).contains(right);
    return text.replace(right, wrong);
  }

  private static List<Problem> problems(String text) {
    Problems problems = new Problems("test");
    UnitProfileReader.parse(text, problems);
    return problems.list();
  }

  @Test
  void whatBeginsWithTheAddressIsSeen() throws Exception {
    String dump = "protocol:\n  never: [\"{address} 10\"]";
    assertThat(problems(text("rme/octamic-xtc", "  never: [\"{address} 20 19\"]\n", ""))).isEmpty();
    assertThat(
            problems(
                text("rme/octamic-xtc", "  never: [\"{address} 20 19\"]\n", "")
                    .replace("protocol:", dump)))
        .anySatisfy(p -> assertThat(p.toString()).contains("a message that is not among 'never'"));
  }

  @Test
  void everyVerbIsLookedAtAndBelowZeroToo() throws Exception {
    String never = "never: [\"\\eZXXX\"";
    for (String[] start :
        new String[][] {{"2*1Z", "mute-2"}, {"7G", "in-gain-7"}, {"3V", "volume-3"}, {"5*", ""}}) {
      assertThat(problems(text("extron/mav-plus-88", never, never + ", \"" + start[0] + "\"")))
          .as(start[0])
          .anySatisfy(p -> assertThat(p.toString()).contains("'never'", start[1]));
    }
    String minus =
        text(
                "extron/mav-plus-88",
                "negative: \"{word}*{value:d}g\"",
                "negative: \"g{word}*{value:d}\"")
            .replace(never, never + ", \"g\"");
    assertThat(problems(minus)).anySatisfy(p -> assertThat(p.toString()).contains("'never'"));
  }

  @Test
  void aHoleThatIsNoAddressIsRefused() throws Exception {
    assertThat(problems(text("nuvo/e6d", "[\"*ALL\"]", "[\"*{value}\"]")))
        .anySatisfy(p -> assertThat(p.toString()).contains("never", "{address}"));
    assertThat(problems(text("nuvo/e6d", "[\"*ALL\"]", "[\"\"]"))).isNotEmpty();
  }

  /** What no file shows: which message it is, hangs on the value. */
  @Test
  void aValueWhoseMessageIsForbiddenIsNotSent() throws Exception {
    plug(parse(text("generic/line-compressor", "  pace:", "  never: [\"SET THR -2\"]\n  pace:")));
    ready();
    sent.clear();
    want("threshold", -20);
    pass(500);
    assertThat(sent).isEmpty();
    assertThat(heard)
        .anyMatch(l -> l.startsWith("note threshold was not sent") && l.contains("'never'"));
    want("threshold", -19);
    pass(500);
    assertThat(sent).extracting(Sent::bytes).contains("SET THR -19.0\n");
  }

  @Test
  void notByHandEither() throws Exception {
    plug(parse(text("generic/line-compressor", "  pace:", "  never: [\"RESET\"]\n  pace:")));
    ready();
    sent.clear();
    assertThat(unit.send("RESET", false)).hasValueSatisfying(w -> assertThat(w).contains("never"));
    assertThat(unit.send("ID?\nRESET 1\n", true)).isPresent();
    assertThat(unit.send("HELLO", false)).isEmpty();
    assertThat(unit.send("\u0000junk", true)).isEmpty();
    pass(50);
    assertThat(sent).extracting(Sent::bytes).containsExactly("HELLO\n", "\u0000junk");
  }

  /** A frame by hand has the next number; the question before it still gets its answer. */
  @Test
  void aFrameByHandDisturbsNoNumbers() {
    plug(shipped("hybridge/reference-eq"));
    until(10, () -> !sent.isEmpty());
    assertThat(unit.send("\u0001", false)).isEmpty();
    ready();
    assertThat(heard).doesNotContain("away");
    List<String> numbers = sent.stream().map(s -> s.hex().substring(3, 5)).toList();
    assertThat(numbers).doesNotHaveDuplicates();
  }

  /** To a box that does not answer, too: a maker wants to see what it does. */
  @Test
  void aBoxThatIsAwayIsSpokenToByHand() {
    plug(shipped("generic/line-compressor"));
    box.faults(Set.of(Simulator.Fault.SILENCE));
    pass(3000);
    assertThat(unit.state()).isEqualTo(Unit.State.AWAY);
    assertThat(unit.send("PING", false)).isEmpty();
    pass(3000);
    assertThat(sent).extracting(Sent::bytes).containsOnlyOnce("PING\n");
  }
}
