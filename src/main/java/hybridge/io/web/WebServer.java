package hybridge.io.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hybridge.desk.Desk;
import hybridge.desk.Outcome;
import hybridge.desk.Request;
import hybridge.desk.View;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.value.AddressPattern;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problem;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API: parameters and health. Listens on loopback unless told otherwise, and then only
 * with a token. A request whose {@code Host} or {@code Origin} is not ours is refused, so that no
 * page of a stranger can reach the desk through the engineer's browser.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final String PARAMETERS = "/api/parameters";
  private static final long PATIENCE_SECONDS = 5;
  private static final long LONGEST_BODY = 1 << 16;

  private final Desk desk;
  private final Counters counters;
  private final String listen;
  private volatile String token;
  private final Supplier<Map<String, Object>> health;
  private volatile Supplier<Reply> reload =
      () ->
          new Reply(
              422, List.of(problem("reload", "a studio without a file", "a studio file", "")));
  private final ObjectMapper json = new ObjectMapper();
  private final Javalin server;

  /** What is answered to a request that somebody else carries out. */
  public record Reply(int status, Object body) {}

  /**
   * Starts to listen.
   *
   * @param port 0: any free one
   * @param token what strangers must show; null on loopback
   * @param health what {@code /api/health} answers
   * @throws IOException if the port cannot be had
   */
  public WebServer(
      Desk desk,
      Counters counters,
      String listen,
      int port,
      String token,
      Supplier<Map<String, Object>> health)
      throws IOException {
    this.desk = desk;
    this.counters = counters;
    this.listen = listen;
    this.token = token;
    this.health = health;
    this.server =
        Javalin.create(
            config -> {
              config.showJavalinBanner = false;
              config.startupWatcherEnabled = false;
              config.http.maxRequestSize = LONGEST_BODY;
              config.useVirtualThreads = false;
              config.jetty.defaultHost = listen;
            });
    server.before(this::guard);
    server.get("/", ctx -> page(ctx, "index.html", "text/html; charset=utf-8"));
    server.get("/start.css", ctx -> page(ctx, "start.css", "text/css; charset=utf-8"));
    server.get(PARAMETERS, this::list);
    server.get(PARAMETERS + "/<address>", this::get);
    server.put(PARAMETERS + "/<address>", this::put);
    server.post("/api/reload", this::reload);
    server.get("/api/health", ctx -> answer(ctx, 200, health.get()));
    server.get("/metrics", this::metrics);
    server.exception(
        HttpResponseException.class,
        (e, ctx) -> {
          String wanted = "/, /api/parameters, /api/health, /api/reload or /metrics";
          answer(ctx, e.getStatus(), List.of(problem(ctx.path(), e.getMessage(), wanted, "")));
        });
    server.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
          answer(ctx, 500, List.of(problem(ctx.path(), e.toString(), "an answer", "see the log")));
        });
    try {
      server.start(port);
    } catch (JavalinBindException e) {
      throw new IOException(
          "the API cannot listen on "
              + listen
              + ":"
              + port
              + "; is another program there? choose another port, 0 takes any free one",
          e);
    }
  }

  /** Who carries out {@code POST /api/reload}; called by one of the server's threads. */
  public void onReload(Supplier<Reply> other) {
    reload = other;
  }

  /**
   * Who carries out {@code POST} to a path, such as {@code /api/calibrate/{name}}; called by one of
   * the server's threads with the parameters of path and query.
   */
  public void onPost(String path, Function<Map<String, String>, Reply> handler) {
    server.post(path, ctx -> carryOut(ctx, handler));
  }

  /** The same for {@code GET}. */
  public void onGet(String path, Function<Map<String, String>, Reply> handler) {
    server.get(path, ctx -> carryOut(ctx, handler));
  }

  private void carryOut(Context ctx, Function<Map<String, String>, Reply> handler) {
    Map<String, String> given = new HashMap<>(ctx.pathParamMap());
    ctx.queryParamMap().forEach((key, values) -> given.put(key, values.getFirst()));
    Reply reply = handler.apply(given);
    answer(ctx, reply.status(), reply.body());
  }

  /** What clients must show from now on; null for nothing. */
  public void token(String other) {
    token = other;
  }

  private void reload(Context ctx) {
    Reply reply = reload.get();
    answer(ctx, reply.status(), reply.body());
  }

  public int port() {
    return server.port();
  }

  /** Where it listens, as a URL. */
  public String url() {
    return "http://" + (listen.contains(":") ? "[" + listen + "]" : listen) + ":" + port();
  }

  /** A file that travels in the jar. It loads nothing from elsewhere, and runs nothing. */
  private static void page(Context ctx, String name, String type) throws IOException {
    try (InputStream file = WebServer.class.getResourceAsStream("/web/" + name)) {
      ctx.header("Content-Security-Policy", "default-src 'none'; style-src 'self'");
      ctx.contentType(type).result(file.readAllBytes());
    }
  }

  private void guard(Context ctx) {
    if (!oursByName(ctx.header("Host")) || !oursByOrigin(ctx.header("Origin"))) {
      refuse(ctx, 403, "Host or Origin of another site", "a request to this address itself");
    } else if (!tokenShown(ctx)) {
      refuse(ctx, 401, "no token, or a wrong one", "Authorization: Bearer TOKEN");
    }
  }

  private void refuse(Context ctx, int status, String found, String wanted) {
    counters.count(Health.WEB_REFUSED);
    answer(ctx, status, List.of(problem(ctx.path(), found, wanted, "")));
    ctx.skipRemainingHandlers();
  }

  private boolean oursByName(String host) {
    if (host == null) {
      return false;
    }
    String name = host.replaceAll(":\\d+$", "");
    String port = host.substring(name.length());
    boolean known = List.of("127.0.0.1", "localhost", "[::1]", listen).contains(name);
    // With a token, names of the studio's network are fine: a foreign page does not know the token.
    return (known || token != null) && (port.isEmpty() || port.equals(":" + port()));
  }

  private boolean oursByOrigin(String origin) {
    if (origin == null) {
      return true;
    }
    return origin.startsWith("http://")
        && oursByName(origin.substring("http://".length()))
        && origin.endsWith(":" + port());
  }

  private boolean tokenShown(Context ctx) {
    String wanted = token;
    if (wanted == null) {
      return true;
    }
    String header = Optional.ofNullable(ctx.header("Authorization")).orElse("");
    byte[] shown = header.replaceFirst("^Bearer ", "").getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(shown, wanted.getBytes(StandardCharsets.UTF_8));
  }

  private void list(Context ctx) {
    String pattern = Optional.ofNullable(ctx.queryParam("pattern")).orElse("/");
    try {
      answer(
          ctx,
          200,
          desk.tree().match(AddressPattern.parse(pattern)).stream()
              .map(i -> View.of(desk, i))
              .toList());
    } catch (IllegalArgumentException e) {
      answer(
          ctx,
          422,
          List.of(
              problem(
                  "pattern",
                  "'" + pattern + "'",
                  "a pattern such as /strip/*/fader",
                  e.getMessage())));
    }
  }

  private OptionalInt find(Context ctx) {
    String address = "/" + ctx.pathParam("address");
    OptionalInt index = desk.tree().find(address);
    if (index.isEmpty()) {
      answer(
          ctx,
          404,
          List.of(
              problem(
                  address,
                  "an unknown address",
                  "the address of a parameter",
                  desk.tree().suggest(address))));
    }
    return index;
  }

  private void get(Context ctx) {
    find(ctx).ifPresent(i -> answer(ctx, 200, View.of(desk, i)));
  }

  private void put(Context ctx) throws InterruptedException, ExecutionException {
    OptionalInt index = find(ctx);
    if (index.isEmpty()) {
      return;
    }
    String address = desk.tree().get(index.getAsInt()).address().path();
    Origin origin = Origin.web(ctx.ip() + ":" + ctx.req().getRemotePort());
    Request request;
    try {
      request =
          request(
              desk.tree().get(index.getAsInt()),
              index.getAsInt(),
              json.readTree(ctx.body()),
              origin);
    } catch (JsonProcessingException e) {
      counters.count(Health.MOVES_REFUSED);
      answer(
          ctx,
          422,
          List.of(
              problem(address, "a body that is not JSON", "{\"value\": …} or {\"norm\": …}", "")));
      return;
    } catch (IllegalArgumentException e) {
      counters.count(Health.MOVES_REFUSED);
      answer(
          ctx,
          422,
          List.of(problem(address, e.getMessage(), "{\"value\": …} or {\"norm\": 0..1}", "")));
      return;
    }
    try {
      switch (desk.ask(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        case Outcome.Held held -> answer(ctx, 200, View.of(desk, index.getAsInt()));
        case Outcome.Refused(String found, String wanted) ->
            answer(ctx, 422, List.of(problem(address, found, wanted, "")));
      }
    } catch (TimeoutException e) {
      answer(
          ctx,
          503,
          List.of(
              problem(
                  address,
                  "no answer from the desk",
                  "an answer within " + PATIENCE_SECONDS + " s",
                  "")));
    }
  }

  private static Request request(Parameter p, int index, JsonNode body, Origin origin) {
    if (body != null && body.isObject() && body.size() == 1) {
      JsonNode value = body.get("value");
      if (value != null && value.isValueNode() && !value.isNull()) {
        Object raw =
            value.isNumber()
                ? value.numberValue()
                : value.isBoolean() ? (Object) value.booleanValue() : value.asText();
        return new Request.Set(index, p.spelled(raw), origin, MoveRing.NOW);
      }
      JsonNode norm = body.get("norm");
      if (norm != null && norm.isNumber()) {
        return new Request.SetNorm(index, norm.doubleValue(), origin, MoveRing.NOW);
      }
    }
    String found = body == null || body.isMissingNode() ? "nothing" : body.toString();
    throw new IllegalArgumentException(found.length() > 80 ? found.substring(0, 77) + "…" : found);
  }

  private void metrics(Context ctx) {
    StringBuilder s = new StringBuilder();
    for (Health h : Health.values()) {
      String name = "hybridge_" + h.name().toLowerCase(java.util.Locale.ROOT) + "_total";
      s.append("# HELP ").append(name).append(' ').append(h.label()).append('\n');
      s.append("# TYPE ").append(name).append(" counter\n");
      s.append(name).append(' ').append(counters.read(h)).append('\n');
    }
    ctx.contentType("text/plain; version=0.0.4").result(s.toString());
  }

  private static Problem problem(String at, String found, String wanted, String hint) {
    return new Problem("api", 0, at, found, wanted, hint);
  }

  private void answer(Context ctx, int status, Object body) {
    try {
      ctx.status(status).contentType("application/json").result(json.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      ctx.status(500).result(e.getOriginalMessage());
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
