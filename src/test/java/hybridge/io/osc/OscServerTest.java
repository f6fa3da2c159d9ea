package hybridge.io.osc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.rt.Health;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.testing.Await;
import hybridge.testing.Console;
import hybridge.value.Origin;
import hybridge.value.Value;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The server over real sockets on loopback; the codec of the test is the same library, the bytes of
 * some are written out.
 */
class OscServerTest {
  private final Console console = Console.ofMonoStrips(3, "");
  private final OscCodec codec = new OscCodec();
  private OscServer server;
  private RoleThread desk;
  private DatagramSocket socket;

  @BeforeEach
  void start() throws IOException {
    desk = new RoleThread("desk", Signal.ofJava(), List.of(new Quick())).start();
    server = new OscServer(console.desk, console.counters, "127.0.0.1", 0, List.of()).start();
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(2000);
  }

  /** The desk has a signal of its own that nobody waits on here: look often. */
  private final class Quick implements hybridge.rt.Role {
    @Override
    public String roleName() {
      return "desk";
    }

    @Override
    public int work() {
      return console.desk.work();
    }

    @Override
    public long restNanos() {
      return 1_000_000;
    }
  }

  @AfterEach
  void stop() {
    server.close();
    desk.close();
    socket.close();
  }

  private void send(String address, Object... arguments) throws IOException {
    sendBytes(codec.serialize(address, List.of(arguments)));
  }

