package hybridge.profile;

import hybridge.value.Fields;
import hybridge.wire.Packing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notes what no schema can see: lines that nobody could tell apart, lines that must not be sent.
 */
final class ProtocolChecks {
  private final Fields m;
  private final Protocol protocol;

  /**
   * @param m where problems are noted: the messages
   */
  ProtocolChecks(Fields m, Protocol protocol) {
    this.m = m;
    this.protocol = protocol;
  }

  void check() {
    never();
    if (!protocol.blind()) {
      protocol.verbs().values().forEach(this::reachable);
    }
  }

  private void never() {
    if (protocol.never().isEmpty()) {
      return;
    }
    protocol.identify().ifPresent(i -> never("identify", i.exchange()));
    protocol.dump().ifPresent(e -> never("dump", e));
    protocol.restore().ifPresent(e -> never("restore", e));
    protocol.locate().ifPresent(e -> never("locate", e));
    protocol.init().forEach(e -> never("init", e));
    protocol.changed().ifPresent(c -> never("changed", c.send()));
    protocol.keepAlive().ifPresent(k -> never("keepalive", k.send()));
    protocol.verbs().values().forEach(v -> v.commit().ifPresent(e -> never("commit", e)));
    protocol.codes().forEach(this::never);
  }

  /** What is said about one parameter, with its word and its smallest and largest values in it. */
  private void never(String param, Code code) {
    Protocol.Verb verb = protocol.verb(param);
    List<Template> ours = new ArrayList<>();
    verb.get().ifPresent(e -> ours.addAll(e.sends()));
    verb.set().ifPresent(e -> ours.addAll(e.sends()));
    verb.set().flatMap(Protocol.Exchange::negative).ifPresent(ours::add);
    verb.stage().ifPresent(ours::add);
    for (Template t : ours) {
      Template worded = t.with("word", code.word());
      List<String> values =
          code.writing() instanceof Writing.Words(List<String> texts) && t.packing("value") == null
              ? texts
              : List.of("");
      boolean forbidden =
          values.stream()
              .map(v -> v.isEmpty() ? worded : worded.with("value", v))
              .anyMatch(this::forbidden);
      if (forbidden) {
        String key = verb.get().isPresent() && verb.get().get().sends().contains(t) ? "get" : "set";
        note(key, "'" + t + "' for '" + param + "'");
        return;
      }
    }
  }

  private void never(String key, Protocol.Exchange exchange) {
    exchange.sends().forEach(t -> never(key, t));
  }

  private void never(String key, Template t) {
    if (forbidden(t)) {
      note(key, "'" + t + "'");
    }
  }

  private void note(String key, String found) {
    m.wrong(key, found, "a message that is not among 'never'", "");
  }

  /** As far as its words go: a hole that is not filled could stand for anything. */
  private boolean forbidden(Template t) {
    Template bound = t.withNumber("address", h -> protocol.addressing().usual());
    String start = bound.parts().getFirst() instanceof Template.Part.Words(String w) ? w : "";
    return protocol.never().stream()
        .map(n -> n.withNumber("address", h -> protocol.addressing().usual()))
        .anyMatch(n -> n.begins(start));
  }

  /** Notes each line of the box that would always be taken for another one. */
  private void reachable(Protocol.Verb verb) {
    Map.Entry<String, Code> first =
        protocol.codes().entrySet().stream()
            .filter(e -> e.getValue().by().equals(verb.name()) && e.getValue().bits().isEmpty())
            .findFirst()
            .orElse(null);
    if (first == null) {
      return;
    }
    Code code = first.getValue();
    Map<String, Template> lines = new LinkedHashMap<>();
    verb.report().ifPresent(t -> lines.put("report", t));
    verb.set().flatMap(Protocol.Exchange::reply).ifPresent(t -> lines.put("set", t));
    verb.get().flatMap(Protocol.Exchange::reply).ifPresent(t -> lines.put("get", t));
    protocol.identify().ifPresent(i -> lines.put("identify", i.reply()));
    protocol.error().ifPresent(t -> lines.put("error", t));
    lines.values().removeIf(Template::grouped);
    List<String> names = List.copyOf(lines.keySet());
    for (int later = 1; later < names.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        Template winner = bound(lines.get(names.get(earlier)), code);
        Template loser = bound(lines.get(names.get(later)), code);
        // Answers that look alike are told apart by what was asked.
        boolean answers =
            !names.get(earlier).equals("report")
                && (winner.toString().equals(loser.toString())
                    || names.get(later).equals("identify"));
        Optional<Map<String, String>> taken = winner.match(loser.fill(sample(loser, code)));
        boolean valid =
            taken.isPresent()
                && (!taken.get().containsKey("value")
                    || winner.packing("value") != null
                    || code.writing().value(taken.get().get("value")).isPresent());
        if (valid && !answers) {
          m.wrong(
              names.get(later),
              "a line that is always taken for '" + names.get(earlier) + "'",
              "lines from the box that can be told apart",
              "");
        }
      }
    }
  }

  private Template bound(Template t, Code code) {
    return t.with("word", code.heard()).withNumber("address", h -> protocol.addressing().usual());
  }

  private Map<String, String> sample(Template t, Code code) {
    Map<String, String> sample = new LinkedHashMap<>();
    sample.put("reason", t.packing("reason") == null ? "range" : t.packing("reason").text(0));
    sample.put("model", protocol.identify().map(Protocol.Identify::model).orElse(""));
    Packing version = t.packing("firmware");
    sample.put("firmware", version != null && version.dotted() ? version.ofVersion("1.0") : "1.0");
    for (String peer : protocol.verbs().keySet()) {
      sample.put(peer, t.packing(peer) == null ? "0" : t.packing(peer).text(0));
    }
    for (String hole : List.of("flags", "high", "low")) {
      sample.put(hole, t.packing(hole) == null ? "0" : t.packing(hole).text(0));
    }
    long raw = code.writing().raw(0);
    sample.put(
        "value",
        t.packing("value") == null ? code.writing().text(0) : t.packing("value").text(raw));
    return sample;
  }
}
