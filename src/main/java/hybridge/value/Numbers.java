package hybridge.value;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people and files write them: {@code -6}, {@code 0.25}, {@code -inf}. */
public final class Numbers {
  private Numbers() {}

  /** Shortest decimal form, {@code -inf} and {@code inf} for the infinities, never an exponent. */
  public static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** With this many decimals, for displays: {@code -6.0}, {@code -inf}. */
  public static String text(double value, int decimals) {
    return Double.isInfinite(value) || Double.isNaN(value)
        ? text(value)
        : String.format(Locale.ROOT, "%." + decimals + "f", value == 0 ? 0.0 : value);
  }

  /** A number for JSON, which has no infinities: those are texts, and NaN is null. */
  public static Object json(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    if (Double.isInfinite(value)) {
      return text(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return (long) value;
    }
    return value;
  }

  /**
   * Reads what {@link #text} writes, and {@code -oo}, {@code -∞}.
   *
   * @throws NumberFormatException if it is no number; NaN is none
   */
  public static double parse(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "-inf", "-infinity", "-oo", "-∞", ".-inf", "-.inf" -> {
        return Double.NEGATIVE_INFINITY;
      }
      case "inf", "+inf", "infinity", "+∞", "∞", ".inf" -> {
        return Double.POSITIVE_INFINITY;
      }
      default -> {}
    }
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      throw new NumberFormatException("'" + text + "' is not a number");
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new NumberFormatException("'" + text + "' is too large");
    }
    return value;
  }
}
