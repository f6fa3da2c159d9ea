package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NativeTool;
import hybridge.testing.NeedsTool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A main case and an extender, each a process of its own on a JACK server: one bank of sixteen.
 * What went over their wires is in a trace, and a control that nobody knows is learnt.
 */
@NeedsTool({"jackd", "gcc"})
class TwoUnitsIT {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final String WHO = "01 02 03 04 05 06 07";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private String web;

  private Path studio() throws Exception {
    StringBuilder yaml =
        new StringBuilder(
            "audio: {driver: jack, rate: 48000, inputs: 2, outputs: 2, connect: none}\n"
                + "console:\n  strips:\n");
    for (int n = 1; n <= 20; n++) {
      yaml.append("    - {name: S").append(n).append(", input: 1}\n");
    }
    yaml.append(
        """
        surfaces:
          - id: desk
            profile: mackie/control-universal
            midi: jack
            extenders: [{profile: mackie/extender, midi: jack}]
        osc: {port: 0}
        web: {port: 0}
        """);
    return Files.writeString(folder.resolve("studio.yaml"), yaml);
  }

  private JsonNode call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(web + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return new ObjectMapper()
        .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private double fader(int strip) throws Exception {
    JsonNode value = call("GET", "/api/parameters/strip/" + strip + "/fader", "").get("value");
    return value.isNumber() ? value.asDouble() : Double.NEGATIVE_INFINITY;
  }

  /** Its next message that has this in it; those before are gone. */
  private static String hear(NativeTool unit, String hex) {
    for (int i = 0; i < 5000; i++) {
      String line = unit.hear();
      if (line.contains(hex)) {
        return line;
      }
    }
    throw new AssertionError(hex + " did not come");
  }

  /** The upper line of the first strip. */
  private static String name(String device, String text) {
    String letters = HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
    return "F0 00 00 66 " + device + " 12 00 " + letters + " 20";
  }

  private void handMoves(NativeTool unit, int strip) throws Exception {
    double before = fader(strip);
    unit.say("90 68 7F");
    unit.say("E0 00 40");
    Await.until("strip " + strip + " to follow the hand", () -> fader(strip) != before);
    assertThat(fader(strip)).isBetween(-10.1, -9.8);
    unit.say("90 68 00");
    hear(unit, "E0 ");
    call("PUT", "/api/parameters/strip/" + strip + "/fader", "{\"value\": 0}");
    hear(unit, "E0 74 5F");
  }

  @Test
  void oneBankOfTwoCases() throws Exception {
    Path trace = folder.resolve("trace.txt");
    try (JackServer jack = JackServer.start()) {
      Map<String, String> there = Map.of("JACK_DEFAULT_SERVER", jack.name());
      try (Hybridge daemon =
          Hybridge.start(there, "run", "--trace", trace.toString(), studio().toString())) {
        web = daemon.ready().get("web");
        try (NativeTool main =
            NativeTool.start(jack, "jmidi", "main", "hybridge:desk_in", "hybridge:desk_out")) {
          main.expect("ready");
          try (NativeTool more = extender(jack)) {
            main.say("F0 00 00 66 14 01 " + WHO + " 11 22 33 44 F7");
            hear(main, "F0 00 00 66 14 02 " + WHO + " 75 56 4B 1F F7");
            hear(main, name("14", "S1"));
            more.say("F0 00 00 66 15 01 " + WHO + " 11 22 33 44 F7");
            hear(more, "F0 00 00 66 15 02 " + WHO + " 75 56 4B 1F F7");
            hear(more, name("15", "S9"));
            handMoves(main, 1);
            handMoves(more, 9);
            main.say("90 2F 7F"); // the bank goes on, as far as there are strips
            main.say("90 2F 00");
            hear(main, name("14", "S5"));
            hear(more, name("15", "S13"));
            handMoves(more, 13);
          }
          Await.until("the extender to be missed", () -> !present());
          call("PUT", "/api/parameters/strip/13/fader", "{\"value\": -20}");
          try (NativeTool more = extender(jack)) {
            everythingIsShownAgain(more);
            assertThat(fader(13)).isEqualTo(-20);
            Await.until("the extender to be there", this::present);
            handMoves(more, 13);
          }
          learn(main);
        }
        assertThat(daemon.terminate()).isZero();
      }
    }
    Hybridge.Done replay = Hybridge.run("replay", trace.toString());
    assertThat(replay.code()).isZero();
    assertThat(replay.out())
        .contains("/strip/1/fader")
        .contains("/strip/13/fader -20 web:")
        .contains("desk-2: ")
        .doesNotContain("did not move this time"); // what was learnt moved nothing then
  }

  private static NativeTool extender(JackServer jack) throws Exception {
    NativeTool more =
        NativeTool.start(jack, "jmidi", "more", "hybridge:desk-2_in", "hybridge:desk-2_out");
    return more.expect("ready");
  }

  private boolean present() throws Exception {
    return call("GET", "/api/health", "").at("/surfaces/desk/present").asBoolean();
  }

  private static void everythingIsShownAgain(NativeTool unit) {
    Set<String> faders = new HashSet<>();
    Set<String> texts = new HashSet<>();
    Set<String> lamps = new HashSet<>();
    while (faders.size() < 8 || texts.size() < 16 || lamps.size() < 24) {
      String bytes = unit.hear().replaceFirst("^\\d+ ", "");
      if (bytes.startsWith("E")) {
        faders.add(bytes.substring(0, 2));
        if (bytes.startsWith("E0")) {
          assertThat(bytes).as("strip 13 where it was sent meanwhile").isNotEqualTo("E0 74 5F");
        }
      } else if (bytes.startsWith("F0 00 00 66 15 12 ")) {
        texts.add(bytes.split(" ")[6]);
      } else if (bytes.startsWith("90")) {
        lamps.add(bytes.substring(0, 5));
      }
    }
  }

  private void learn(NativeTool main) throws Exception {
    Path map = folder.resolve("desk-map.yaml");
    try (Hybridge learn =
        Hybridge.start(
            Map.of(), "learn", "desk", "/strip/5/trim", "--map", map.toString(), "--url", web)) {
      Await.until(
          "the daemon to listen", () -> call("GET", "/api/learn", "").hasNonNull("address"));
      main.say("E1 00 40"); // moves nothing now
      for (String turn : "01 01 01 01 01 01 02 01 7D 7C 79 7E 78 7B 7A 7C 7F".split(" ")) {
        main.say("B0 50 " + turn);
      }
      learn.expect("vpot-9: /strip/5/trim");
      assertThat(learn.await()).isZero();
    }
    assertThat(Files.readString(map)).contains("vpot-9: {in: {cc: 80, encoding: twos}}");
    assertThat(fader(6)).isZero();
    Hybridge.Done nothing = Hybridge.run("learn", "desk", "/strip/99/trim", "--url", web);
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("an unknown address");
  }
}
