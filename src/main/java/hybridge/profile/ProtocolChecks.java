package hybridge.profile;

import hybridge.value.Fields;
import hybridge.wire.Packing;
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
    Map<String, List<Template>> ours = new LinkedHashMap<>();
    protocol.identify().ifPresent(i -> ours.put("identify", i.exchange().sends()));
    protocol
        .verbs()
        .values()
        .forEach(
            v -> {
              v.get().ifPresent(e -> ours.put("get", e.sends()));
              v.set().ifPresent(e -> ours.put("set", e.sends()));
              v.stage().ifPresent(t -> ours.put("stage", List.of(t)));
              v.commit().ifPresent(e -> ours.put("commit", e.sends()));
            });
    protocol.dump().ifPresent(e -> ours.put("dump", e.sends()));
    protocol.restore().ifPresent(e -> ours.put("restore", e.sends()));
    protocol.changed().ifPresent(c -> ours.put("changed", List.of(c.send())));
    protocol.locate().ifPresent(e -> ours.put("locate", e.sends()));
    protocol.init().forEach(e -> ours.put("init", e.sends()));
    ours.forEach(
        (key, templates) -> {
          for (Template t : templates) {
            String start = t.parts().getFirst() instanceof Template.Part.Words(String w) ? w : "";
            for (String never : protocol.never()) {
              if (start.startsWith(never)) {
                m.wrong(key, "'" + t + "'", "a message that is not among 'never'", "");
              }
            }
          }
        });
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
