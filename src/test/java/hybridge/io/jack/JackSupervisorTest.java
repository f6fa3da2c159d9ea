package hybridge.io.jack;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.io.jack.JackClient.Config;
import hybridge.io.jack.JackClient.State;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.testing.Await;
import hybridge.testing.JackServer;
import hybridge.testing.NativeTool;
import hybridge.testing.NeedsTool;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Servers that die and come back. */
@NeedsTool({"jackd", "jack_lsp", "gcc", "jack/jack.h"})
class JackSupervisorTest {
  private final Counters counters = new Counters();

  private JackClient client(String server) {
    return new JackClient(
        new Config("hybridge", server, 2, 2, 0, true),
        (in, out, frames) -> {},
        counters,
        NativeSignal.best());
  }

  @Test
  void comesBackAfterSigkillAndAfterSigterm() throws IOException {
    try (JackServer server = JackServer.startSynchronous(48_000, 256)) {
      JackClient client = client(server.name());
      JackMidi pair = client.midi("desk");
      client.connectMidi("desk", "far", "far");
      try (JackSupervisor supervisor = new JackSupervisor(client)) {
        assertThat(supervisor.start()).isInstanceOf(JackOpening.Ready.class);
        int lost = 0;
        for (boolean kill : new boolean[] {true, false, true}) {
          int generation = pair.generation();
          if (kill) {
            server.kill();
          } else {
            server.terminate();
          }
          Await.until("the loss", () -> client.state() == State.CLOSED);
          assertThat(counters.read(Health.SERVER_LOST)).isEqualTo(++lost);
          assertThat(pair.present()).isFalse();
          assertThat(pair.send(new byte[] {(byte) 0xF8})).isFalse();

          server.startAgain();
          long back = System.nanoTime();
          Await.until("the return", () -> client.state() == State.RUNNING);
          assertThat(System.nanoTime() - back).isLessThan(1_500_000_000L);
          assertThat(pair.generation()).isGreaterThan(generation);
          long blocks = client.stats().count();
          Await.until("audio", () -> client.stats().count() > blocks + 50);
          try (NativeTool far = NativeTool.start(server, "jmidi", "far", "-", "-")) {
            far.expect("ready");
            Await.until("the MIDI cable", pair::present);
            assertThat(pair.send(new byte[] {(byte) 0xF8})).isTrue();
            assertThat(far.hear()).endsWith(" F8");
          }
          assertThat(server.tool("jack_lsp", "-c"))
              .contains("system:playback_2\n   hybridge:out_2\n");
        }
      }
      assertThat(server.tool("jack_lsp")).doesNotContain("hybridge");
    }
  }

  @Test
  void closesAtOnceWhileTheServerIsDead() throws IOException {
    try (JackServer server = JackServer.start();
        JackClient client = client(server.name())) {
      client.open();
      server.kill();
      long start = System.nanoTime();
      client.close();
      assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
      assertThat(client.state()).isEqualTo(State.CLOSED);
    }
  }

  @Test
  void waitsForTheFirstServer() throws IOException {
    JackServer server = JackServer.start();
    server.kill();
    JackClient client = client(server.name());
    try (JackSupervisor supervisor = new JackSupervisor(client)) {
      assertThat(supervisor.start()).isInstanceOf(JackOpening.ServerMissing.class);
      server.startAgain();
      Await.until("joined", () -> client.state() == State.RUNNING);
    } finally {
      server.close();
    }
  }
}
