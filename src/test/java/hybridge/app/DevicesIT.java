package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on a machine with a JACK server, and the first studio file that comes of it. */
@NeedsTool("jackd")
class DevicesIT {
  @TempDir Path folder;

  @Test
  void aFirstStudioFileIsWrittenFromWhatThereIs() throws Exception {
    Path file = folder.resolve("first.yaml");
    try (JackServer jack = JackServer.start(44_100, 128)) {
      Map<String, String> there = Map.of("JACK_DEFAULT_SERVER", jack.name());
      try (Hybridge devices = Hybridge.start(there, "devices")) {
        devices.expect("JACK at 44100 Hz, blocks of 128: 2 inputs, 2 outputs");
        assertThat(devices.await()).isZero();
      }
      try (Hybridge init = Hybridge.start(there, "init", file.toString())) {
        assertThat(init.await()).isZero();
      }
    }
    assertThat(Files.readString(file))
        .contains("driver: jack, rate: 44100, inputs: 2, outputs: 2, connect: physical")
        .contains("- {name: In 2, input: 2}");
    assertThat(Hybridge.run("check", file.toString()).code()).isZero();
    Hybridge.Done again = Hybridge.run("init", file.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("--force replaces it");
  }

  @Test
  void withoutAServerItSaysWhatToDo() throws Exception {
    Path file = folder.resolve("first.yaml");
    Map<String, String> nobody = Map.of("JACK_DEFAULT_SERVER", "nobody-has-this-name");
    try (Hybridge devices = Hybridge.start(nobody, "devices")) {
      devices.expect("no JACK server runs: start one");
      assertThat(devices.await()).isZero();
    }
    try (Hybridge init = Hybridge.start(nobody, "init", file.toString())) {
      assertThat(init.await()).isZero();
    }
    assertThat(Files.readString(file)).contains("driver: simulated");
  }
}
