package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NeedsTool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose studio file is edited while it runs. */
class ReloadIT {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private String room(Path pty) {
    return """
    studio: Room
    console:
      strips:
        - {name: Kick, input: 1}
        - {name: Vocal, input: 2}
    units:
      vox-comp: {profile: generic/line-compressor, serial: %s}
    web: {port: 0}
    osc: {port: 0}
    """
        .formatted(pty);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("studio.yaml"), yaml);
  }

  private HttpResponse<String> post(String web) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(web + "/api/reload"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String value(String web, String address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(web + "/api/parameters" + address)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode value = new ObjectMapper().readTree(answer.body()).get("value");
    return value == null ? "none" : value.asText();
  }

  private static long count(String text, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }

  @Test
  void theSmallestStepIsTakenAndABrokenFileChangesNothing() throws Exception {
    Path pty = folder.resolve("pty");
    try (Hybridge box =
        Hybridge.start(
            Map.of(), "profile", "simulate", "generic/line-compressor", "--pty", "" + pty)) {
      box.expect("/dev/");
      String room = room(pty);
      Path file = write(room);
      try (Hybridge daemon = Hybridge.start(Map.of(), "run", file.toString())) {
        String web = daemon.ready().get("web");
        Await.until("the box", () -> value(web, "/unit/vox-comp/state").equals("ready"));
        assertThat(Hybridge.run("set", "/strip/2/fader", "-12", "--url", web).code()).isZero();
        assertThat(Hybridge.run("set", "/unit/vox-comp/threshold", "-20", "--url", web).code())
            .isZero();

        Hybridge.Done nothing = Hybridge.run("reload", "--url", web);
        assertThat(nothing.out()).isEqualTo("nothing has changed\n");
        assertThat(nothing.code()).isZero();

        write(
            room.replace("    - {name: Vocal", "    - {name: Keys, input: 3}\n    - {name: Vocal"));
        Hybridge.Done added = Hybridge.run("reload", "--url", web);
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).isEqualTo("strip 2 'Keys' added\n");
        assertThat(value(web, "/strip/2/name")).isEqualTo("Keys");
        assertThat(value(web, "/strip/2/fader")).isEqualTo("0");
        assertThat(value(web, "/strip/3/fader")).isEqualTo("-12");

        broken(web, daemon, room);
        hangup(web, daemon, room);

        assertThat(count(daemon.errors(), "unit vox-comp: identifying"))
            .as("the box was never let go")
            .isEqualTo(1);
        assertThat(value(web, "/unit/vox-comp/threshold")).isEqualTo("-20");
        unit(web, daemon, room);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private void broken(String web, Hybridge daemon, String room) throws Exception {
    write(room.replace("input: 1}", "input: 99}").replace("name: Vocal", "nam: Vocal"));
    Hybridge.Done broken = Hybridge.run("reload", "--url", web);
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err())
        .contains("studio.yaml:4: console.strips[1].input: found input 99")
        .contains("studio.yaml:5: console.strips[2].nam: found an unknown key")
        .contains("2 problems");
    JsonNode problems =
        new ObjectMapper().readTree(Hybridge.run("reload", "--json", "--url", web).out());
    assertThat(problems).hasSize(2);
    HttpResponse<String> api = post(web);
    assertThat(api.statusCode()).isEqualTo(422);
    assertThat(new ObjectMapper().readTree(api.body())).isEqualTo(problems);
    assertThat(value(web, "/strip/3/fader")).as("as it was").isEqualTo("-12");

    write("audio: {inputs: 16}\nlibrary: other.db\n" + room.replace("name: Kick", "name: Drum"));
    Hybridge.Done locked = Hybridge.run("reload", "--url", web);
    assertThat(locked.code()).isEqualTo(2);
    assertThat(locked.err())
        .contains("audio.inputs: found 16; wanted 8 as long as the daemon runs; restart it")
        .contains("library: found other.db");
    assertThat(value(web, "/strip/1/name")).as("nothing is half applied").isEqualTo("Kick");

    write("{");
    daemon.signal("HUP");
    Await.until("the log", () -> daemon.errors().contains("reload: nothing was changed"));
    assertThat(value(web, "/strip/3/fader")).isEqualTo("-12");
  }

  private void hangup(String web, Hybridge daemon, String room) throws Exception {
    write(room);
    daemon.signal("HUP");
    Await.until("the strip to go", () -> value(web, "/strip/3/fader").equals("none"));
    assertThat(value(web, "/strip/2/fader")).isEqualTo("-12");
    Await.until("the log", () -> daemon.errors().contains("reload: strip 2 'Keys' removed"));
    JsonNode same = new ObjectMapper().readTree(post(web).body());
    assertThat(same.get("changed").asBoolean()).isFalse();
    assertThat(same.get("changes")).isEmpty();
  }

  private void unit(String web, Hybridge daemon, String room) throws Exception {
    write(room.replace("units:\n", "units:\n  tube: {profile: generic/two-knob-eq}\n"));
    JsonNode added =
        new ObjectMapper().readTree(Hybridge.run("reload", "--json", "--url", web).out());
    assertThat(added.get("changes").get(0).get("text").asText()).isEqualTo("unit 'tube' added");
    Await.until("the new unit", () -> value(web, "/unit/tube/state").equals("ready"));
    assertThat(count(daemon.errors(), "unit vox-comp: identifying")).isEqualTo(1);

    write(
        room.replace("serial: ", "serial: {baud: 9600, port: ")
            .replaceAll("(port: .*pty)}", "$1}}"));
    Hybridge.Done changed = Hybridge.run("reload", "--url", web);
    assertThat(changed.out())
        .as(changed.err())
        .contains("unit 'tube' removed", "unit 'vox-comp' restarted: wire serial");
    Await.until(
        "the box again",
        () ->
            count(daemon.errors(), "unit vox-comp: identifying") == 2
                && value(web, "/unit/vox-comp/state").equals("ready"));
    assertThat(value(web, "/unit/tube/state")).isEqualTo("none");
    assertThat(value(web, "/unit/vox-comp/threshold")).isEqualTo("-20");
    Await.until("the report", () -> value(web, "/unit/vox-comp/threshold/reported").equals("-20"));
  }

  @Test
  void theDemoHasNoFile() throws Exception {
    try (Hybridge demo =
        Hybridge.start(Map.of(), "demo", "--seconds", "20", "--web-port", "0", "--osc-port", "0")) {
      String web = demo.ready().get("web");
      Hybridge.Done reload = Hybridge.run("reload", "--url", web);
      assertThat(reload.code()).isEqualTo(2);
      assertThat(reload.err()).contains("hybridge run STUDIO.yaml");
    }
    assertThat(Hybridge.run("reload", "--url", "http://127.0.0.1:1").code()).isEqualTo(1);
  }

  @Test
  @NeedsTool({"jackd", "jack_lsp"})
  void portsOfSurfacesComeAndGo() throws Exception {
    String room = "console: {strips: [{input: 1}]}\nweb: {port: 0}\nosc: {port: 0}\n";
    String desk = "  - {id: desk, profile: mackie/control-universal, midi: jack}\n";
    String side = "  - {id: side, profile: mackie/control-universal, midi: jack}\n";
    try (JackServer jack = JackServer.start();
        Hybridge daemon =
            Hybridge.start(
                Map.of("JACK_DEFAULT_SERVER", jack.name()), "run", write(room).toString())) {
      String web = daemon.ready().get("web");
      write(room + "surfaces:\n" + desk);
      assertThat(Hybridge.run("reload", "--url", web).out()).isEqualTo("surface 'desk' added\n");
      assertThat(jack.tool("jack_lsp")).contains("hybridge:desk_in", "hybridge:desk_out");
      write(room + "surfaces:\n" + side + desk);
      assertThat(Hybridge.run("reload", "--url", web).out()).isEqualTo("surface 'side' added\n");
      assertThat(jack.tool("jack_lsp")).contains("hybridge:desk_in", "hybridge:side_out");
      write(room + "surfaces:\n" + side);
      assertThat(Hybridge.run("reload", "--url", web).out()).isEqualTo("surface 'desk' removed\n");
      assertThat(jack.tool("jack_lsp"))
          .contains("hybridge:side_in")
          .doesNotContain("hybridge:desk_in");
      assertThat(daemon.terminate()).isZero();
    }
  }
}
