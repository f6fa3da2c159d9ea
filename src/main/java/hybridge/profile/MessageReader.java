package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import hybridge.wire.LineShape;
import hybridge.wire.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what is said and answered: identify, verbs, init, errors. */
final class MessageReader {
  private static final Set<String> PUT =
      Set.of("word", "value", "flags", "high", "low", "address", "any", "items");
  private static final Set<String> ASK = Set.of("word", "address");
  private static final Set<String> WHO = Set.of("model", "firmware", "address", "any");
  private static final int SHORTEST_PROOF = 3;

  private final Problems problems;
  private final boolean hex;
  private final List<Shape> frames;
  private final List<Shape> ours;

  /** The verbs, and the one that is being read: their names are holes in what the box says. */
  private Set<String> verbNames = Set.of();

  private String own = "";
  private boolean hasInit;

  /**
   * @param hex templates are bytes in hexadecimal
   */
  MessageReader(Problems problems, boolean hex, List<Shape> frames, List<Shape> ours) {
    this.problems = problems;
    this.hex = hex;
    this.frames = frames;
    this.ours = ours;
  }

  Protocol.Identify identify(Fields m) {
    if (!m.require("identify", "send and reply")) {
      Template none = Template.of("-");
      return new Protocol.Identify(
          new Protocol.Exchange(List.of(none), Optional.empty(), Optional.of(none)),
          "",
          new Firmware(List.of()),
          false);
    }
    Fields i = m.child("identify");
    List<Template> sends = sends(i, Set.of("address"), Set.of());
    Set<String> known = new java.util.HashSet<>(WHO);
    known.addAll(List.of("word", "value"));
    Template reply = template(i, "reply", frames, known, Set.of());
    String model = i.text("model", "");
    List<String> firmware = i.texts("firmware");
    String proof = i.text("proof", "");
    boolean announces = i.flag("announces", reply.has("model"));
    Evidence.check(i);
    i.done();
    if (reply.has("model") == model.isEmpty()) {
      i.wrong(
          "model",
          model.isEmpty() ? "nothing" : "a model that the reply does not carry",
          "the model's name, and {model} in the reply",
          "without it any box on the cable would be taken for this one");
    }
    boolean named = !model.isEmpty() || !proof.isEmpty();
    boolean framed = hex || reply.words().length() >= SHORTEST_PROOF;
    if (!reply.has("model") && !(named && framed)) {
      i.wrong(
          "reply",
          "an answer that any box on the cable could give",
          "{model} in it, or 'proof:' that says why only this one answers so",
          "");
    }
    if (!firmware.isEmpty() && !reply.has("firmware")) {
      i.wrong("firmware", "versions", "{firmware} in the reply", "");
    }
    if (!firmware.stream().allMatch(Firmware::isForm)) {
      i.wrong("firmware", String.join(", ", firmware), "versions such as 1.* or 2.0..2.9", "");
    }
    return new Protocol.Identify(
        new Protocol.Exchange(sends, Optional.empty(), Optional.of(reply)),
        model,
        new Firmware(firmware),
        announces);
  }

  /** The usual verb, without a name, if it is there, and the others. */
  Map<String, Protocol.Verb> verbs(Fields m, boolean blind) {
    Map<String, Protocol.Verb> verbs = new LinkedHashMap<>();
    hasInit = m.has("init");
    List<Node.Entry> named = m.entries("verbs");
    if (named.isEmpty() || m.has("get") || m.has("set") || m.has("report")) {
      if (named.isEmpty()) {
        m.require("set", "how a parameter is set: send and reply");
        if (!blind) {
          m.require("get", "send and reply");
        }
      }
      verbs.put("", verb("", m, blind));
    }
    verbNames = Set.copyOf(named.stream().map(Node.Entry::key).toList());
    for (Node.Entry e : named) {
      own = e.key();
      Fields v = Fields.of(e.value(), m.path("verbs." + e.key()), problems);
      if (!ModelReader.KNOB.matcher(e.key()).matches()) {
        problems.add(e.line(), v.at(), "'" + e.key() + "'", "a word in small letters", "");
      }
      verbs.put(e.key(), verb(e.key(), v, blind));
      v.done();
    }
    verbNames = Set.of();
    own = "";
    return verbs;
  }

