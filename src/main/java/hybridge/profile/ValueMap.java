package hybridge.profile;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The way between a parameter's value and the number on the wire: stretches and points in rising
 * order of the value, with holes between them where the box has none. Immutable.
 */
public record ValueMap(List<Stretch> stretches) {
  /** Straight values are rounded to a billionth: 1 is not to read as 0.9999999999999998. */
  private static final double FINEST = 1e9;

  /** Nobody hears, sees or sets less than this, in decibels, hertz or milliseconds. */
  private static final double FINE = 0.005;

  /**
   * From one value to another, or a point where both are the same.
   *
   * @param log the number goes with the logarithm of the value, which then has one sign throughout
   */
  public record Stretch(double from, double to, double rawFrom, double rawTo, boolean log) {
    boolean point() {
      return from == to;
    }

    double raw(double value) {
      if (point()) {
        return rawFrom;
      }
      double way =
          log
              ? StrictMath.log(value / from) / StrictMath.log(to / from)
              : (value - from) / (to - from);
      return rawFrom + way * (rawTo - rawFrom);
    }

    double value(double raw) {
      if (point()) {
        return from;
      }
      double way = Math.clamp((raw - rawFrom) / (rawTo - rawFrom), 0.0, 1.0);
      double value =
          log
              ? nineDigits(from * StrictMath.pow(to / from, way))
              : Math.rint((from + way * (to - from)) * FINEST) / FINEST;
      return way == 0 ? from : way == 1 ? to : shortest(value, raw);
    }

    /** Where steps are finer than anybody reads, the shortest number that is the same step. */
    private double shortest(double value, double raw) {
      double slope =
          Math.abs((log ? value * StrictMath.log(to / from) : to - from) / (rawTo - rawFrom));
      for (double scale = 1; slope < FINE && scale < FINEST; scale *= 10) {
        double rounded = Math.rint(value * scale) / scale;
        if (rounded >= from && rounded <= to && Math.round(raw(rounded)) == Math.round(raw)) {
          return rounded;
        }
      }
      return value;
    }

    private static double nineDigits(double value) {
      return new BigDecimal(value).round(new MathContext(9)).doubleValue();
    }

    boolean holds(double raw) {
      return raw > Math.min(rawFrom, rawTo) - 1 && raw < Math.max(rawFrom, rawTo) + 1;
    }

    double away(double value) {
      return value < from ? from - value : value > to ? value - to : 0;
    }
  }

  public ValueMap {
    stretches = List.copyOf(stretches);
  }

  /** Value and number are the same but for a factor and an offset. */
  public static ValueMap straight(double min, double max, double scale, double offset) {
    return new ValueMap(
        List.of(new Stretch(min, max, min * scale + offset, max * scale + offset, false)));
  }

  /** The nearest number the wire has for a value. */
  public long raw(double value) {
    Stretch best = stretches.getFirst();
    for (Stretch s : stretches) {
      if (s.away(value) < best.away(value)) {
        best = s;
      }
    }
    return Math.round(best.raw(Math.clamp(value, best.from(), best.to())));
  }

  /** The value behind a number, or empty when the map has none for it. */
  public OptionalDouble value(long raw) {
    for (Stretch s : stretches) {
      if (s.holds(raw) && Math.abs(s.raw(s.value(raw)) - raw) <= 0.5) {
        return OptionalDouble.of(s.value(raw) + 0.0);
      }
    }
    return OptionalDouble.empty();
  }

  /** The distance from a value to its farther neighbour on the wire, holes not counted. */
  public double resolution(double value) {
    long raw = raw(value);
    double here = value(raw).orElse(value);
    double most = 0;
    for (Stretch s : stretches) {
      boolean mine = !s.point() && s.away(here) == 0;
      for (long next = raw - 1; mine && next <= raw + 1; next += 2) {
        if (s.holds(next) && Math.abs(s.raw(s.value(next)) - next) <= 0.5) {
          most = Math.max(most, Math.abs(s.value(next) - here));
        }
      }
    }
    return most;
  }

  /** The worst of them. */
  public double resolution() {
    return stretches.stream()
        .filter(s -> !s.point())
        .mapToDouble(s -> Math.max(resolution(s.from()), resolution(s.to())))
        .max()
        .orElse(0);
  }

  /** Are there values between the first and the last that the wire has not? */
  public boolean holes() {
    for (int i = 1; i < stretches.size(); i++) {
      if (stretches.get(i).from() > stretches.get(i - 1).to()) {
        return true;
      }
    }
    return false;
  }
}
