package hybridge.wire;

import java.util.Locale;

/**
 * Text that says how many characters follow, and has no end: {@code product_version=06,V2.1.0}. Its
 * payload is the text without the number.
 *
 * @param start what it begins with
 * @param digits of the number
 * @param then between number and text
 */
public record CountedShape(String start, int digits, String then) implements Shape {
  private static final int MOST_DIGITS = 3;

  public CountedShape {
    if (digits < 1 || digits > MOST_DIGITS) {
      throw new IllegalArgumentException(digits + " digits");
    }
  }

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    int begins = spoiled ? -1 : Shape.stands(Bytes.of(start), bytes, from, to);
    if (begins < 0) {
      return Look.OTHER;
    }
    int at = from + start.length();
    int text = at + digits + then.length();
    if (begins == 0 || text > to) {
      return Look.MORE;
    }
    String number = Bytes.text(bytes, at, at + digits);
    if (!number.matches("[0-9]+") || !Bytes.text(bytes, at + digits, text).equals(then)) {
      return Look.OTHER;
    }
    int end = text + Integer.parseInt(number);
    return end > to ? Look.MORE : Look.frame(end - from, start + Bytes.text(bytes, text, end));
  }

  @Override
  public byte[] wrap(String payload) {
    if (!payload.startsWith(start)) {
      return null;
    }
    String text = payload.substring(start.length());
    return Bytes.of(
        start + String.format(Locale.ROOT, "%0" + digits + "d", text.length()) + then + text);
  }

  @Override
  public int longest() {
    return start.length() + digits + then.length() + (int) Math.round(StrictMath.pow(10, digits));
  }
}
