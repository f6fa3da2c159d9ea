package hybridge.surface;

import hybridge.profile.Encoding;
import hybridge.profile.Encoding.Kind;
import hybridge.profile.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How probable it is that a hand that turns a control to the right and then to the left makes it
 * send these values, for each way of reading them. Hands keep their direction; encoders send few
 * ticks at a time, more when they are turned fast; a knob with two ends goes on from where it is
 * and does not say the same twice.
 */
final class Turning {
  private static final double KEEPS = 0.96;
  private static final double RIGHT_FIRST = 0.995;

  /** Steps of a knob: mostly small. */
  private static final double SLOW = 0.45;

  private static final double FAST = 0.08;
  private static final double NEVER = 1e-4;
  private static final double LEAST = 1e-6;

  /** Before anything is heard. */
  private static final double KNOB = 0.4;

  private static final double KEY = 0.1;
  private static final double TWO_VALUES = 0.04;

  private record Way(Encoding encoding, boolean button, double log) {}

  private Turning() {}

  /** All ways to read the values of a controller, the likeliest first. */
  static List<Learnt> ways(Form form, List<Integer> values) {
    List<Way> ways = new ArrayList<>();
    ways.add(new Way(Encoding.ABSOLUTE, false, StrictMath.log(KNOB) + knob(values)));
    ways.add(new Way(Encoding.ABSOLUTE, true, StrictMath.log(KEY) + key(values)));
    for (Kind kind : List.of(Kind.TWOS, Kind.OFFSET64, Kind.SIGN6, Kind.SIGN6INV)) {
      Encoding encoding = new Encoding(kind, List.of(), List.of(), false);
      ways.add(new Way(encoding, false, StrictMath.log(0.11) + encoder(encoding, values)));
    }
    twoValues(values, ways);
    double most = ways.stream().mapToDouble(Way::log).max().orElseThrow();
    double all = ways.stream().mapToDouble(w -> StrictMath.exp(w.log() - most)).sum();
    return ways.stream()
        .map(
            w ->
                new Learnt(
                    form, w.encoding(), -1, w.button(), StrictMath.exp(w.log() - most) / all))
        .filter(l -> l.likelihood() > LEAST)
        .sorted(Comparator.comparingDouble((Learnt l) -> -l.likelihood()))
        .toList();
  }

  /** Two values that no other encoding has for one tick each way. */
  private static void twoValues(List<Integer> values, List<Way> ways) {
    List<Integer> both = values.stream().distinct().toList();
    if (both.size() != 2) {
      return;
    }
    Encoding two =
        new Encoding(Kind.TWOVALUE, List.of(both.getFirst()), List.of(both.getLast()), false);
    boolean known =
        ways.stream()
            .map(Way::encoding)
            .filter(e -> !e.absolute())
            .anyMatch(e -> e.ticks(both.getFirst()) == 1 && e.ticks(both.getLast()) == -1);
    if (!known) {
      double log = StrictMath.log(TWO_VALUES) + direction(two, values);
      ways.add(new Way(two, false, log));
    }
  }

  private static double direction(Encoding encoding, List<Integer> values) {
    double log = 0;
    int last = 0;
    for (int value : values) {
      int way = Integer.signum(encoding.ticks(value));
      if (way != 0) {
        log +=
            last == 0
                ? StrictMath.log(way > 0 ? RIGHT_FIRST : 1 - RIGHT_FIRST)
                : StrictMath.log(way == last ? KEEPS : 1 - KEEPS);
        last = way;
      }
    }
    return log;
  }

  private static double encoder(Encoding encoding, List<Integer> values) {
    double log = direction(encoding, values);
    for (int value : values) {
      int ticks = Math.abs(encoding.ticks(value));
      log += StrictMath.log(ticks == 0 ? NEVER : size(ticks));
    }
    return log;
  }

  /** Of so many ticks, or steps, at once. */
  private static double size(int steps) {
    return 0.7 * SLOW * StrictMath.pow(1 - SLOW, steps - 1)
        + 0.3 * FAST * StrictMath.pow(1 - FAST, steps - 1);
  }

  private static double knob(List<Integer> values) {
    double log = -StrictMath.log(128);
    int last = 0;
    for (int i = 1; i < values.size(); i++) {
      int step = values.get(i) - values.get(i - 1);
      int way = Integer.signum(step);
      log += StrictMath.log(step == 0 ? NEVER : size(Math.abs(step)));
      log += way == 0 ? 0 : StrictMath.log(last == 0 ? 0.5 : way == last ? KEEPS : 1 - KEEPS);
      last = way == 0 ? last : way;
    }
    return log;
  }

  /** Pressed and let go in turn. */
  private static double key(List<Integer> values) {
    double log = 0;
    for (int i = 0; i < values.size(); i++) {
      boolean down = values.get(i) > 0;
      boolean expected = i % 2 == 0;
      log += StrictMath.log(down != expected ? NEVER : down && values.get(i) < 127 ? 0.01 : 0.97);
    }
    return log;
  }
}
