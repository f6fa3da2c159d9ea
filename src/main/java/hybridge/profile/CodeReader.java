package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Kind;
import hybridge.value.Node;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.wire.Packing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads how each parameter is written. */
final class CodeReader {
  private static final double LIMIT = 1e12;
  private static final int MOST_STEPS = 4096;

  private final Problems problems;
  private final boolean hex;
  private final Set<String> verbs;

  /**
   * @param hex words are bytes in hexadecimal
   * @param verbs the names a code may go by
   */
  CodeReader(Problems problems, boolean hex, Set<String> verbs) {
    this.problems = problems;
    this.hex = hex;
    this.verbs = verbs;
  }

  Map<String, Code> codes(Fields f, List<UnitProfile.Knob> knobs) {
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
      unique(c, knob.id(), code, codes, owners);
    }
    c.done();
    return codes;
  }

  private static void unique(
      Fields c, String id, Code code, Map<String, Code> codes, Map<String, String> owners) {
    String key = code.by() + "\u0000" + code.word();
    String before = owners.putIfAbsent(key, id);
    String other = code.bits().map(b -> claim(key, id, b, owners)).orElse("");
    if (before == null) {
      return;
    }
    if (code.bits().isEmpty() || codes.get(before).bits().isEmpty()) {
      c.wrong(
          id,
          "the word '" + shown(code.word()) + "' again",
          "a word of its own",
          "'" + before + "' has it already");
      return;
    }
    if (!other.isEmpty()) {
      c.wrong(id, "bits that '" + other + "' has already", "bits of its own", "");
    }
  }

  /** Each bit and each flag is the first one's that names it: who that is, or an empty text. */
  private static String claim(String key, String id, Code.Bits bits, Map<String, String> owners) {
    String other = "";
    for (int bit = bits.low(); bit < bits.low() + bits.count(); bit++) {
      String before = owners.putIfAbsent(key + "\u0000bit " + bit, id);
      other = before == null || !other.isEmpty() ? other : before;
    }
    if (bits.flag() >= 0) {
      String before = owners.putIfAbsent(key + "\u0000flag " + bits.flag(), id);
      other = before == null || !other.isEmpty() ? other : before;
    }
    return other;
  }

  private static String shown(String word) {
    return word.chars().allMatch(ch -> ch > 0x20 && ch < 0x7F)
        ? word
        : hybridge.wire.Bytes.hex(word);
  }

  private Code code(Fields f, UnitProfile.Knob knob) {
    String by = f.text("by", "");
    if (!verbs.contains(by)) {
      f.wrong(
          "by",
          by.isEmpty() ? "nothing" : "'" + by + "'",
          verbs.stream().allMatch(String::isEmpty)
              ? "no 'by', or a verb of that name under messages.verbs"
              : "one of the verbs: "
                  + String.join(", ", verbs.stream().filter(v -> !v.isEmpty()).toList()),
          "");
    }
    String word = word(f, "word");
    if (by.isEmpty()) {
      f.require("word", "its name on the wire");
    }
    String heard = f.has("heard") ? word(f, "heard") : word;
    Optional<Code.Bits> bits = bits(f);
    Optional<Codec> codec = codec(f, bits);
    Writing writing =
        codec.orElse(null) instanceof Codec.Signs signs
            ? signed(f, signs, knob)
            : writing(f, knob, bits);
    Optional<Codec.Placing> placing =
        codec.filter(c -> c instanceof Codec.Placing).map(c -> (Codec.Placing) c);
    double reports = f.number("reports", 0, 1e6, 0);
    boolean away = f.word("round", List.of("nearest", "away"), "nearest").equals("away");
    Optional<Writing> says = says(f, knob, bits);
    Synonyms synonyms = new SynonymReader(f, knob.parameter(), writing).read();
    Evidence.check(f);
    f.done();
    Code code = new Code(word, heard, by, writing, bits, reports, away, placing, says, synonyms);
    sayable(f, knob, code);
    return code;
  }

  /** How the box tells it, where that differs from how it is set. */
  private Optional<Writing> says(Fields f, UnitProfile.Knob knob, Optional<Code.Bits> bits) {
    if (!f.has("says")) {
      return Optional.empty();
    }
    if (!hex || bits.isPresent() || f.has("codec")) {
      f.wrong("says", "another writing", "it in bytes, for a number of its own", "");
    }
    Fields s = f.child("says");
    Parameter p = knob.parameter();
    Packing packing = FrameReader.packing(s, "as", Packing.U8);
    ValueMap map =
        switch (p.kind()) {
          case CHOICE -> numbers(s, p.choices());
          case SWITCH -> numbers(s, List.of("off", "on"));
          case CONTINUOUS, STEPPED, TEXT, ACTION -> map(s, p);
        };
    s.done();
    return Optional.of(new Writing.Whole(map, packing));
  }

  private static Optional<Codec> codec(Fields f, Optional<Code.Bits> bits) {
    if (!f.has("codec")) {
      return Optional.empty();
    }
    String word = f.word("codec", Codec.words(), null);
    if (bits.isPresent()) {
      f.wrong("codec", "a codec for bits", "a number of its own", "");
    }
    return word == null ? Optional.empty() : Codec.of(word);
  }

  private Writing signed(Fields f, Codec.Signs signs, UnitProfile.Knob knob) {
    Parameter p = knob.parameter();
    int width = f.whole("width", 1, 9, 2);
    double scale = f.number("scale", 1e-6, 1e6, 1);
    double most = Math.max(Math.abs(p.min()), Math.abs(p.max())) * scale;
    if (p.kind() != Kind.STEPPED && p.kind() != Kind.CONTINUOUS || hex) {
      f.wrong("codec", signs.word(), "a stepped or continuous parameter, in text", "");
    }
    if (most >= StrictMath.pow(10, width)) {
      f.wrong("width", width + " digits for " + Numbers.text(most), "room for it", "");
    }
    return new Codec.Signed(signs, width, scale);
  }

  private String word(Fields f, String key) {
    if (!f.has(key)) {
      return "";
    }
    String text = f.text(key, "");
    if (hex) {
      return FrameReader.hex(f, key, text, "");
    }
    if (!text.matches("[\\x21-\\x7A]([\\x20-\\x7A]{0,30}[\\x21-\\x7A])?")) {
      f.wrong(key, "'" + text + "'", "up to 32 printable ASCII characters", "");
    }
    return text;
  }

  private static Optional<Code.Bits> bits(Fields f) {
    if (!f.has("bits")) {
      if (f.has("flag")) {
        f.wrong("flag", "a flag", "bits too", "a flag says which bits are meant");
      }
      return Optional.empty();
    }
    List<Integer> range = f.wholes("bits", 0, 47);
    int flag = f.whole("flag", 0, 31, -1);
    if (range.isEmpty() || range.size() > 2 || range.getLast() < range.getFirst()) {
      f.wrong("bits", f.node("bits").describe(), "one bit or [lowest, highest]", "");
      return Optional.of(new Code.Bits(0, 1, flag));
    }
    return Optional.of(
        new Code.Bits(range.getFirst(), range.getLast() - range.getFirst() + 1, flag));
  }

  private Writing writing(Fields f, UnitProfile.Knob knob, Optional<Code.Bits> bits) {
    Parameter p = knob.parameter();
    boolean whole = hex || bits.isPresent() || f.has("map") || f.has("as") || f.has("codec");
    Packing packing = FrameReader.packing(f, "as", hex ? Packing.U8 : Packing.of("d"));
    List<String> names =
        switch (p.kind()) {
          case CHOICE -> p.choices();
          case SWITCH -> List.of("off", "on");
          case CONTINUOUS, STEPPED, TEXT, ACTION -> List.of();
        };
    if (!names.isEmpty()) {
      return whole
          ? new Writing.Whole(numbers(f, names), packing)
          : new Writing.Words(texts(f, names));
    }
    if (!whole) {
      return decimal(f, knob);
    }
    ValueMap map = map(f, p);
    Writing.Whole code = new Writing.Whole(map, packing);
    boolean finite = code.resolution() > knob.tolerance() * 2 * (1 + 1e-9);
    if (finite && p.kind() == Kind.CONTINUOUS) {
      coarse(f, knob, code.resolution(), f.has("map") ? "map" : "as");
    }
    return code;
  }

  private static Writing decimal(Fields f, UnitProfile.Knob knob) {
    Parameter p = knob.parameter();
    Writing.Number code =
        new Writing.Number(
            f.whole("decimals", 0, 6, 0),
            f.whole("width", 0, 12, 0),
            f.flag("plus", false),
            f.number("scale", 1e-6, 1e6, 1));
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
      coarse(f, knob, resolution, "decimals");
    }
    return code;
  }

  private static void coarse(Fields f, UnitProfile.Knob knob, double resolution, String key) {
    f.wrong(
        key,
        "a resolution of "
            + Numbers.text(resolution)
            + " and a tolerance of "
            + Numbers.text(knob.tolerance()),
        "a tolerance of half the resolution at least",
        "set tolerance: " + Numbers.text(resolution / 2) + " in params." + knob.id());
  }

  // --- maps ------------------------------------------------------------------------------------

  private ValueMap map(Fields f, Parameter p) {
    ValueMap straight = ValueMap.straight(p.min(), p.max(), 1, 0);
    return switch (f.node("map")) {
      case null -> {
        double scale = f.number("scale", -1e9, 1e9, 1);
        double offset = f.number("offset", -LIMIT, LIMIT, 0);
        if (scale == 0) {
          f.wrong("scale", "0", "another number", "0 has no way back");
          yield straight;
        }
        yield ValueMap.straight(p.min(), p.max(), scale, offset);
      }
      case Node.Sequence s -> {
        List<ValueMap.Stretch> stretches = new ArrayList<>();
        f.items(
            "map",
            false,
            item -> {
              stretch(Fields.of(item.node(), item.at(), problems)).ifPresent(stretches::add);
              return null;
            });
        yield stretches.isEmpty() || !monotone(f, stretches, p)
            ? straight
            : new ValueMap(stretches);
      }
      default -> {
        f.wrong("map", f.node("map").describe(), "a list of {value, raw}", "");
        yield straight;
      }
    };
  }

  private static Optional<ValueMap.Stretch> stretch(Fields f) {
    f.require("value", "a value or [first, last]");
    f.require("raw", "the number on the wire, or [first, last]");
    List<Double> value = f.numbers("value", -1e9, 1e9);
    List<Double> raw = f.numbers("raw", -LIMIT, LIMIT);
    boolean log = f.word("law", List.of("linear", "log"), "linear").equals("log");
    f.done();
    if (value.isEmpty() || value.size() > 2 || raw.size() != value.size()) {
      f.wrong(
          "raw",
          f.has("raw") ? f.node("raw").describe() : "nothing",
          "as many numbers as under value: one or two",
          "");
      return Optional.empty();
    }
    double from = value.getFirst();
    double to = value.getLast();
    if (value.size() == 2 && (from >= to || raw.get(0).equals(raw.get(1)))) {
      boolean still = from < to;
      f.wrong(
          still ? "raw" : "value",
          f.node(still ? "raw" : "value").describe(),
          still ? "two numbers" : "[smaller, larger]",
          "");
      return Optional.empty();
    }
    if (log && (value.size() == 1 || from * to <= 0)) {
      f.wrong("law", "log from " + Numbers.text(from), "a stretch on one side of 0", "");
      return Optional.empty();
    }
    return Optional.of(new ValueMap.Stretch(from, to, raw.getFirst(), raw.getLast(), log));
  }

  /** Values rise; numbers rise or fall, but never turn: each number then means one value. */
  private static boolean monotone(Fields f, List<ValueMap.Stretch> stretches, Parameter p) {
    int direction = 0;
    for (int i = 0; i < stretches.size(); i++) {
      ValueMap.Stretch s = stretches.get(i);
      direction = direction == 0 ? (int) Math.signum(s.rawTo() - s.rawFrom()) : direction;
      if (i > 0) {
        ValueMap.Stretch before = stretches.get(i - 1);
        double up = s.from() - before.to();
        double rawUp = s.rawFrom() - before.rawTo();
        direction = direction == 0 ? (int) Math.signum(rawUp) : direction;
        boolean joined = up == 0 && rawUp == 0;
        if (up < 0 || !joined && (up == 0 || Math.signum(rawUp) != direction)) {
          f.wrong("map", "a map that turns back at " + Numbers.text(s.from()), "one way only", "");
          return false;
        }
      }
      if (!s.point() && Math.signum(s.rawTo() - s.rawFrom()) != direction) {
        f.wrong("map", "a map that turns back at " + Numbers.text(s.from()), "one way only", "");
        return false;
      }
    }
    if (stretches.getFirst().from() > p.min() || stretches.getLast().to() < p.max()) {
      f.wrong(
          "map",
          "a map from "
              + Numbers.text(stretches.getFirst().from())
              + " to "
              + Numbers.text(stretches.getLast().to()),
          "one that covers the range, " + Numbers.text(p.min()) + " to " + Numbers.text(p.max()),
          "");
      return false;
    }
    return true;
  }

  private ValueMap numbers(Fields f, List<String> names) {
    List<ValueMap.Stretch> points = new ArrayList<>();
    boolean given = f.has("values");
    Fields v = f.child("values");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      double raw = i;
      if (given && v.require(name, "the number for '" + name + "'")) {
        raw = SynonymReader.first(v, name).whole(name, -32_768, 65_535, i);
      }
      points.add(new ValueMap.Stretch(i, i, raw, raw, false));
    }
    v.done();
    if (points.stream().map(ValueMap.Stretch::rawFrom).distinct().count() != names.size()) {
      f.wrong("values", "the same number twice", "a number of its own for each value", "");
    }
    return new ValueMap(points);
  }

  private List<String> texts(Fields f, List<String> names) {
    List<String> texts = new ArrayList<>();
    if (!f.require("values", "the text of each value: " + String.join(", ", names))) {
      return names;
    }
    Fields v = f.child("values");
    for (String name : names) {
      boolean there = v.require(name, "the text for '" + name + "'");
      texts.add(there ? SynonymReader.first(v, name).text(name, name) : name);
    }
    if (Set.copyOf(texts).size() != texts.size()) {
      f.wrong("values", "the same text twice", "a text of its own for each value", "");
    }
    v.done();
    return texts;
  }

  // --- is there a way back? --------------------------------------------------------------------

  /** Each value has a number that fits, and the number leads back to it. */
  private static void sayable(Fields f, UnitProfile.Knob knob, Code code) {
    if (!(code.writing() instanceof Writing.Whole(ValueMap map, Packing packing))) {
      return;
    }
    boolean placed = code.placing().isPresent();
    long least = code.bits().isPresent() || placed ? 0 : packing.min();
    long most =
        placed
            ? code.placing().get().most()
            : code.bits().map(b -> (1L << b.count()) - 1).orElse(packing.max());
    for (ValueMap.Stretch s : map.stretches()) {
      double small = Math.rint(Math.min(s.rawFrom(), s.rawTo()));
      double large = Math.rint(Math.max(s.rawFrom(), s.rawTo()));
      boolean said = f.has("as") || placed || code.bits().isPresent();
      if (said && (small < least || large > most)) {
        f.wrong(
            placed ? "codec" : code.bits().isPresent() ? "bits" : "as",
            "numbers from " + Numbers.text(small) + " to " + Numbers.text(large),
            "room for them: " + least + " to " + most,
            "");
        return;
      }
    }
    Parameter p = knob.parameter();
    long steps = p.kind() == Kind.STEPPED ? Math.round((p.max() - p.min()) / p.step()) : 0;
    if (map.holes() || steps > MOST_STEPS) {
      return;
    }
    IntStream.rangeClosed(0, (int) steps)
        .mapToDouble(i -> Math.min(p.max(), p.min() + i * p.step()))
        .filter(v -> p.kind() == Kind.STEPPED && !returns(map, v, Math.max(knob.tolerance(), 1e-6)))
        .findFirst()
        .ifPresent(
            v ->
                f.wrong(
                    f.has("map") ? "map" : "scale",
                    Numbers.text(v) + " becomes " + map.raw(v) + " and does not come back",
                    "a number of its own for each step",
                    ""));
  }

  private static boolean returns(ValueMap map, double value, double tolerance) {
    OptionalDouble back = map.value(map.raw(value));
    return back.isPresent() && Math.abs(back.getAsDouble() - value) <= tolerance;
  }
}
