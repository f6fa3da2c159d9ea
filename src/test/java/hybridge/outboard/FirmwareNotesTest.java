package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import hybridge.wire.Framing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The note is the test: every exchange that a note shows is played against a fresh box. */
class FirmwareNotesTest {
  private static final Path NOTES = Path.of("firmware-notes");
  private static final Pattern BLOCK = Pattern.compile("```wire( hex)?\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern TITLE = Pattern.compile("# ([a-z0-9-]+/[a-z0-9-]+)");

  static Stream<Path> notes() throws IOException {
    try (Stream<Path> files = Files.list(NOTES)) {
      return files.filter(f -> f.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("notes")
  void theNoteTellsTheTruth(Path file) throws Exception {
    String note = Files.readString(file);
    Matcher title = TITLE.matcher(note);
    assertThat(title.lookingAt()).as("# maker/model at the top").isTrue();
    String id = title.group(1).replace("reference-unit", "reference-compressor");
    Problems problems = new Problems("note");
    UnitProfile profile = Profiles.ours().unit(id, problems).orElseThrow();
    Matcher blocks = BLOCK.matcher(note);
    int played = 0;
    while (blocks.find()) {
      played += new Play(profile, blocks.group(1) != null).play(blocks.group(2));
    }
    assertThat(played).isPositive();
  }

  @Test
  void everyShippedProtocolHasANote() throws Exception {
    List<String> notes = notes().map(n -> n.getFileName().toString()).toList();
    for (Profiles.Entry e : Profiles.ours().list()) {
      boolean wire = e.kind() == Profiles.Kind.OUTBOARD && e.vectors() > 0;
      if (wire && !e.id().startsWith("hybridge/")) {
        assertThat(notes).contains(e.id().replace('/', '-') + ".md");
      }
    }
  }

  private static final class Play {
    private final UnitProfile profile;
    private final boolean hex;
    private final Simulator box;
    private final List<String> answers = new ArrayList<>();
    private long now;

    Play(UnitProfile profile, boolean hex) {
      this.profile = profile;
      this.hex = hex;
      this.box = new Simulator(profile, Set.of());
    }

    int play(String block) {
      int played = 0;
      for (String line : block.lines().toList()) {
        String text = line.substring(Math.min(2, line.length()));
        switch (line.charAt(0)) {
          case '>' -> {
            assertThat(answers).as("answers the note leaves out, before " + line).isEmpty();
            byte[] bytes = ours(text);
            box.hear(bytes, bytes.length, now);
          }
          case '*' -> {
            String[] words = text.split(" ", 2);
            assertThat(box.turn(words[0], words[1], now)).isEmpty();
          }
          case '!' -> {
            box.reboot(now);
            now += 1_000_000_000L;
          }
          case '<' -> {
            assertThat(answers).as("after " + line).isNotEmpty();
            assertThat(answers.removeFirst()).isEqualTo(text);
          }
          default -> throw new AssertionError("no exchange: " + line);
        }
        listen();
        played++;
      }
      assertThat(answers).as("answers the note leaves out").isEmpty();
      return played;
    }

    private byte[] ours(String text) {
      return hex
          ? Bytes.of(Bytes.fromHex(text))
          : Framing.wrap(
              profile.protocol().orElseThrow().ours(),
              text.replace("\\e", "\u001b").replace("\\r", "\r"));
    }

    private void listen() {
      byte[] into = new byte[512];
      int n;
      Framing framing = new Framing(profile.protocol().orElseThrow().frames());
      while ((n = box.say(into, now)) > 0) {
        if (hex) {
          answers.add(Bytes.hex(Bytes.text(into, 0, n)));
        } else {
          framing.take(into, n, answers::add);
        }
      }
    }
  }
}
