package hybridge.outboard;

import hybridge.profile.Code;
import hybridge.profile.SelfDescription;
import hybridge.profile.UnitProfile;
import hybridge.profile.ValueMap;
import hybridge.profile.Writing;
import hybridge.value.Access;
import hybridge.value.Kind;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Unit;
import hybridge.wire.Packing;
import java.util.List;
import java.util.Optional;

/**
 * One parameter as a unit of the reference protocol tells of it: the answer to operation 05.
 *
 * @param id its number on the wire, 0..255
 * @param smallest as on the wire, like {@code largest}, {@code first} (the value it starts with)
 *     and {@code step} (0: none)
 * @param scale by which the wire's number is divided
 * @param choices the names of a choice, in the order of their numbers from 0
 */
record Described(
    int id,
    Kind kind,
    Unit unit,
    boolean log,
    Safety safety,
    boolean readOnly,
    int smallest,
    int largest,
    int first,
    int step,
    int scale,
    String name,
    List<String> choices) {

  private static final List<Kind> KINDS =
      List.of(Kind.CONTINUOUS, Kind.STEPPED, Kind.CHOICE, Kind.SWITCH);
  private static final List<Unit> UNITS = SelfDescription.REFERENCE.units();
  private static final Packing WORD = Packing.of("i16");
  private static final int NUMBERS_AT = 6;
  private static final int NAME_AT = 16;

  /** What a profile says of it. */
  static Described of(UnitProfile.Knob knob, Code code) {
    Parameter p = knob.parameter();
    ValueMap map = ((Writing.Whole) code.writing()).map();
    ValueMap.Stretch s = map.stretches().getFirst();
    boolean number = p.kind() == Kind.CONTINUOUS || p.kind() == Kind.STEPPED;
    long scale = number ? Math.round((s.rawTo() - s.rawFrom()) / (s.to() - s.from())) : 1;
    return new Described(
        code.word().charAt(0),
        p.kind(),
        p.unit(),
        p.law().equals(Law.LOG),
        p.safety(),
        p.access() == Access.READ,
        (int) map.raw(p.min()),
        (int) map.raw(p.max()),
        (int) map.raw(p.initial().number()),
        (int) Math.round(p.step() * scale),
        (int) scale,
        knob.id(),
        p.choices());
  }

  /** From the id on, as it stands in the answer. */
  String bytes() {
    StringBuilder bytes = new StringBuilder();
    bytes.append((char) id);
    bytes.append((char) KINDS.indexOf(kind));
    bytes.append((char) UNITS.indexOf(unit));
    bytes.append((char) (log ? 1 : 0));
    bytes.append((char) safety.ordinal());
    bytes.append((char) (readOnly ? 1 : 0));
    for (int number : List.of(smallest, largest, first, step, scale)) {
      bytes.append(WORD.text(number));
    }
    bytes.append(name);
    choices.forEach(choice -> bytes.append('\0').append(choice));
    return bytes.toString();
  }

  /** What an answer tells; empty when it makes no sense. */
  static Optional<Described> of(String bytes) {
    if (bytes.length() <= NAME_AT) {
      return Optional.empty();
    }
    int kind = bytes.charAt(1);
    int unit = bytes.charAt(2);
    int safety = bytes.charAt(4);
    int scale = number(bytes, 4);
    boolean known =
        kind < KINDS.size()
            && unit < UNITS.size()
            && bytes.charAt(3) <= 1
            && safety < Safety.values().length;
    if (!known || scale < 1) {
      return Optional.empty();
    }
    String[] words = bytes.substring(NAME_AT).split("\0", -1);
    return Optional.of(
        new Described(
            bytes.charAt(0),
            KINDS.get(kind),
            UNITS.get(unit),
            bytes.charAt(3) == 1,
            Safety.values()[safety],
            (bytes.charAt(5) & 1) != 0,
            number(bytes, 0),
            number(bytes, 1),
            number(bytes, 2),
            number(bytes, 3),
            scale,
            words[0],
            List.of(words).subList(1, words.length)));
  }

  private static int number(String bytes, int which) {
    int at = NUMBERS_AT + which * WORD.length();
    return (int) WORD.number(bytes.substring(at, at + WORD.length())).orElse(0);
  }
}
