package hybridge.outboard.codec;

import hybridge.profile.Code;
import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.Template;
import hybridge.profile.Writing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** The messages of one verb of a protocol, both directions. Immutable. */
final class VerbTemplates {

  /** The templates about one cell, its word already filled in; grouped ones keep theirs. */
  record Lines(
      WireWord cell,
      WireWord said,
      Map<String, Peer> peers,
      List<Template> get,
      Optional<Template> current,
      List<Template> set,
      Optional<Template> negative,
      Optional<Template> ack,
      Optional<Template> report,
      Optional<Template> stage) {}

  /** In which message a cell stands: its name and the writing of its value go by that. */
  enum Side {
    /** What we say: sets and what is staged. */
    OURS,
    /** The box's answer to that. */
    ACK,
    /** Where the box says it stands. */
    TOLD;

    WireWord cell(Lines l) {
      return this == TOLD ? l.said() : l.cell();
    }

    String name(WireWord cell) {
      return this == OURS ? cell.word() : cell.heard();
    }
  }

  /** Another parameter of the same word, whose value stands in the same line. */
  record Peer(String id, Code code) {}

  private final Protocol.Verb verb;
  private final List<Lines> lines = new ArrayList<>();
  private final Map<String, Lines> byParam = new LinkedHashMap<>();
  private final Optional<Template> commit;
  private final Optional<Template> committed;
  private final Optional<Template> changed;
  private final boolean getNamed;
  private final boolean ackNamed;

  /**
   * @param address of the unit
   * @param bind fills in what is the same for every message of ours, such as the address
   * @param hear the same for every message of the box
   */
  VerbTemplates(
      Protocol protocol,
      Protocol.Verb verb,
      int address,
      UnaryOperator<Template> bind,
      UnaryOperator<Template> hear) {
    this.verb = verb;
    this.commit = verb.commit().map(e -> bind.apply(e.send()));
    this.committed = verb.commit().flatMap(Protocol.Exchange::reply).map(hear);
    Map<String, Map<String, Code>> cells = new LinkedHashMap<>();
    protocol
        .codes()
        .forEach(
            (id, code) -> {
              if (code.by().equals(verb.name())) {
                cells.computeIfAbsent(code.word(), w -> new LinkedHashMap<>()).put(id, code);
              }
            });
    Set<String> spoken = new LinkedHashSet<>();
    cells
        .values()
        .forEach(params -> params.values().forEach(c -> spoken.addAll(c.synonyms().texts())));
    int width =
        cells.keySet().stream().mapToInt(String::length).distinct().count() == 1
            ? cells.keySet().iterator().next().length()
            : 0;
    cells.forEach(
        (word, params) -> {
          WireWord cell =
              new WireWord(word, params.values().iterator().next().heard(), address, params);
          Map<String, Code> told = new LinkedHashMap<>();
          params.forEach((id, code) -> told.put(id, code.said()));
          WireWord said = new WireWord(word, cell.heard(), address, told);
          boolean placed = cell.placing() != null;
          UnaryOperator<Template> most = t -> placed && t.has("low") ? t : bind.apply(t);
          UnaryOperator<Template> heard =
              t -> (placed && t.has("low") ? t : hear.apply(t)).also("value", spoken);
          UnaryOperator<Template> ours = t -> bound(most.apply(t), cell, word, width);
          UnaryOperator<Template> box = t -> bound(heard.apply(t), cell, cell.heard(), width);
          UnaryOperator<Template> tells = t -> bound(heard.apply(t), said, cell.heard(), width);
          Lines l =
              new Lines(
                  cell,
                  said,
                  peers(protocol, cell),
                  verb.get().map(e -> e.sends().stream().map(ours).toList()).orElse(List.of()),
                  verb.get().flatMap(Protocol.Exchange::reply).map(tells),
                  verb.set().map(e -> e.sends().stream().map(ours).toList()).orElse(List.of()),
                  verb.set().flatMap(Protocol.Exchange::negative).map(ours),
                  verb.set().flatMap(Protocol.Exchange::reply).map(box),
                  verb.report().map(tells),
                  verb.stage().map(ours));
          lines.add(l);
          params.keySet().forEach(id -> byParam.put(id, l));
        });
    changed =
        lines.isEmpty()
            ? Optional.empty()
            : protocol
                .changed()
                .map(c -> bound(hear.apply(c.reply()), lines.getFirst().said(), "", width));
    boolean alone = lines.size() == 1;
    getNamed = alone || named(verb.get());
    ackNamed = alone || named(verb.set());
  }

