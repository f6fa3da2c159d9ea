package hybridge.value;

/**
 * One thing that is wrong with an input: where, what was found, what was wanted and what to try.
 *
 * @param file the file or other source, as the user named it
 * @param line from 1; 0 when there is no line
 * @param at the place inside, such as {@code console.strips[2].input}
 * @param found what stands there
 * @param wanted what would be right
 * @param hint what to try; may be empty
 */
public record Problem(String file, int line, String at, String found, String wanted, String hint) {
  private static final int LONGEST = 400;

  public Problem {
    found = shortened(found);
  }

  private static String shortened(String found) {
    return found == null || found.length() <= LONGEST
        ? found
        : found.substring(0, LONGEST) + "… (" + found.length() + " characters)";
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(file);
    if (line > 0) {
      s.append(':').append(line);
    }
    if (!at.isEmpty()) {
      s.append(": ").append(at);
    }
    s.append(": found ").append(found).append("; wanted ").append(wanted);
    if (!hint.isEmpty()) {
      s.append("; ").append(hint);
    }
    return s.toString();
  }
}
