package hybridge.wire;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a whole number stands in a frame: bytes, seven-bit groups, nibbles, BCD, digits. Immutable.
 *
 * @param kind what a place is
 * @param places how many of them; 0: as many digits as it takes
 * @param lowFirst the least significant place comes first
 * @param signed two's complement; for digits a sign is always written
 * @param added is added to each byte on the wire, such as a top bit that is always set
 */
public record Packing(Kind kind, int places, boolean lowFirst, boolean signed, int added) {

  /** What one place on the wire holds. */
  public enum Kind {
    BYTES(8),
    SEVENS(7),
    NIBBLES(4),
    BCD(0),
    /** Tenths in one byte, whole numbers in the other. */
    TENTHS(0),
    DIGITS(0),
    HEX(0),
    /** Bytes that are numbers of a version, with dots between them. */
    DOTTED(8);

    private final int bits;

    Kind(int bits) {
      this.bits = bits;
    }
  }

  private static final Pattern FORM =
      Pattern.compile(
          "(?:([ui])(8|16|24|32)|([74])x([1-6])|bcd([1-4])|(tenths)|(\\+?)d([1-9]?)|h([1-8]))(le)?(?:\\|([0-9A-F]{2}))?");
  private static final Pattern VERSION = Pattern.compile("u8(\\.u8){1,3}");
  private static final int MOST_DIGITS = 12;

  /** One byte. */
  public static final Packing U8 = new Packing(Kind.BYTES, 1, false, false, 0);

