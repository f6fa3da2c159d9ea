package hybridge.profile;

import hybridge.value.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ways in which boxes tell a host what they are. Too odd to declare, each is named after its
 * protocol, and a profile says {@code describes: NAME}.
 */
public enum SelfDescription {
  /** Operations 05, 09 and 0A of the reference protocol, and 07 00. */
  REFERENCE;

  /** Its name in a profile. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The names there are. */
  public static List<String> words() {
    return Stream.of(values()).map(SelfDescription::word).toList();
  }

  /** The one of this name, if there is one. */
  public static Optional<SelfDescription> of(String word) {
    return Stream.of(values()).filter(d -> d.word().equals(word)).findFirst();
  }

  /** The units that have a number, in the order of their numbers. */
  public List<Unit> units() {
    return List.of(Unit.NONE, Unit.DB, Unit.HZ, Unit.MS, Unit.S, Unit.PERCENT, Unit.RATIO);
  }

  boolean takes(Unit unit) {
    return units().contains(unit);
  }

  /** Can it tell of a parameter that is written so? */
  boolean takes(Code code) {
    boolean whole = code.writing() instanceof Writing.Whole;
    boolean points =
        whole
            && ((Writing.Whole) code.writing())
                .map().stretches().stream().allMatch(s -> s.point() && s.rawFrom() == s.from());
    boolean straight =
        whole
            && ((Writing.Whole) code.writing()).map().stretches().size() == 1
            && straight(((Writing.Whole) code.writing()).map().stretches().getFirst());
    boolean plain = code.bits().isEmpty() && code.placing().isEmpty();
    return code.word().length() == 1 && plain && (points || straight);
  }

  /** A whole factor and no offset, within sixteen bits. */
  private static boolean straight(ValueMap.Stretch s) {
    double scale = (s.rawTo() - s.rawFrom()) / (s.to() - s.from());
    boolean whole = Math.abs(scale - Math.rint(scale)) < 1e-6 && scale > 0.5;
    boolean through = Math.abs(s.from() * scale - s.rawFrom()) < 1e-6;
    return !s.log()
        && whole
        && through
        && scale <= Short.MAX_VALUE
        && s.rawFrom() >= Short.MIN_VALUE
        && s.rawTo() <= Short.MAX_VALUE;
  }
}
