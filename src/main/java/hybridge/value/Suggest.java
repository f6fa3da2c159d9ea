package hybridge.value;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds what somebody probably meant. */
public final class Suggest {
  /** A longer word was not mistyped; comparing it would only cost. */
  private static final int LONGEST = 100;

  /** Of a longer list nobody reads more. */
  private static final int MOST = 24;

  private Suggest() {}

  /**
   * A hint such as {@code did you mean 'outputs'?}, or an empty text when nothing known is near.
   */
  public static String near(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return "";
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    int limit = Math.max(1, Math.min(word.length(), best == null ? 0 : best.length()) / 3);
    return best != null && bestDistance <= limit ? "did you mean '" + best + "'?" : "";
  }

  /** The near word if there is one, else the list of all that are known. */
  public static String nearOrAll(String word, Collection<String> known) {
    String near = near(word, known);
    return near.isEmpty() ? "known here: " + some(known) : near;
  }

  /** The words with commas between; of very many the first ones, and how many more there are. */
  public static String some(Collection<String> known) {
    String first = known.stream().limit(MOST).collect(Collectors.joining(", "));
    return known.size() <= MOST ? first : first + " and " + (known.size() - MOST) + " more";
  }

  /** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
  static int distance(String a, String b) {
    int[][] d = new int[3][b.length() + 1]; // this row, the one before, the one before that
    for (int i = 0; i <= a.length(); i++) {
      int[] row = d[i % 3];
      int[] above = d[(i + 2) % 3];
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          row[j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(above[j - 1] + same, 1 + Math.min(above[j], row[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], d[(i + 1) % 3][j - 2] + 1);
        }
      }
    }
    return d[a.length() % 3][b.length()];
  }
}
