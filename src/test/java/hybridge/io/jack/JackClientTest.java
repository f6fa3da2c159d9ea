package hybridge.io.jack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import hybridge.io.jack.JackClient.Config;
import hybridge.io.jack.JackClient.State;
import hybridge.io.midi.JackMidiPort;
import hybridge.rt.AudioCallback;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.testing.Await;
import hybridge.testing.JackServer;
import hybridge.testing.NativeTool;
import hybridge.testing.NeedsTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real JACK server; one for all tests here that do not kill it. */
@NeedsTool({"jackd", "jack_lsp", "jack_bufsize", "gcc", "jack/jack.h"})
class JackClientTest {
  private static JackServer server;

  private final Counters counters = new Counters();
  private final Signal arrived = NativeSignal.best();
  private JackClient client;

  @BeforeAll
  static void startServer() throws IOException {
    server = JackServer.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
  }

  private static void halve(float[][] in, float[][] out, int frames) {
    for (int c = 0; c < out.length; c++) {
      for (int i = 0; i < frames; i++) {
        out[c][i] = in[c][i] * 0.5f;
      }
    }
  }

  private JackClient client(AudioCallback callback, boolean physical) {
    Config config = new Config("hybridge", server.name(), 2, 2, 48000, physical);
    client = new JackClient(config, callback, counters, arrived);
    return client;
  }

  private JackClient opened(AudioCallback callback) {
    JackOpening opening = client(callback, false).open();
    assertThat(opening).isInstanceOf(JackOpening.Ready.class);
    return client;
  }

  @Test
  void audioComesThroughSampleForSample(@TempDir Path folder) throws IOException {
    opened(JackClientTest::halve);
    float[] sent = new float[4800];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (float) Math.sin(i * 0.1) * (i + 1) / sent.length;
    }
    Path file = folder.resolve("sent");
    ByteBuffer bytes = ByteBuffer.allocate(sent.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(sent);
    Files.write(file, bytes.array());
    // A server without real time may lose a block under load; then it is played again.
    int wrong = 0;
    for (int attempt = 0; attempt < 5 && wrong >= 0; attempt++) {
      wrong = firstWrong(sent, file, folder.resolve("heard-" + attempt));
    }
    assertThat(wrong).as("the first sample that is not the half of what was sent").isEqualTo(-1);
  }

