package hybridge.profile;

import hybridge.value.Access;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.wire.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a protocol: everything about the wire. */
final class ProtocolReader {
  private static final Set<String> REASONS = Set.of("syntax", "range", "readonly", "fault");

  private final Problems problems;
  private final List<UnitProfile.Knob> knobs;

  ProtocolReader(Problems problems, List<UnitProfile.Knob> knobs) {
    this.problems = problems;
    this.knobs = knobs;
  }

  /** The usual protocol, and behind it what {@code variants} changes about it. */
  List<Protocol> protocols(Fields f) {
    if (!f.has("protocol")) {
      if (f.has("variants")) {
        f.wrong("variants", "variants", "a protocol that they vary", "");
      }
      return List.of();
    }
    return protocols(f, without(f.node("protocol"), "over"), "");
  }

  /** The same as they are over a medium for which {@code over} says something else. */
  Map<Protocol.Medium, List<Protocol>> over(Fields f) {
    Map<Protocol.Medium, List<Protocol>> all = new EnumMap<>(Protocol.Medium.class);
    if (!(f.node("protocol") instanceof Node.Mapping m) || m.get("over") == null) {
      return all;
    }
    Fields o = f.child("protocol").child("over");
    boolean sound = problems.none();
    for (Protocol.Medium medium : Protocol.Medium.values()) {
      if (o.has(medium.word())) {
        Node merged = merge(without(m, "over"), o.node(medium.word()));
        if (sound) {
          all.put(medium, protocols(f, merged, "protocol.over." + medium.word()));
        }
      }
    }
    o.done();
    if (all.keySet().stream().anyMatch(medium -> !all.get(medium).getFirst().reaches(medium))) {
      o.wrong("over", "a medium", "one of those under 'transport'", "");
    }
    return all;
  }

  private List<Protocol> protocols(Fields f, Node base, String at) {
    List<Protocol> protocols = new ArrayList<>();
    protocols.add(protocol(Fields.of(base, at.isEmpty() ? "protocol" : at, problems)));
    f.items(
        "variants",
        false,
        item -> {
          Node merged = merge(base, item.node());
          protocols.add(protocol(Fields.of(merged, at.isEmpty() ? item.at() : at, problems)));
          return null;
        });
    return protocols;
  }

  private static Node without(Node node, String key) {
    return node instanceof Node.Mapping m && m.get(key) != null
        ? new Node.Mapping(
            m.line(), m.entries().stream().filter(e -> !e.key().equals(key)).toList())
        : node;
  }

