package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads messages whose bytes are known. */
final class VectorReader {
  private static final List<String> MESSAGES =
      List.of(
          "identify",
          "get",
          "set",
          "identity",
          "value",
          "none",
          "ack",
          "report",
          "error",
          "init",
          "init-done",
          "keepalive",
          "stage",
          "commit",
          "committed",
          "ask-dump",
          "dump",
          "restore",
          "ask-changed",
          "changed",
          "locate",
          "located");

  private final Problems problems;
  private final List<UnitProfile.Knob> knobs;
  private final List<Protocol> protocols;
  private final String level;

  /**
   * @param level how sure the profile says it is as a whole
   */
  VectorReader(
      Problems problems, List<UnitProfile.Knob> knobs, List<Protocol> protocols, String level) {
    this.problems = problems;
    this.knobs = knobs;
    this.protocols = protocols;
    this.level = level;
  }

  List<UnitProfile.Vector> vectors(Fields f) {
    if (protocols.isEmpty()) {
      if (f.has("vectors")) {
        f.wrong("vectors", "vectors", "none", "a unit without a protocol has no bytes");
      }
      return List.of();
    }
    if (!f.require("vectors", "messages whose bytes are known")) {
      return List.of();
    }
    List<UnitProfile.Vector> vectors = new ArrayList<>();
    f.items(
        "vectors",
        false,
        item -> {
          vector(Fields.of(item.node(), item.at(), problems)).ifPresent(vectors::add);
          return null;
        });
    if (problems.none()) {
      complete(f, vectors);
    }
    return vectors;
  }

  /** One at least for each message that the protocols have. */
  private void complete(Fields f, List<UnitProfile.Vector> vectors) {
    for (int i = 0; i < protocols.size(); i++) {
      int n = i;
      Set<String> seen =
          Set.copyOf(
              vectors.stream()
                  .filter(v -> v.protocol() == n)
                  .map(v -> v.message().word())
                  .toList());
      List<String> must =
          words(protocols.get(i)).filter(w -> !seen.contains(w)).distinct().toList();
      if (!must.isEmpty()) {
        f.wrong(
            "vectors",
            "no vector for " + String.join(", ", must) + (i == 0 ? "" : " of variant " + i),
            "one at least for each message",
            "");
      }
    }
  }

  private static Stream<String> words(Protocol p) {
    Stream.Builder<String> words = Stream.builder();
    if (!p.blind()) {
      words.add("identify").add("identity");
    }
    for (Protocol.Verb v : p.verbs().values()) {
      v.get().ifPresent(g -> words.add("get").add("value"));
      v.set().ifPresent(s -> words.add("set"));
      v.set().flatMap(Protocol.Exchange::reply).ifPresent(r -> words.add("ack"));
      v.stage().ifPresent(s -> words.add("stage").add("commit").add("committed"));
    }
    p.dump().ifPresent(d -> words.add("ask-dump").add("dump"));
    p.restore().ifPresent(d -> words.add("restore"));
    p.changed().ifPresent(c -> words.add("ask-changed").add("changed"));
    p.locate().ifPresent(l -> words.add("locate"));
    p.locate().flatMap(Protocol.Exchange::reply).ifPresent(r -> words.add("located"));
    return words.build();
  }

  private Optional<UnitProfile.Vector> vector(Fields f) {
    String word =
        f.require("message", "one of " + String.join(", ", MESSAGES))
            ? f.word("message", MESSAGES, null)
            : null;
    String text;
    if (f.has("hex")) {
      text = FrameReader.hex(f, "hex", "");
    } else {
      text = f.require("text", "the exact bytes, or hex:") ? f.text("text", "") : "";
    }
    String source = f.text("source", "");
    String evidence = f.word("evidence", Evidence.PARTS, level);
    Optional<Protocol.Medium> medium = f.choice("over", Protocol.Medium.class);
    if (medium.isPresent() && !protocols.getFirst().reaches(medium.get())) {
      f.wrong("over", medium.get().word(), "one of the ways under 'transport'", "");
    }
    boolean heard = f.word("only", List.of("heard"), null) != null;
    int protocol = f.whole("variant", 0, protocols.size() - 1, 0);
    int address = f.whole("address", 0, 65_535, -1);
    Map<String, Double> held = values(f, "held");
    Optional<Message> message =
        word == null
            ? Optional.empty()
            : switch (word) {
              case "identify" -> Optional.of(new Message.AskIdentity());
              case "identity" ->
                  Optional.of(new Message.Identity(f.text("model", ""), f.text("firmware", "")));
              case "error" -> Optional.of(new Message.Refusal(f.text("reason", "")));
              case "init" -> Optional.of(new Message.Init(f.whole("step", 1, 64, 1) - 1));
              case "init-done" -> Optional.of(new Message.InitDone(f.whole("step", 1, 64, 1) - 1));
              case "stage" -> several("set", f).map(VectorReader::staged);
              case "commit" -> valued("get", f).map(VectorReader::committed);
              case "committed" -> Optional.of(new Message.Committed());
              case "ask-dump" -> Optional.of(new Message.AskDump());
              case "dump" -> Optional.of(new Message.Dump(FrameReader.hex(f, "blob", "")));
              case "restore" -> Optional.of(new Message.Restore(FrameReader.hex(f, "blob", "")));
              case "ask-changed" ->
                  Optional.of(new Message.AskChanged(number(f, "epoch"), number(f, "mark")));
              case "changed" -> Optional.of(changed(f));
              case "locate" -> Optional.of(new Message.Locate(f.whole("seconds", 0, 255, 1)));
              case "located" -> Optional.of(new Message.Located());
              case "keepalive" -> Optional.of(new Message.KeepAlive());
              default -> f.has("values") ? several(word, f) : valued(word, f);
            };
    if (word != null) {
      f.done();
    }
    String bytes = text;
    return message.map(
        m ->
            new UnitProfile.Vector(
                m,
                bytes,
                protocol,
                held,
                address,
                medium,
                heard || m instanceof Message.Absent,
                evidence,
                source,
                f.line()));
  }