  private Map<String, Peer> peers(Protocol protocol, WireWord cell) {
    Map<String, Peer> peers = new LinkedHashMap<>();
    protocol
        .codes()
        .forEach(
            (id, code) -> {
              boolean beside = !code.by().equals(verb.name()) && code.bits().isEmpty();
              if (beside && code.heard().equals(cell.heard())) {
                peers.putIfAbsent(code.by(), new Peer(id, code));
              }
            });
    return peers;
  }

  private static boolean named(Optional<Protocol.Exchange> e) {
    return e.flatMap(Protocol.Exchange::reply).map(t -> t.has("word") || t.grouped()).orElse(false);
  }

  private static Template bound(Template t, WireWord cell, String word, int width) {
    Template sized = t;
    boolean fixed = cell.params().get(cell.first()).writing() instanceof Writing.Whole;
    if (t.packing("value") == null && fixed && t.has("value")) {
      Writing.Whole whole = (Writing.Whole) cell.params().get(cell.first()).writing();
      sized = whole.packing().digits() ? t : t.sized("value", whole.packing().length());
    }
    return sized.grouped()
        ? width > 0 ? sized.sized("word", width) : sized
        : sized.with("word", word);
  }

  Protocol.Verb verb() {
    return verb;
  }

  boolean has(String param) {
    return byParam.containsKey(param);
  }

  /** The parameters that share a number with this one, itself included. */
  List<String> together(String param) {
    return byParam.get(param).cell().ids();
  }

  // --- speaking --------------------------------------------------------------------------------

  List<String> get(String param) {
    return byParam.get(param).get().stream().map(t -> t.fill(Map.of())).toList();
  }

  /** The payloads that set these parameters, all of this verb. */
  List<String> set(Map<String, Double> values, ToDoubleFunction<String> held) {
    Map<WireWord, Map<String, Double>> cells = new LinkedHashMap<>();
    values.forEach(
        (id, v) ->
            cells.computeIfAbsent(byParam.get(id).cell(), c -> new LinkedHashMap<>()).put(id, v));
    Lines one = byParam.get(values.keySet().iterator().next());
    if (one.set().getLast().grouped()) {
      return List.of(filled(one.set().getLast(), cells, held, Side.OURS));
    }
    List<String> payloads = new ArrayList<>();
    cells.forEach((cell, v) -> payloads.addAll(put(byParam.get(cell.first()), v, held)));
    return payloads;
  }

  /** The payload that has these held ready. */
  String stage(Map<String, Double> values, ToDoubleFunction<String> held) {
    Map<WireWord, Map<String, Double>> cells = new LinkedHashMap<>();
    values.forEach(
        (id, v) ->
            cells.computeIfAbsent(byParam.get(id).cell(), c -> new LinkedHashMap<>()).put(id, v));
    Lines one = byParam.get(values.keySet().iterator().next());
    return filled(one.stage().orElseThrow(), cells, held, Side.OURS);
  }

  Optional<Template> commit() {
    return commit;
  }

  Optional<Template> committed() {
    return committed;
  }

  private static List<String> put(
      Lines l, Map<String, Double> values, ToDoubleFunction<String> held) {
    WireWord cell = l.cell();
    boolean below = l.negative().isPresent() && values.get(cell.first()) < 0;
    List<String> payloads = new ArrayList<>();
    for (int i = 0; i < l.set().size(); i++) {
      boolean last = i + 1 == l.set().size();
      Template t = last && below ? l.negative().get() : l.set().get(i);
      payloads.add(t.fill(cell.fill(t, values, held, below, cell.word())));
    }
    return payloads;
  }

  private static String filled(
      Template t,
      Map<WireWord, Map<String, Double>> cells,
      ToDoubleFunction<String> held,
      Side side) {
    List<Map<String, String>> items = items(t, cells, held, side);
    return t.fill(items.getFirst(), items);
  }

  private static List<Map<String, String>> items(
      Template t,
      Map<WireWord, Map<String, Double>> cells,
      ToDoubleFunction<String> held,
      Side side) {
    List<Map<String, String>> items = new ArrayList<>();
    cells.forEach((cell, v) -> items.add(cell.fill(t, v, held, false, side.name(cell))));
    return items;
  }