  /**
   * Reads {@code u8 i32 u16le 7x2 7x2le 4x2le bcd2 tenths d d2 +d2 h4 u8|80}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Packing of(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no form of a number");
    }
    boolean le = m.group(10) != null;
    int added = m.group(11) == null ? 0 : Integer.parseInt(m.group(11), 16);
    if (m.group(1) != null) {
      int places = Integer.parseInt(m.group(2)) / 8;
      return new Packing(Kind.BYTES, places, le, m.group(1).equals("i"), added);
    }
    if (m.group(3) != null) {
      Kind kind = m.group(3).equals("7") ? Kind.SEVENS : Kind.NIBBLES;
      return new Packing(kind, Integer.parseInt(m.group(4)), le, false, added);
    }
    if (m.group(5) != null) {
      return new Packing(Kind.BCD, Integer.parseInt(m.group(5)), le, false, added);
    }
    if (m.group(6) != null) {
      return new Packing(Kind.TENTHS, 2, le, false, added);
    }
    if (m.group(9) != null) {
      return new Packing(Kind.HEX, Integer.parseInt(m.group(9)), false, false, 0);
    }
    int digits = m.group(8).isEmpty() ? 0 : Integer.parseInt(m.group(8));
    return new Packing(Kind.DIGITS, digits, false, m.group(7).equals("+"), 0);
  }

  /** Is this the form of a version, such as {@code u8.u8}: numbers with dots between them? */
  public static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }

  /** The form of a version; see {@link #isVersion}. */
  public static Packing version(String text) {
    return new Packing(Kind.DOTTED, text.split("\\.").length, false, false, 0);
  }

  /** Is it the form of a version? */
  public boolean dotted() {
    return kind == Kind.DOTTED;
  }

  /** The version that stands in these bytes: {@code 1.10} for 01 0A. */
  public String versionIn(String text) {
    return text.chars().mapToObj(Integer::toString).collect(Collectors.joining("."));
  }

  /** The bytes of a version; 0 for what is missing or no number. */
  public String ofVersion(String version) {
    String[] numbers = version.split("[^0-9]+");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < places; i++) {
      boolean there = i < numbers.length && numbers[i].matches("[0-9]{1,9}");
      text.append((char) Math.min(0xFF, there ? Integer.parseInt(numbers[i]) : 0));
    }
    return text.toString();
  }

  /** How many characters it takes; 0 when that differs. */
  public int length() {
    return kind == Kind.DIGITS ? 0 : places;
  }

  public boolean digits() {
    return kind == Kind.DIGITS;
  }

  /** The smallest number it can hold. */
  public long min() {
    return switch (kind) {
      case BYTES, SEVENS, NIBBLES, DOTTED -> signed ? -(1L << kind.bits * places - 1) : 0;
      case DIGITS -> -max();
      case BCD, TENTHS, HEX -> 0;
    };
  }

  /** The largest. */
  public long max() {
    return switch (kind) {
      case BYTES, SEVENS, NIBBLES, DOTTED -> (1L << kind.bits * places - (signed ? 1 : 0)) - 1;
      case BCD -> Math.round(StrictMath.pow(100, places)) - 1;
      case TENTHS -> 2559;
      case DIGITS -> Math.round(StrictMath.pow(10, places == 0 ? MOST_DIGITS : places)) - 1;
      case HEX -> (1L << 4 * places) - 1;
    };
  }

  /** The number as it stands in the frame; one that does not fit is brought to the nearest end. */
  public String text(long number) {
    long n = Math.clamp(number, min(), max());
    return switch (kind) {
      case DIGITS -> digits(n);
      case HEX -> String.format(Locale.ROOT, "%0" + places + "X", n);
      case BYTES, SEVENS, NIBBLES, BCD, TENTHS, DOTTED -> places(n);
    };
  }

  private String digits(long n) {
    StringBuilder digits = new StringBuilder(Long.toString(Math.abs(n)));
    while (digits.length() < places) {
      digits.insert(0, '0');
    }
    return (n < 0 ? "-" : signed ? "+" : "") + digits;
  }

  private String places(long n) {
    StringBuilder text = new StringBuilder();
    long left = n;
    for (int i = 0; i < places; i++) {
      int place = place(left, i);
      left = rest(left, i);
      text.append((char) (place + added & 0xFF));
    }
    return (lowFirst ? text : text.reverse()).toString();
  }

  private int place(long left, int i) {
    return switch (kind) {
      case BCD -> (int) (left % 10 + left / 10 % 10 * 16);
      case TENTHS -> (int) (i == 0 ? left % 10 : left);
      default -> (int) (left & (1L << kind.bits) - 1);
    };
  }

  private long rest(long left, int i) {
    return switch (kind) {
      case BCD -> left / 100;
      case TENTHS -> left / 10;
      default -> left >> kind.bits;
    };
  }

  /** The number behind a text, or empty when the text is none of this form. */
  public OptionalLong number(String text) {
    return switch (kind) {
      case DIGITS ->
          text.matches("[+-]?[0-9]{1," + MOST_DIGITS + "}")
              ? OptionalLong.of(Long.parseLong(text))
              : OptionalLong.empty();
      case HEX ->
          text.length() == places && text.matches("[0-9A-Fa-f]+")
              ? OptionalLong.of(Long.parseLong(text, 16))
              : OptionalLong.empty();
      case BYTES, SEVENS, NIBBLES, BCD, TENTHS, DOTTED -> fromPlaces(text);
    };
  }

  private OptionalLong fromPlaces(String text) {
    if (text.length() != places) {
      return OptionalLong.empty();
    }
    long n = 0;
    long weight = 1;
    for (int i = 0; i < places; i++) {
      int b = (text.charAt(lowFirst ? i : places - 1 - i) - added) & 0xFF;
      long place = b;
      long next = 1L << kind.bits;
      switch (kind) {
        case BCD -> {
          place = b >> 4 > 9 || (b & 15) > 9 ? -1 : (b >> 4) * 10L + (b & 15);
          next = 100;
        }
        case TENTHS -> {
          place = i == 0 && b > 9 ? -1 : b;
          next = 10;
        }
        default -> place = b >= next ? -1 : b;
      }
      if (place < 0) {
        return OptionalLong.empty();
      }
      n += place * weight;
      weight *= next;
    }
    return OptionalLong.of(signed && n > max() ? n - weight : n);
  }
}
