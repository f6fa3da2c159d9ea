package hybridge.profile;

import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.Fields;
import hybridge.value.Kind;
import hybridge.value.Law;
import hybridge.value.Node;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Safety;
import hybridge.value.Unit;
import hybridge.value.Value;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the profile of a unit and notes every problem at once: what the schema forbids, and what no
 * schema can see (a hole that nothing fills, an answer that can never be told from another one).
 * {@code docs/decisions/profile-schema.md} says why this is code and not only the schema.
 */
public final class UnitProfileReader {
  /** The version of the profile language. */
  public static final int VERSION = 1;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]*");
  private static final Pattern KNOB = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Set<String> RESERVED = Set.of("norm", "reported", "truth", "state");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]+)?) ?(ms|s)");
  private static final List<String> KINDS = List.of("continuous", "stepped", "choice", "switch");
  private static final double LIMIT = 1e9;

  private final Problems problems;

  private UnitProfileReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads a file; empty when anything is wrong with it. */
  public static Optional<UnitProfile> read(Path file, Problems problems) {
    return Yaml.read(file, problems).flatMap(node -> read(node, problems));
  }

  /** Reads a text; empty when anything is wrong with it. */
  public static Optional<UnitProfile> parse(String text, Problems problems) {
    return Yaml.parse(text, problems).flatMap(node -> read(node, problems));
  }

  private static Optional<UnitProfile> read(Node node, Problems problems) {
    int before = problems.list().size();
    UnitProfile profile = new UnitProfileReader(problems).profile(Fields.of(node, "", problems));
    return problems.list().size() == before ? Optional.of(profile) : Optional.empty();
  }

  /** Is this the form of a profile's id? Nothing else ever becomes part of a path. */
  public static boolean isId(String id) {
    return id != null && ID.matcher(id).matches();
  }

  private UnitProfile profile(Fields f) {
    if (f.require("profile", "the version of the profile language: " + VERSION)) {
      f.whole("profile", VERSION, VERSION, VERSION);
    }
    String id = f.require("id", "maker/model") ? f.text("id", "") : "";
    if (!id.isEmpty() && !isId(id)) {
      f.wrong("id", "'" + id + "'", "maker/model in small letters, digits and '-'", "");
    }
    String unitClass = f.require("class", "what it is: compressor, eq…") ? f.text("class", "") : "";
    if (!unitClass.isEmpty() && !KNOB.matcher(unitClass).matches()) {
      f.wrong("class", "'" + unitClass + "'", "a word in small letters such as compressor", "");
    }
    String name = f.require("name", "the name people know it by") ? f.text("name", "") : "";
    UnitProfile.Evidence evidence = evidence(f);
    List<UnitProfile.Knob> knobs = knobs(f);
    Optional<Protocol> protocol =
        f.has("protocol") ? Optional.of(protocol(f.child("protocol"), knobs)) : Optional.empty();
    List<UnitProfile.Vector> vectors = vectors(f, knobs, protocol);
    f.done();
    return new UnitProfile(id, unitClass, name, evidence, knobs, protocol, vectors);
  }

  private UnitProfile.Evidence evidence(Fields f) {
    if (!f.require("evidence", "a level and a source")) {
      return new UnitProfile.Evidence("community", "");
    }
    Fields e = f.child("evidence");
    String level = "community";
    if (e.require("level", "document, measured or community")) {
      level = e.word("level", List.of("document", "measured", "community"), level);
    }
    String source = e.require("source", "where it can be checked") ? e.text("source", "") : "";
    e.done();
    return new UnitProfile.Evidence(level, source);
  }

  // --- the model -------------------------------------------------------------------------------

  private List<UnitProfile.Knob> knobs(Fields f) {
    List<UnitProfile.Knob> knobs = new ArrayList<>();
    if (!f.require("params", "the parameters by their ids")) {
      return knobs;
    }
    List<Node.Entry> entries = f.entries("params");
    if (entries.isEmpty()) {
      f.wrong("params", "no parameters", "one at least", "");
    }
    for (Node.Entry e : entries) {
      String at = "params." + e.key();
      if (!KNOB.matcher(e.key()).matches() || RESERVED.contains(e.key())) {
        problems.add(
            e.line(),
            at,
            "'" + e.key() + "'",
            "small letters, digits and '-', beginning with a letter",
            RESERVED.contains(e.key()) ? "'" + e.key() + "' means something else already" : "");
        continue;
      }
      knobs.add(knob(e.key(), Fields.of(e.value(), at, problems)));
    }
    return knobs;
  }

  private UnitProfile.Knob knob(String id, Fields f) {
    Kind kind = Kind.CONTINUOUS;
    if (f.require("kind", "one of " + String.join(", ", KINDS))) {
      kind = Kind.valueOf(f.word("kind", KINDS, "continuous").toUpperCase(Locale.ROOT));
    }
    boolean number = kind == Kind.CONTINUOUS || kind == Kind.STEPPED;
    List<String> names = kind == Kind.CHOICE ? names(f) : List.of();
    double min = 0;
    double max = kind == Kind.CHOICE ? names.size() - 1 : 1;
    double step = 0;
    Law law = Law.LINEAR;
    Unit unit = Unit.NONE;
    double tolerance = 0;
    if (number) {
      List<Double> range =
          f.require("range", "[smallest, largest]")
              ? f.numbers("range", -LIMIT, LIMIT)
              : List.of(0.0, 1.0);
      if (range.size() != 2 || !(range.get(0) < range.get(1))) {
        f.wrong("range", f.node("range").describe(), "[smallest, largest]", "such as [-60, 0]");
        range = List.of(0.0, 1.0);
      }
      min = range.get(0);
      max = range.get(1);
      step = step(f, kind, min, max);
      unit = unit(f);
      law = f.word("law", List.of("linear", "log"), "linear").equals("log") ? Law.LOG : Law.LINEAR;
      if (law == Law.LOG && min <= 0) {
        f.wrong("law", "log over a range from " + Numbers.text(min), "a range above 0", "");
        law = Law.LINEAR;
      }
      tolerance = f.number("tolerance", 0, max - min, 0);
    }
    Safety safety =
        Safety.valueOf(
            f.word("safety", Stream.of(Safety.values()).map(Safety::word).toList(), "safe")
                .toUpperCase(Locale.ROOT));
    Access access =
        f.word("access", List.of("set", "read"), "set").equals("set") ? Access.SET : Access.READ;
    long settle = duration(f, "settle", 0);
    String help = f.text("help", "");
    Parameter bare =
        new Parameter(
            new Address("/" + id),
            kind,
            unit,
            min,
            Math.max(min, max),
            Value.of(min),
            step,
            law,
            access,
            safety,
            names.isEmpty() && kind == Kind.CHOICE ? List.of("none") : names,
            true,
            help);
    Parameter parameter = bare.withInitial(initial(f, bare));
    f.done();
    return new UnitProfile.Knob(id, parameter, tolerance, settle);
  }

  private List<String> names(Fields f) {
    if (!f.require("values", "the names of the choice")) {
      return List.of();
    }
    List<String> names = f.texts("values");
    if (names.size() < 2 || Set.copyOf(names).size() != names.size()) {
      f.wrong("values", String.join(", ", names), "two names at least, each once", "");
      return List.of();
    }
    return names;
  }

  private static double step(Fields f, Kind kind, double min, double max) {
    if (kind != Kind.STEPPED) {
      return 0;
    }
    double step =
        f.require("step", "the distance of two steps") ? f.number("step", 1e-6, LIMIT, 1) : 1;
    double steps = (max - min) / step;
    if (step > max - min || Math.abs(steps - Math.rint(steps)) > 1e-6) {
      f.wrong(
          "step",
          Numbers.text(step),
          "a step that fits the range a whole number of times",
          "the range is " + Numbers.text(max - min) + " wide");
    }
    return step;
  }

  private static Unit unit(Fields f) {
    List<String> symbols =
        Stream.of(Unit.values()).map(Unit::symbol).filter(s -> !s.isEmpty()).toList();
    String symbol = f.word("unit", symbols, "");
    return Unit.ofSymbol(symbol == null ? "" : symbol);
  }

  private static Value initial(Fields f, Parameter parameter) {
    if (!(f.node("initial") instanceof Node.Scalar s)) {
      if (f.node("initial") != null) {
        f.wrong("initial", f.node("initial").describe(), parameter.wanted(), "");
      }
      return parameter.initial();
    }
    return switch (parameter.accept(s.value())) {
      case Parameter.Answer.Accepted(Value value) -> value;
      case Parameter.Answer.Refused(String found, String wanted) -> {
        f.wrong("initial", found, wanted, "");
        yield parameter.initial();
      }
    };
  }

  /** A time such as {@code 20 ms} or {@code 2 s}, in nanoseconds. */
  private static long duration(Fields f, String key, long otherwise) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwise;
    }
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      f.wrong(key, "'" + text + "'", "a time such as 20 ms or 2 s", "");
      return otherwise;
    }
    return Math.round(Double.parseDouble(m.group(1)) * (m.group(2).equals("s") ? 1e9 : 1e6));
  }

  // --- the protocol ----------------------------------------------------------------------------

  private Protocol protocol(Fields f, List<UnitProfile.Knob> knobs) {
    Protocol.Transport transport = transport(f.child("transport"));
    Protocol.Frame.Lines frame = frame(f.child("frame"));
    Map<String, Code> codes = codes(f, knobs);
    Fields m = f.child("messages");
    Protocol.Identify identify = identify(m, frame);
    Protocol.Exchange get = exchange(m, "get", frame, Set.of(), "value");
    boolean readBack = true;
    Protocol.Exchange set = new Protocol.Exchange(Template.of("-"), Template.of("-"));
    if (m.require("set", "how a parameter is set: send and reply")) {
      Fields s = m.child("set");
      set =
          new Protocol.Exchange(
              template(s, "send", frame, Set.of("word", "value"), Set.of("value")),
              template(s, "reply", frame, Set.of("word", "value"), Set.of()));
      readBack = s.word("confirm", List.of("read", "reply"), "read").equals("read");
      if (!readBack && !set.reply().has("value")) {
        s.wrong("confirm", "reply", "read", "the reply has no {value}: it proves nothing");
      }
      s.done();
    }
    Optional<Template> error = line(m, "error", frame, Set.of("reason"), Set.of());
    Optional<Template> report =
        line(m, "report", frame, Set.of("word", "value"), Set.of("word", "value"));
    m.done();
    Protocol.Pace pace = pace(f.child("pace"));
    f.done();
    Protocol protocol =
        new Protocol(
            transport,
            frame,
            codes,
            identify,
            get,
            set,
            readBack ? Protocol.Confirm.READ : Protocol.Confirm.REPLY,
            error,
            report,
            pace);
    if (problems.none() && !codes.isEmpty()) {
      reachable(m, protocol);
    }
    return protocol;
  }

  private Protocol.Transport transport(Fields f) {
    Optional<Protocol.Serial> serial = Optional.empty();
    if (f.has("serial")) {
      Fields s = f.child("serial");
      int baud = s.whole("baud", 50, 4_000_000, 9600);
      String format = s.text("format", "8N1");
      if (!format.matches("[78][NEO][12]")) {
        s.wrong("format", "'" + format + "'", "data bits, parity, stop bits, such as 8N1", "");
        format = "8N1";
      }
      String dtr = s.word("dtr", List.of("keep", "on", "off"), "keep");
      s.done();
      serial =
          Optional.of(
              new Protocol.Serial(
                  baud, format, Protocol.Dtr.valueOf(dtr.toUpperCase(Locale.ROOT))));
    }
    boolean tcp = f.has("tcp");
    int port = 0;
    if (tcp) {
      Fields t = f.child("tcp");
      port = t.whole("port", 1, 65_535, 0);
      t.done();
    }
    if (serial.isEmpty() && !tcp) {
      problems.add(f.line(), f.at(), "no way to reach it", "serial or tcp", "add 'serial: {}'");
    }
    f.done();
    return new Protocol.Transport(serial, tcp, port);
  }

  private Protocol.Frame.Lines frame(Fields f) {
    if (f.require("kind", "lines")) {
      f.word("kind", List.of("lines"), "lines");
    }
    String end = f.text("end", "\n");
    String ends = f.text("ends", "\r\n");
    for (String key : List.of("end", "ends")) {
      String text = key.equals("end") ? end : ends;
      if (text.isEmpty() || text.length() > 4 || text.chars().anyMatch(c -> c > 0x7E)) {
        f.wrong(key, "'" + text + "'", "one to four ASCII characters", "such as \"\\r\\n\"");
      }
    }
    if (!ends.isEmpty() && end.chars().noneMatch(c -> ends.indexOf(c) >= 0)) {
      f.wrong("end", "an end that is not among 'ends'", "one of the characters of 'ends'", "");
    }
    int longest = f.whole("longest", 8, 4096, 120);
    f.done();
    return new Protocol.Frame.Lines(end, ends.isEmpty() ? "\n" : ends, longest);
  }

  private Map<String, Code> codes(Fields f, List<UnitProfile.Knob> knobs) {
    Map<String, Code> codes = new LinkedHashMap<>();
    if (!f.require("codes", "how each parameter is written")) {
      return codes;
    }
    Fields c = f.child("codes");
    Map<String, String> owners = new LinkedHashMap<>();
    for (UnitProfile.Knob knob : knobs) {
      if (!c.has(knob.id())) {
        problems.add(
            c.line(),
            c.path(knob.id()),
            "nothing",
            "how '" + knob.id() + "' is written and read",
            "a parameter without a code could be neither set nor read");
        continue;
      }
      Code code = code(c.child(knob.id()), knob);
      codes.put(knob.id(), code);
      String before = owners.putIfAbsent(code.word(), knob.id());
      if (before != null) {
        c.wrong(
            knob.id(),
            "the word '" + code.word() + "' again",
            "a word of its own",
            "'" + before + "' has it already");
      }
    }
    c.done();
    return codes;
  }

  private Code code(Fields f, UnitProfile.Knob knob) {
    String word = f.require("word", "its name on the wire") ? f.text("word", "") : "";
    if (!word.matches("[\\x21-\\x7A]{1,32}") && f.has("word")) {
      f.wrong("word", "'" + word + "'", "up to 32 printable ASCII characters, no spaces", "");
    }
    Parameter p = knob.parameter();
    Code code =
        switch (p.kind()) {
          case CONTINUOUS, STEPPED, TEXT, ACTION -> numberCode(f, word, knob);
          case CHOICE -> new Code.Words(word, texts(f, p.choices()));
          case SWITCH -> new Code.Words(word, texts(f, List.of("off", "on")));
        };
    f.done();
    return code;
  }

  private static Code numberCode(Fields f, String word, UnitProfile.Knob knob) {
    Parameter p = knob.parameter();
    double scale = f.number("scale", 1e-6, 1e6, 1);
    Code.Number code =
        new Code.Number(
            word,
            f.whole("decimals", 0, 6, 0),
            f.whole("width", 0, 12, 0),
            f.flag("plus", false),
            scale);
    double resolution = code.resolution();
    double perStep = p.step() / resolution;
    if (p.kind() == Kind.STEPPED && Math.abs(perStep - Math.rint(perStep)) > 1e-6) {
      f.wrong(
          "decimals",
          "a resolution of " + Numbers.text(resolution),
          "one that can say steps of " + Numbers.text(p.step()),
          "raise decimals");
    }
    if (knob.tolerance() < resolution / 2 * (1 - 1e-9) && p.kind() == Kind.CONTINUOUS) {
      f.wrong(
          "decimals",
          "a resolution of "
              + Numbers.text(resolution)
              + " and a tolerance of "
              + Numbers.text(knob.tolerance()),
          "a tolerance of half the resolution at least",
          "set tolerance: " + Numbers.text(resolution / 2) + " in params." + knob.id());
    }
    return code;
  }

  private List<String> texts(Fields f, List<String> names) {
    List<String> texts = new ArrayList<>();
    if (!f.require("values", "the text of each value: " + String.join(", ", names))) {
      return names;
    }
    Fields v = f.child("values");
    for (String name : names) {
      texts.add(v.require(name, "the text for '" + name + "'") ? v.text(name, name) : name);
    }
    if (Set.copyOf(texts).size() != texts.size()) {
      f.wrong("values", "the same text twice", "a text of its own for each value", "");
    }
    v.done();
    return texts;
  }

  private Protocol.Identify identify(Fields m, Protocol.Frame.Lines frame) {
    Set<String> holes = Set.of("model", "firmware");
    Protocol.Exchange exchange = exchange(m, "identify", frame, holes, null);
    Fields i = m.has("identify") ? m.child("identify") : null;
    if (i == null) {
      return new Protocol.Identify(exchange, "", List.of());
    }
    String model = i.text("model", "");
    List<String> firmware = i.texts("firmware");
    if (exchange.reply().has("model") == model.isEmpty()) {
      i.wrong(
          "model",
          model.isEmpty() ? "nothing" : "a model that the reply does not carry",
          "the model's name, and {model} in the reply",
          "without it any box on the cable would be taken for this one");
    }
    if (!firmware.isEmpty() && !exchange.reply().has("firmware")) {
      i.wrong("firmware", "versions", "{firmware} in the reply", "");
    }
    return new Protocol.Identify(exchange, model, firmware);
  }

  /** Reads send and reply of a message; {@code must} is a hole the reply cannot do without. */
  private Protocol.Exchange exchange(
      Fields m, String key, Protocol.Frame.Lines frame, Set<String> holes, String must) {
    Template none = Template.of("-");
    if (!m.require(key, "send and reply")) {
      return new Protocol.Exchange(none, none);
    }
    Fields f = m.child(key);
    boolean identify = key.equals("identify");
    Template send = template(f, "send", frame, identify ? Set.of() : Set.of("word"), Set.of());
    Template reply =
        template(
            f,
            "reply",
            frame,
            identify ? holes : Set.of("word", "value"),
            must == null ? Set.of() : Set.of(must));
    if (identify) {
      f.has("model");
      f.has("firmware");
    }
    f.done();
    return new Protocol.Exchange(send, reply);
  }

  private Optional<Template> line(
      Fields m, String key, Protocol.Frame.Lines frame, Set<String> known, Set<String> must) {
    if (!m.has(key)) {
      return Optional.empty();
    }
    Fields f = m.child(key);
    Template template = template(f, "line", frame, known, must);
    f.done();
    return Optional.of(template);
  }

  private Template template(
      Fields f, String key, Protocol.Frame.Lines frame, Set<String> known, Set<String> must) {
    if (!f.require(key, "a line such as SET {word} {value}")) {
      return Template.of("-");
    }
    String text = f.text(key, "-");
    Template template;
    try {
      template = Template.of(text);
    } catch (IllegalArgumentException e) {
      f.wrong(key, e.getMessage(), "holes such as {value}", "");
      return Template.of("-");
    }
    List<String> holes = template.holes();
    for (String hole : holes) {
      if (!known.contains(hole)) {
        f.wrong(
            key,
            "{" + hole + "}",
            known.isEmpty()
                ? "no holes here"
                : "one of {" + String.join("}, {", known.stream().sorted().toList()) + "}",
            "");
      }
    }
    for (String hole : must) {
      if (!holes.contains(hole)) {
        f.wrong(key, "'" + text + "'", "a line with {" + hole + "} in it", "");
      }
    }
    // The word is known when a line is matched, so {word}{value} can be told apart.
    if (template.with("word", "w").ambiguous()) {
      f.wrong(
          key,
          "two holes side by side",
          "something between them",
          "nobody could tell where one ends and the other begins");
    }
    boolean printable = text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    boolean cut = text.chars().anyMatch(c -> frame.ends().indexOf(c) >= 0);
    if (text.isEmpty() || !printable || cut || text.length() > frame.longest()) {
      f.wrong(
          key,
          text.isEmpty() ? "an empty line" : "a line that can never come in one piece",
          "printable ASCII without the line end, up to " + frame.longest() + " characters",
          "the line end stands under frame");
    }
    return template;
  }

  /** Notes each line of the box that would always be taken for another one. */
  private void reachable(Fields m, Protocol protocol) {
    Map.Entry<String, Code> first = protocol.codes().entrySet().iterator().next();
    Map<String, String> sample =
        Map.of(
            "word", first.getValue().word(),
            "value", first.getValue().text(0),
            "reason", "range",
            "model", protocol.identify().model(),
            "firmware", "1.0");
    Map<String, Template> lines = new LinkedHashMap<>();
    protocol.report().ifPresent(t -> lines.put("report", t));
    lines.put("set", protocol.set().reply());
    lines.put("get", protocol.get().reply());
    lines.put("identify", protocol.identify().exchange().reply());
    protocol.error().ifPresent(t -> lines.put("error", t));
    List<String> names = List.copyOf(lines.keySet());
    for (int later = 1; later < names.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        Template winner = lines.get(names.get(earlier)).with("word", first.getValue().word());
        Optional<Map<String, String>> taken =
            winner.match(lines.get(names.get(later)).fill(sample));
        boolean valid =
            taken.isPresent()
                && (!taken.get().containsKey("value")
                    || first.getValue().value(taken.get().get("value")).isPresent());
        if (valid) {
          m.wrong(
              names.get(later),
              "a line that is always taken for '" + names.get(earlier) + "'",
              "lines from the box that can be told apart",
              "");
        }
      }
    }
  }

  private static Protocol.Pace pace(Fields f) {
    long gap = duration(f, "gap", 0);
    long settle = duration(f, "settle", 0);
    long timeout = duration(f, "timeout", 500_000_000L);
    int retries = f.whole("retries", 0, 10, 2);
    long presence = duration(f, "presence", 2_000_000_000L);
    if (timeout < 1_000_000) {
      f.wrong("timeout", "less than 1 ms", "1 ms at least", "");
    }
    if (presence < 100_000_000) {
      f.wrong("presence", "less than 100 ms", "100 ms at least", "");
    }
    f.done();
    return new Protocol.Pace(gap, settle, timeout, retries, presence);
  }

  // --- the vectors -----------------------------------------------------------------------------

  private List<UnitProfile.Vector> vectors(
      Fields f, List<UnitProfile.Knob> knobs, Optional<Protocol> protocol) {
    if (protocol.isEmpty()) {
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
          vector(Fields.of(item.node(), item.at(), problems), knobs).ifPresent(vectors::add);
          return null;
        });
    Set<String> seen = Set.copyOf(vectors.stream().map(v -> v.message().word()).toList());
    List<String> must =
        Stream.of("identify", "identity", "get", "value", "set", "ack")
            .filter(w -> !seen.contains(w))
            .toList();
    if (!must.isEmpty() && problems.none()) {
      f.wrong(
          "vectors",
          "no vector for " + String.join(", ", must),
          "one at least for each message",
          "");
    }
    return vectors;
  }

  private static final List<String> MESSAGES =
      List.of("identify", "get", "set", "identity", "value", "ack", "report", "error");

  private Optional<UnitProfile.Vector> vector(Fields f, List<UnitProfile.Knob> knobs) {
    String word =
        f.require("message", "one of " + String.join(", ", MESSAGES))
            ? f.word("message", MESSAGES, null)
            : null;
    String text = f.require("text", "the exact bytes") ? f.text("text", "") : "";
    Optional<Message> message =
        word == null
            ? Optional.empty()
            : switch (word) {
              case "identify" -> Optional.of(new Message.AskIdentity());
              case "identity" ->
                  Optional.of(new Message.Identity(f.text("model", ""), f.text("firmware", "")));
              case "error" -> Optional.of(new Message.Refusal(f.text("reason", "")));
              default -> valued(word, f, knobs);
            };
    if (word != null) {
      f.done();
    }
    return message.map(m -> new UnitProfile.Vector(m, text, f.line()));
  }

  private static Optional<Message> valued(String word, Fields f, List<UnitProfile.Knob> knobs) {
    boolean ack = word.equals("ack");
    String id = ack || f.require("param", "the id of a parameter") ? f.text("param", "") : "";
    boolean hasValue =
        !word.equals("get") && (f.has("value") || !ack && f.require("value", "its value"));
    Optional<UnitProfile.Knob> knob = knobs.stream().filter(k -> k.id().equals(id)).findFirst();
    if (knob.isEmpty() && !id.isEmpty()) {
      f.wrong(
          "param",
          "'" + id + "'",
          "one of " + String.join(", ", knobs.stream().map(UnitProfile.Knob::id).toList()),
          "");
      return Optional.empty();
    }
    double value = Double.NaN;
    if (hasValue && knob.isPresent() && f.node("value") instanceof Node.Scalar s) {
      switch (knob.get().parameter().accept(s.value())) {
        case Parameter.Answer.Accepted(Value accepted) -> value = accepted.number();
        case Parameter.Answer.Refused(String found, String wanted) ->
            f.wrong("value", found, wanted, "");
      }
    }
    return switch (word) {
      case "get" -> Optional.of(new Message.Get(id));
      case "set" -> Optional.of(new Message.Set(id, value));
      case "value" -> Optional.of(new Message.Current(id, value));
      case "report" -> Optional.of(new Message.Report(id, value));
      default -> Optional.of(new Message.Ack(id, value));
    };
  }
}
