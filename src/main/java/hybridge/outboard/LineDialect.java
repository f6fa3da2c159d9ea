package hybridge.outboard;

import hybridge.profile.Code;
import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.Template;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The lines of a protocol: messages in, lines out; lines in, messages out. Both directions, since
 * the driver speaks as we do and the simulator as the box does. Immutable.
 */
public final class LineDialect {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  /** The lines about one parameter, its word already filled in. */
  private record Lines(
      Code code,
      Template get,
      Template set,
      Template current,
      Template ack,
      Optional<Template> report) {}

  private final Protocol protocol;
  private final Protocol.Frame.Lines frame;
  private final Map<String, Lines> params = new LinkedHashMap<>();

  public LineDialect(Protocol protocol) {
    this.protocol = protocol;
    this.frame =
        switch (protocol.frame()) {
          case Protocol.Frame.Lines lines -> lines;
        };
    protocol
        .codes()
        .forEach(
            (id, code) ->
                params.put(
                    id,
                    new Lines(
                        code,
                        protocol.get().send().with("word", code.word()),
                        protocol.set().send().with("word", code.word()),
                        protocol.get().reply().with("word", code.word()),
                        protocol.set().reply().with("word", code.word()),
                        protocol.report().map(t -> t.with("word", code.word())))));
  }

  /** The bytes of a message, line end included; ours or, for a simulator, the box's. */
  public byte[] encode(Message message) {
    return (line(message) + frame.end()).getBytes(StandardCharsets.US_ASCII);
  }

  private String line(Message message) {
    return switch (message) {
      case Message.AskIdentity m -> protocol.identify().exchange().send().fill(Map.of());
      case Message.Get(String p) -> of(p).get().fill(Map.of());
      case Message.Set(String p, double v) -> of(p).set().fill(value(p, v));
      case Message.Identity(String model, String firmware) ->
          protocol.identify().exchange().reply().fill(Map.of("model", model, "firmware", firmware));
      case Message.Current(String p, double v) -> of(p).current().fill(value(p, v));
      case Message.Ack(String p, double v) ->
          p.isEmpty()
              ? protocol.set().reply().fill(Map.of())
              : of(p).ack().fill(Double.isNaN(v) ? Map.of() : value(p, v));
      case Message.Report(String p, double v) -> of(p).report().orElseThrow().fill(value(p, v));
      case Message.Refusal(String reason) ->
          protocol.error().orElseThrow().fill(Map.of("reason", reason));
    };
  }

  private Map<String, String> value(String param, double value) {
    return Map.of("value", of(param).code().text(value));
  }

  private Lines of(String param) {
    Lines lines = params.get(param);
    if (lines == null) {
      throw new IllegalArgumentException("no code for '" + param + "'");
    }
    return lines;
  }

  /** The value a box would hold after this one went over the wire. */
  public double asSent(String param, double value) {
    Code code = of(param).code();
    return code.value(code.text(value)).orElse(value);
  }

  /**
   * Understands a line of the box.
   *
   * @param asked the parameter that was asked for or set last, for answers that do not name it; may
   *     be empty
   */
  public Optional<Message> fromBox(String line, String asked) {
    Lines mine = params.get(asked);
    if (mine != null) {
      Optional<Message> answer = answer(asked, mine, line);
      if (answer.isPresent()) {
        return answer;
      }
    }
    boolean named = protocol.get().reply().has("word");
    boolean ackNamed = protocol.set().reply().has("word");
    for (Map.Entry<String, Lines> e : params.entrySet()) {
      Lines l = e.getValue();
      OptionalDouble report = l.report().map(t -> value(t, l.code(), line)).orElse(NONE);
      if (report.isPresent()) {
        return Optional.of(new Message.Report(e.getKey(), report.getAsDouble()));
      }
      OptionalDouble ack = ackNamed ? value(l.ack(), l.code(), line) : NONE;
      if (ack.isPresent()) {
        return Optional.of(new Message.Ack(e.getKey(), ack.getAsDouble()));
      }
      OptionalDouble current = named ? value(l.current(), l.code(), line) : NONE;
      if (current.isPresent()) {
        return Optional.of(new Message.Current(e.getKey(), current.getAsDouble()));
      }
    }
    if (!ackNamed
        && !protocol.set().reply().has("value")
        && protocol.set().reply().match(line).isPresent()) {
      return Optional.of(new Message.Ack("", Double.NaN));
    }
    Optional<Message> identity =
        protocol
            .identify()
            .exchange()
            .reply()
            .match(line)
            .map(
                m ->
                    new Message.Identity(
                        m.getOrDefault("model", ""), m.getOrDefault("firmware", "")));
    return identity.isPresent()
        ? identity
        : protocol
            .error()
            .flatMap(t -> t.match(line))
            .map(m -> new Message.Refusal(m.getOrDefault("reason", "")));
  }

  private Optional<Message> answer(String asked, Lines mine, String line) {
    OptionalDouble ack = value(mine.ack(), mine.code(), line);
    if (ack.isPresent()) {
      return Optional.of(new Message.Ack(asked, ack.getAsDouble()));
    }
    OptionalDouble current = value(mine.current(), mine.code(), line);
    return current.isPresent()
        ? Optional.of(new Message.Current(asked, current.getAsDouble()))
        : Optional.empty();
  }

  /** The value in a line; NaN when the template has none; empty when the line is another one. */
  private static OptionalDouble value(Template template, Code code, String line) {
    Optional<Map<String, String>> holes = template.match(line);
    if (holes.isEmpty()) {
      return NONE;
    }
    String text = holes.get().get("value");
    return text == null ? OptionalDouble.of(Double.NaN) : code.value(text);
  }

  /** Understands a line of ours, as a box does. */
  public Optional<Message> fromUs(String line) {
    if (line.equals(line(new Message.AskIdentity()))) {
      return Optional.of(new Message.AskIdentity());
    }
    for (Map.Entry<String, Lines> e : params.entrySet()) {
      Lines l = e.getValue();
      if (l.get().match(line).isPresent()) {
        return Optional.of(new Message.Get(e.getKey()));
      }
      OptionalDouble set = value(l.set(), l.code(), line);
      if (set.isPresent()) {
        return Optional.of(new Message.Set(e.getKey(), set.getAsDouble()));
      }
    }
    return Optional.empty();
  }
}
