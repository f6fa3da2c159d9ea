package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.testing.Api;
import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NativeTool;
import hybridge.testing.NeedsTool;
import hybridge.value.Law;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path, with real parts in other processes: a JACK server, a player, a recorder, a
 * controller's bytes, a box that delays and scales, liblo's OSC tools, and a serial compressor
 * behind a pseudo-terminal.
 */
@NeedsTool({"jackd", "gcc", "oscsend", "oscdump"})
class MainJobIT {
  private static final int RATE = 48_000;
  private static final int PERIOD = 64;
  private static final double LOOP_DELAY = 1000.25;
  private static final double LOOP_GAIN_DB = -6;

  @TempDir Path folder;

  private Path studio(Path pty) throws IOException {
    return Files.writeString(
        folder.resolve("studio.yaml"),
        """
        studio: Test room
        audio: {driver: jack, rate: %d, inputs: 8, outputs: 8, connect: none}
        console:
          strips:
            - {name: Kick, input: 1}
            - {name: Vocal, input: 2, insert: loop}
            - {name: Three, input: 3}
        units:
          vox-comp: {profile: generic/line-compressor, serial: %s}
        inserts:
          loop: {send: 3, return: 5, delay: %s, gain: %s}
        surfaces:
          - {id: desk, profile: mackie/control-universal, midi: jack, assign: {vpot-8: /unit/vox-comp/threshold}}
        osc: {port: 0}
        web: {port: 0}
        """
            .formatted(RATE, pty, LOOP_DELAY + PERIOD, LOOP_GAIN_DB));
  }

  /** Records a port for 0.4 s and gives the RMS of the last 0.2 s. */
  /**
   * The middle of three takes: a block that the player or the recorder loses spoils one of them.
   */
  private double rms(JackServer jack, String port) throws IOException {
    double[] takes = new double[3];
    for (int i = 0; i < takes.length; i++) {
      takes[i] = take(jack, port);
    }
    Arrays.sort(takes);
    return takes[1];
  }

  private double take(JackServer jack, String port) throws IOException {
    Path file = folder.resolve("recorded.raw");
    int frames = RATE * 2 / 5;
    try (NativeTool record =
        NativeTool.start(jack, "record", "rec", file.toString(), "" + frames, "0", port)) {
      record.expect("start").expect("end");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    double sum = 0;
    int half = frames / 2;
    for (int i = half; i < frames; i++) {
      double x = bytes.getFloat(4 * i);
      sum += x * x;
    }
    return Math.sqrt(sum / half);
  }

  private static double db(double ratio) {
    return 20 * Math.log10(ratio);
  }

  /** Two seconds of a 1 kHz tone and its neighbours, repeated by the player of the test. */
  private Path tone() throws IOException {
    int frames = 60 * RATE;
    ByteBuffer bytes = ByteBuffer.allocate(4 * frames).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frames; i++) {
      double w = 2 * Math.PI * i / RATE;
      bytes.putFloat(
          (float)
              (0.2 * Math.sin(1000 * w) + 0.1 * Math.sin(2500 * w) + 0.05 * Math.sin(6000 * w)));
    }
    return Files.write(folder.resolve("tone.raw"), bytes.array());
  }

