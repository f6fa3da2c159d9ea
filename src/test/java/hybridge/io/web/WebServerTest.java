package hybridge.io.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hybridge.rt.Health;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.testing.Console;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
  private final Console console = Console.ofMonoStrips(2, "");
  private final HttpClient http = HttpClient.newHttpClient();
  private WebServer web;
  private RoleThread desk;

  @BeforeEach
  void start() throws IOException {
    Role quick =
        new Role() {
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
        };
    desk = new RoleThread("desk", Signal.ofJava(), List.of(quick)).start();
    web =
        new WebServer(
            console.desk, console.counters, "127.0.0.1", 0, null, () -> Map.of("xruns", 0));
  }

  @AfterEach
  void stop() {
    web.close();
    desk.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(web.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> put(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(web.url() + path))
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void parametersAreReadAndSet() throws Exception {
    assertThat(put("/api/parameters/strip/1/fader", "{\"value\": -6.5}").body())
        .contains("\"value\":-6.5");
    assertThat(get("/api/parameters/strip/1/fader").body())
        .contains("\"value\":-6.5")
        .contains("\"min\":\"-inf\"");
    assertThat(put("/api/parameters/strip/1/fader", "{\"value\": \"-inf\"}").body())
        .contains("\"value\":\"-inf\"");
    assertThat(put("/api/parameters/strip/1/fader", "{\"value\": 60}").body())
        .contains("\"value\":10");
    assertThat(put("/api/parameters/strip/1/fader", "{\"norm\": 0.5}").body())
        .contains("\"value\":-10");
    assertThat(put("/api/parameters/strip/1/mute", "{\"value\": true}").body())
        .contains("\"value\":true");
    assertThat(put("/api/parameters/strip/1/mute", "{\"value\": 0}").body())
        .contains("\"value\":false");
    assertThat(get("/api/parameters?pattern=/strip/*/fader").body())
        .contains("/strip/2/fader")
        .doesNotContain("/pan");
    assertThat(get("/api/parameters").body()).contains("/main/fader");
    assertThat(put("/api/parameters/strip/1/fader", "{\"norm\": 2}").body())
        .contains("\"value\":10");
    assertThat(get("/api/health").body()).isEqualTo("{\"xruns\":0}");
    assertThat(get("/metrics").body()).contains("hybridge_xruns_total 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{",
        "[]",
        "{}",
        "{\"value\": null}",
        "{\"value\": {}}",
        "{\"value\": [1]}",
        "{\"value\": \"loud\"}",
        "{\"value\": NaN}",
        "{\"norm\": \"a\"}",
        "{\"value\": 1, \"norm\": 1}",
        "{\"value\": 1e999}",
        "{\"value\": true}"
      })
  void whatCannotBeIsA422WithItsProblems(String body) throws Exception {
    HttpResponse<String> answer = put("/api/parameters/strip/1/fader", body);
    assertThat(answer.statusCode()).as(body + " → " + answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("\"wanted\":");
    assertThat(console.number("/strip/1/fader")).isZero();
    assertThat(console.counters.read(Health.MOVES_REFUSED)).isEqualTo(1);
  }

  @Test
  void theRootIsAPageThatLeadsOn() throws Exception {
    var page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    var links = java.util.regex.Pattern.compile("href=\"([^\"]+)\"").matcher(page.body());
    int found = 0;
    while (links.find()) {
      assertThat(get(links.group(1)).statusCode()).as(links.group(1)).isEqualTo(200);
      found++;
    }
    assertThat(found).isGreaterThan(5);
  }

  @Test
  void unknownIsA404WithAHint() throws Exception {
    assertThat(get("/api/parameters/strip/1/fadr").statusCode()).isEqualTo(404);
    assertThat(get("/api/parameters/strip/1/fadr").body())
        .contains("did you mean '/strip/1/fader'?");
    assertThat(put("/api/parameters/nothing", "{\"value\": 1}").statusCode()).isEqualTo(404);
    assertThat(get("/api/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/nothing").body()).contains("\"wanted\":\"/, /api/parameters");
    assertThat(get("/api/parameters?pattern=x").statusCode()).isEqualTo(422);
    assertThat(put("/api/parameters/strip/1/meter/peak", "{\"value\": 1}").statusCode())
        .isEqualTo(422);
  }

  /** Java's own client does not let a Host or Origin be forged; a plain socket does. */
  private int raw(String headers) throws IOException {
    return raw(web.port(), headers);
  }

  private static int raw(int port, String headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket
          .getOutputStream()
          .write(
              ("GET /api/parameters/main/fader HTTP/1.1\r\n"
                      + headers
                      + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  @Test
  void foreignHostsAndOriginsAreRefused() throws IOException {
    int port = web.port();
    assertThat(raw("Host: 127.0.0.1:" + port + "\r\n")).isEqualTo(200);
    assertThat(raw("Host: localhost:" + port + "\r\n")).isEqualTo(200);
    assertThat(raw("Host: localhost:" + port + "\r\nOrigin: http://localhost:" + port + "\r\n"))
        .isEqualTo(200);
    assertThat(raw("Host: evil.example\r\n")).isEqualTo(403);
    assertThat(raw("Host: evil.example:" + port + "\r\n")).isEqualTo(403);
    assertThat(raw("Host: 127.0.0.1.evil.example:" + port + "\r\n")).isEqualTo(403);
    assertThat(raw("Host: localhost:1\r\n")).isEqualTo(403);
    assertThat(raw("Host: localhost:" + port + "\r\nOrigin: http://evil.example\r\n"))
        .isEqualTo(403);
    assertThat(raw("Host: localhost:" + port + "\r\nOrigin: null\r\n")).isEqualTo(403);
    assertThat(console.counters.read(Health.WEB_REFUSED)).isEqualTo(6);
  }

  @Test
  void withATokenNobodyGetsInWithoutIt() throws Exception {
    try (WebServer guarded =
        new WebServer(console.desk, console.counters, "127.0.0.1", 0, "a long secret", Map::of)) {
      String host = "Host: 127.0.0.1:" + guarded.port() + "\r\n";
      assertThat(raw(guarded.port(), host)).isEqualTo(401);
      assertThat(raw(guarded.port(), host + "Authorization: Bearer a long secreT\r\n"))
          .isEqualTo(401);
      assertThat(raw(guarded.port(), host + "Authorization: Bearer \r\n")).isEqualTo(401);
      assertThat(raw(guarded.port(), host + "Authorization: Bearer a long secret\r\n"))
          .isEqualTo(200);
    }
  }

  @Test
  void aTakenPortIsSaid() {
    assertThatThrownBy(
            () ->
                new WebServer(
                    console.desk, console.counters, "127.0.0.1", web.port(), null, Map::of))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is another program there?");
  }
}
