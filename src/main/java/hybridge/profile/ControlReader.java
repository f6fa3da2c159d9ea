package hybridge.profile;

import hybridge.profile.SurfaceProfile.Fader;
import hybridge.profile.SurfaceProfile.Heard;
import hybridge.profile.SurfaceProfile.Ring;
import hybridge.profile.SurfaceProfile.Shown;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads {@code controls:} — which message is which place of the surface — and spells it out. */
final class ControlReader {
  private static final List<String> FORMS =
      List.of(
          "note",
          "cc",
          "cc14",
          "nrpn",
          "rpn",
          "bend",
          "program",
          "pressure",
          "status",
          "key_pressure",
          "zone",
          "sysex",
          "incdec");
  private static final int DATA_INCREMENT = 96;
  private static final int DATA_DECREMENT = 97;

  private final Problems problems;
  private final int strips;
  private final Fader fader;
  private final Map<Form, Control> owners = new HashMap<>();
  private final List<Heard> heard = new ArrayList<>();
  private final Map<Control, Shown> shown = new HashMap<>();

  ControlReader(Problems problems, int strips, Fader fader) {
    this.problems = problems;
    this.strips = strips;
    this.fader = fader;
  }

  List<Heard> heard() {
    return heard;
  }

  Map<Control, Shown> shown() {
    return shown;
  }

  void read(Fields root) {
    for (Node.Entry e : root.entries("controls")) {
      String at = "controls." + e.key();
      Optional<Control> one = Control.of(e.key(), strips);
      Optional<Control> family = Control.family(e.key());
      if (one.isEmpty() && family.isEmpty()) {
        problems.add(
            e.line(),
            at,
            "an unknown control",
            "a control such as fader, vpot-9 or play",
            Suggest.near(e.key(), Control.words()));
        continue;
      }
      Fields c = Fields.of(e.value(), at, problems);
      Control first = one.or(() -> family).orElseThrow();
      for (String way : List.of("both", "in", "out")) {
        if (c.has(way)) {
          Fields f = c.child(way);
          Optional<Forms> forms = forms(f, one, family);
          if (!way.equals("out")) {
            hear(f, forms, first);
          }
          if (!way.equals("in")) {
            show(f, forms, first, one, family);
          }
          f.done();
        }
      }
      if (!c.has("both") && !c.has("in") && !c.has("out")) {
        problems.add(
            e.line(), at, "nothing", "in: what it sends, out: what it takes, or both:", "");
      }
      c.done();
    }
  }

  /** The forms of one control, or of each of a family's. */
  private record Forms(List<Control> controls, IntFunction<Form> form) {}

