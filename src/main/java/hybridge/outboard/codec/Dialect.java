package hybridge.outboard.codec;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.Template;
import hybridge.profile.Writing;
import hybridge.wire.Bytes;
import hybridge.wire.Framing;
import hybridge.wire.Packing;
import hybridge.wire.Shape;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What is said in a protocol: messages in, bytes out; what a frame carries in, messages out. Both
 * directions, since the driver speaks as we do and the simulator as the box does. Has no state but
 * the number of the last message, in protocols that count them; used by one thread at a time.
 */
public final class Dialect {
  /** Nothing is known of what the box holds. */
  public static final ToDoubleFunction<String> NOTHING = id -> Double.NaN;

  /** Hosts count from 1 to this. */
  private static final int MOST_SEQ = 0x3F;

  private static final int BY_ITSELF = 0x40;
  private static final int ANSWER = 0x80;

  /** The answer to a question that nobody asked: who it is, at power-on. */
  private static final int POWER_ON = BY_ITSELF | ANSWER;

  private final Protocol protocol;
  private final int address;
  private int seq;
  private final Map<String, VerbTemplates> verbs = new LinkedHashMap<>();
  private final Map<String, VerbTemplates> byParam = new LinkedHashMap<>();
  private final List<Template> who;
  private final Optional<Template> identity;
  private final Optional<Template> error;
  private final List<Template> never;
  private final HostDecoder ear;

  /**
   * @param address of the unit on its wire; below the protocol's range: the usual one
   */
  public Dialect(Protocol protocol, int address) {
    this.protocol = protocol;
    Protocol.Addressing range = protocol.addressing();
    this.address = address < range.min() || address > range.max() ? range.usual() : address;
    for (Protocol.Verb verb : protocol.verbs().values()) {
      VerbTemplates lines =
          new VerbTemplates(protocol, verb, this.address, this::bound, this::heard);
      verbs.put(verb.name(), lines);
      protocol.codes().keySet().stream().filter(lines::has).forEach(p -> byParam.put(p, lines));
    }
    who =
        protocol
            .identify()
            .map(i -> i.exchange().sends().stream().map(this::bound).toList())
            .orElse(List.of());
    identity = protocol.identify().map(i -> heard(i.reply())).map(this::sized);
    error = protocol.error().map(this::heard);
    never = protocol.never().stream().map(this::bound).toList();
    ear = new HostDecoder(protocol, this::bound, List.copyOf(verbs.values()), who);
  }

  private Template bound(Template t) {
    return t.withNumber("address", h -> address);
  }

  /** What the box says: who is asked as anyone answers with his own address. */
  private Template heard(Template t) {
    return protocol.addressing().used() && address == protocol.addressing().anyone()
        ? t.renamed("address", "any")
        : bound(t);
  }

  /** The number in front, where there is one. */
  private String numbered(int byItself, boolean box, String payload) {
    if (!protocol.numbered()) {
      return payload;
    }
    if (!box) {
      seq = seq % MOST_SEQ + 1;
    }
    return (char) (!box ? seq : byItself > 0 ? byItself : seq | ANSWER) + payload;
  }

  /** A dump as a sign of life has the same items as any other. */
  private Template sized(Template t) {
    if (!t.grouped() || verbs.isEmpty() || protocol.codes().isEmpty()) {
      return t;
    }
    int word = protocol.codes().values().iterator().next().word().length();
    Template wide = t.sized("word", Math.max(1, word));
    return protocol.codes().values().iterator().next().writing() instanceof Writing.Whole w
            && t.packing("value") == null
        ? wide.sized("value", Math.max(1, w.packing().length()))
        : wide;
  }

  /** Cuts the stream of a box. */
  public Framing boxFraming() {
    return new Framing(protocol.frames());
  }

  /** Cuts ours, for a simulator. */
  public Framing ourFraming() {
    return new Framing(protocol.ours());
  }

  /** Does the box say by itself when this moved? */
  public boolean reports(String param) {
    return byParam.get(param).reports();
  }

  /** The bytes of the receipt, or none. */
  public byte[] receipt() {
    return protocol.receipt().isEmpty()
        ? new byte[0]
        : Framing.wrap(protocol.frames(), protocol.receipt());
  }

