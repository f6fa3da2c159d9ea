package hybridge.io.jack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Timeout;

/** Servers that are there and do nothing. */
@NeedsTool({"jackd", "jack_lsp", "gcc", "jack/jack.h"})
@Timeout(60)
class StandstillTest {
  private final Counters counters = new Counters();

  private JackClient client(JackServer server) {
    return new JackClient(
        new Config("hybridge", server.name(), 2, 2, 0, true),
        (in, out, frames) -> {},
        counters,
        NativeSignal.best());
  }

  @Test
  void aServerThatStandsStillIsToldAndGoesOnByItself() throws IOException {
    try (JackServer server = JackServer.start()) {
      JackClient client = client(server);
      try (JackSupervisor supervisor = new JackSupervisor(client)) {
        assertThat(supervisor.start()).isInstanceOf(JackOpening.Ready.class);
        Await.until("audio", () -> supervisor.condition().equals("running"));
        client.midi("desk");
        server.standStill();
        long stopped = System.nanoTime();
        Await.until("the standstill", client::isStalled);
        assertThat((System.nanoTime() - stopped) / 1_000_000).isLessThan(1000);
        assertThat(supervisor.condition()).isEqualTo("stalled");
        assertThat(counters.read(Health.AUDIO_STALLS)).isEqualTo(1);
        assertThatThrownBy(() -> client.midi("other"))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("the JACK server stands still: the MIDI ports of other were not made");
        client.removeMidi("desk");
        assertThat(client.ports()).isNotNull();

        server.carryOn();
        Await.until("sound", () -> supervisor.condition().equals("running"));
        Await.until(
            "the ports that were given back",
            () -> !server.tool("jack_lsp").contains("hybridge:desk_in"));
        assertThat(server.tool("jack_lsp", "-c"))
            .as("it never left: cables that hands made are still there")
            .contains("system:playback_2\n   hybridge:out_2\n");
        assertThat(counters.read(Health.AUDIO_STALLS)).isEqualTo(1);
        assertThat(counters.read(Health.SERVER_LOST)).isZero();
      }
    }
  }

  /** JACK2 with -S waits for every client in each block: a block in 100 ms is what is left. */
  @Test
  void aClientThatHangsInASynchronousServerIsToldWhileItLasts() throws Exception {
    try (JackServer server = JackServer.startSynchronous(48_000, 256)) {
      JackClient client = client(server);
      try (JackSupervisor supervisor = new JackSupervisor(client);
          NativeTool hangs =
              NativeTool.start(server, "loop", "hangs", "10", "1", "system:capture_1>-")) {
        assertThat(supervisor.start()).isInstanceOf(JackOpening.Ready.class);
        hangs.expect("ready");
        Await.until("audio", () -> supervisor.condition().equals("running"));
        hangs.standStill();
        Await.until("the standstill", 3000, client::isStalled);
        hangs.carryOn();
        Await.until("sound", () -> supervisor.condition().equals("running"));
        assertThat(client.state()).isEqualTo(State.RUNNING);
      }
    }
  }

  @Test
  void aServerThatStandsStillAtTheStartIsToldAndJoinedLater() throws IOException {
    try (JackServer server = JackServer.start()) {
      server.standStill();
      JackClient client = client(server);
      try (JackSupervisor supervisor = new JackSupervisor(client)) {
        long start = System.nanoTime();
        JackOpening opening = supervisor.start();
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(5000);
        assertThat(opening).isInstanceOf(JackOpening.NoAnswer.class);
        assertThat(opening.message())
            .contains("does not answer: it stands still")
            .contains(server.name());
        assertThat(supervisor.condition()).isEqualTo("waiting");
        server.carryOn();
        Await.until("sound", () -> supervisor.condition().equals("running"));
      }
    }
  }

  @Test
  void leavingAServerThatStandsStillTakesSeconds() throws IOException {
    try (JackServer server = JackServer.start()) {
      JackClient joined = client(server);
      JackSupervisor supervisor = new JackSupervisor(joined);
      assertThat(supervisor.start()).isInstanceOf(JackOpening.Ready.class);
      server.standStill();
      JackSupervisor waiting =
          new JackSupervisor(
              new JackClient(
                  new Config("other", server.name(), 0, 0, 0, false),
                  (in, out, frames) -> {},
                  counters,
                  NativeSignal.best()));
      assertThat(waiting.start()).isInstanceOf(JackOpening.NoAnswer.class);
      long start = System.nanoTime();
      supervisor.close();
      assertThat((System.nanoTime() - start) / 1_000_000).as("joined").isLessThan(6000);
      start = System.nanoTime();
      waiting.close();
      assertThat((System.nanoTime() - start) / 1_000_000).as("not yet").isLessThan(6000);
      server.carryOn();
      Await.until("both to be gone", () -> !server.tool("jack_lsp").contains("hybridge:"));
      Await.until("the one that waited not to stay", () -> isFree(server, "other"));
    }
  }

  /** Can a client of this name join? */
  private static boolean isFree(JackServer server, String name) {
    try (JackClient probe =
        new JackClient(
            new Config(name, server.name(), 0, 0, 0, false),
            (in, out, frames) -> {},
            new Counters(),
            NativeSignal.best())) {
      return probe.open() instanceof JackOpening.Ready;
    }
  }
}
