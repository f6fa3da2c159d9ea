package hybridge.profile;

import hybridge.profile.SurfaceProfile.Breakpoint;
import hybridge.profile.SurfaceProfile.Colours;
import hybridge.profile.SurfaceProfile.Display;
import hybridge.profile.SurfaceProfile.Encoder;
import hybridge.profile.SurfaceProfile.Evidence;
import hybridge.profile.SurfaceProfile.Fader;
import hybridge.profile.SurfaceProfile.Handshake;
import hybridge.profile.SurfaceProfile.KeepAlive;
import hybridge.profile.SurfaceProfile.Link;
import hybridge.profile.SurfaceProfile.Meters;
import hybridge.profile.SurfaceProfile.Vector;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the file of a surface and notes every problem. */
final class SurfaceProfileReader {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]+)?) ?(ms|s)");
  private static final String BYTES = "[0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})*";
  private static final List<String> TEXT_HOLES =
      List.of("device", "strip", "line", "offset", "text", "upper", "lower", "colour");

  /** Meters are read thirty times a second at most. */
  private static final long MOST_OFTEN_NANOS = 34_000_000;

  static final int MAX_STRIPS = 32;
  private static final int DIN_BYTES_PER_SECOND = 3125;

  private final Problems problems;
  private int device;
  private int strips;

  private SurfaceProfileReader(Problems problems) {
    this.problems = problems;
  }

  static Optional<SurfaceProfile> read(Node node, Problems problems) {
    return Optional.of(new SurfaceProfileReader(problems).profile(node));
  }

  private SurfaceProfile profile(Node node) {
    Fields own = Fields.of(node, "", problems);
    String dialect =
        own.require("dialect", "one of " + String.join(", ", Families.NAMES))
            ? own.word("dialect", Families.NAMES, "midi")
            : "midi";
    boolean vectorsGiven = own.has("vectors");
    Node whole =
        Families.find(dialect)
            .filter(family -> node instanceof Node.Mapping)
            .map(family -> Families.merge(family, node))
            .orElse(node);
    Fields f = whole == node ? own : Fields.of(whole, "", problems);
    f.has("dialect");
    f.whole("profile", 1, 1, 1);
    String id = f.require("id", "maker/model") ? f.text("id", "") : "";
    if (!id.isEmpty() && !UnitProfileReader.isId(id)) {
      f.wrong("id", "'" + id + "'", "maker/model in small letters, digits and '-'", "");
    }
    f.word("class", List.of("surface"), "surface");
    String name = f.text("name", id);
    Evidence evidence = evidence(f.child("evidence"));
    device = sevenBits(f, "device", 0);
    strips = f.whole("strips", 1, MAX_STRIPS, 8);
    Fader fader = fader(f.child("fader"));
    Encoder encoder = encoder(f.child("encoder"));
    List<Display> displays = new ArrayList<>();
    if (f.has("display")) {
      displays.add(display(f.child("display")));
    }
    if (f.has("second_display")) {
      displays.add(display(f.child("second_display")));
    }
    Optional<Meters> meters =
        f.has("meters") ? Optional.of(meters(f.child("meters"))) : Optional.empty();
    Optional<Colours> colours = f.has("colours") ? colours(f.child("colours")) : Optional.empty();
    Link link = link(f.child("link"));
    Handshake handshake = handshake(f.child("handshake"));
    Optional<KeepAlive> keepAlive =
        f.has("keep_alive") ? Optional.of(keepAlive(f.child("keep_alive"))) : Optional.empty();
    ControlReader controls = new ControlReader(problems, strips, fader);
    controls.read(f);
    List<Vector> vectors = f.items("vectors", false, this::vector);
    if (vectors.isEmpty() || !vectorsGiven) {
      f.wrong(
          "vectors",
          "none",
          "golden examples of bytes and what they mean",
          "take them from the maker's document");
    }
    String layout = f.word("layout", Layouts.NAMES, "midi");
    f.done();
    return new SurfaceProfile(
        id,
        name,
        dialect,
        evidence,
        device,
        strips,
        fader,
        encoder,
        displays,
        meters,
        colours,
        link,
        handshake,
        keepAlive,
        controls.heard(),
        controls.shown(),
        vectors,
        layout,
        Layouts.find(layout));
  }

  private Evidence evidence(Fields f) {
    f.require("level", "document, measured or community");
    f.require("source", "where its facts come from");
    String level = f.word("level", List.of("document", "measured", "community"), "community");
    String source = f.text("source", "");
    List<String> gaps = f.texts("gaps");
    f.done();
    return new Evidence(level, source, gaps);
  }

  private Fader fader(Fields f) {
    int fullScale = f.whole("full_scale", 127, 16_383, 16_383);
    boolean main = f.flag("main", false);
    boolean touch = f.flag("touch", false);
    boolean motor = f.flag("motor", false);
    List<Breakpoint> points = f.items("breakpoints", false, item -> breakpoint(item, fullScale));
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).norm() <= points.get(i - 1).norm()
          || points.get(i).position() <= points.get(i - 1).position()) {
        f.wrong("breakpoints", "a point that does not rise", "travel and position that rise", "");
        points = List.of();
      }
    }
    if (points.size() == 1) {
      f.wrong("breakpoints", "one point", "two at least, such as [[0, 0], [1, 16368]]", "");
    }
    if (points.size() < 2) {
      points = List.of(new Breakpoint(0, 0), new Breakpoint(1, fullScale));
    }
    f.done();
    return new Fader(fullScale, main, touch, motor, points);
  }

  private Breakpoint breakpoint(Fields.Item item, int fullScale) {
    if (item.node() instanceof Node.Sequence(int line, List<Node> pair)
        && pair.size() == 2
        && pair.get(0) instanceof Node.Scalar(int l1, Number norm, String t1)
        && pair.get(1) instanceof Node.Scalar(int l2, Long position, String t2)
        && norm.doubleValue() >= 0
        && norm.doubleValue() <= 1
        && position >= 0
        && position <= fullScale) {
      return new Breakpoint(norm.doubleValue(), position.intValue());
    }
    problems.add(
        item.node().line(),
        item.at(),
        item.node().describe(),
        "[travel from 0 to 1, position up to " + fullScale + "]",
        "");
    return new Breakpoint(0, 0);
  }

  private static Encoder encoder(Fields f) {
    int travel = f.whole("travel", 1, 10_000, 100);
    Fields a = f.child("acceleration");
    double slow = a.number("slow", 0, 10_000, 10);
    double fast = a.number("fast", 0, 10_000, Math.max(60, slow + 1));
    double factor = a.number("factor", 1, 100, 1);
    if (fast <= slow) {
      a.wrong("fast", "not above slow", "more ticks a second than slow", "");
      fast = slow + 1;
    }
    a.done();
    f.done();
    return new Encoder(travel, slow, fast, factor);
  }

  private Display display(Fields f) {
    int cells = f.whole("cells", 1, 64, 7);
    int columns = f.whole("columns", 0, 256, cells * strips);
    List<Integer> lines =
        switch (f.word("lines", List.of("both", "upper", "lower"), "both")) {
          case "upper" -> List.of(0);
          case "lower" -> List.of(1);
          default -> List.of(0, 1);
        };
    int base = f.whole("base", 0, 127, 0);
    int group = f.whole("group", 1, 8, 1);
    boolean spaced = f.flag("spaced", false);
    SysexPattern message =
        f.require("message", "such as \"F0 00 00 66 {device} 12 {offset} {text} F7\"")
            ? pattern(f, "message", TEXT_HOLES)
            : new SysexPattern(List.of());
    int furthest = base + (strips - 1) / group * group * cells + (lines.size() - 1) * columns;
    if (message.has("offset") && furthest > 127) {
      f.wrong("message", "an {offset} of up to " + furthest, "one of up to 127", "");
    }
    f.done();
    return new Display(cells, columns, lines, base, group, spaced, message);
  }

  private SysexPattern pattern(Fields f, String key, List<String> holes) {
    String text = f.text(key, "");
    Optional<SysexPattern> pattern = SysexPattern.of(text);
    if (pattern.isEmpty()) {
      f.wrong(key, "'" + text + "'", "F0, bytes and holes such as {text}, F7", "");
      return new SysexPattern(List.of());
    }
    for (String hole : pattern.get().holes()) {
      if (!holes.contains(hole)) {
        f.wrong(
            key,
            "the hole {" + hole + "}",
            "one of " + String.join(", ", holes),
            Suggest.near(hole, holes));
      }
    }
    return pattern.get();
  }

  private Meters meters(Fields f) {
    List<Double> thresholds = f.numbers("thresholds", -200, 30);
    if (f.has("range")) {
      List<Double> range = f.numbers("range", -200, 30);
      int steps = f.whole("steps", 1, 127, 127);
      if (range.size() != 2 || range.get(0) >= range.get(1)) {
        f.wrong("range", "no range", "[lowest, highest] in dBFS", "");
      } else {
        List<Double> even = new ArrayList<>();
        for (int i = 1; i <= steps; i++) {
          even.add(range.get(0) + (range.get(1) - range.get(0)) * i / steps);
        }
        thresholds = even;
      }
    }
    if (thresholds.isEmpty()) {
      f.wrong("thresholds", "none", "levels in dBFS that rise, or range and steps", "");
    }
    for (int i = 1; i < thresholds.size(); i++) {
      if (thresholds.get(i) <= thresholds.get(i - 1)) {
        f.wrong("thresholds", "levels that do not rise", "levels in dBFS that rise", "");
        break;
      }
    }
    int over = f.has("over") ? sevenBits(f, "over", 0) : -1;
    int clear = f.has("clear") ? sevenBits(f, "clear", 0) : -1;
    long step = time(f, "decay", 0);
    long interval = Math.max(MOST_OFTEN_NANOS, time(f, "interval", MOST_OFTEN_NANOS));
    f.done();
    return new Meters(thresholds, over, clear, step, interval);
  }

  private Optional<Colours> colours(Fields f) {
    String kind = f.word("kind", List.of("indexed", "rgb", "text", "keys"), "indexed");
    Colours colours =
        switch (kind) {
          case "indexed" ->
              new Colours.Indexed(pattern(f, "message", List.of("device", "colours")));
          case "rgb" -> new Colours.Rgb(pattern(f, "message", List.of("device", "colours")));
          case "text" -> new Colours.InText();
          default -> keys(f);
        };
    f.done();
    return Optional.of(colours);
  }

  private Colours keys(Fields f) {
    List<Integer> notes = ControlReader.numbers(f, "notes", 0, 127);
    List<Integer> channels = ControlReader.numbers(f, "channels", 1, 16);
    if (channels.size() != 3) {
      f.wrong("channels", channels.size() + " channels", "three: red, green, blue", "");
    }
    if (notes.size() == 1) {
      int first = notes.getFirst();
      notes = java.util.stream.IntStream.range(first, first + strips).boxed().toList();
    } else if (notes.size() != strips) {
      f.wrong("notes", notes.size() + " notes", "the first one, or one for each strip", "");
    }
    return new Colours.Keys(notes, channels.stream().map(c -> c - 1).toList());
  }

  private static Link link(Fields f) {
    int rate = f.whole("bytes_per_second", 100, 1_000_000, DIN_BYTES_PER_SECOND);
    long gap = time(f, "gap", 0);
    long sysex = time(f, "after_sysex", 0);
    long colour = time(f, "after_colours", 0);
    f.done();
    return new Link(rate, gap, sysex, colour);
  }

  private Handshake handshake(Fields f) {
    List<byte[]> hello = messages(f, "hello");
    List<byte[]> setup = messages(f, "setup");
    List<Integer> announce = ControlReader.numbers(f, "announce", 0, 127);
    int challenge = f.has("challenge") ? sevenBits(f, "challenge", 1) : -1;
    List<Integer> maker = ControlReader.numbers(f, "maker", 0, 127);
    long text = time(f, "text_after", 0);
    boolean reset = f.flag("reset", false);
    f.done();
    return new Handshake(hello, setup, announce, challenge, maker, text, reset);
  }

  private List<byte[]> messages(Fields f, String key) {
    List<byte[]> messages = new ArrayList<>();
    f.items(
        key,
        true,
        item -> {
          String text = item.node() instanceof Node.Scalar s ? s.text() : "";
          Optional<SysexPattern> sysex = SysexPattern.of(text);
          if (sysex.isPresent()) {
            messages.add(sysex.get().with("device", device).fill(hole -> new byte[0]));
          } else if (text.matches(BYTES)) {
            messages.add(HEX.parseHex(text));
          } else {
            problems.add(
                item.node().line(), item.at(), "'" + text + "'", "bytes of one message", "");
          }
          return null;
        });
    return messages;
  }

  private KeepAlive keepAlive(Fields f) {
    byte[] send = bytes(f, "send");
    byte[] answer = f.has("answer") ? bytes(f, "answer") : new byte[0];
    long every = time(f, "every", 1_000_000_000);
    long lost = time(f, "lost", 3 * every);
    f.done();
    return new KeepAlive(send, Math.max(10_000_000, every), answer, lost);
  }

  /** Bytes in hexadecimal; {@code {device}} is the device id. */
  private byte[] bytes(Fields f, String key) {
    String text = f.text(key, "").replace("{device}", String.format(Locale.ROOT, "%02X", device));
    if (text.matches(BYTES)) {
      return HEX.parseHex(text);
    }
    f.wrong(key, "'" + text + "'", "bytes such as \"90 00 00\"", "");
    return new byte[] {(byte) 0xFE};
  }

  private Vector vector(Fields.Item item) {
    Fields f = Fields.of(item.node(), item.at(), problems);
    boolean received = f.has("rx");
    String bytes = f.text(received ? "rx" : "tx", "");
    String meaning = f.text(received ? "event" : "show", "");
    f.text("source", "");
    if (bytes.isEmpty() || meaning.isEmpty()) {
      problems.add(f.line(), item.at(), "half a vector", "rx and event, or show and tx", "");
    } else if (!bytes.matches(BYTES)) {
      f.wrong(received ? "rx" : "tx", "'" + bytes + "'", "bytes such as \"E0 70 7F\"", "");
    }
    f.done();
    return new Vector(bytes, meaning, received, f.line());
  }

  /** A time such as {@code 300 ms} or {@code 1.5 s} in nanoseconds. */
  private static long time(Fields f, String key, long otherwise) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwise;
    }
    var m = TIME.matcher(text.strip());
    if (!m.matches()) {
      f.wrong(key, "'" + text + "'", "a time such as 20 ms", "");
      return otherwise;
    }
    return Math.round(Double.parseDouble(m.group(1)) * (m.group(2).equals("s") ? 1e9 : 1e6));
  }

  private static int sevenBits(Fields f, String key, int otherwise) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.decode(text);
      if (value >= 0 && value < 128) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    f.wrong(key, "'" + text + "'", "a number from 0 to 0x7F", "");
    return otherwise;
  }
}