  private void sendBytes(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server.address()));
  }

  private OscCodec.Message receive() throws IOException {
    DatagramPacket p = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(p);
    return codec.parse(p.getData(), p.getLength()).orElseThrow().getFirst();
  }

  private OscCodec.Message receive(String address) throws IOException {
    OscCodec.Message m = receive();
    while (!m.address().equals(address)) {
      m = receive();
    }
    return m;
  }

  @Test
  void aMessageSetsAndOneWithoutArgumentsAsks() throws IOException {
    send("/strip/1/fader", -12.5f);
    Await.until("the fader", () -> console.number("/strip/1/fader") == -12.5);
    send("/strip/1/fader");
    assertThat(receive().arguments()).containsExactly(-12.5f);
    send("/strip/1/fader/norm", 0.5f);
    Await.until("the fader", () -> console.number("/strip/1/fader") == -10);
    send("/strip/1/fader/norm");
    assertThat((Float) receive("/strip/1/fader/norm").arguments().getFirst())
        .isCloseTo(0.5f, within(1e-6f));
    send("/strip/1/fader", Float.NEGATIVE_INFINITY);
    Await.until("the fader", () -> console.number("/strip/1/fader") == Double.NEGATIVE_INFINITY);
    send("/strip/1/fader");
    assertThat(receive().arguments()).containsExactly(Float.NEGATIVE_INFINITY);
  }

  @Test
  void typesAreTakenAsTheyCome() throws IOException {
    send("/strip/1/fader", -6);
    Await.until("an integer", () -> console.number("/strip/1/fader") == -6);
    send("/strip/2/mute", true);
    Await.until("a T", () -> console.number("/strip/2/mute") == 1);
    send("/strip/2/mute", 0.0f);
    Await.until("a zero", () -> console.number("/strip/2/mute") == 0);
    send("/strip/2/name", "Söng");
    Await.until(
        "a text",
        () -> console.desk.value(console.desk.tree().require("/strip/2/name")).words() != null);
    byte[] pattern = codec.serialize("/strip/X/mute", List.of(1));
    pattern[7] = '*'; // the library serializes no patterns
    sendBytes(pattern);
    Await.until(
        "a pattern",
        () -> console.number("/strip/3/mute") == 1 && console.number("/strip/1/mute") == 1);
    send("/strip/2/mute");
    assertThat(receive().arguments()).containsExactly(1);
  }

  @Test
  void whatIsRefusedIsSaidToTheSender() throws IOException {
    send("/strip/1/mute", "perhaps");
    OscCodec.Message m = receive();
    assertThat(m.address()).isEqualTo("/error");
    assertThat(m.arguments().getFirst()).isEqualTo("/strip/1/mute");
    assertThat((String) m.arguments().get(1)).contains("on or off");
    send("/strip/1/fader", Float.NaN);
    assertThat(receive().address()).isEqualTo("/error");
    send("/strip/1/fadr", 0f);
    assertThat((String) receive().arguments().get(1)).contains("did you mean '/strip/1/fader'?");
    send("/strip/1/meter/peak", 0f);
    assertThat(receive().address()).isEqualTo("/error");
    send("/strip/1/fader", -1f, -2f);
    assertThat(receive().address()).isEqualTo("/error");
    assertThat(console.number("/strip/1/fader")).isZero();
    assertThat(console.counters.read(Health.MOVES_REFUSED)).isEqualTo(5);
  }

  @Test
  void aSubscriberGetsAllAndThenTheChangesOfOthers() throws IOException {
    send("/subscribe", "/strip/{1,2}/fader");
    assertThat(List.of(receive().address(), receive().address()))
        .containsExactly("/strip/1/fader", "/strip/2/fader");
    send("/strip/1/fader", -20f); // its own move is not told again
    Await.until("its own move", () -> console.number("/strip/1/fader") == -20);
    console.desk.submit(
        new hybridge.desk.Request.Set(
            console.desk.tree().require("/strip/2/fader"), -3, Origin.web("x"), -1));
    assertThat(receive().address()).isEqualTo("/strip/2/fader");
    // A clamped value is the answer, to the sender too.
    send("/strip/1/fader", 99f);
    assertThat(receive().arguments()).containsExactly(10f);
  }

  @Test
  void aReportComesEachTime() throws IOException {
    int index = console.desk.tree().require("/strip/1/meter/peak");
    send("/subscribe", "/strip/1/meter");
    assertThat(receive().address()).startsWith("/strip/1/meter/");
    assertThat(console.desk.value(index)).isEqualTo(Value.of(Double.NEGATIVE_INFINITY));
  }

  @Test
  void anotherPortMayBeNamed() throws IOException {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      other.setSoTimeout(2000);
      send("/subscribe", "/main/fader", other.getLocalPort());
      DatagramPacket p = new DatagramPacket(new byte[512], 512);
      other.receive(p);
      assertThat(new String(p.getData(), 0, 11)).isEqualTo("/main/fader");
    }
  }

  @Test
  void bundlesAndOldSendersWithoutATypeTag() throws IOException {
    byte[] inner = codec.serialize("/strip/1/fader", List.of(-7f));
    byte[] bundle = new byte[16 + 4 + inner.length];
    System.arraycopy("#bundle\0".getBytes(), 0, bundle, 0, 8);
    bundle[15] = 1;
    bundle[19] = (byte) inner.length;
    System.arraycopy(inner, 0, bundle, 20, inner.length);
    sendBytes(bundle);
    Await.until("a bundle", () -> console.number("/strip/1/fader") == -7);
    sendBytes("/main/fader\0".getBytes());
    assertThat(receive().address()).isEqualTo("/main/fader");
  }

  @Test
  void malformedPacketsAreCountedAndHarmless() throws IOException {
    Random random = new Random(11);
    List<byte[]> bad = new ArrayList<>();
    bad.add(new byte[0]);
    bad.add(new byte[] {1, 2, 3});
    bad.add("/strip/1/fader\0\0,f\0\0".getBytes());
    bad.add("#bundle\0\0\0\0\0\0\0\0\1\177\177\177\177".getBytes());
    byte[] deep = new byte[20 * 400];
    for (int i = 0; i < 400; i++) {
      System.arraycopy("#bundle\0".getBytes(), 0, deep, 20 * i, 8);
      int rest = deep.length - 20 * (i + 1);
      deep[20 * i + 18] = (byte) (rest >> 8);
      deep[20 * i + 19] = (byte) rest;
    }
    bad.add(deep);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[4 * random.nextInt(40)];
      random.nextBytes(noise);
      if (noise.length > 8 && i % 2 == 0) {
        noise[0] = '/';
      }
      bad.add(noise);
    }
    int sent = 0;
    for (byte[] bytes : bad) {
      sendBytes(bytes);
      if (++sent % 50 == 0) {
        send("/main/fader");
        receive("/main/fader"); // still there, and the socket's buffer did not overflow
      }
    }
    send("/main/fader");
    assertThat(receive("/main/fader").arguments()).containsExactly(0f);
    assertThat(console.counters.read(Health.OSC_MALFORMED)).isGreaterThan(100);
  }

  @Test
  void strangersGetNothing() {
    AllowList list = new AllowList(List.of("192.168.1.0/24", "10.0.0.7"));
    assertThat(allowed(list, 192, 168, 1, 99)).isTrue();
    assertThat(allowed(list, 192, 168, 2, 1)).isFalse();
    assertThat(allowed(list, 10, 0, 0, 7)).isTrue();
    assertThat(allowed(list, 10, 0, 0, 8)).isFalse();
    assertThat(allowed(list, 127, 0, 0, 1)).isTrue();
  }

  private static boolean allowed(AllowList list, int a, int b, int c, int d) {
    try {
      return list.allows(
          InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSubscriptionFollowsTheStudioFile() throws Exception {
    console.set("/strip/1/fader", -6);
    send("/subscribe", "/strip/*/fader");
    for (int i = 0; i < 3; i++) {
      receive();
    }
    String more =
        """
        audio: {inputs: 8, outputs: 8}
        console:
          strips:
            - {name: New, input: 5}
            - {name: S1, input: 1}
            - {name: S2, input: 2}
        """;
    console
        .desk
        .ask(new hybridge.desk.Request.Run(() -> console.reload(more)))
        .get(2, java.util.concurrent.TimeUnit.SECONDS);
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      OscCodec.Message m = receive();
      told.add(m.address() + " " + m.arguments().getFirst());
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "/strip/1/fader 0.0", "/strip/2/fader -6.0", "/strip/3/fader 0.0");
    send("/strip/2/fader", -7f);
    Await.until("the fader", () -> console.number("/strip/2/fader") == -7);
    assertThat(console.number("/strip/1/fader")).isZero();
  }

  @Test
  void aSubscriptionOfNothingIsAnError() throws IOException {
    send("/subscribe", "/nothing");
    assertThat(receive().address()).isEqualTo("/error");
    send("/subscribe");
    assertThat(receive().address()).isEqualTo("/error");
    try {
      socket.setSoTimeout(100);
      receive();
      throw new AssertionError("something more came");
    } catch (SocketTimeoutException nothing) {
      // as it should be
    }
  }

  // --- floods ----------------------------------------------------------------------------------

  /** A bundle of messages without arguments. */
  private static byte[] bundle(String address, int times) {
    int text = (address.length() / 4 + 1) * 4;
    java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate(16 + times * (4 + text));
    all.put("#bundle\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putLong(1);
    for (int i = 0; i < times; i++) {
      all.putInt(text).put(address.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      all.position(16 + (i + 1) * (4 + text));
    }
    return all.array();
  }

  @Test
  void aPacketThatAsksForEverythingAgainAndAgainIsAnsweredOnce() throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      sendBytes(bundle("/", 5_000));
    }
    Await.until("it is told", () -> console.counters.read(Health.OSC_FLOODED) >= 20);
    send("/strip/1/fader", -12.5f);
    Await.until("a hand gets through", () -> console.number("/strip/1/fader") == -12.5);
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    socket.setSoTimeout(500);
    int answers = 0;
    try {
      while (true) {
        receive();
        answers++;
      }
    } catch (SocketTimeoutException quiet) {
      // All was said.
    }
    int all = console.desk.tree().match(hybridge.value.AddressPattern.parse("/")).size();
    assertThat(answers).isLessThanOrEqualTo(21 * all);
  }

  @Test
  void aPatternAgainAndAgainEndsAtTheBoundOfAPacket() throws IOException {
    sendBytes(bundle("/*/*/*/*", 2_300));
    Await.until("it is told", () -> console.counters.read(Health.OSC_FLOODED) == 1);
    send("/strip/2/fader", -3f);
    Await.until("a hand gets through", () -> console.number("/strip/2/fader") == -3);
  }

  /** The desk stands still: what waits for it does not grow with what is sent. */
  @Test
  void aBacklogKeepsTheNewestOfEach() throws Exception {
    java.util.concurrent.CountDownLatch go = new java.util.concurrent.CountDownLatch(1);
    console.desk.submit(
        new hybridge.desk.Request.Run(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    int[] told = {0};
    console.desk.listen((changes, bulk, frame) -> told[0] += changes.size());
    for (int i = 0; i < 20_000; i++) {
      send("/strip/1/fader", -50f + i % 1_000 / 25f);
      send("/strip/2/fader", -50f + i % 1_000 / 25f);
    }
    go.countDown();
    Await.until(
        "the last one counts",
        () -> {
          send("/strip/1/fader", -1f); // the system itself drops what is too much for it
          return console.number("/strip/1/fader") == -1;
        });
    // 1 024 under way, the newest of each, and what was still in the socket.
    assertThat(told[0]).isLessThan(10_000);
  }

  @Test
  void aRenewalOnlyExtends() throws IOException {
    send("/subscribe", "/strip/1");
    receive("/strip/1/mute");
    socket.setSoTimeout(300);
    drain();
    send("/subscribe", "/strip/1");
    assertThat(drain()).isZero();
    send("/strip/1/fader/norm", 0.25f);
    socket.setSoTimeout(2_000);
    send("/strip/1/pan", 10f);
    Await.until("the pan", () -> console.number("/strip/1/pan") == 10);
  }

  private int drain() throws IOException {
    int n = 0;
    try {
      while (true) {
        receive();
        n++;
      }
    } catch (SocketTimeoutException quiet) {
      return n;
    }
  }
}
