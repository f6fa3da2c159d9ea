package hybridge.value;

/** What a parameter holds: a number (a switch is 0 or 1, a choice its index) or words. */
public sealed interface Value {

  record Number(double value) implements Value {
    /** Two numbers are the same when they compare equal; −0 is 0. */
    public Number {
      value = value == 0 ? 0 : value;
    }
  }

  record Text(String text) implements Value {}

  static Value of(double number) {
    return new Number(number);
  }

  static Value of(String text) {
    return new Text(text);
  }

  /** The number, or NaN for words. */
  default double number() {
    return this instanceof Number n ? n.value() : Double.NaN;
  }

  /** The words, or null for a number. */
  default String words() {
    return this instanceof Text t ? t.text() : null;
  }
}