  /** Is this a receipt? */
  public boolean isReceipt(String payload) {
    return !payload.isEmpty() && payload.equals(protocol.receipt());
  }

  /** Is a receipt all that a box answers to a set? */
  public boolean receiptConfirms() {
    return !protocol.receipt().isEmpty()
        && protocol.verbs().values().stream()
            .flatMap(v -> v.set().flatMap(Protocol.Exchange::reply).stream())
            .anyMatch(t -> t.words().equals(protocol.receipt()) && t.holes().isEmpty());
  }

  /** Does this want a receipt? Neither receipts nor refusals do. */
  public boolean wantsReceipt(String payload) {
    return !protocol.receipt().isEmpty()
        && !isReceipt(payload)
        && error.flatMap(t -> t.match(payload)).isEmpty();
  }

  /** The parameters that can only be written together with this one, itself included. */
  public List<String> together(String param) {
    return byParam.get(param).together(param);
  }

  // --- speaking --------------------------------------------------------------------------------

  public byte[] encode(Message message) {
    return encode(message, NOTHING);
  }

  /**
   * The bytes of a message, frames included; ours or, for a simulator, the box's.
   *
   * @param held what the box holds of parameters that share a number with the one that is set
   */
  public byte[] encode(Message message, ToDoubleFunction<String> held) {
    return encode(message, held, message instanceof Message.Report);
  }

  /** The bytes of something that the box says by itself. */
  public byte[] announce(Message message, ToDoubleFunction<String> held) {
    return encode(message, held, true);
  }

  /** The frame of an answer to what was heard last. */
  public byte[] answer(String payload) {
    return Framing.wrap(protocol.frames(), numbered(0, true, payload));
  }

  private static int byItself(Message message) {
    return message instanceof Message.Identity ? POWER_ON : BY_ITSELF;
  }

