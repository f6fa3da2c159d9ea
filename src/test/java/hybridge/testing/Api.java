package hybridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A running daemon's HTTP API: much faster than a command in a JVM of its own. */
public final class Api {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String web;

  /**
   * @param web as the ready line has it, {@code http://127.0.0.1:7070}
   */
  public Api(String web) {
    this.web = web;
  }

  /** The answer to a GET, whatever its status. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(send(HttpRequest.newBuilder(URI.create(web + path))).body());
  }

  /** A parameter as the API tells it. */
  public JsonNode parameter(String address) throws IOException, InterruptedException {
    return get("/api/parameters" + address);
  }

  /**
   * Sets a parameter.
   *
   * @param value in JSON
   */
  public void put(String address, String value) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(web + "/api/parameters" + address))
                .PUT(HttpRequest.BodyPublishers.ofString("{\"value\": " + value + "}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
