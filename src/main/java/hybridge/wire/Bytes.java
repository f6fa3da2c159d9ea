package hybridge.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes as texts of one character 0..255 each. What a frame carries is handled as such a text, so
 * that protocols of words and protocols of bytes share their templates.
 */
public final class Bytes {
  private static final String SHORT = "rnte\\\"";
  private static final String MEANT = "\r\n\t\u001b\\\"";
  private static final Pattern LETTER =
      Pattern.compile("\\\\([rnte\\\\\"]|x[0-9A-Fa-f]{2})|[\\x00-\\xFF&&[^\\\\\"]]");

  private static final int MOST_SHOWN = 80;

  private Bytes() {}

  public static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads {@code F0 00 20}; blanks do not matter.
   *
   * @throws IllegalArgumentException if it is not pairs of hexadecimal digits
   */
  public static String fromHex(String hex) {
    String digits = hex.replaceAll("\\s+", "");
    if (digits.length() % 2 != 0 || !digits.matches("[0-9A-Fa-f]*")) {
      throw new IllegalArgumentException("'" + hex + "' is not pairs of hexadecimal digits");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i += 2) {
      text.append((char) Integer.parseInt(digits.substring(i, i + 2), 16));
    }
    return text.toString();
  }

  /**
   * Reads what a person has written: {@code F0 00 20}, or a text in quotation marks in which {@code
   * \\r \\n \\t \\e \\\\ \\"} and {@code \\x1B} stand for one byte each.
   *
   * @throws IllegalArgumentException if it is neither, or a character is no byte
   */
  public static String fromWritten(String written) {
    if (!written.startsWith("\"")) {
      return fromHex(written);
    }
    boolean whole = written.length() > 1 && written.endsWith("\"");
    Matcher m = LETTER.matcher(written).region(1, Math.max(1, written.length() - 1));
    StringBuilder text = new StringBuilder();
    int at = 1;
    for (; whole && m.lookingAt(); m.region(at, written.length() - 1)) {
      text.append(m.group(1) != null ? escaped(m.group(1)) : m.group().charAt(0));
      at = m.end();
    }
    if (!whole || at != written.length() - 1) {
      throw new IllegalArgumentException(written + " is no text of bytes in quotation marks");
    }
    return text.toString();
  }

  private static char escaped(String code) {
    return code.length() > 1
        ? (char) Integer.parseInt(code.substring(1), 16)
        : MEANT.charAt(SHORT.indexOf(code));
  }

  /** Writes a text that {@link #fromWritten} reads: in quotation marks if a person can read it. */
  public static String written(String text) {
    boolean words = text.chars().allMatch(c -> c >= 0x20 && c < 0x7F || MEANT.indexOf(c) >= 0);
    if (!words || text.isEmpty()) {
      return hex(text);
    }
    StringBuilder written = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      int special = MEANT.indexOf(c);
      written.append(special < 0 ? String.valueOf(c) : "\\" + SHORT.charAt(special));
    }
    return written.append('"').toString();
  }

  /** Writes {@code F0 00 20}. */
  public static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      hex.append(i == 0 ? "" : " ")
          .append(String.format(Locale.ROOT, "%02X", (int) text.charAt(i)));
    }
    return hex.toString();
  }

  /** A text of somebody else as it may be shown: no control characters, and not without end. */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MOST_SHOWN); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '.' : c);
    }
    return shown + (text.length() > MOST_SHOWN ? "\u2026" : "");
  }
}