  private byte[] encode(Message message, ToDoubleFunction<String> held, boolean byItself) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean box = ofBox(message);
    for (String payload : payloads(message, held)) {
      List<Shape> shapes = box ? protocol.frames() : protocol.ours();
      bytes.writeBytes(
          Framing.wrap(shapes, numbered(byItself ? byItself(message) : 0, box, payload)));
    }
    return bytes.toByteArray();
  }

  private static boolean ofBox(Message message) {
    return switch (message) {
      case Message.AskIdentity m -> false;
      case Message.Get m -> false;
      case Message.Set m -> false;
      case Message.Init m -> false;
      case Message.KeepAlive m -> false;
      case Message.Stage m -> false;
      case Message.Commit m -> false;
      case Message.AskDump m -> false;
      case Message.Restore m -> false;
      case Message.AskChanged m -> false;
      case Message.Locate m -> false;
      case Message.Located m -> true;
      case Message.Changed m -> true;
      case Message.Status m -> true;
      case Message.Staged m -> true;
      case Message.Committed m -> true;
      case Message.Dump m -> true;
      case Message.Identity m -> true;
      case Message.Current m -> true;
      case Message.Absent m -> true;
      case Message.Ack m -> true;
      case Message.Report m -> true;
      case Message.Refusal m -> true;
      case Message.InitDone m -> true;
      case Message.Several m -> ofBox(m.messages().getFirst());
    };
  }

  /** What a question about a parameter says, without a frame and its number. */
  public List<String> question(String param) {
    return of(param).get(param);
  }

  private List<String> payloads(Message message, ToDoubleFunction<String> held) {
    return switch (message) {
      case Message.AskIdentity m -> who.stream().map(t -> t.fill(Map.of())).toList();
      case Message.Get(String p) -> of(p).get(p);
      case Message.Set(String p, double v) -> of(p).set(Map.of(p, v), held);
      case Message.Init(int step) ->
          protocol.init().get(step).sends().stream().map(t -> bound(t).fill(Map.of())).toList();
      case Message.KeepAlive m ->
          List.of(bound(protocol.keepAlive().orElseThrow().send()).fill(Map.of()));
      case Message.Identity(String model, String firmware) -> identity(model, firmware, held);
      case Message.Current(String p, double v) -> List.of(of(p).current(Map.of(p, v), held));
      case Message.Absent m -> throw new IllegalArgumentException("'none' is only understood");
      case Message.Ack(String p, double v) -> List.of(ack(p, v, held));
      case Message.Report(String p, double v) -> List.of(of(p).report(p, v, held));
      case Message.Refusal(String reason) ->
          List.of(error.orElseThrow().fill(Map.of("reason", packed(reason))));
      case Message.InitDone(int step) ->
          List.of(bound(protocol.init().get(step).reply().orElseThrow()).fill(Map.of()));
      case Message.Several(List<Message> all) -> several(all, held);
      case Message.Status(String p, double v) -> List.of(of(p).current(Map.of(p, v), held));
      case Message.Stage(List<Message> sets) -> List.of(stage(sets, held));
      case Message.Staged m -> throw new IllegalArgumentException("staged is an ack");
      case Message.Commit(String p) -> List.of(of(p).commit().orElseThrow().fill(Map.of()));
      case Message.Committed m -> List.of(committed().orElseThrow().fill(Map.of()));
      case Message.AskDump m -> List.of(archive(protocol.dump(), true).fill(Map.of()));
      case Message.Dump(String b) -> List.of(archive(protocol.dump(), false).fill(blob(b)));
      case Message.Restore(String b) -> List.of(archive(protocol.restore(), true).fill(blob(b)));
      case Message.Locate(int seconds) ->
          protocol.locate().orElseThrow().sends().stream()
              .map(t -> bound(t).fill(Map.of("seconds", form(t, "seconds").text(seconds))))
              .toList();
      case Message.Located m -> List.of(archive(protocol.locate(), false).fill(Map.of()));
      case Message.AskChanged(int epoch, int mark) -> {
        Template t = bound(protocol.changed().orElseThrow().send());
        yield List.of(t.fill(since(t, epoch, mark)));
      }
      case Message.Changed(int epoch, int mark, List<Message> items) -> {
        Map<String, String> head = since(protocol.changed().orElseThrow().reply(), epoch, mark);
        yield List.of(usual().changed(head, items, held));
      }
    };
  }

  /** Whose words stand for themselves in what is not about one parameter. */
  private VerbTemplates usual() {
    return verbs.values().iterator().next();
  }

  private static Map<String, String> since(Template t, int epoch, int mark) {
    Map<String, String> holes = new LinkedHashMap<>();
    holes.put("epoch", form(t, "epoch").text(epoch));
    holes.put("mark", form(t, "mark").text(mark));
    return holes;
  }

  /** The number in a hole; 0 where there is none. */
  static int number(Template t, Map<String, String> holes, String hole) {
    return (int) form(t, hole).number(holes.getOrDefault(hole, "")).orElse(0);
  }

  private static Packing form(Template t, String hole) {
    Packing form = t.packing(hole);
    return form == null ? Packing.of("d") : form;
  }

  private String stage(List<Message> sets, ToDoubleFunction<String> held) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Message m : sets) {
      if (m instanceof Message.Set(String p, double v)) {
        values.put(p, v);
      }
    }
    return of(values.keySet().iterator().next()).stage(values, held);
  }

  private Optional<Template> committed() {
    return verbs.values().stream().flatMap(v -> v.committed().stream()).findFirst();
  }

  private Template archive(Optional<Protocol.Exchange> e, boolean ours) {
    return ours ? bound(e.orElseThrow().send()) : heard(e.orElseThrow().reply().orElseThrow());
  }

  private static Map<String, String> blob(String bytes) {
    return Map.of("blob", bytes);
  }

  private List<String> identity(String model, String firmware, ToDoubleFunction<String> held) {
    Template t = identity.orElseThrow();
    return List.of(
        t.grouped()
            ? usual().dump(t, held)
            : t.fill(Map.of("model", model, "firmware", version(t, firmware, false))));
  }

  /** A version in the form of its hole, or what stands in the hole as a version. */
  private static String version(Template t, String text, boolean heard) {
    Packing form = t.packing("firmware");
    return form == null || !form.dotted()
        ? text
        : heard ? form.versionIn(text) : form.ofVersion(text);
  }

  private String ack(String param, double value, ToDoubleFunction<String> held) {
    if (!param.isEmpty()) {
      return of(param).ack(Map.of(param, Double.isNaN(value) ? 0 : value), held);
    }
    return verbs.values().stream()
        .flatMap(v -> v.verb().set().flatMap(Protocol.Exchange::reply).stream())
        .findFirst()
        .map(t -> heard(t).fill(Map.of()))
        .orElseThrow();
  }

  private List<String> several(List<Message> all, ToDoubleFunction<String> held) {
    Map<VerbTemplates, Map<String, Double>> sets = new LinkedHashMap<>();
    Map<String, Double> said = new LinkedHashMap<>();
    for (Message m : all) {
      switch (m) {
        case Message.Set(String p, double v) ->
            sets.computeIfAbsent(of(p), l -> new LinkedHashMap<>()).put(p, v);
        case Message.Current(String p, double v) -> said.put(p, v);
        case Message.Ack(String p, double v) -> said.put(p, v);
        case Message.Report(String p, double v) -> said.put(p, v);
        default -> throw new IllegalArgumentException("several of " + m.word());
      }
    }
    if (said.isEmpty()) {
      List<String> payloads = new ArrayList<>();
      sets.forEach((lines, values) -> payloads.addAll(lines.set(values, held)));
      return payloads;
    }
    VerbTemplates lines = of(said.keySet().iterator().next());
    return List.of(
        all.getFirst() instanceof Message.Current
            ? lines.current(said, held)
            : lines.ack(said, held));
  }

  private VerbTemplates of(String param) {
    VerbTemplates lines = byParam.get(param);
    if (lines == null) {
      throw new IllegalArgumentException("no code for '" + param + "'");
    }
    return lines;
  }

  /** Would this be among what must never be sent? */
  public boolean forbids(Message ours, ToDoubleFunction<String> held) {
    return !never.isEmpty() && payloads(ours, held).stream().anyMatch(this::forbids);
  }

  /** The same of a payload: what a frame of ours carries. */
  public boolean forbids(String payload) {
    return never.stream().anyMatch(n -> n.begins(payload));
  }

  /** The frame of any payload of ours, with its number where there is one. */
  public byte[] frame(String payload) {
    return Framing.wrap(protocol.ours(), numbered(0, false, payload));
  }

  /** A payload of ours without the number in front. */
  public String withoutNumber(String payload) {
    return protocol.numbered() && !payload.isEmpty() ? payload.substring(1) : payload;
  }

  /** The value a box would hold after this one went over the wire. */
  public double asSent(String param, double value) {
    Writing writing = protocol.codes().get(param).writing();
    return writing instanceof Writing.Whole
        ? writing.ofRaw(writing.raw(value)).orElse(value)
        : writing.value(writing.text(value)).orElse(value);
  }

  // --- understanding ---------------------------------------------------------------------------

  /**
   * Understands what a frame of the box carries.
   *
   * @param asked what was asked or set last, for answers that look alike or name nothing; may be
   *     null
   * @return empty when it makes no sense
   */
  public List<Message> fromBox(String payload, Message asked) {
    if (!protocol.numbered()) {
      return understood(payload, asked);
    }
    int number = payload.isEmpty() ? 0 : payload.charAt(0);
    boolean byItself = number == BY_ITSELF || number == POWER_ON;
    // The answer to another question than the last one is late, and older than what comes next.
    return byItself || number == (seq | ANSWER)
        ? understood(payload.substring(1), byItself ? null : asked)
        : List.of();
  }

  private List<Message> understood(String payload, Message asked) {
    List<Message> answer = answer(payload, asked);
    if (!answer.isEmpty()) {
      return answer;
    }
    List<Message> found = new ArrayList<>();
    for (VerbTemplates lines : verbs.values()) {
      found.addAll(lines.unasked(payload));
      if (!found.isEmpty() && found.getFirst() instanceof Message.Status) {
        break;
      }
    }
    if (!found.isEmpty()) {
      return found;
    }
    if (verbs.values().stream().anyMatch(v -> v.nameless(payload))) {
      return List.of(new Message.Ack("", Double.NaN));
    }
    List<Message> who = asIdentity(payload);
    if (who.isEmpty()) {
      who = asChanged(payload);
    }
    return who.isEmpty()
        ? error
            .flatMap(t -> t.match(payload))
            .map(m -> List.<Message>of(new Message.Refusal(unpacked(m.getOrDefault("reason", "")))))
            .orElse(List.of())
        : who;
  }

  /** A reason that is a number, in the form of its hole; 1 for words. */
  private String packed(String reason) {
    Packing form = error.orElseThrow().packing("reason");
    int number = protocol.refusals().reasons().getOrDefault(reason, 1);
    return form == null
        ? reason
        : form.text(reason.matches("[0-9]{1,6}") ? Long.parseLong(reason) : number);
  }

  private String unpacked(String reason) {
    Packing form = error.orElseThrow().packing("reason");
    return form == null || form.number(reason).isEmpty()
        ? Bytes.shown(reason)
        : Long.toString(form.number(reason).getAsLong());
  }

  private List<Message> answer(String payload, Message asked) {
    return switch (asked) {
      case Message.AskIdentity m -> asIdentity(payload);
      case Message.Get(String p) -> of(p).asCurrent(p, payload);
      case Message.Set(String p, double v) -> of(p).asAck(p, payload);
      case Message.Several(List<Message> all) -> severalAcks(payload, all);
      case Message.Stage(List<Message> sets) ->
          severalAcks(payload, sets).isEmpty() ? List.of() : List.of(new Message.Staged());
      case Message.Commit m ->
          committed().flatMap(t -> t.match(payload)).isPresent()
              ? List.of(new Message.Committed())
              : List.of();
      case Message.AskDump m ->
          archive(protocol.dump(), false)
              .match(payload)
              .map(h -> List.<Message>of(new Message.Dump(h.get("blob"))))
              .orElse(List.of());
      case Message.AskChanged m -> asChanged(payload);
      case Message.Locate m ->
          protocol
              .locate()
              .flatMap(Protocol.Exchange::reply)
              .flatMap(t -> heard(t).match(payload))
              .map(h -> List.<Message>of(new Message.Located()))
              .orElse(List.of());
      case Message.Init(int step) ->
          protocol
              .init()
              .get(step)
              .reply()
              .flatMap(t -> heard(t).match(payload))
              .map(m -> List.<Message>of(new Message.InitDone(step)))
              .orElse(List.of());
      case null, default -> List.of();
    };
  }

  private List<Message> severalAcks(String payload, List<Message> all) {
    for (Message m : all) {
      List<Message> ack =
          m instanceof Message.Set(String p, double v) ? of(p).asAck(p, payload) : List.of();
      if (!ack.isEmpty()) {
        return ack;
      }
    }
    return List.of();
  }

  private List<Message> asChanged(String payload) {
    return protocol.changed().isEmpty() ? List.of() : usual().asChanged(payload).stream().toList();
  }

  private List<Message> asIdentity(String payload) {
    Optional<Map<String, String>> holes =
        identity
            .flatMap(t -> t.read(payload).filter(m -> !t.grouped() || !m.items().isEmpty()))
            .map(Template.Match::holes);
    return holes.isEmpty() ? List.of() : List.of(identity(holes.get()));
  }

  private Message identity(Map<String, String> holes) {
    String firmware = holes.getOrDefault("firmware", "");
    return new Message.Identity(
        Bytes.shown(holes.getOrDefault("model", "")),
        Bytes.shown(version(identity.orElseThrow(), firmware, true)));
  }

  /**
   * Understands ours, as a box does.
   *
   * @param recent the last payloads, the newest last
   * @return empty when it makes no sense; a list of nothing when more is to come
   */
  public Optional<List<Message>> fromUs(List<String> recent) {
    if (!protocol.numbered()) {
      return ear.heard(recent);
    }
    List<String> bare = recent.stream().map(p -> p.isEmpty() ? p : p.substring(1)).toList();
    seq = recent.getLast().isEmpty() ? 0 : recent.getLast().charAt(0) & MOST_SEQ;
    return ear.heard(bare);
  }
}
