package hybridge.surface;

import java.text.Normalizer;

/** Words for displays of few cells and few signs. */
final class Lettering {
  private Lettering() {}

  /** Letters without their accents; what a display has no sign for becomes a question mark. */
  static String plain(String text) {
    String plain =
        Normalizer.normalize(
            text.replace("ß", "ss")
                .replace("ẞ", "SS")
                .replace("æ", "ae")
                .replace("Æ", "AE")
                .replace("ø", "o")
                .replace("Ø", "O")
                .replace("œ", "oe")
                .replace("ł", "l")
                .replace("Ł", "L")
                .replace('–', '-')
                .replace('−', '-')
                .replace('∞', 'o'),
            Normalizer.Form.NFKD);
    return plain.replaceAll("\\p{M}", "").replaceAll("[^\\x20-\\x7E]", "?");
  }

  /**
   * As much of a text as there is room for. A name that is too long first loses its spaces, then
   * small vowels from the end, then its end.
   */
  static String fit(String text, int room, boolean name) {
    String s = plain(text);
    if (name && s.length() > room) {
      s = s.replaceAll("(?<=\\S)\\s+(?=\\S)", "");
      StringBuilder squeezed = new StringBuilder(s);
      for (int i = squeezed.length() - 1; i > 0 && squeezed.length() > room; i--) {
        if ("aeiou".indexOf(squeezed.charAt(i)) >= 0) {
          squeezed.deleteCharAt(i);
        }
      }
      s = squeezed.toString();
    }
    return s.length() > room ? s.substring(0, room) : s;
  }

  /**
   * Codes of digits of seven segments: letters from 1, figures and signs as in ASCII, the dot
   * behind one is bit 6.
   */
  static int[] digits(String text, int count) {
    int[] codes = new int[count];
    java.util.Arrays.fill(codes, ' ');
    int n = 0;
    for (char c : plain(text).toUpperCase(java.util.Locale.ROOT).toCharArray()) {
      if (c == '.' && n > 0) {
        codes[n - 1] |= 0x40;
      } else if (n < count) {
        codes[n++] = c >= '@' && c <= '_' ? c - 0x40 : c >= ' ' && c <= '?' ? c : ' ';
      }
    }
    return codes;
  }
}