  private static Message staged(Message sets) {
    return new Message.Stage(((Message.Several) sets).messages());
  }

  private static Message committed(Message of) {
    return new Message.Commit(((Message.Get) of).param());
  }

  private static int number(Fields f, String key) {
    return f.whole(key, 0, 65_535, 0);
  }

  /** What has changed may be nothing. */
  private Message changed(Fields f) {
    List<Message> items = new ArrayList<>();
    values(f, "values").forEach((id, value) -> items.add(new Message.Current(id, value)));
    return new Message.Changed(number(f, "epoch"), number(f, "mark"), items);
  }

  private Map<String, Double> values(Fields f, String key) {
    Map<String, Double> values = new LinkedHashMap<>();
    Fields v = f.child(key);
    for (Node.Entry e : f.entries(key)) {
      Optional<UnitProfile.Knob> knob = knob(v, e.key(), e.key());
      knob.ifPresent(k -> values.put(e.key(), value(v, e.key(), k)));
    }
    return values;
  }

  private Optional<Message> several(String word, Fields f) {
    Map<String, Double> values = values(f, "values");
    List<Message> all = new ArrayList<>();
    values.forEach(
        (id, value) ->
            all.add(
                switch (word) {
                  case "set" -> new Message.Set(id, value);
                  case "ack" -> new Message.Ack(id, value);
                  case "report" -> new Message.Report(id, value);
                  default -> new Message.Current(id, value);
                }));
    if (all.isEmpty()) {
      f.wrong("values", "nothing", "parameters with their values", "");
      return Optional.empty();
    }
    return Optional.of(new Message.Several(all));
  }

  private Optional<UnitProfile.Knob> knob(Fields f, String key, String id) {
    Optional<UnitProfile.Knob> knob = knobs.stream().filter(k -> k.id().equals(id)).findFirst();
    if (knob.isEmpty() && !id.isEmpty()) {
      List<String> ids = knobs.stream().map(UnitProfile.Knob::id).toList();
      f.wrong(key, "'" + id + "'", "one of " + Suggest.some(ids), "");
    }
    return knob;
  }

  static double value(Fields f, String key, UnitProfile.Knob knob) {
    if (f.node(key) instanceof Node.Scalar s) {
      switch (knob.parameter().accept(knob.parameter().spelled(s.value()))) {
        case Parameter.Answer.Accepted(Value accepted) -> {
          return accepted.number();
        }
        case Parameter.Answer.Refused(String found, String wanted) ->
            f.wrong(key, found, wanted, "");
      }
    }
    return Double.NaN;
  }

  private Optional<Message> valued(String word, Fields f) {
    boolean ack = word.equals("ack");
    String id = ack || f.require("param", "the id of a parameter") ? f.text("param", "") : "";
    boolean hasValue =
        !word.equals("get")
            && !word.equals("none")
            && (f.has("value") || !ack && f.require("value", "its value"));
    Optional<UnitProfile.Knob> knob = knob(f, "param", id);
    if (knob.isEmpty() && !id.isEmpty()) {
      return Optional.empty();
    }
    double value = hasValue && knob.isPresent() ? value(f, "value", knob.get()) : Double.NaN;
    return switch (word) {
      case "get" -> Optional.of(new Message.Get(id));
      case "set" -> Optional.of(new Message.Set(id, value));
      case "value" -> Optional.of(new Message.Current(id, value));
      case "none" -> Optional.of(new Message.Absent(id));
      case "report" -> Optional.of(new Message.Report(id, value));
      default -> Optional.of(new Message.Ack(id, value));
    };
  }
}