  private Protocol.Verb verb(String name, Fields m, boolean blind) {
    Optional<Protocol.Exchange> get = Optional.empty();
    boolean answersUnasked = false;
    long every = 0;
    if (m.has("get")) {
      Fields g = m.child("get");
      Template reply = template(g, "reply", frames, PUT, Set.of("value"));
      get =
          Optional.of(
              new Protocol.Exchange(sends(g, ASK, Set.of()), Optional.empty(), Optional.of(reply))
                  .then(gap(g)));
      answersUnasked = g.flag("unasked", false);
      every = Times.read(g, "every", 0);
      if (g.has("every") && every < 10_000_000) {
        g.wrong("every", "less than 10 ms", "10 ms at least", "");
      }
      Evidence.check(g);
      g.done();
    }
    Optional<Protocol.Exchange> set = Optional.empty();
    Protocol.Confirm confirm = Protocol.Confirm.READ;
    boolean unasked = false;
    int most = 1;
    Optional<Template> stage = Optional.empty();
    Optional<Protocol.Exchange> commit = Optional.empty();
    if (m.has("set")) {
      Fields s = m.child("set");
      set = Optional.of(put(s));
      confirm = confirm(s, set.get(), get.isPresent(), blind);
      unasked = s.flag("unasked", false);
      most = s.whole("most", 1, 256, 1);
      if (most > 1 && !set.get().send().grouped()) {
        s.wrong("most", Integer.toString(most), "{[} and {]} around what comes several times", "");
      }
      if (unasked && set.get().reply().map(r -> !r.has("value")).orElse(true)) {
        s.wrong("unasked", "true", "a reply with {value}", "");
      }
      if (s.has("stage")) {
        stage = Optional.of(template(s, "stage", ours, PUT, Set.of("word", "value")));
        Fields c = s.child("commit");
        s.require("commit", "send and reply: what was staged is otherwise never done");
        Template reply = template(c, "reply", frames, Set.of("address", "any"), Set.of());
        commit =
            Optional.of(
                new Protocol.Exchange(
                    sends(c, Set.of("address"), Set.of()), Optional.empty(), Optional.of(reply)));
        c.done();
        if (!stage.get().grouped() || most < 2 || set.get().reply().isEmpty()) {
          s.wrong("stage", "one value at a time", "{[} and {]}, 'most' and a 'reply'", "");
        }
      }
      Evidence.check(s);
      s.done();
    }
    boolean afterInit = afterInit(m);
    Optional<Template> report =
        line(
            m,
            "report",
            Set.of("word", "value", "address", "any", "items"),
            Set.of("value"),
            Set.of("after"));
    return new Protocol.Verb(
        name,
        get,
        set,
        confirm,
        report,
        afterInit,
        unasked,
        answersUnasked,
        most,
        stage,
        commit,
        every);
  }

  /** Does the box say nothing by itself before it was told to? */
  private boolean afterInit(Fields m) {
    if (!m.has("report")) {
      return false;
    }
    Fields r = m.child("report");
    boolean after = r.has("after");
    r.word("after", List.of("init"), "init");
    if (after && !hasInit) {
      r.wrong("after", "init", "'init' among the messages", "it says what makes the box report");
    }
    return after;
  }

  private Protocol.Exchange put(Fields s) {
    List<Template> sends = sends(s, PUT, Set.of());
    boolean halves = has(sends, "low") && (has(sends, "high") || has(sends, "address"));
    if (!has(sends, "value") && !halves && s.has("send")) {
      s.wrong("send", "'" + s.text("send", "") + "'", "a line with {value} in it", "");
    }
    Optional<Template> negative =
        s.has("negative")
            ? Optional.of(template(s, "negative", ours, PUT, Set.of("value")))
            : Optional.empty();
    Optional<Template> reply =
        s.has("reply")
            ? Optional.of(template(s, "reply", frames, PUT, Set.of()))
            : Optional.empty();
    return new Protocol.Exchange(sends, negative, reply).then(gap(s));
  }

  /** What this message needs for itself before the next. */
  private static long gap(Fields f) {
    return Times.read(f, "gap", 0);
  }

  private static boolean has(List<Template> sends, String hole) {
    return sends.stream().anyMatch(t -> t.has(hole));
  }

  private static Protocol.Confirm confirm(
      Fields s, Protocol.Exchange set, boolean readable, boolean blind) {
    String word = s.word("confirm", List.of("read", "reply", "none"), blind ? "none" : "read");
    boolean says = set.reply().map(r -> r.has("value")).orElse(false);
    if (word.equals("reply") && !says) {
      s.wrong("confirm", "reply", "read", "the reply has no {value}: it proves nothing");
    }
    if (word.equals("read") && !readable) {
      s.wrong("confirm", "read", "reply or none", "there is no 'get' to read it back with");
    }
    return Protocol.Confirm.valueOf(word.toUpperCase(java.util.Locale.ROOT));
  }