  /** What the second says goes before what the first says; an empty value takes the key away. */
  private static Node merge(Node base, Node over) {
    if (!(base instanceof Node.Mapping b) || !(over instanceof Node.Mapping o)) {
      return over;
    }
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry e : b.entries()) {
      Node other = o.get(e.key());
      if (other instanceof Node.Scalar s && s.value() == null) {
        continue;
      }
      entries.add(other == null ? e : new Node.Entry(e.key(), e.line(), merge(e.value(), other)));
    }
    o.entries().stream()
        .filter(e -> b.get(e.key()) == null)
        .filter(e -> !(e.value() instanceof Node.Scalar s && s.value() == null))
        .forEach(entries::add);
    return new Node.Mapping(o.line(), List.copyOf(entries));
  }

  private Protocol protocol(Fields f) {
    f.has("over");
    boolean hex = f.word("notation", List.of("text", "hex"), "text").equals("hex");
    FrameReader frameReader = new FrameReader(problems);
    Protocol.Transport transport = frameReader.transport(f.child("transport"));
    List<Shape> frames = frameReader.shapes(f.child("frame"));
    List<Shape> ours = f.has("sends") ? frameReader.shapes(f.child("sends")) : frames;
    boolean blind = f.has("blind");
    f.text("blind", "");
    Fields m = f.child("messages");
    MessageReader messages = new MessageReader(problems, hex, frames, ours);
    Optional<Protocol.Identify> identify =
        blind && !m.has("identify") ? Optional.empty() : Optional.of(messages.identify(m));
    Map<String, Protocol.Verb> verbs = messages.verbs(m, blind);
    List<Protocol.Exchange> init = messages.init(m);
    Optional<Protocol.KeepAlive> keepAlive = messages.keepAlive(m);
    Optional<Template> error =
        messages.line(
            m, "error", Set.of("reason", "address", "any"), Set.of(), Set.of("reasons", "broken"));
    Protocol.Refusals refusals = refusals(m);
    Optional<Protocol.Exchange> dump = messages.blob(m, "dump");
    Optional<Protocol.Exchange> restore = messages.blob(m, "restore");
    if (restore.isPresent() && dump.isEmpty()) {
      m.wrong("restore", "a restore without 'dump'", "both", "what cannot be read is not written");
    }
    Optional<Protocol.Changed> changed = messages.changed(m, blind);
    Optional<Protocol.Exchange> locate = messages.locate(m);
    if (locate.isPresent() && knobs.stream().anyMatch(k -> k.id().equals("locate"))) {
      m.wrong("locate", "a message and a parameter of that name", "another id under params", "");
    }
    m.done();
    Map<String, Code> codes = new CodeReader(problems, hex, verbs.keySet()).codes(f, knobs);
    Protocol.Addressing addressing =
        f.has("address") ? addressing(f.child("address")) : Protocol.Addressing.NONE;
    boolean numbered = f.flag("numbered", false);
    Optional<SelfDescription> describes = describes(f, codes, hex && numbered);
    describes.ifPresent(how -> measures(f, how));
    String receipt = messages.bytes(f, "receipt", f.text("receipt", ""));
    List<Template> never = f.texts("never").stream().map(t -> messages.beginning(f, t)).toList();
    Protocol.Pace pace = pace(f.child("pace"));
    Optional<Protocol.Standby> standby = standby(f);
    f.done();
    Protocol protocol =
        new Protocol(
            transport,
            frames,
            ours,
            codes,
            identify,
            verbs,
            init,
            keepAlive,
            error,
            addressing,
            receipt,
            numbered,
            never,
            dump,
            restore,
            changed,
            locate,
            standby,
            refusals,
            describes,
            pace);
    if (problems.none() && codes.size() == knobs.size()) {
      verbsFit(f, protocol);
      new ProtocolChecks(m, protocol).check();
    }
    return protocol;
  }

  private static Protocol.Refusals refusals(Fields m) {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    if (!m.has("error")) {
      return new Protocol.Refusals(reasons, false);
    }
    Fields e = m.child("error");
    Fields r = e.child("reasons");
    for (Node.Entry entry : e.entries("reasons")) {
      if (REASONS.contains(entry.key())) {
        reasons.put(entry.key(), r.whole(entry.key(), 0, 65_535, 1));
      } else {
        r.wrong(entry.key(), "'" + entry.key() + "'", String.join(", ", REASONS), "");
      }
    }
    return new Protocol.Refusals(reasons, e.flag("broken", false));
  }

  /** Notes a parameter that does not exist or cannot tell it. */
  private Optional<Protocol.Standby> standby(Fields f) {
    if (!f.has("standby")) {
      return Optional.empty();
    }
    Fields s = f.child("standby");
    s.require("param", "the parameter that tells it, such as power");
    s.require("value", "its value while the box sleeps");
    String id = s.text("param", "");
    Optional<UnitProfile.Knob> knob = knobs.stream().filter(k -> k.id().equals(id)).findFirst();
    double value = knob.isPresent() ? VectorReader.value(s, "value", knob.get()) : Double.NaN;
    if (knob.isEmpty()) {
      s.wrong("param", "'" + id + "'", "the id of a parameter", "");
    }
    s.done();
    return knob.map(k -> new Protocol.Standby(id, value));
  }

  /** Notes a parameter in a unit that the box has no number for. */
  private void measures(Fields f, SelfDescription how) {
    for (UnitProfile.Knob knob : knobs) {
      if (!how.takes(knob.parameter().unit())) {
        f.wrong(
            "describes",
            "'" + knob.id() + "' in " + knob.parameter().unit().symbol(),
            "a unit that the box can name",
            "");
      }
    }
  }

  private static Optional<SelfDescription> describes(
      Fields f, Map<String, Code> codes, boolean fits) {
    if (!f.has("describes")) {
      return Optional.empty();
    }
    Optional<SelfDescription> how =
        Optional.ofNullable(f.word("describes", SelfDescription.words(), null))
            .flatMap(SelfDescription::of);
    if (how.isPresent() && !fits) {
      f.wrong("describes", how.get().word(), "'notation: hex' and 'numbered: true' with it", "");
    }
    for (Map.Entry<String, Code> e : codes.entrySet()) {
      if (how.isPresent() && !how.get().takes(e.getValue())) {
        f.wrong(
            "describes",
            "the code of '" + e.getKey() + "'",
            "a word of one byte, and sixteen bits with a whole scale and no offset",
            "the box could not tell of it");
      }
    }
    return how;
  }

  /** Notes a parameter whose verb cannot do what the model promises. */
  private void verbsFit(Fields f, Protocol protocol) {
    Fields c = f.child("codes");
    for (UnitProfile.Knob knob : knobs) {
      Protocol.Verb verb = protocol.verb(knob.id());
      boolean settable = knob.parameter().access() == Access.SET;
      if (settable && verb.set().isEmpty()) {
        c.wrong(knob.id(), "a verb without 'set'", "one that can set it, or access: read", "");
      }
      if (!settable && verb.get().isEmpty() && verb.report().isEmpty()) {
        c.wrong(knob.id(), "a verb without 'get'", "one that can read it", "");
      }
      Template send = verb.set().map(Protocol.Exchange::send).orElse(null);
      boolean placed = protocol.codes().get(knob.id()).placing().isPresent();
      boolean high =
          verb.set().map(e -> e.sends().stream().anyMatch(t -> t.has("high"))).orElse(false);
      if (send != null && send.has("low") && !high && !placed) {
        c.wrong(knob.id(), "{low} alone", "{high} too, or a codec that says where it is", "");
      }
      boolean bits = protocol.codes().get(knob.id()).bits().isPresent();
      if (settable && bits && send != null && send.packing("value") == null) {
        c.wrong(knob.id(), "bits in a {value} without a form", "a form such as {value:7x2le}", "");
      }
    }
  }

  private static Protocol.Addressing addressing(Fields f) {
    List<Integer> range = f.wholes("range", 0, 65_535);
    f.require("range", "[smallest, largest]");
    if (range.size() != 2 || range.get(0) > range.get(1)) {
      f.wrong("range", "no range", "[smallest, largest]", "such as [1, 8]");
      f.done();
      return Protocol.Addressing.NONE;
    }
    int usual = f.whole("usual", range.get(0), range.get(1), range.get(0));
    int anyone = f.whole("anyone", range.get(0), range.get(1), -1);
    f.done();
    return new Protocol.Addressing(range.get(0), range.get(1), usual, anyone);
  }

  private static Protocol.Pace pace(Fields f) {
    long gap = Times.read(f, "gap", 0);
    long settle = Times.read(f, "settle", 0);
    long timeout = Times.read(f, "timeout", 500_000_000L);
    int retries = f.whole("retries", 0, 10, 2);
    long presence = Times.read(f, "presence", 2_000_000_000L);
    long poll = Times.read(f, "poll", 0);
    Fields b = f.child("burst");
    int burst = b.whole("messages", 1, 1000, 0);
    long pause = Times.read(b, "pause", 0);
    if (f.has("burst") && (burst == 0 || pause == 0)) {
      f.wrong("burst", "half of it", "messages: how many, and pause: how long then", "");
    }
    b.done();
    Evidence.check(f);
    if (timeout < 1_000_000) {
      f.wrong("timeout", "less than 1 ms", "1 ms at least", "");
    }
    if (presence < 100_000_000) {
      f.wrong("presence", "less than 100 ms", "100 ms at least", "");
    }
    if (f.has("poll") && poll < 10_000_000) {
      f.wrong("poll", "less than 10 ms", "10 ms at least", "");
    }
    f.done();
    return new Protocol.Pace(gap, settle, timeout, retries, presence, poll, burst, pause);
  }
}
