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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a unit has: its parameters. */
final class ModelReader {
  static final Pattern KNOB = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Set<String> RESERVED =
      Set.of("norm", "reported", "truth", "state", "trouble");
  private static final List<String> KINDS = List.of("continuous", "stepped", "choice", "switch");
  private static final double LIMIT = 1e9;

  /** Parameters of one unit: several times what any box has. The file may be a stranger's. */
  private static final int MOST = 4096;

  private final Problems problems;

  ModelReader(Problems problems) {
    this.problems = problems;
  }

  List<UnitProfile.Knob> knobs(Fields f) {
    List<UnitProfile.Knob> knobs = new ArrayList<>();
    if (!f.require("params", "the parameters by their ids")) {
      return knobs;
    }
    List<Node.Entry> entries = f.entries("params");
    if (entries.isEmpty()) {
      f.wrong("params", "no parameters", "one at least", "");
    }
    for (Node.Entry e : entries) {
      if (knobs.size() == MOST) {
        problems.add(e.line(), "params", "more than " + MOST + " parameters", "fewer", "");
        break;
      }
      String at = "params." + e.key();
      if (!KNOB.matcher(e.key()).matches() || RESERVED.contains(e.key())) {
        problems.add(
            e.line(),
            at,
            "'" + e.key() + "'",
            "small letters, digits and '-', beginning with a letter",
            named(e.key()));
        continue;
      }
      knobs.add(knob(e.key(), Fields.of(e.value(), at, problems)));
    }
    return knobs;
  }

  private static String named(String key) {
    if (RESERVED.contains(key)) {
      return "'" + key + "' means something else already";
    }
    return key.indexOf('{') < 0
        ? ""
        : "with repeat: {mic: [1, 8]} a name takes {mic}, {mic*2-1} or {mic:1..4}";
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
    long settle = Times.read(f, "settle", 0);
    String help = f.text("help", "");
    Evidence.check(f);
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
    if (!f.has("unit")) {
      return Unit.NONE;
    }
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
    return switch (parameter.accept(parameter.spelled(s.value()))) {
      case Parameter.Answer.Accepted(Value value) -> value;
      case Parameter.Answer.Refused(String found, String wanted) -> {
        f.wrong("initial", found, wanted, "");
        yield parameter.initial();
      }
    };
  }
}
