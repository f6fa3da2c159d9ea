package hybridge.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Ways of writing a value that the language has no words for. Each is named after what it does, and
 * a profile says {@code codec: NAME}. Pure; any thread.
 */
public sealed interface Codec {

  /** Its name in a profile. */
  String word();

  /** The codec of this name, if there is one. */
  static Optional<Codec> of(String word) {
    return all().stream().filter(c -> c.word().equals(word)).findFirst();
  }

  /** The names there are. */
  static List<String> words() {
    return all().stream().map(Codec::word).toList();
  }

  private static List<Codec> all() {
    List<Codec> all = new ArrayList<>(List.of(Signs.values()));
    all.addAll(List.of(Placing.values()));
    return all;
  }

  /** Whole numbers as text, with a sign of their own; zero has none, and a digit more instead. */
  enum Signs implements Codec {
    /** {@code L03 000 R03}: how far to which side; left is negative. */
    LETTER_FOR_SIDE("letter-for-side", 'L', 'R'),
    /** {@code -03 000 +03}: a sign, but not for zero. */
    ZERO_WITHOUT_SIGN("zero-without-sign", '-', '+');

    private final String word;
    private final char below;
    private final char above;

    Signs(String word, char below, char above) {
      this.word = word;
      this.below = below;
      this.above = above;
    }

    @Override
    public String word() {
      return word;
    }

    /**
     * @param width digits behind the sign, filled up with zeros
     */
    String text(long number, int width) {
      StringBuilder digits = new StringBuilder(Long.toString(Math.abs(number)));
      int wanted = number == 0 ? width + 1 : width;
      while (digits.length() < wanted) {
        digits.insert(0, '0');
      }
      return number == 0 ? digits.toString() : (number < 0 ? below : above) + digits.toString();
    }

    /** The number behind a text, or empty when it is none. */
    OptionalLong number(String text) {
      boolean zero = !text.isEmpty() && text.chars().allMatch(c -> c == '0');
      if (zero) {
        return OptionalLong.of(0);
      }
      boolean signed =
          text.length() > 1
              && text.length() < 12
              && (text.charAt(0) == below || text.charAt(0) == above)
              && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
      if (!signed) {
        return OptionalLong.empty();
      }
      long size = Long.parseLong(text.substring(1));
      return OptionalLong.of(text.charAt(0) == below ? -size : size);
    }
  }

  /** Numbers whose bits stand in several bytes of a frame, one of which has other duties. */
  enum Placing implements Codec {
    /**
     * Eight bits: the low seven stand in {@code {low}}, the eighth is bit 5 of the byte of the
     * unit's {@code {address}}, which has the five bits below it.
     */
    EIGHTH_BIT_WITH_ADDRESS("eighth-bit-with-address");

    /** What is left of the address's byte for the address. */
    private static final int ADDRESS = 0x1F;

    private static final int EIGHTH = 0x20;
    private static final int SEVEN = 0x7F;

    private final String word;

    Placing(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }

    /** The largest number it can carry. */
    public long most() {
      return 0xFF;
    }

    /** What stands in {@code {low}}. */
    public long low(long number) {
      return number & SEVEN;
    }

    /** What stands in {@code {address}}. */
    public long address(long number, int address) {
      return address & ADDRESS | (number > SEVEN ? EIGHTH : 0);
    }

    /** The number, or empty when the frame is another unit's. */
    public OptionalLong number(long low, long addressByte, int address) {
      return (addressByte & ADDRESS) == (address & ADDRESS)
              && (addressByte & ~(ADDRESS | EIGHTH)) == 0
          ? OptionalLong.of(low & SEVEN | ((addressByte & EIGHTH) != 0 ? SEVEN + 1 : 0))
          : OptionalLong.empty();
    }
  }

  /** A value written by {@link Signs}. */
  record Signed(Signs signs, int width, double scale) implements Writing {
    @Override
    public String text(double value) {
      return signs.text(raw(value), width);
    }

    @Override
    public OptionalDouble value(String text) {
      OptionalLong number = signs.number(text);
      return number.isPresent() ? ofRaw(number.getAsLong()) : OptionalDouble.empty();
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
      return 1 / scale;
    }
  }
}