  List<Protocol.Exchange> init(Fields m) {
    List<Protocol.Exchange> init = new ArrayList<>();
    m.items(
        "init",
        false,
        item -> {
          Fields f = Fields.of(item.node(), item.at(), problems);
          Set<String> holes = Set.of("address", "any");
          Optional<Template> reply =
              f.has("reply")
                  ? Optional.of(template(f, "reply", frames, holes, Set.of()))
                  : Optional.empty();
          init.add(
              new Protocol.Exchange(sends(f, holes, Set.of()), Optional.empty(), reply)
                  .then(gap(f)));
          Evidence.check(f);
          f.done();
          return null;
        });
    return init;
  }

  Optional<Protocol.KeepAlive> keepAlive(Fields m) {
    if (!m.has("keepalive")) {
      return Optional.empty();
    }
    Fields k = m.child("keepalive");
    Template send = template(k, "send", ours, Set.of("address"), Set.of());
    long every = Times.read(k, "every", 1_000_000_000L);
    if (every < 50_000_000) {
      k.wrong("every", "less than 50 ms", "50 ms at least", "");
    }
    k.done();
    return Optional.of(new Protocol.KeepAlive(send, every));
  }

  Optional<Protocol.Changed> changed(Fields m, boolean blind) {
    if (!m.has("changed")) {
      return Optional.empty();
    }
    Fields c = m.child("changed");
    Template send = template(c, "send", ours, Set.of("address", "epoch", "mark"), Set.of());
    Set<String> holes = Set.of("word", "value", "address", "any", "epoch", "mark");
    Template reply = template(c, "reply", frames, holes, Set.of("word", "value"));
    long every = Times.read(c, "every", 250_000_000L);
    if (every < 10_000_000) {
      c.wrong("every", "less than 10 ms", "10 ms at least", "");
    }
    if (!reply.grouped()) {
      c.wrong("reply", "'" + reply + "'", "{[} and {]} around what comes any number of times", "");
    }
    for (String hole : List.of("epoch", "mark")) {
      if (send.has(hole) != reply.has(hole)) {
        String side = send.has(hole) ? "send" : "reply";
        c.wrong(side, "{" + hole + "}", "the same hole in send and reply", "it is given back");
      }
    }
    if (blind) {
      c.wrong("send", "a question", "nothing: this box is 'blind'", "");
    }
    Evidence.check(c);
    c.done();
    return Optional.of(new Protocol.Changed(send, reply, every));
  }

  /**
   * @param more keys beside it that others read
   */
  Optional<Template> line(
      Fields m, String key, Set<String> known, Set<String> must, Set<String> more) {
    if (!m.has(key)) {
      return Optional.empty();
    }
    Fields f = m.child(key);
    Template template = template(f, "line", frames, known, must);
    more.forEach(f::has);
    Evidence.check(f);
    f.done();
    return Optional.of(template);
  }

  /** The beginning of messages that must never be sent. */
  Template beginning(Fields f, String text) {
    try {
      Template begin = hex ? Template.ofHex(text) : Template.of(text);
      if (text.isEmpty() || !Set.of("address", "any").containsAll(begin.holes())) {
        f.wrong("never", "'" + text + "'", "how a message begins, with {address} or {any:1}", "");
      }
      return begin;
    } catch (IllegalArgumentException e) {
      f.wrong("never", e.getMessage(), "how a message begins", "");
      return Template.of("-");
    }
  }

  Optional<Protocol.Exchange> locate(Fields m) {
    if (!m.has("locate")) {
      return Optional.empty();
    }
    Fields l = m.child("locate");
    List<Template> sends = sends(l, Set.of("address", "seconds"), Set.of());
    Optional<Template> reply =
        l.has("reply")
            ? Optional.of(template(l, "reply", frames, Set.of("address", "any"), Set.of()))
            : Optional.empty();
    Evidence.check(l);
    l.done();
    return Optional.of(new Protocol.Exchange(sends, Optional.empty(), reply));
  }

  /** A message that carries the whole state, or asks for it. */
  Optional<Protocol.Exchange> blob(Fields m, String key) {
    if (!m.has(key)) {
      return Optional.empty();
    }
    boolean asks = key.equals("dump");
    Set<String> holes = Set.of("address", "any", "blob");
    Fields f = m.child(key);
    List<Template> sends = sends(f, asks ? Set.of("address") : holes, Set.of());
    Optional<Template> reply =
        asks ? Optional.of(template(f, "reply", frames, holes, Set.of("blob"))) : Optional.empty();
    Template carrier = asks ? reply.orElseThrow() : sends.getLast();
    if (sends.size() > 1 || !carrier.has("blob")) {
      f.wrong(asks ? "reply" : "send", "'" + carrier + "'", "one message with {blob} in it", "");
    }
    long gap = gap(f);
    Evidence.check(f);
    f.done();
    return Optional.of(new Protocol.Exchange(sends, Optional.empty(), reply).then(gap));
  }

