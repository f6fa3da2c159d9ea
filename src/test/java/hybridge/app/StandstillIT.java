package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.testing.Api;
import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon beside a JACK server that stands still: at the start, while sound runs, at the end. */
@NeedsTool({"jackd", "jack_lsp"})
class StandstillIT {
  @TempDir Path folder;

  private static String audio(Api api) throws Exception {
    return api.get("/api/health").get("audioState").asText();
  }

  @Test
  void theDaemonComesUpJoinsLaterTellsAndEnds() throws Exception {
    Path studio =
        Files.writeString(
            folder.resolve("studio.yaml"),
            """
            audio: {driver: jack, rate: 48000, inputs: 2, outputs: 2}
            console: {strips: [{name: Dry, input: 1}]}
            osc: {port: 0}
            web: {port: 0}
            """);
    try (JackServer jack = JackServer.start(48_000, 64)) {
      jack.standStill();
      Map<String, String> room = Map.of("JACK_DEFAULT_SERVER", jack.name());
      try (Hybridge daemon = Hybridge.start(room, "run", studio.toString())) {
        Api api = new Api(daemon.ready().get("web"));
        assertThat(daemon.errors()).contains("the JACK server does not answer: it stands still");
        assertThat(audio(api)).isEqualTo("waiting");
        api.put("/strip/1/fader", "-12");
        Await.until(
            "the desk, which lives without sound",
            () -> api.parameter("/strip/1/fader").get("value").asDouble() == -12);
        jack.carryOn();
        Await.until("sound", () -> audio(api).equals("running"));
        jack.standStill();
        Await.until("the standstill", () -> audio(api).equals("stalled"));
        assertThat(api.get("/api/health").get("audioStalls").asInt()).isEqualTo(1);
        assertThat(daemon.terminate()).isZero();
      }
      try (Hybridge daemon = Hybridge.start(room, "run", studio.toString())) {
        daemon.ready();
        assertThat(daemon.terminate()).as("before it joined").isZero();
      }
      try (Hybridge devices = Hybridge.start(room, "devices")) {
        devices.expect("does not answer: it stands still");
        devices.await();
      }
      jack.carryOn();
    }
  }
}