  /** What has changed, in the box's words; may be nothing. */
  String changed(Map<String, String> head, List<Message> items, ToDoubleFunction<String> held) {
    Map<String, Double> values = new LinkedHashMap<>();
    items.forEach(m -> values.put(((Message.Current) m).param(), ((Message.Current) m).value()));
    ToDoubleFunction<String> known = id -> values.getOrDefault(id, held.applyAsDouble(id));
    Map<WireWord, Map<String, Double>> cells = new LinkedHashMap<>();
    values.keySet().forEach(id -> cells.put(byParam.get(id).said(), Map.of()));
    return changed.orElseThrow().fill(head, items(changed.get(), cells, known, Side.TOLD));
  }

  /** The box's answer to a get: about one cell, or about all of the verb. */
  String current(Map<String, Double> values, ToDoubleFunction<String> held) {
    Lines one = byParam.get(values.keySet().iterator().next());
    return said(one.current().orElseThrow(), values, held, true, Side.TOLD);
  }

  String ack(Map<String, Double> values, ToDoubleFunction<String> held) {
    Lines one = byParam.get(values.keySet().iterator().next());
    return said(one.ack().orElseThrow(), values, held, false, Side.ACK);
  }

  /** What the box says by itself: in words of its own, or as it would answer. */
  String report(String param, double value, ToDoubleFunction<String> held) {
    Lines l = byParam.get(param);
    Template t =
        l.report()
            .or(() -> verb.repliesUnasked() ? l.ack() : Optional.empty())
            .or(() -> verb.answersUnasked() ? l.current() : Optional.empty())
            .orElseThrow();
    boolean ack = l.report().isEmpty() && verb.repliesUnasked() && l.ack().isPresent();
    return said(t, Map.of(param, value), held, false, ack ? Side.ACK : Side.TOLD);
  }

  /** Does the box say by itself what moved? */
  boolean reports() {
    return verb.report().isPresent() || verb.repliesUnasked() || verb.answersUnasked();
  }

  /**
   * All that the verb knows, for an answer that carries everything: in the order of their names.
   */
  String dump(Template t, ToDoubleFunction<String> held) {
    Map<WireWord, Map<String, Double>> cells = new LinkedHashMap<>();
    Comparator<WireWord> byName = Comparator.comparing(WireWord::heard);
    lines.stream()
        .map(Lines::said)
        .sorted(t.has("word") ? byName : (a, b) -> 0)
        .forEach(cell -> cells.put(cell, Map.of()));
    return filled(t, cells, held, Side.TOLD);
  }

  private String said(
      Template t,
      Map<String, Double> values,
      ToDoubleFunction<String> held,
      boolean all,
      Side side) {
    if (!t.grouped()) {
      Lines l = byParam.get(values.keySet().iterator().next());
      Map<String, String> texts = side.cell(l).fill(t, values, held, false, l.cell().heard());
      l.peers().forEach((name, peer) -> beside(t, name, peer, held, texts));
      return t.fill(texts);
    }
    ToDoubleFunction<String> known = id -> values.getOrDefault(id, held.applyAsDouble(id));
    if (all) {
      return dump(t, known);
    }
    Map<WireWord, Map<String, Double>> cells = new LinkedHashMap<>();
    values.keySet().forEach(id -> cells.put(side.cell(byParam.get(id)), Map.of()));
    return filled(t, cells, known, side);
  }

  private static void beside(
      Template t,
      String name,
      Peer peer,
      ToDoubleFunction<String> held,
      Map<String, String> texts) {
    if (t.has(name)) {
      double value = held.applyAsDouble(peer.id());
      Writing writing = peer.code().writing();
      texts.put(
          name,
          t.packing(name) == null ? writing.text(value) : t.packing(name).text(writing.raw(value)));
    }
  }

  /** Does this line say where other parameters stand, too? */
  private static boolean several(Lines l, Template t) {
    return !t.grouped() && l.peers().keySet().stream().anyMatch(t::has);
  }

  // --- understanding the box -------------------------------------------------------------------

  /** What a payload says as the answer to a get of this parameter. */
  List<Message> asCurrent(String param, String payload) {
    Lines l = byParam.get(param);
    return l.current()
        .map(t -> read(l, t, payload, Side.TOLD, Message.Current::new))
        .orElse(List.of());
  }

  /** What it says as the answer to a set of this parameter. */
  List<Message> asAck(String param, String payload) {
    Lines l = byParam.get(param);
    return l.ack().map(t -> read(l, t, payload, Side.ACK, Message.Ack::new)).orElse(List.of());
  }