  /** Plays through the client and records; −1 when every sample is right. */
  private int firstWrong(float[] sent, Path file, Path heard) throws IOException {
    try (NativeTool recorder =
        NativeTool.start(
            server, "record", "rec", heard.toString(), "48000", "0", "hybridge:out_2")) {
      long recordedFrom = Long.parseLong(recorder.hear().split(" ")[1]);
      // Only now does anything play: on a busy machine the player could be the faster of the two.
      long playedFrom;
      try (NativeTool player =
          NativeTool.start(server, "play", "play", file.toString(), "0", "hybridge:in_2")) {
        playedFrom = Long.parseLong(player.hear().split(" ")[1]);
        player.expect("end");
      }
      recorder.expect("end");
      FloatBuffer got =
          ByteBuffer.wrap(Files.readAllBytes(heard)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      int at = (int) (playedFrom - recordedFrom);
      assertThat(at).isNotNegative();
      for (int i = 0; i < sent.length; i++) {
        if (got.get(at + i) != sent[i] * 0.5f) {
          return i;
        }
      }
      return -1;
    }
  }

  @Test
  void midiGoesBothWaysByteForByte() throws Exception {
    opened(JackClientTest::halve);
    JackMidiPort port = new JackMidiPort(client.midi("desk"));
    int before = port.generation();
    assertThat(port.present()).isFalse();
    try (NativeTool far =
        NativeTool.start(server, "jmidi", "far", "hybridge:desk_in", "hybridge:desk_out")) {
      far.expect("ready");
      Await.until(
          "the connection to be noticed",
          () -> {
            client.service();
            return port.present() && port.generation() > before;
          });
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      String sysex = "F0 00 00 66 14 12 00 " + "48 79 ".repeat(400) + "F7";
      long start = System.nanoTime();
      for (String line : List.of("90 3C 7F", "E0 00 40", sysex, "F8", "D0 7F")) {
        far.say(line);
      }
      List<Long> times = new ArrayList<>();
      while (got.size() < 3 + 3 + 808 + 1 + 2) {
        arrived.await(1_000_000_000);
        port.receive(
            (bytes, length, nanos) -> {
              got.write(bytes, 0, length);
              times.add(nanos);
            });
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
      }
      assertThat(HexFormat.ofDelimiter(" ").withUpperCase().formatHex(got.toByteArray()))
          .isEqualTo("90 3C 7F E0 00 40 " + sysex + " F8 D0 7F");
      assertThat(times).isSorted().allMatch(t -> t > start - 10_000_000 && t < System.nanoTime());

      for (String message : List.of("90 00 7F", sysex, "FE", "B0 40 00")) {
        assertThat(port.send(hex(message))).isTrue();
      }
      for (String message : List.of("90 00 7F", sysex, "FE", "B0 40 00")) {
        assertThat(far.hear().replaceFirst("\\d+ ", "")).isEqualTo(message);
      }
      int connected = port.generation();
      server.tool("jack_disconnect", "hybridge:desk_out", "far:in");
      Await.until(
          "the helper to connect again",
          () -> {
            client.service();
            return port.present() && port.generation() > connected;
          });
    }
    Await.until(
        "the far side to be missed",
        () -> {
          client.service();
          return !port.present();
        });
  }

  @Test
  void whatDoesNotFitInOneBlockGoesWithTheNext() throws IOException {
    opened(JackClientTest::halve);
    JackMidi pair = client.midi("big");
    try (NativeTool far = NativeTool.start(server, "jmidi", "far", "-", "hybridge:big_out")) {
      far.expect("ready");
      Await.until("the connection to be noticed", () -> client.service() >= 0 && pair.present());
      byte[] sysex = new byte[JackMidi.MAX_MESSAGE];
      sysex[0] = (byte) 0xF0;
      sysex[sysex.length - 1] = (byte) 0xF7;
      int sent = 0;
      for (int i = 0; i < 12; i++) {
        sysex[1] = (byte) i;
        Await.until("room in the ring", () -> pair.send(sysex));
        sent++;
      }
      for (int i = 0; i < sent; i++) {
        String[] heard = far.hear().split(" ");
        assertThat(heard.length - 1).isEqualTo(JackMidi.MAX_MESSAGE);
        assertThat(Integer.parseInt(heard[2], 16)).isEqualTo(i);
      }
    }
  }

  @Test
  void messagesThatCanNeverGoAreRefused() {
    JackMidi pair = client(JackClientTest::halve, false).midi("x");
    assertThat(pair.send(new byte[] {(byte) 0xF8})).as("no server").isFalse();
    assertThatThrownBy(() -> pair.send(new byte[JackMidi.MAX_MESSAGE + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16385")
        .hasMessageContaining("16384");
  }

  @Test
  void callbackAllocatesNothingOnceWarm() throws Exception {
    AtomicLong id = new AtomicLong();
    opened(
        (in, out, frames) -> {
          id.setPlain(Thread.currentThread().threadId());
          halve(in, out, frames);
        });
    JackMidi pair = client.midi("desk");
    try (NativeTool far =
        NativeTool.start(server, "jmidi", "far", "hybridge:desk_in", "hybridge:desk_out")) {
      far.expect("ready");
      exchange(far, pair, 1000);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      // While the JVM still compiles it may allocate for itself on this thread, later the busier
      // the
      // machine is: one clean stretch of 3 000 blocks is wanted, and soon.
      long allocated = Long.MAX_VALUE;
      for (int stretch = 0; allocated > 0 && stretch < 5; stretch++) {
        long blocks = client.stats().count();
        long before = threads.getThreadAllocatedBytes(id.get());
        exchange(far, pair, 3000);
        assertThat(client.stats().count() - blocks).isGreaterThanOrEqualTo(3000);
        allocated = threads.getThreadAllocatedBytes(id.get()) - before;
      }
      assertThat(allocated).isZero();
    }
    assertThat(counters.read(Health.CALLBACK_FAULTS)).isZero();
    CallbackTimes times = client.stats();
    assertThat(times.medianMicros()).isPositive().isLessThan(500);
    assertThat(times.p999Micros()).isBetween(times.medianMicros(), times.maxMicros());
  }

  /** MIDI both ways while so many blocks pass. */
  private void exchange(NativeTool far, JackMidi pair, int blocks) throws InterruptedException {
    long until = client.stats().count() + blocks;
    byte[] into = new byte[64];
    while (client.stats().count() < until) {
      far.say("90 3C 7F");
      pair.send(hex("90 3C 00"));
      arrived.await(5_000_000);
      while (pair.received().peekLength() >= 0) {
        pair.received().peek(into);
        pair.received().pop();
      }
      far.hear(0);
    }
  }

  @Test
  void faultInTheCallbackIsSilenceAndIsCounted() {
    opened(
        (in, out, frames) -> {
          throw new IllegalStateException("a fault of the test");
        });
    Await.until("faults to be counted", () -> counters.read(Health.CALLBACK_FAULTS) > 10);
    assertThat(client.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void lateBlockIsAnXrun() {
    AtomicLong blocks = new AtomicLong();
    opened(
        (in, out, frames) -> {
          if (blocks.incrementAndGet() == 200) {
            long until = System.nanoTime() + 20_000_000;
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
          }
          halve(in, out, frames);
        });
    Await.until("200 blocks", () -> blocks.get() > 200);
    Await.until("an xrun", () -> counters.read(Health.XRUNS) > 0);
    assertThat(client.stats().maxMicros()).isGreaterThanOrEqualTo(20_000);
  }

  @Test
  void anotherBlockSizeIsFollowed() throws IOException {
    AtomicLong frames = new AtomicLong();
    opened(
        (in, out, n) -> {
          frames.setPlain(n);
          halve(in, out, n);
        });
    assertThat(client.blockFrames()).isEqualTo(64);
    for (int size : new int[] {8192, 128, 64}) {
      server.tool("jack_bufsize", "" + size);
      Await.until("blocks of " + size, () -> client.blockFrames() == size && frames.get() == size);
    }
    assertThat(counters.read(Health.CALLBACK_FAULTS)).isZero();
  }

  /**
   * The helper box that calibration is tested with: its delay, one period, and an inverted gain.
   */
  @Test
  void boxOnTheCablesDelaysExactly() throws IOException {
    float[] heard = new float[4096];
    AtomicLong frame = new AtomicLong();
    AtomicLong armed = new AtomicLong();
    opened(
        (in, out, frames) -> {
          Arrays.fill(out[0], 0, frames, 0f);
          if (armed.get() == 0) {
            return;
          }
          long at = frame.get();
          for (int i = 0; i < frames && at + i < heard.length; i++) {
            heard[(int) at + i] = in[0][i];
          }
          if (at == 0) {
            out[0][0] = 1f;
          }
          frame.set(at + frames);
        });
    try (NativeTool box =
        NativeTool.start(
            server, "loop", "box", "1000", "0.5,invert", "hybridge:out_1>hybridge:in_1")) {
      box.expect("ready");
      client.service();
      awaitBlocks(20);
      armed.set(1);
      Await.until("4096 frames", () -> frame.get() >= heard.length);
    }
    for (int i = 0; i < heard.length; i++) {
      assertThat(heard[i]).as("frame %d", i).isEqualTo(i == 1000 + 64 ? -0.5f : 0f);
    }
  }

  private void awaitBlocks(int count) {
    long until = client.stats().count() + count;
    Await.until(count + " blocks", () -> client.stats().count() >= until);
  }

  @Test
  void latenciesIncludeOurOwn() throws IOException {
    client(JackClientTest::halve, true).setInternalLatency(100);
    assertThat(client.open()).isInstanceOf(JackOpening.Ready.class);
    int capture = latency(server.tool("jack_lsp", "-l", "system:capture_1"), "capture");
    int playback = latency(server.tool("jack_lsp", "-l", "system:playback_1"), "playback");
    for (int own : new int[] {100, 250, 0}) {
      client.setInternalLatency(own);
      client.service();
      Await.until(
          "latencies with " + own,
          () -> {
            String seen = server.tool("jack_lsp", "-l", "hybridge:");
            String ours = seen.substring(seen.indexOf("hybridge:in_1"));
            return latency(after(ours, "hybridge:out_1"), "capture") == capture + own
                && latency(after(ours, "hybridge:in_1"), "playback") == playback + own;
          });
    }
  }

  private static String after(String text, String mark) {
    return text.substring(text.indexOf(mark));
  }

  private static int latency(String lsp, String which) {
    Matcher found =
        Pattern.compile("port " + which + " latency = \\[ (\\d+) (\\d+) \\] frames").matcher(lsp);
    assertThat(found.find()).as(lsp).isTrue();
    assertThat(found.group(1)).isEqualTo(found.group(2));
    return Integer.parseInt(found.group(1));
  }

  @Test
  void physicalPortsAreConnectedByNumber() throws IOException {
    assertThat(client(JackClientTest::halve, true).open()).isInstanceOf(JackOpening.Ready.class);
    String seen = server.tool("jack_lsp", "-c");
    assertThat(seen)
        .contains("system:capture_2\n   hybridge:in_2\n")
        .contains("system:playback_1\n   hybridge:out_1\n");
  }

  @Test
  void namedMidiPortsAreConnectedWhenTheyAppear() throws IOException {
    opened(JackClientTest::halve);
    client.connectMidi("desk", "X-Touch", "x-touch");
    JackMidi pair = client.midi("desk");
    try (NativeTool far = NativeTool.start(server, "jmidi", "X-Touch", "-", "-")) {
      far.expect("ready");
      Await.until(
          "the cables",
          () -> {
            client.service();
            return pair.present();
          });
      assertThat(server.tool("jack_lsp", "-c"))
          .contains("X-Touch:out\n   hybridge:desk_in\n")
          .contains("hybridge:desk_out\n   X-Touch:in\n");
    }
  }

  /** A client's ports may be there before it can be connected to: it is tried again. */
  @Test
  void aPlugThatIsPulledAndPutInManyTimesIsConnectedEachTime() throws IOException {
    client(JackClientTest::halve, false);
    client.connectMidi("desk", "X-Touch", "x-touch");
    JackMidi pair = client.midi("desk");
    try (JackSupervisor supervisor = new JackSupervisor(client)) {
      supervisor.start();
      for (int i = 0; i < 12; i++) {
        try (NativeTool far = NativeTool.start(server, "jmidi", "X-Touch", "-", "-")) {
          far.expect("ready");
          Await.until("the cable out, time " + i, pair::present);
          far.say("90 3C 7F");
          Await.until("the cable in, time " + i, () -> heard(far, pair));
        }
        Await.until("the plug is out", () -> !pair.present());
      }
    }
  }

  @Test
  void whoIsOnlyListenedToIsThereWhileItsCableIs() throws IOException {
    client(JackClientTest::halve, false);
    JackMidi pair = client.midi("knobs");
    client.connectMidi("knobs", "nano", null);
    try (JackSupervisor supervisor = new JackSupervisor(client)) {
      supervisor.start();
      for (int i = 0; i < 8; i++) {
        int before = pair.generation();
        try (NativeTool far = NativeTool.start(server, "jmidi", "nano", "-", "-")) {
          far.expect("ready");
          Await.until("somebody is there, time " + i, pair::present);
          assertThat(pair.generation()).isGreaterThan(before);
        }
        Await.until("nobody is there", () -> !pair.present());
      }
    }
  }

  private static boolean heard(NativeTool far, JackMidi pair) {
    boolean heard = false;
    while (pair.received().peekLength() >= 0) {
      pair.received().pop();
      heard = true;
    }
    if (!heard) {
      far.say("90 3C 7F");
    }
    return heard;
  }

  @Test
  void removedPairIsGone() throws IOException {
    opened(JackClientTest::halve);
    client.midi("desk");
    assertThat(server.tool("jack_lsp")).contains("hybridge:desk_in", "hybridge:desk_out");
    client.removeMidi("desk");
    assertThat(server.tool("jack_lsp")).doesNotContain("desk");
    assertThat(client.midi("desk").generation()).isEqualTo(1);
  }

  @Test
  void takenNameIsSaid() {
    opened(JackClientTest::halve);
    try (JackClient second =
        new JackClient(client.config(), JackClientTest::halve, counters, arrived)) {
      JackOpening opening = second.open();
      assertThat(opening).isInstanceOf(JackOpening.NameTaken.class);
      assertThat(opening.message()).contains("hybridge", "audio.client");
    }
    assertThat(client.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void otherRateIsSaid() {
    Config config = new Config("hybridge", server.name(), 2, 2, 44100, false);
    client = new JackClient(config, JackClientTest::halve, counters, arrived);
    assertThat(client.open()).isEqualTo(new JackOpening.WrongRate(48000, 44100));
    assertThat(client.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void missingServerIsSaid() {
    Config config = new Config("hybridge", "nobody-here", 2, 2, 0, false);
    client = new JackClient(config, JackClientTest::halve, counters, arrived);
    assertThat(client.open()).isEqualTo(new JackOpening.ServerMissing("nobody-here"));
  }

  @Test
  void joiningAndLeavingManyTimesIsSafe() {
    client(JackClientTest::halve, true).midi("desk");
    for (int i = 0; i < 15; i++) {
      assertThat(client.open()).isInstanceOf(JackOpening.Ready.class);
      long blocks = client.stats().count();
      Await.until("audio", () -> client.stats().count() > blocks + 3);
      client.close();
    }
  }

  private static byte[] hex(String bytes) {
    return HexFormat.ofDelimiter(" ").parseHex(bytes);
  }
}