  private Optional<Forms> forms(Fields f, Optional<Control> one, Optional<Control> family) {
    List<String> found = FORMS.stream().filter(f::has).toList();
    if (found.size() != 1) {
      problems.add(
          f.line(),
          f.at(),
          found.isEmpty() ? "no message" : String.join(" and ", found),
          "one of " + String.join(", ", FORMS),
          "");
      return Optional.empty();
    }
    String kind = found.getFirst();
    List<Integer> numbers = kind.equals("sysex") ? List.of() : values(f, kind);
    List<Integer> channels = f.has("channel") ? numbers(f, "channel", 1, 16) : List.of(1);
    int step = f.whole("step", 1, 64, 1);
    int most =
        switch (kind) {
          case "nrpn", "rpn" -> 16_383;
          case "status" -> 0xDF;
          default -> 127;
        };
    int count =
        one.isPresent()
            ? 1
            : Math.max(numbers.size(), numbers.size() > 1 ? 1 : count(family.get()));
    List<Control> controls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Control c = one.orElseGet(family::get);
      controls.add(new Control(c.kind(), c.button(), c.index() + i));
    }
    IntFunction<Integer> number =
        i ->
            numbers.isEmpty()
                ? 0
                : numbers.size() > 1 ? numbers.get(i) : numbers.getFirst() + i * step;
    IntFunction<Integer> channel =
        i ->
            (channels.size() > 1
                    ? channels.get(Math.min(i, channels.size() - 1))
                    : channels.getFirst())
                - 1;
    IntFunction<Form> form =
        switch (kind) {
          case "note" -> i -> new Form.Note(channel.apply(i), number.apply(i));
          case "cc" -> i -> new Form.Cc(channel.apply(i), number.apply(i));
          case "cc14" -> fourteen(f, number, channel);
          case "nrpn", "rpn" -> {
            boolean fine = f.whole("bits", 7, 14, 14) == 14;
            yield i ->
                new Form.Numbered(channel.apply(i), kind.equals("rpn"), number.apply(i), fine);
          }
          case "bend" -> i -> new Form.Bend(number.apply(i) - 1);
          case "program" -> i -> new Form.Program(channel.apply(i), number.apply(i));
          case "pressure" -> {
            boolean nibble = f.flag("nibble", false);
            yield nibble
                ? i -> new Form.Pressure(numbers.getFirst() - 1, i)
                : i -> new Form.Pressure(number.apply(i) - 1, -1);
          }
          case "status" -> i -> new Form.Status(number.apply(i));
          case "key_pressure" -> {
            int nibble = f.whole("nibble", 0, 7, -1);
            yield i -> new Form.KeyPressure(channel.apply(i), number.apply(i), nibble);
          }
          case "zone" -> zones(f, number);
          case "incdec" -> i -> new Form.Cc(numbers.getFirst() - 1, DATA_INCREMENT);
          default -> sysex(f);
        };
    boolean channelled = List.of("bend", "pressure", "incdec").contains(kind);
    for (int i = 0; i < controls.size(); i++) {
      int n = number.apply(i);
      boolean nibbled = form.apply(i) instanceof Form.Pressure(int c, int nibble) && nibble >= 0;
      int lowest = channelled ? 1 : 0;
      int highest = channelled ? 16 : most;
      if (!nibbled && (n < lowest || n > highest)) {
        f.wrong(
            kind,
            n + " for " + controls.get(i).word(),
            "a number from " + lowest + " to " + highest,
            "");
        return Optional.empty();
      }
    }
    return Optional.of(new Forms(controls, form));
  }

  /** The zone stands in {@code zone}, its port in {@code port}. */
  private static IntFunction<Form> zones(Fields f, IntFunction<Integer> number) {
    int port = f.whole("port", 0, 7, 0);
    return i -> new Form.Switch(number.apply(i), port);
  }

  private static IntFunction<Form> fourteen(
      Fields f, IntFunction<Integer> number, IntFunction<Integer> channel) {
    List<Integer> lsb = f.has("lsb") ? numbers(f, "lsb", 0, 127) : List.of();
    boolean lsbFirst = f.word("order", List.of("msb", "lsb"), "msb").equals("lsb");
    return i ->
        new Form.Cc14(
            channel.apply(i),
            number.apply(i),
            lsb.isEmpty()
                ? number.apply(i) + 32 & 0x7F
                : lsb.size() > 1 ? lsb.get(Math.min(i, lsb.size() - 1)) : lsb.getFirst() + i,
            lsbFirst);
  }

  private IntFunction<Form> sysex(Fields f) {
    String text = f.text("sysex", "");
    Optional<SysexPattern> pattern = SysexPattern.of(text);
    List<String> holes = List.of("strip", "v", "hi", "lo");
    if (pattern.isEmpty() || !holes.containsAll(pattern.get().holes())) {
      f.wrong("sysex", "'" + text + "'", "F0, bytes and the holes {strip} {v} {hi} {lo}, F7", "");
      return i -> new Form.Note(0, 0);
    }
    return i -> new Form.Sysex(pattern.get().with("strip", i));
  }

  private List<Integer> values(Fields f, String kind) {
    List<Integer> numbers = numbers(f, kind, 0, 16_383);
    return numbers.isEmpty() ? List.of(0) : numbers;
  }

  /** How many places of this family there are when one number stands for all. */
  private int count(Control family) {
    return switch (family.kind()) {
      case DIGIT, MAIN_METER -> 2;
      case TIME -> 10;
      default -> strips;
    };
  }

  private void hear(Fields f, Optional<Forms> forms, Control first) {
    Encoding encoding = encoding(f, first);
    List<Integer> down = f.has("down_number") ? numbers(f, "down_number", 0, 127) : List.of();
    forms.ifPresent(
        all -> {
          for (int i = 0; i < all.controls().size(); i++) {
            Form form = all.form().apply(i);
            Control control = all.controls().get(i);
            int sign =
                encoding.kind() == Encoding.Kind.DUAL || encoding.kind() == Encoding.Kind.INCDEC
                    ? 1
                    : 0;
            once(control, form, f);
            heard.add(new Heard(control, form, encoding, sign));
            opposite(form, down, i)
                .filter(other -> sign != 0)
                .ifPresent(other -> heard.add(new Heard(control, other, encoding, -1)));
          }
        });
  }

  /** No message may mean two things. */
  private void once(Control control, Form form, Fields f) {
    Control other = owners.put(form, control);
    if (other != null && !other.equals(control)) {
      problems.add(
          f.line(),
          f.at(),
          "the message of " + other.word() + " again, for " + control.word(),
          "messages that differ",
          "if it replaces the other one, say '" + other.word() + ": none'");
    }
  }

  /** What turns the other way, where that is a message of its own. */
  private static Optional<Form> opposite(Form form, List<Integer> down, int i) {
    int number =
        down.isEmpty()
            ? -1
            : down.size() > 1 ? down.get(Math.min(i, down.size() - 1)) : down.getFirst() + i;
    return switch (form) {
      case Form.Cc(int channel, int n) when n == DATA_INCREMENT && number < 0 ->
          Optional.of(new Form.Cc(channel, DATA_DECREMENT));
      case Form.Cc(int channel, int n) when number >= 0 ->
          Optional.of(new Form.Cc(channel, number));
      case Form.Note(int channel, int n) when number >= 0 ->
          Optional.of(new Form.Note(channel, number));
      default -> Optional.empty();
    };
  }

  private Encoding encoding(Fields f, Control control) {
    List<String> words = new ArrayList<>();
    for (Encoding.Kind kind : Encoding.Kind.values()) {
      words.add(kind.word());
    }
    String otherwise = f.has("incdec") ? "incdec" : "absolute";
    String word = f.word("encoding", words, otherwise);
    Encoding.Kind kind = Encoding.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    boolean turns = control.kind() == Control.Kind.VPOT || control.kind() == Control.Kind.JOG;
    if (kind != Encoding.Kind.ABSOLUTE && !turns) {
      f.wrong("encoding", "'" + word + "' on " + control.word(), "an encoder: vpot or jog", "");
    }
    List<Integer> up = f.has("up") ? numbers(f, "up", 0, 127) : List.of();
    List<Integer> down = f.has("down") ? numbers(f, "down", 0, 127) : List.of();
    boolean lists = kind == Encoding.Kind.TABLE || kind == Encoding.Kind.TWOVALUE;
    if (lists && (up.isEmpty() || down.isEmpty())) {
      f.wrong("encoding", "'" + word + "' without values", "up: [...] and down: [...]", "");
      kind = Encoding.Kind.SIGN6;
    }
    if (kind == Encoding.Kind.DUAL && !f.has("down_number")) {
      f.wrong("encoding", "'dual' with one message", "down_number: the other one's number", "");
    }
    boolean zero = f.flag("zero_is_one", false);
    return new Encoding(kind, up, down, zero);
  }

  private void show(
      Fields f,
      Optional<Forms> forms,
      Control first,
      Optional<Control> one,
      Optional<Control> family) {
    int full = forms.map(all -> all.form().apply(0).full()).orElse(127);
    if (first.kind() == Control.Kind.FADER) {
      full = fader.fullScale();
    }
    List<Integer> range = f.has("range") ? numbers(f, "range", 0, 16_383) : List.of(0, full);
    if (range.size() != 2) {
      f.wrong("range", range.size() + " numbers", "[lowest, highest]", "");
      range = List.of(0, full);
    }
    int off = number(f, "off", 0);
    int on = number(f, "on", full);
    int flash = f.has("flash") ? number(f, "flash", 0) : -1;
    String style = f.word("ring", List.of("coded", "coded-dot", "range"), "range");
    Ring ring = Ring.valueOf(style.toUpperCase(Locale.ROOT).replace('-', '_'));
    List<Integer> styleValues = new ArrayList<>();
    Optional<Forms> styles = Optional.empty();
    if (f.has("styles")) {
      Fields s = f.child("styles");
      styles = forms(s, one, family);
      styleValues.addAll(
          List.of(number(s, "single", 0), number(s, "centre", 0), number(s, "fill", 0)));
      s.done();
    }
    if (forms.isEmpty()) {
      return;
    }
    for (int i = 0; i < forms.get().controls().size(); i++) {
      int n = i;
      shown.put(
          forms.get().controls().get(i),
          new Shown(
              forms.get().form().apply(i),
              range.get(0),
              range.get(1),
              off,
              on,
              flash,
              ring,
              styles.map(s -> s.form().apply(n)),
              styleValues));
    }
  }

  private static int number(Fields f, String key, int otherwise) {
    if (!f.has(key)) {
      return otherwise;
    }
    List<Integer> numbers = numbers(f, key, 0, 16_383);
    return numbers.isEmpty() ? otherwise : numbers.getFirst();
  }

  /** One number or a list of them, decimal or hexadecimal. */
  static List<Integer> numbers(Fields f, String key, int min, int max) {
    return f
        .items(
            key,
            true,
            item -> {
              if (item.node() instanceof Node.Scalar s && s.value() != null) {
                try {
                  int n = Integer.decode(s.text());
                  if (n >= min && n <= max) {
                    return n;
                  }
                } catch (NumberFormatException e) {
                  // said below
                }
              }
              f.problems()
                  .add(
                      item.node().line(),
                      item.at(),
                      item.node().describe(),
                      "a number from " + min + " to " + max,
                      "");
              return Integer.MIN_VALUE;
            })
        .stream()
        .filter(n -> n != Integer.MIN_VALUE)
        .toList();
  }
}