  /** What it says has changed; nothing when it says something else. */
  Optional<Message> asChanged(String payload) {
    return changed.flatMap(
        t ->
            t.match(payload)
                .map(
                    head ->
                        new Message.Changed(
                            Dialect.number(t, head, "epoch"),
                            Dialect.number(t, head, "mark"),
                            read(lines.getFirst(), t, payload, Side.TOLD, Message.Current::new))));
  }

  /** What it says if nobody asked: what moved, a late answer. */
  List<Message> unasked(String payload) {
    for (Lines l : lines) {
      List<Message> found =
          l.report()
              .map(t -> read(l, t, payload, Side.TOLD, unasked(l, t, Message.Report::new)))
              .orElse(List.of());
      if (found.isEmpty() && ackNamed && l.ack().isPresent()) {
        found =
            read(
                l,
                l.ack().get(),
                payload,
                Side.ACK,
                unasked(
                    l,
                    l.ack().get(),
                    verb.repliesUnasked() || verb.answersUnasked()
                        ? Message.Report::new
                        : Message.Ack::new));
      }
      if (found.isEmpty() && getNamed && l.current().isPresent()) {
        found =
            read(
                l,
                l.current().get(),
                payload,
                Side.TOLD,
                unasked(
                    l,
                    l.current().get(),
                    verb.answersUnasked() ? Message.Report::new : Message.Current::new));
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** Nobody knows which of several moved. */
  private static BiFunction<String, Double, Message> unasked(
      Lines l, Template t, BiFunction<String, Double, Message> one) {
    return several(l, t) ? Message.Status::new : one;
  }

  /** Is it the answer to some set, without a name and a value? */
  boolean nameless(String payload) {
    Optional<Template> reply = lines.isEmpty() ? Optional.empty() : lines.getFirst().ack();
    return !ackNamed
        && reply.map(t -> !t.has("value") && t.match(payload).isPresent()).orElse(false);
  }

  /** What a payload says in the words of a template; nothing when it is another line. */
  List<Message> read(
      Lines l, Template t, String payload, Side side, BiFunction<String, Double, Message> make) {
    Optional<Template.Match> match = t.read(payload);
    if (match.isEmpty()) {
      return List.of();
    }
    List<Message> found = new ArrayList<>();
    if (!t.grouped()) {
      Map<String, String> texts = match.get().holes();
      told(side.cell(l), t, texts, make, found);
      if (!found.isEmpty()) {
        l.peers().forEach((verb, peer) -> beside(t, verb, peer, texts, found));
      }
      return found;
    }
    List<Map<String, String>> items = match.get().items();
    for (int i = 0; i < items.size(); i++) {
      WireWord cell = cell(items.get(i), i, side);
      if (cell != null) {
        told(cell, t, items.get(i), make, found);
      }
    }
    return found;
  }

  private static void told(
      WireWord cell,
      Template t,
      Map<String, String> holes,
      BiFunction<String, Double, Message> make,
      List<Message> found) {
    List<String> absent = cell.absent(t, holes);
    absent.forEach(id -> found.add(new Message.Absent(id)));
    cell.read(t, holes, false)
        .forEach(
            (id, v) -> {
              if (!absent.contains(id)) {
                found.add(make.apply(id, v));
              }
            });
  }

  private static void beside(
      Template t, String name, Peer peer, Map<String, String> holes, List<Message> found) {
    String text = holes.get(name);
    if (text == null) {
      return;
    }
    Writing writing = peer.code().writing();
    if (peer.code().synonyms().absent(text)) {
      found.add(new Message.Absent(peer.id()));
      return;
    }
    OptionalDouble synonym = peer.code().synonyms().value(text);
    OptionalDouble value = synonym.isPresent() ? synonym : writing.value(text);
    if (t.packing(name) != null) {
      OptionalLong raw = t.packing(name).number(text);
      value = raw.isPresent() ? writing.ofRaw(raw.getAsLong()) : OptionalDouble.empty();
    }
    value.ifPresent(v -> found.add(new Message.Status(peer.id(), v)));
  }

  /** By its word; where items have none, by its place. */
  WireWord cell(Map<String, String> item, int place, Side side) {
    String word = item.get("word");
    if (word == null) {
      return place < lines.size() ? side.cell(lines.get(place)) : null;
    }
    return lines.stream()
        .map(side::cell)
        .filter(c -> side.name(c).equals(word))
        .findFirst()
        .orElse(null);
  }

  /** What our last payloads mean, as a box understands them; see {@link VerbDecoder}. */
  Optional<List<Message>> fromUs(List<String> recent) {
    return new VerbDecoder(this, lines, commit).heard(recent);
  }
}