  /** One message under {@code send}, or a list of those that belong together. */
  private List<Template> sends(Fields f, Set<String> known, Set<String> must) {
    if (f.node("send") instanceof Node.Sequence list) {
      List<Template> all = new ArrayList<>();
      for (Node item : list.items()) {
        Node.Mapping one =
            new Node.Mapping(item.line(), List.of(new Node.Entry("send", item.line(), item)));
        all.add(template(Fields.of(one, f.at(), problems), "send", ours, known, must));
      }
      if (all.isEmpty() || all.size() > 4) {
        f.wrong("send", all.size() + " messages", "one to four", "");
        return List.of(Template.of("-"));
      }
      return all;
    }
    return List.of(template(f, "send", ours, known, must));
  }

  private Template template(
      Fields f, String key, List<Shape> shapes, Set<String> known, Set<String> must) {
    if (!f.require(key, "a line such as SET {word} {value}")) {
      return Template.of("-");
    }
    String text = f.text(key, "-");
    Template template;
    try {
      template = hex ? Template.ofHex(text) : Template.of(text);
    } catch (IllegalArgumentException e) {
      f.wrong(key, e.getMessage(), "holes such as {value}", "");
      return Template.of("-");
    }
    template = own.isEmpty() ? template : template.renamed(own, "value");
    List<String> holes = template.holes();
    for (String hole : holes) {
      // What the box says of one parameter may say where others stand.
      boolean beside = shapes == frames && known.contains("value") && verbNames.contains(hole);
      if (!known.contains(hole) && !beside) {
        f.wrong(
            key,
            "{" + hole + "}",
            known.isEmpty()
                ? "no holes here"
                : "one of {" + String.join("}, {", known.stream().sorted().toList()) + "}",
            "");
      }
    }
    if (template.has("items") && !template.grouped()) {
      f.wrong(key, "{items} alone", "{[} and {]} around what it counts", "");
    }
    for (String hole : must) {
      boolean placed = hole.equals("value") && holes.contains("low");
      if (!holes.contains(hole) && !placed) {
        f.wrong(key, "'" + text + "'", "a line with {" + hole + "} in it", "");
      }
    }
    // The word is known when a line is matched, so {word}{value} can be told apart; and in bytes a
    // value is as wide as its code says.
    Template alone = template.grouped() ? template : template.with("word", "w");
    alone = hex ? alone.sized("word", 1).sized("value", 1) : alone;
    if (alone.ambiguous()) {
      f.wrong(
          key,
          "two holes side by side",
          "something between them",
          "nobody could tell where one ends and the other begins");
    }
    if (text.isEmpty() || !fits(template, text, shapes)) {
      f.wrong(
          key,
          text.isEmpty() ? "an empty line" : "a line that can never come in one piece",
          "printable ASCII without the line end, up to " + longest(shapes) + " characters",
          "the line end stands under frame");
    }
    return template;
  }

  private boolean fits(Template template, String text, List<Shape> shapes) {
    if (hex) {
      return true;
    }
    boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7F || c == 0x1B || c == '\r');
    boolean inALine =
        shapes.stream()
            .anyMatch(
                s ->
                    s instanceof LineShape l
                        && (l.keep()
                            ? ends(template, text, l)
                            : text.chars().noneMatch(c -> l.ends().indexOf(c) >= 0 || c == '\r'))
                        && text.length() <= l.longest());
    boolean elsewhere = shapes.stream().anyMatch(s -> !(s instanceof LineShape));
    return plain && (inALine || elsewhere);
  }

  /** Where ends are kept each line has just one, at its end. */
  private static boolean ends(Template template, String text, LineShape l) {
    String words = template.words();
    return l.ends().indexOf(text.charAt(text.length() - 1)) >= 0
        && words.chars().filter(c -> l.ends().indexOf(c) >= 0).count() == 1;
  }

  private static int longest(List<Shape> shapes) {
    return shapes.stream().mapToInt(Shape::longest).max().orElse(0);
  }

  /** Bytes or text, as the notation says, for places outside templates. */
  String bytes(Fields f, String key, String text) {
    return hex ? FrameReader.hex(f, key, text, "") : Bytes.text(Bytes.of(text), 0, text.length());
  }
}
