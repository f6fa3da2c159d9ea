package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NativeTool;
import hybridge.testing.NeedsTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JACK is told of our latency, and where a recording lands by it. */
@NeedsTool({"jackd", "jack_lsp", "jack_connect", "jack_disconnect", "gcc", "jack/jack.h"})
class LatencyIT {
  private static final int RATE = 48_000;

  /** The loop of the insert, for which every other path waits. */
  private static final int WAITS = 720;

  private static final int FRAMES = RATE;

  @TempDir Path folder;

  private Path studio() throws IOException {
    return Files.writeString(
        folder.resolve("studio.yaml"),
        """
        audio: {driver: jack, rate: %d, inputs: 8, outputs: 8, connect: none}
        console:
          strips:
            - {name: Dry, input: 1}
            - {name: Wet, input: 2, insert: box}
            - {name: Tracks, input: 7}
        inserts:
          box: {send: 5, return: 8, delay: %d}
        osc: {port: 0}
        web: {port: 0}
        """
            .formatted(RATE, WAITS));
  }

  @Test
  void aRecordingLandsToTheFrameWhateverStandsInALoop() throws Exception {
    try (JackServer jack = JackServer.start(RATE, 64);
        Hybridge daemon =
            Hybridge.start(
                Map.of("JACK_DEFAULT_SERVER", jack.name()), "run", studio().toString())) {
      daemon.ready();
      Await.until("the latency", () -> capture(jack, "out_1") == WAITS);
      assertThat(landsAt(jack)).as("without anything in the loop").isZero();
      try (NativeTool box =
              NativeTool.start(jack, "loop", "box", "656", "1", "hybridge:out_5>hybridge:in_8");
          NativeTool tracks =
              NativeTool.start(jack, "loop", "daw", "2000", "0", "hybridge:out_2>hybridge:in_7")) {
        box.expect("ready");
        tracks.expect("ready");
        for (int i = 0; i < 6; i++) { // cables that have nothing to do with it
          jack.tool("jack_connect", "system:capture_1", "system:playback_1");
          jack.tool("jack_disconnect", "system:capture_1", "system:playback_1");
        }
        assertThat(landsAt(jack))
            .as("with programs in an insert and from main to a strip")
            .isZero();
        assertThat(capture(jack, "out_1")).isEqualTo(WAITS);
        assertThat(latency(jack, "in_1", "playback")).isEqualTo(WAITS);
      }
      assertThat(daemon.terminate()).isZero();
    }
  }

  /** By how many frames a click stands later in a recording than it was played. */
  private long landsAt(JackServer jack) throws Exception {
    long off = Long.MIN_VALUE;
    for (int tries = 0; tries < 4 && off != 0; tries++) { // a busy machine may lose a block
      off = lands(jack);
    }
    return off;
  }

  private long lands(JackServer jack) throws Exception {
    Path heard = folder.resolve("heard.raw");
    ByteBuffer click = ByteBuffer.allocate(4 * 64).order(ByteOrder.LITTLE_ENDIAN);
    click.putFloat(0, 0.5f);
    Path file = Files.write(folder.resolve("click.raw"), click.array());
    try (NativeTool record =
        NativeTool.start(
            jack, "record", "recorder", heard.toString(), "" + FRAMES, "0", "hybridge:out_1")) {
      long began = Long.parseLong(record.hear().split(" ")[1]);
      long latency;
      long played;
      try (NativeTool play =
          NativeTool.start(jack, "play", "voice", file.toString(), "0", "hybridge:in_1")) {
        played = Long.parseLong(play.hear().split(" ")[1]);
        play.expect("end");
        latency = Long.parseLong(record.hear().split(" ")[1]);
      }
      return began + firstSound(heard) - latency - played;
    }
  }

  private static int firstSound(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bytes.limit() / 4; i++) {
      if (Math.abs(bytes.getFloat(4 * i)) > 0.05) {
        return i;
      }
    }
    throw new AssertionError("the click was not heard");
  }

  private static int capture(JackServer jack, String port) throws IOException {
    return latency(jack, port, "capture");
  }

  private static int latency(JackServer jack, String port, String which) throws IOException {
    String seen = jack.tool("jack_lsp", "-l", "hybridge:" + port);
    Matcher found =
        Pattern.compile(
                "hybridge:" + port + "\\R(?:.*\\R)*?.*" + which + " latency = \\[ \\d+ (\\d+) \\]")
            .matcher(seen);
    assertThat(found.find()).as(seen).isTrue();
    return Integer.parseInt(found.group(1));
  }
}
