package hybridge.io.store;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.surface.Port;
import hybridge.testing.Await;
import hybridge.testing.FakePort;
import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written when there is room, and when there is none. */
class TraceTest {
  @TempDir Path folder;
  private final FakePort far = new FakePort();
  private long now = 7_000_000_000L;

  private static void send(Port port, String hex) {
    port.send(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  @Test
  void linesAreWhatWasSeenAndWhatWasLostIsCounted() throws Exception {
    Path file = folder.resolve("t");
    Trace trace = new Trace(file, false, List.of(TraceFile.MARK), () -> now, 4);
    Port port = trace.port(far);
    port.generation();
    now += 1_500_000_001L;
    far.arrive("E0 00 40");
    port.receive((bytes, length, nanos) -> {});
    for (int i = 0; i < 5; i++) {
      send(port, "90 00 7F"); // two find room
    }
    far.room = 0;
    send(port, "90 01 7F"); // was not sent
    trace.close();
    assertThat(Files.readAllLines(file))
        .containsExactly(
            TraceFile.MARK,
            "0.000000000 fake + 1",
            "1.500000001 fake < E0 00 40",
            "1.500000001 fake > 90 00 7F",
            "1.500000001 fake > 90 00 7F",
            "1.500000001 - ! 3");
    Problems problems = new Problems("t");
    TraceFile read = TraceFile.read(file, problems).orElseThrow();
    assertThat(read.lines()).hasSize(5);
    assertThat(read.lines().get(1).bytes()).containsExactly(0xE0, 0x00, 0x40);
  }

  /** The disk was full, or the power went: what happened before that is what matters. */
  @Test
  void aLastLineThatBreaksOffIsLeftOut() throws Exception {
    Path file = folder.resolve("broken");
    Files.writeString(file, TraceFile.MARK + "\n1.000000000 desk < E0 00 40\n1.0000000");
    Problems problems = new Problems("t");
    assertThat(TraceFile.read(file, problems).orElseThrow().lines()).hasSize(1);
    Files.writeString(file, TraceFile.MARK + "\n1.0000\n1.000000000 desk < E0 00 40\n");
    assertThat(TraceFile.read(file, problems)).as("a hole in the middle is none").isEmpty();
    assertThat(problems.list()).hasSize(1);
  }

  @Test
  void itIsWrittenWhileItRuns() throws Exception {
    Path file = folder.resolve("live");
    try (Trace trace = Trace.begin(file, false, List.of(TraceFile.MARK))) {
      send(trace.port(far), "90 00 7F");
      Await.until("the line", () -> Files.readString(file).contains("fake > 90 00 7F"));
    }
  }
}
