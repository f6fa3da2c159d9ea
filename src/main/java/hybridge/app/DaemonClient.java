package hybridge.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import hybridge.value.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Talks to the running daemon over its API. */
final class DaemonClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A new mix is warmed before it is heard, and units that are stopped may take their time. */
  private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(60);

  /** Sweeps against noise on both channels, again and again where blocks are lost. */
  private static final Duration MEASURING_PATIENCE = Duration.ofSeconds(180);

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7070",
      description = "Where the daemon listens (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The token of a daemon that listens beyond loopback.")
  private String token;

  List<Map<String, Object>> parameters(String pattern) {
    String query = URLEncoder.encode(pattern, StandardCharsets.UTF_8);
    return read(
        send(request("/api/parameters?pattern=" + query).GET().build()), new TypeReference<>() {});
  }

  Map<String, Object> get(String address) {
    return read(send(request("/api/parameters" + address).GET().build()), new TypeReference<>() {});
  }

  /** Sets a value as it was typed; what the daemon made of it comes back. */
  Map<String, Object> set(String address, Object value) {
    try {
      String body = Json.mapper().writeValueAsString(Map.of("value", value));
      HttpRequest.Builder request =
          request("/api/parameters" + address).header("Content-Type", "application/json");
      return read(
          send(request.PUT(HttpRequest.BodyPublishers.ofString(body)).build()),
          new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new Exit.Failure(e.getOriginalMessage(), e);
    }
  }

  /** Lets the daemon read its studio file again; what it changed comes back. */
  Map<String, Object> reload() {
    HttpRequest.Builder request = request("/api/reload").timeout(RELOAD_PATIENCE);
    return read(
        send(request.POST(HttpRequest.BodyPublishers.noBody()).build()), new TypeReference<>() {});
  }

  /**
   * Has an insert measured; the result comes back.
   *
   * @param wish {@code accept}, {@code keep} or empty
   */
  Map<String, Object> calibrate(String insert, boolean gain, double levelDbfs, String wish) {
    String query = "?gain=" + gain + "&level=" + levelDbfs;
    return measurement(insert, query + (wish.isEmpty() ? "" : "&" + wish + "=true"));
  }

  /** Takes over what waits, or throws it away: {@code accept} or {@code discard}. */
  Map<String, Object> calibrated(String insert, String word) {
    return measurement(insert, "/" + word);
  }

  private Map<String, Object> measurement(String insert, String rest) {
    String path = "/api/calibrate/" + URLEncoder.encode(insert, StandardCharsets.UTF_8) + rest;
    HttpRequest.Builder request = request(path).timeout(MEASURING_PATIENCE);
    return read(
        send(request.POST(HttpRequest.BodyPublishers.noBody()).build()), new TypeReference<>() {});
  }

  /** What measurement is under way, and which inserts are due. */
  Map<String, Object> calibrations() {
    return read(send(request("/api/calibrate").GET().build()), new TypeReference<>() {});
  }

  /** Calls the measurement under way off; false when there is none. */
  boolean cancelCalibration() {
    HttpRequest.Builder request = request("/api/calibrate?cancel=true");
    Map<String, Object> answer =
        read(
            send(request.POST(HttpRequest.BodyPublishers.noBody()).build()),
            new TypeReference<>() {});
    return Boolean.TRUE.equals(answer.get("cancelled"));
  }

  /** Where an insert stands now. */
  Map<String, Object> checkInsert(String insert) {
    String path = "/api/calibrate/" + URLEncoder.encode(insert, StandardCharsets.UTF_8) + "/check";
    HttpRequest.Builder request = request(path).timeout(RELOAD_PATIENCE);
    return read(
        send(request.POST(HttpRequest.BodyPublishers.noBody()).build()), new TypeReference<>() {});
  }

  /** Which output returns on which input. */
  List<Map<String, Object>> discover() {
    HttpRequest.Builder request = request("/api/discover").timeout(RELOAD_PATIENCE);
    return read(
        send(request.POST(HttpRequest.BodyPublishers.noBody()).build()), new TypeReference<>() {});
  }

  /** Begins to learn on a surface, or the only one there is. */
  Map<String, Object> learn(String surface, String address) {
    String query = "?address=" + URLEncoder.encode(address, StandardCharsets.UTF_8);
    query +=
        surface == null ? "" : "&surface=" + URLEncoder.encode(surface, StandardCharsets.UTF_8);
    return read(
        send(request("/api/learn" + query).POST(HttpRequest.BodyPublishers.noBody()).build()),
        new TypeReference<>() {});
  }

  /** What was learnt so far. */
  Map<String, Object> learning() {
    return read(send(request("/api/learn").GET().build()), new TypeReference<>() {});
  }

  /** Ends learning; what is to stand in a map file comes back. */
  Map<String, Object> learnt() {
    return read(
        send(request("/api/learn/done").POST(HttpRequest.BodyPublishers.noBody()).build()),
        new TypeReference<>() {});
  }

  private HttpRequest.Builder request(String path) {
    if (!url.matches("https?://[^/]+/?")) {
      throw Exit.WrongInput.of("--url", "", "'" + url + "'", "http://HOST:PORT", "");
    }
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url.replaceAll("/$", "") + path)).timeout(PATIENCE);
      return token == null ? request : request.header("Authorization", "Bearer " + token);
    } catch (IllegalArgumentException e) {
      throw Exit.WrongInput.of(
          url + path, "", "no address of the API", "an address such as /strip/1/fader", "");
    }
  }

  private String send(HttpRequest request) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 == 2) {
        return answer.body();
      }
      if (answer.statusCode() == 404 || answer.statusCode() == 422 || answer.statusCode() == 400) {
        throw new Exit.WrongInput(problems(answer.body(), request.uri().getPath()));
      }
      throw new Exit.Failure(failure(answer));
    } catch (IOException e) {
      throw new Exit.Failure(
          "no daemon answers at "
              + url
              + "; start one with 'hybridge run STUDIO.yaml', or say where with --url",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Exit.Failure("interrupted", e);
    }
  }

  /** What the daemon could not do, in its own words where it has some. */
  private String failure(HttpResponse<String> answer) {
    try {
      JsonNode body = Json.mapper().readTree(answer.body());
      if (body.isArray() && body.path(0).has("found")) {
        String hint = body.path(0).path("hint").asText();
        return body.path(0).path("found").asText() + (hint.isEmpty() ? "" : "; " + hint);
      }
    } catch (JsonProcessingException e) {
      // told as it came
    }
    return "the daemon at " + url + " answered " + answer.statusCode() + ": " + answer.body();
  }

  private static List<Problem> problems(String body, String path) {
    List<Problem> problems = new ArrayList<>();
    try {
      for (JsonNode p : Json.mapper().readTree(body)) {
        problems.add(
            new Problem(
                p.path("file").asText(path),
                p.path("line").asInt(),
                p.path("at").asText(),
                p.path("found").asText(),
                p.path("wanted").asText(),
                p.path("hint").asText()));
      }
    } catch (JsonProcessingException e) {
      problems.add(new Problem(path, 0, "", body, "an answer of the daemon", ""));
    }
    return problems;
  }

  private static <T> T read(String body, TypeReference<T> type) {
    try {
      return Json.mapper().readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new Exit.Failure(
          "the daemon answered something that is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
