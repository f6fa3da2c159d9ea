package hybridge.value;

import java.util.List;
import java.util.Locale;

/**
 * Anything with a value, described once: surfaces, OSC, the web, snapshots and units all go by this
 * record.
 *
 * @param address where it stands in the tree
 * @param kind what sort of value it holds
 * @param unit what its number is measured in
 * @param min smallest value; −∞ for faders. A switch has 0..1, a choice 0..n−1
 * @param max largest value
 * @param initial the value at start
 * @param step the grid of a stepped parameter from {@code min}, else 0
 * @param law norm ⇄ value
 * @param access who may set it
 * @param safety what a blind set could do
 * @param choices the names of a choice, else empty
 * @param refusesOutOfRange true for units: a value out of range is refused; false: it is clamped
 * @param help one line for people
 */
public record Parameter(
    Address address,
    Kind kind,
    Unit unit,
    double min,
    double max,
    Value initial,
    double step,
    Law law,
    Access access,
    Safety safety,
    List<String> choices,
    boolean refusesOutOfRange,
    String help) {

  public Parameter {
    choices = List.copyOf(choices);
    if (!(min <= max)) {
      throw new IllegalArgumentException(address + ": min " + min + " is above max " + max);
    }
    if (kind == Kind.STEPPED && !(step > 0)) {
      throw new IllegalArgumentException(
          address + ": a stepped parameter needs a step above 0, found " + step);
    }
    if (kind == Kind.CHOICE && choices.isEmpty()) {
      throw new IllegalArgumentException(address + ": a choice needs names");
    }
  }

  /** A number in a range. */
  public static Parameter continuous(
      Address address,
      Unit unit,
      double min,
      double max,
      double initial,
      Law law,
      Safety safety,
      String help) {
    return new Parameter(
        address,
        Kind.CONTINUOUS,
        unit,
        min,
        max,
        Value.of(initial),
        0,
        law,
        Access.SET,
        safety,
        List.of(),
        false,
        help);
  }

  /** On or off. */
  public static Parameter toggle(Address address, boolean initial, Safety safety, String help) {
    return new Parameter(
        address,
        Kind.SWITCH,
        Unit.NONE,
        0,
        1,
        Value.of(initial ? 1 : 0),
        0,
        Law.LINEAR,
        Access.SET,
        safety,
        List.of(),
        false,
        help);
  }

  /** One of a list of names. */
  public static Parameter choice(
      Address address, List<String> names, int initial, Safety safety, String help) {
    return new Parameter(
        address,
        Kind.CHOICE,
        Unit.NONE,
        0,
        names.size() - 1,
        Value.of(initial),
        1,
        Law.LINEAR,
        Access.SET,
        safety,
        names,
        false,
        help);
  }

  /** Words. */
  public static Parameter text(Address address, String initial, Access access, String help) {
    return new Parameter(
        address,
        Kind.TEXT,
        Unit.NONE,
        0,
        0,
        Value.of(initial),
        0,
        Law.LINEAR,
        access,
        Safety.SAFE,
        List.of(),
        false,
        help);
  }

  /** Something to be done. */
  public static Parameter action(Address address, Safety safety, String help) {
    return new Parameter(
        address,
        Kind.ACTION,
        Unit.NONE,
        0,
        1,
        Value.of(0),
        0,
        Law.LINEAR,
        Access.SET,
        safety,
        List.of(),
        false,
        help);
  }

  public Parameter withAccess(Access other) {
    return new Parameter(
        address,
        kind,
        unit,
        min,
        max,
        initial,
        step,
        law,
        other,
        safety,
        choices,
        refusesOutOfRange,
        help);
  }

  public Parameter withInitial(Value other) {
    return new Parameter(
        address,
        kind,
        unit,
        min,
        max,
        other,
        step,
        law,
        access,
        safety,
        choices,
        refusesOutOfRange,
        help);
  }

  public Parameter at(Address other) {
    return new Parameter(
        other,
        kind,
        unit,
        min,
        max,
        initial,
        step,
        law,
        access,
        safety,
        choices,
        refusesOutOfRange,
        help);
  }

  /** Is the value a number (all kinds but text)? */
  public boolean numeric() {
    return kind != Kind.TEXT;
  }

  /**
   * The value at a norm, which is clamped to 0..1 first; on the grid for steps, choices and
   * switches.
   */
  public double value(double norm) {
    return onGrid(law.value(Math.clamp(norm, 0.0, 1.0), min, max));
  }

  /** The norm of a value, 0..1. */
  public double norm(double value) {
    return Math.clamp(law.norm(Math.clamp(value, min, max), min, max), 0.0, 1.0);
  }

  /**
   * The nearest value this parameter can hold: in range, on its grid, and a fader below −90 dB
   * closed.
   */
  public double nearest(double value) {
    return onGrid(Math.clamp(value, min, max));
  }

  /** The finest step that a value can have, as its inverse. */
  private static final double FINEST = 1e9;

  /** Steps add up: 496 of them from −50 are −0.4, and not −0.3999999999999986. */
  private static double clean(double value) {
    return Math.rint(value * FINEST) / FINEST;
  }

  private double onGrid(double value) {
    return switch (kind) {
      case STEPPED -> Math.clamp(clean(min + Math.rint((value - min) / step) * step), min, max);
      case CHOICE -> Math.rint(value);
      case SWITCH -> value >= 0.5 ? 1 : 0;
      case CONTINUOUS ->
          law instanceof Law.Fader && value < Law.Fader.FLOOR_DB && min == Double.NEGATIVE_INFINITY
              ? Double.NEGATIVE_INFINITY
              : value;
      case TEXT, ACTION -> value;
    };
  }

  /** What comes of offering a value: the value to hold, or why not. */
  public sealed interface Answer {
    record Accepted(Value value) implements Answer {}

    /**
     * @param found what was offered
     * @param wanted what this parameter takes
     */
    record Refused(String found, String wanted) implements Answer {}
  }

  /**
   * Offers a raw value from outside: a {@link java.lang.Number}, a {@link Boolean} or a {@link
   * String} (a number, a choice's name, on/off, {@code -inf}). Console values out of range are
   * clamped; unit values are refused.
   */
  public Answer accept(Object raw) {
    return switch (raw) {
      case Boolean b when kind == Kind.SWITCH || kind == Kind.ACTION ->
          acceptNumber(b ? 1 : 0, raw);
      case java.lang.Number n when numeric() -> acceptNumber(n.doubleValue(), raw);
      case String s when kind == Kind.TEXT -> acceptText(s);
      case String s -> acceptWord(s.trim());
      case null, default -> refuse(String.valueOf(raw));
    };
  }

  /** Is this number the name of a choice, as −6 is of a pan law? */
  public boolean spells(java.lang.Number n) {
    return kind == Kind.CHOICE && choiceIndex(Numbers.text(n.doubleValue())) >= 0;
  }

  /**
   * What somebody has written, in a file, over HTTP or by a command: there a choice goes by its
   * name alone, and a number that spells one is that name. {@link #accept} takes what comes of it.
   */
  public Object spelled(Object raw) {
    return kind == Kind.CHOICE && raw instanceof java.lang.Number n
        ? Numbers.text(n.doubleValue())
        : raw;
  }

  private Answer acceptText(String s) {
    return s.length() > 200 || s.chars().anyMatch(Character::isISOControl)
        ? refuse(s.length() > 200 ? s.length() + " characters" : "control characters")
        : new Answer.Accepted(Value.of(s));
  }

  private Answer acceptWord(String s) {
    int index = choiceIndex(s);
    if (index >= 0) {
      return acceptNumber(index, s);
    }
    if (kind == Kind.SWITCH || kind == Kind.ACTION) {
      switch (s.toLowerCase(Locale.ROOT)) {
        case "on", "true", "yes" -> {
          return acceptNumber(1, s);
        }
        case "off", "false", "no" -> {
          return acceptNumber(0, s);
        }
        default -> {}
      }
    }
    try {
      return kind == Kind.CHOICE ? refuse("'" + s + "'") : acceptNumber(Numbers.parse(s), s);
    } catch (NumberFormatException e) {
      return refuse("'" + s + "'");
    }
  }

  private int choiceIndex(String name) {
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private Answer acceptNumber(double value, Object raw) {
    boolean infinite = Double.isInfinite(value) && value != min && value != max;
    if (Double.isNaN(value) || infinite && (refusesOutOfRange || value > 0)) {
      return refuse(String.valueOf(raw));
    }
    return switch (kind) {
      case SWITCH, ACTION ->
          value == 0 || value == 1
              ? new Answer.Accepted(Value.of(value))
              : refuse(String.valueOf(raw));
      case CHOICE ->
          value >= 0 && value <= max && value == Math.rint(value)
              ? new Answer.Accepted(Value.of(value))
              : refuse(String.valueOf(raw));
      case CONTINUOUS, STEPPED ->
          refusesOutOfRange && (value < min || value > max)
              ? refuse(String.valueOf(raw))
              : new Answer.Accepted(Value.of(nearest(value)));
      case TEXT -> refuse(String.valueOf(raw));
    };
  }

  private Answer refuse(String found) {
    return new Answer.Refused(found, wanted());
  }

  /** What this parameter takes, in words. */
  public String wanted() {
    return switch (kind) {
      case CONTINUOUS, STEPPED ->
          "a number from "
              + Numbers.text(min)
              + " to "
              + Numbers.text(max)
              + (unit == Unit.NONE ? "" : " " + unit.symbol());
      case CHOICE -> "one of " + String.join(", ", choices);
      case SWITCH -> "on or off (1 or 0)";
      case TEXT -> "up to 200 printable characters";
      case ACTION -> "1 to do it";
    };
  }

  /** The value as commands print it: a number, a choice's name, on/off, the words. */
  public String text(Value value) {
    return switch (value) {
      case Value.Text t -> t.text();
      case Value.Number n ->
          switch (kind) {
            case SWITCH -> n.value() != 0 ? "on" : "off";
            case CHOICE -> choices.get((int) n.value());
            case CONTINUOUS, STEPPED, ACTION, TEXT -> Numbers.text(n.value());
          };
    };
  }

  /**
   * The value as JSON carries it: a number, {@code "-inf"}, a choice's name, true/false, the words.
   */
  public Object json(Value value) {
    return switch (value) {
      case Value.Text t -> t.text();
      case Value.Number n ->
          switch (kind) {
            case SWITCH -> n.value() != 0;
            case CHOICE -> choices.get((int) n.value());
            case CONTINUOUS, STEPPED, ACTION, TEXT -> Numbers.json(n.value());
          };
    };
  }
}
