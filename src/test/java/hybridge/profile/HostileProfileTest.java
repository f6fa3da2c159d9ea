package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles of somebody who means harm: each is refused soon, with words, and costs little. */
class HostileProfileTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 256L << 20;

  @TempDir Path folder;

  record Attack(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String SOUND = read("device-profiles/outboard/generic/line-compressor.yaml");

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String head(String rest) {
    return "profile: 1\nid: a/b\nclass: eq\nname: B\nevidence: {level: document, source: x}\n"
        + rest;
  }

  private static String swapped(String from, String to) {
    assertThat(SOUND).contains(from);
    return SOUND.replace(from, to);
  }

  private static String sameBits(int count) {
    String params =
        IntStream.range(0, count)
            .mapToObj(i -> "  p" + i + ": {kind: switch, initial: off}\n")
            .collect(Collectors.joining());
    String codes =
        IntStream.range(0, count)
            .mapToObj(i -> "    p" + i + ": {word: \"00\", bits: 0}\n")
            .collect(Collectors.joining());
    return head(
        "params:\n"
            + params
            + "protocol:\n  notation: hex\n  transport: {midi: {}}\n"
            + "  frame: {kind: block, start: \"F0 00\", end: \"F7\", seven: true, longest: 256}\n"
            + "  codes:\n"
            + codes
            + "  messages:\n    get: {send: \"10\", reply: \"30 {[}{word}{value}{]}\"}\n");
  }

  static java.util.stream.Stream<Attack> attacks() {
    String laughs =
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
            + IntStream.range(0, 12)
                .mapToObj(
                    i -> {
                      char before = (char) ('a' + i);
                      char now = (char) (before + 1);
                      return now
                          + ": &"
                          + now
                          + " ["
                          + ("*" + before + ", ").repeat(8)
                          + "*"
                          + before
                          + "]\n";
                    })
                .collect(Collectors.joining());
    String merge = head("base: &base {x: 1}\nparams:\n  <<: *base\n  <<: *base\n");
    return java.util.stream.Stream.of(
        new Attack("billion laughs", laughs),
        new Attack("merge keys", merge),
        new Attack(
            "a class to be made",
            "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]\n"),
        new Attack("a class among the values", head("snapshot: !!java.io.File [/etc/passwd]\n")),
        new Attack("deep lists", "[".repeat(100_000) + "]".repeat(100_000)),
        new Attack("deep mappings", "{a: ".repeat(50_000) + "1" + "}".repeat(50_000)),
        new Attack(
            "deep blocks",
            IntStream.range(0, 3_000)
                .mapToObj(i -> " ".repeat(i) + "a:\n")
                .collect(Collectors.joining())),
        new Attack(
            "a repeat of a repeat",
            head(
                "repeat: {a: [0, 1023], b: [0, 1023], c: [0, 1023]}\n"
                    + "params:\n"
                    + "  x-{a}-{b}-{c}: {kind: switch, initial: off}\n")),
        new Attack(
            "a repeat without end",
            head("repeat: {a: [0, 999999999]}\nparams:\n  x-{a}: {kind: switch, initial: off}\n")),
        new Attack(
            "many repeats side by side",
            head(
                "repeat: {a: [0, 1023]}\nparams:\n"
                    + IntStream.range(0, 2_000)
                        .mapToObj(i -> "  x" + i + "-{a}: {kind: switch, initial: off}\n")
                        .collect(Collectors.joining()))),
        new Attack(
            "an order that backs up",
            head(
                "repeat: {a: [0, 1000]}\nparams:\n"
                    + "  x-{a}-aaaaaaaaaaaaaaaaaaaaaaa: {kind: switch, initial: off}\norder:\n"
                    + IntStream.range(0, 10_000)
                        .mapToObj(i -> "  - \"*a*a*a*a*a*a*a*a*a*a*a*a" + i + "\"\n")
                        .collect(Collectors.joining()))),
        new Attack("the same bits ten thousand times", sameBits(10_000)),
        new Attack(
            "too many parameters",
            head(
                "params:\n"
                    + IntStream.range(0, 20_000)
                        .mapToObj(i -> "  p" + i + ": {kind: switch, initial: off}\n")
                        .collect(Collectors.joining()))),
        new Attack("a giant frame", swapped("longest: 80", "longest: 2000000000")),
        new Attack("a frame of no size", swapped("longest: 80", "longest: -1")),
        new Attack(
            "a parameter with a billion steps", swapped("tolerance: 0.05", "tolerance: 1e-300")),
        new Attack("numbers that are none", swapped("range: [-60, 0]", "range: [.nan, .inf]")),
        new Attack(
            "a number of a million digits",
            swapped("range: [-60, 0]", "range: [-60, " + "9".repeat(1_000_000) + "]")),
        new Attack(
            "an exponent without end", swapped("range: [-60, 0]", "range: [-60, 1e999999999]")),
        new Attack("an integer that is none", head("profile: 0x" + "F".repeat(200_000) + "\n")),
        new Attack(
            "the same hole a thousand times",
            swapped("SET {word} {value}", "SET {word} " + "{any} ".repeat(1_000) + "{value}")),
        new Attack(
            "holes within holes",
            swapped(
                "SET {word} {value}",
                "SET " + "{[}".repeat(500) + "{word} {value}" + "{]}".repeat(500))),
        new Attack(
            "an expression as a word",
            swapped("word: THR", "word: \"(a+)+$\"").replace("SET {word}", "SET {(a+)+}")),
        new Attack(
            "an id that climbs",
            swapped("id: generic/line-compressor", "id: ../../../../etc/passwd")),
        new Attack(
            "a file to be read", head("include: /etc/passwd\nparams: !include /etc/passwd\n")),
        new Attack(
            "a hundred thousand unknown keys",
            head(
                IntStream.range(0, 100_000)
                    .mapToObj(i -> "k" + i + ": 1\n")
                    .collect(Collectors.joining()))),
        new Attack("zeros", "\0".repeat(100_000)),
        new Attack("one line of three megabytes", head("x: \"" + "a".repeat(3 << 20) + "\"\n")));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void itIsRefusedSoonAndCheaply(Attack attack) {
    Problems problems = new Problems("hostile.yaml");
    long[] used = new long[1];
    Optional<UnitProfile> profile =
        assertTimeoutPreemptively(
            SOON,
            () -> {
              var threads =
                  (com.sun.management.ThreadMXBean)
                      java.lang.management.ManagementFactory.getThreadMXBean();
              long before = threads.getCurrentThreadAllocatedBytes();
              Optional<UnitProfile> found = UnitProfileReader.parse(attack.text(), problems);
              used[0] = threads.getCurrentThreadAllocatedBytes() - before;
              return found;
            });
    assertThat(profile).isEmpty();
    assertThat(problems.list()).isNotEmpty();
    assertThat(used[0]).as("bytes allocated").isLessThan(MOST_BYTES);
    assertThat(problems.list().size()).as("problems that somebody has to read").isLessThan(200_000);
  }

  @Test
  void aHugeFileIsNotEvenRead() throws Exception {
    Path file = folder.resolve("huge.yaml");
    try (var channel =
        java.nio.channels.FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE,
            java.nio.file.StandardOpenOption.SPARSE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {'a'}), (8L << 30) - 1);
    }
    Problems problems = new Problems("huge.yaml");
    assertTimeoutPreemptively(
        SOON, () -> assertThat(UnitProfileReader.read(file, problems)).isEmpty());
    assertThat(problems.list()).hasSize(1);
    assertThat(problems.list().getFirst().found()).contains("bytes");
  }

  /** Matching goes through a line once, whatever the template: no backing up and trying again. */
  @Test
  void aTemplateMadeToBackUpDoesNot() {
    Template t = Template.of("A" + "{any}a".repeat(40) + "{value}b");
    String line = "A" + "a".repeat(4_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            assertThat(t.match(line)).isEmpty();
          }
        });
    Template group = Template.of("X{[}{word},{value};{]}Y");
    String many = "X" + "a,b;".repeat(4_000) + "Z";
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertThat(group.read(many)).isEmpty());
  }
}
