package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.testing.Await;
import hybridge.testing.PretendMidi;
import hybridge.testing.PretendMidi.Device;
import hybridge.testing.TreeBox;
import hybridge.value.Problems;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import javax.sound.midi.SysexMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that reach a box over MIDI: devices of Java Sound, with a box behind them. */
class BoxWireTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final TreeBox box = new TreeBox();
  private volatile boolean over;

  @AfterEach
  void unplug() {
    over = true;
    PretendMidi.PLUGGED.clear();
  }

  private int run(String... args) {
    return new CommandLine(new ProfileCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  /** Plugs the box in; it answers on a thread of its own. */
  private void plug(String name) {
    Device from = new Device(name, true);
    Device to = new Device(name, false);
    PretendMidi.PLUGGED.add(from);
    PretendMidi.PLUGGED.add(to);
    Thread.ofPlatform()
        .daemon(true)
        .start(
            () -> {
              try {
                while (!over) {
                  answer(to.heard.take(), from);
                }
              } catch (Exception wrong) {
                throw new IllegalStateException(wrong);
              }
            });
  }

  private void answer(String message, Device from) throws Exception {
    byte[] bytes = HEX.parseHex(message);
    box.hear(bytes, bytes.length);
    byte[] said = new byte[4096];
    int n = box.say(said);
    if (n > 0) {
      from.say(new SysexMessage(java.util.Arrays.copyOf(said, n), n));
    }
  }

  @Test
  void aBoxIsWaitedForAndThenAsked() throws Exception {
    Path file = folder.resolve("tree.yaml");
    CompletableFuture<Integer> described =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    "describe",
                    "--speaks",
                    "control-tree",
                    "--midi",
                    "Late",
                    "--only",
                    "program/reverb",
                    "--only",
                    "program/eq-1-band-m",
                    "--most",
                    "7",
                    "-o",
                    file.toString()));
    Await.until(
        "it says what it waits for",
        () -> err.toString().contains("waiting: unit in: Late: no such MIDI port"));
    plug("Late Box");
    assertThat(described.get()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("local/control-tree-09: 7 parameters");
    UnitProfile found = UnitProfileReader.read(file, new Problems("found")).orElseThrow();
    assertThat(found.knobs().getFirst().id()).isEqualTo("program-eq-1-band-m-mix");
    assertThat(err.toString()).contains("more than 7 parameters");
    assertThat(Files.readString(file)).doesNotContain("system");
  }

  @Test
  void anAmbiguousNameListsWhatFits() {
    plug("Box 1");
    plug("Box 2");
    int code = run("describe", "--speaks", "control-tree", "--midi", "box", "--seconds", "1");
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("2 devices fit", "Box 1", "Box 2");
  }

  @Test
  void aPersonTalksOverMidi() throws Exception {
    box.branch(0x100, "Root", 0x110);
    Path maker = Files.createDirectories(folder.resolve("device-profiles/outboard/local"));
    Path file = maker.resolve("control-tree-09.yaml");
    plug("In and Out");
    String[] sides = {"--midi-in", "In and", "--midi-out", "and Out"};
    assertThat(
            run(
                "describe",
                "--speaks",
                "control-tree",
                sides[0],
                sides[1],
                sides[2],
                sides[3],
                "--only",
                "program/eq-1-band-m",
                "-o",
                file.toString()))
        .as(err.toString())
        .isZero();
    InputStream keyboard = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              "program-eq-1-band-m-gain -6\n".getBytes(StandardCharsets.US_ASCII)));
      assertThat(
              run(
                  "talk",
                  "--folder",
                  folder.toString(),
                  "local/control-tree-09",
                  sides[0],
                  sides[1],
                  sides[2],
                  sides[3],
                  "--seconds",
                  "20"))
          .as(err.toString())
          .isZero();
    } finally {
      System.setIn(keyboard);
    }
    assertThat(out.toString()).contains("state ready", "program-eq-1-band-m-gain -6");
    assertThat((byte) box.value(0, 0, 1)).isEqualTo((byte) -6);
  }
}
