package hybridge.value;

import java.util.Comparator;

/** Orders texts as people do: {@code strip/2} before {@code strip/10}. */
public final class Natural {
  private Natural() {}

  public static final Comparator<String> ORDER = Natural::compare;

  private static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      char x = a.charAt(i);
      char y = b.charAt(j);
      if (isDigit(x) && isDigit(y)) {
        int iEnd = endOfDigits(a, i);
        int jEnd = endOfDigits(b, j);
        String m = withoutZeros(a, i, iEnd);
        String n = withoutZeros(b, j, jEnd);
        int order =
            m.length() != n.length() ? Integer.compare(m.length(), n.length()) : m.compareTo(n);
        if (order != 0) {
          return order;
        }
        i = iEnd;
        j = jEnd;
      } else if (x != y) {
        return Character.compare(x, y);
      } else {
        i++;
        j++;
      }
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : a.compareTo(b);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfDigits(String s, int from) {
    int i = from;
    while (i < s.length() && isDigit(s.charAt(i))) {
      i++;
    }
    return i;
  }

  private static String withoutZeros(String s, int from, int to) {
    int i = from;
    while (i < to - 1 && s.charAt(i) == '0') {
      i++;
    }
    return s.substring(i, to);
  }
}
