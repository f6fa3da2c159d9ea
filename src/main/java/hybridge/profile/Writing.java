package hybridge.profile;

import hybridge.wire.Packing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How the values of one parameter are written in a protocol. */
public sealed interface Writing permits Writing.Number, Writing.Words, Writing.Whole, Codec.Signed {

  /** A value as the box wants it, rounded to what the protocol can say. */
  String text(double value);

  /** The value behind a text, or empty when the text is none. */
  OptionalDouble value(String text);

  /** The whole number for a value, for templates that say themselves how it is packed. */
  long raw(double value);

  /** The value behind a whole number, or empty when there is none. */
  OptionalDouble ofRaw(long raw);

  /** The distance of two neighbouring values that the protocol can say; 0 for words. */
  double resolution();

  /** The same near one value. */
  default double resolution(double value) {
    return resolution();
  }

  /**
   * A decimal number.
   *
   * @param decimals digits after the point, 0..6
   * @param width digits are filled up with zeros to this many characters, sign excepted; 0: as they
   *     come
   * @param plus positive numbers carry a '+'
   * @param scale the wire says value × scale
   */
  record Number(int decimals, int width, boolean plus, double scale) implements Writing {
    private static final Pattern FORM = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{1,9})?");

    @Override
    public String text(double value) {
      BigDecimal scaled =
          BigDecimal.valueOf(value)
              .multiply(BigDecimal.valueOf(scale))
              .setScale(decimals, RoundingMode.HALF_UP);
      StringBuilder digits = new StringBuilder(scaled.abs().toPlainString());
      while (digits.length() < width) {
        digits.insert(0, '0');
      }
      return (scaled.signum() < 0 ? "-" : plus ? "+" : "") + digits;
    }

    @Override
    public OptionalDouble value(String text) {
      if (!FORM.matcher(text).matches()) {
        return OptionalDouble.empty();
      }
      // Adding zero turns "-0.0" into 0: the two are one setting.
      return OptionalDouble.of(Double.parseDouble(text) / scale + 0.0);
    }

    @Override
    public long raw(double value) {
      return Math.round(value * scale);
    }

    @Override
    public OptionalDouble ofRaw(long raw) {
      return OptionalDouble.of(raw / scale + 0.0);
    }

    @Override
    public double resolution() {
      return Math.pow(10, -decimals) / scale;
    }
  }

  /**
   * One text for each value: the choices in their order, or off and on.
   *
   * @param texts by the value 0, 1, 2…
   */
  record Words(List<String> texts) implements Writing {
    public Words {
      texts = List.copyOf(texts);
    }

    @Override
    public String text(double value) {
      return texts.get((int) raw(value));
    }

    @Override
    public OptionalDouble value(String text) {
      int index = texts.indexOf(text);
      return index < 0 ? OptionalDouble.empty() : OptionalDouble.of(index);
    }

    @Override
    public long raw(double value) {
      return Math.clamp((long) Math.rint(value), 0, texts.size() - 1);
    }

    @Override
    public OptionalDouble ofRaw(long raw) {
      return raw < 0 || raw >= texts.size() ? OptionalDouble.empty() : OptionalDouble.of(raw);
    }

    @Override
    public double resolution() {
      return 0;
    }
  }

  /** A whole number through a map, packed. */
  record Whole(ValueMap map, Packing packing) implements Writing {
    @Override
    public String text(double value) {
      return packing.text(map.raw(value));
    }

    @Override
    public OptionalDouble value(String text) {
      OptionalLong raw = packing.number(text);
      return raw.isPresent() ? map.value(raw.getAsLong()) : OptionalDouble.empty();
    }

    @Override
    public long raw(double value) {
      return map.raw(value);
    }

    @Override
    public OptionalDouble ofRaw(long raw) {
      return map.value(raw);
    }

    @Override
    public double resolution() {
      return map.resolution();
    }

    @Override
    public double resolution(double value) {
      return map.resolution(value);
    }
  }
}