  @Test
  void aFaderMovesSoundOutToABoxAndBack() throws Exception {
    Path pty = folder.resolve("pty");
    try (JackServer jack = JackServer.startSynchronous(RATE, PERIOD);
        Hybridge box =
            Hybridge.start(
                Map.of(),
                "profile",
                "simulate",
                "generic/line-compressor",
                "--pty",
                pty.toString())) {
      box.expect("/dev/");
      try (Hybridge daemon =
          Hybridge.start(
              Map.of("JACK_DEFAULT_SERVER", jack.name()), "run", studio(pty).toString())) {
        Map<String, String> ready = daemon.ready();
        try (NativeTool hands =
                NativeTool.start(jack, "jmidi", "hands", "hybridge:desk_in", "hybridge:desk_out");
            NativeTool play =
                NativeTool.start(
                    jack,
                    "play",
                    "player",
                    tone().toString(),
                    "0",
                    "hybridge:in_1",
                    "hybridge:in_2")) {
          play.expect("start");
          hands.expect("ready");
          fader(jack, hands, ready.get("web"));
          insert(jack, ready.get("web"));
          unit(box, hands, ready);
        }
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** (a) Bytes of a fader change the level by the law. */
  private void fader(JackServer jack, NativeTool hands, String web) throws Exception {
    new Api(web).put("/strip/2/mute", "true");
    hands.say("E0 74 5F");
    Await.until(
        "the fader at 0 dB",
        () -> new Api(web).parameter("/strip/1/fader").get("value").asDouble() == 0);
    double reference = rms(jack, "hybridge:out_1");
    for (String bytes : new String[] {"E0 78 3F", "E0 00 20", "E0 10 70", "E0 7F 7F"}) {
      byte[] b = HexFormat.ofDelimiter(" ").parseHex(bytes);
      double norm = Math.min(1, (b[2] * 128 + b[1]) / 16368.0);
      double expected = Law.FADER.value(norm, Double.NEGATIVE_INFINITY, 10);
      hands.say(bytes);
      Await.until(
          "the fader at " + expected,
          () ->
              Math.abs(new Api(web).parameter("/strip/1/fader").get("value").asDouble() - expected)
                  < 1e-9);
      assertThat(db(rms(jack, "hybridge:out_1") / reference))
          .as(bytes)
          .isCloseTo(expected, within(0.01));
    }
    new Api(web).put("/strip/1/fader", "0");
    new Api(web).put("/strip/2/mute", "false");
  }

  /**
   * (b) What a box delays and scales comes back aligned and scaled: against the dry sound inverted
   * it cancels.
   */
  private void insert(JackServer jack, String web) throws Exception {
    double gain = Math.pow(10, LOOP_GAIN_DB / 20);
    try (NativeTool loop =
        NativeTool.start(
            jack, "loop", "box", "" + LOOP_DELAY, "" + gain, "hybridge:out_3>hybridge:in_5")) {
      loop.expect("ready");
      double both = rms(jack, "hybridge:out_1");
      new Api(web).put("/strip/1/polarity", "true");
      double cancelled = rms(jack, "hybridge:out_1");
      assertThat(db(cancelled / both)).as("the insert against dry, dB").isLessThan(-90);
      new Api(web).put("/strip/1/polarity", "false");
      new Api(web).put("/strip/1/mute", "true");
      double alone = rms(jack, "hybridge:out_1");
      assertThat(db(alone / both)).as("as loud as the dry strip").isCloseTo(-6.0206, within(0.01));
    }
  }

  /**
   * (c) OSC and a V-pot reach the box in another process; what it reports comes back to OSC and to
   * the display.
   */
  private void unit(Hybridge box, NativeTool hands, Map<String, String> ready) throws Exception {
    String[] osc = ready.get("osc").split(":");
    int port = freeUdpPort();
    Process dump = new ProcessBuilder("oscdump", "-L", "" + port).redirectErrorStream(true).start();
    try {
      var lines = new java.util.concurrent.LinkedBlockingQueue<String>();
      Thread.ofPlatform()
          .daemon()
          .start(() -> dump.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add));
      Await.until(
          "the unit to be ready",
          () ->
              new Api(ready.get("web"))
                  .parameter("/unit/vox-comp/state")
                  .get("value")
                  .asText()
                  .equals("ready"));
      Await.until(
          "the subscription's first values",
          () -> {
            oscsend(osc, "/subscribe", "si", "/unit/vox-comp/threshold", "" + port);
            String line = lines.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS);
            return line != null && line.contains("/unit/vox-comp/threshold");
          });
      oscsend(osc, "/unit/vox-comp/threshold", "f", "-20");
      box.expect("threshold -20");
      Await.until(
          "the report over OSC", () -> has(lines, "/unit/vox-comp/threshold/reported f -20"));
      heard(hands, "F0 00 00 66 14 12 69 2D 32 30 2E 30 20 20 F7");

      hands.say("B0 17 05");
      box.expect("threshold -17");
      Await.until(
          "the report over OSC", () -> has(lines, "/unit/vox-comp/threshold/reported f -17"));
      heard(hands, "F0 00 00 66 14 12 69 2D 31 37 2E 30 20 20 F7");

      // A hand on the box itself moves the desk, too.
      box.say("threshold -12.5");
      Await.until(
          "the front-panel move",
          () ->
              new Api(ready.get("web"))
                      .parameter("/unit/vox-comp/threshold")
                      .get("wanted")
                      .asDouble()
                  == -12.5);
      heard(hands, "F0 00 00 66 14 12 69 2D 31 32 2E 35 20 20 F7");

      // What a box cannot be is refused, and said so to the sender only.
      oscsend(osc, "/unit/vox-comp/threshold", "f", "7");
      assertThat(
              new Api(ready.get("web"))
                  .parameter("/unit/vox-comp/threshold")
                  .get("wanted")
                  .asDouble())
          .isEqualTo(-12.5);
    } finally {
      dump.destroyForcibly();
    }
  }

  private static boolean has(java.util.Queue<String> lines, String part) {
    return lines.stream().anyMatch(l -> l.contains(part));
  }

  private static void heard(NativeTool hands, String bytes) {
    Await.until(
        "the surface to be told " + bytes,
        () -> hands.hear(200) instanceof String line && line.endsWith(bytes));
  }

  private static void oscsend(String[] to, String address, String types, String... arguments)
      throws Exception {
    var command =
        new java.util.ArrayList<>(java.util.List.of("oscsend", to[0], to[1], address, types));
    command.addAll(java.util.List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static int freeUdpPort() throws IOException {
    try (java.net.DatagramSocket socket = new java.net.DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aServerThatDiesAndComesBackBringsSoundAndSurfaceBack() throws Exception {
    try (JackServer jack = JackServer.startSynchronous(RATE, PERIOD)) {
      try (Hybridge daemon =
          Hybridge.start(
              Map.of("JACK_DEFAULT_SERVER", jack.name()),
              "run",
              studio(folder.resolve("none")).toString())) {
        Map<String, String> ready = daemon.ready();
        new Api(ready.get("web")).put("/strip/1/fader", "-10");
        double before;
        try (NativeTool play =
            NativeTool.start(jack, "play", "player", "sine:1000:0.25", "0", "hybridge:in_1")) {
          play.expect("start");
          before = rms(jack, "hybridge:out_1");
        }
        assertThat(before).isPositive();
        jack.kill();
        Await.until(
            "the daemon to notice",
            () -> new Api(ready.get("web")).get("/api/health").get("serverLost").asInt() == 1);
        jack.startAgain();
        Await.until(
            "the ports to be back", () -> jack.tool("jack_lsp").contains("hybridge:desk_out"));
        try (NativeTool play =
                NativeTool.start(jack, "play", "player", "sine:1000:0.25", "0", "hybridge:in_1");
            NativeTool hands =
                NativeTool.start(jack, "jmidi", "hands", "hybridge:desk_in", "hybridge:desk_out")) {
          play.expect("start");
          assertThat(db(rms(jack, "hybridge:out_1") / before)).isCloseTo(0, within(0.001));
          // −10 dB is half of the travel: the surface is painted anew, without anybody having
          // touched it.
          heard(hands, "E0 78 3F");
        }
        assertThat(daemon.terminate()).isZero();
      }
    }
  }
}
