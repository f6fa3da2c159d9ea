package hybridge.value;

import java.util.regex.Pattern;

/**
 * A pattern over addresses, with the wildcards of OSC 1.0 ({@code ? * [a-z] [!a] {this,that}}, none
 * of which crosses a slash) and OSC 1.1's {@code //}, which does. A pattern that names a branch
 * means everything below it.
 */
public final class AddressPattern {
  private static final int MAX_LENGTH = 256;
  private final Pattern regex;
  private final String text;

  private AddressPattern(String text, Pattern regex) {
    this.text = text;
    this.regex = regex;
  }

  /**
   * @throws IllegalArgumentException with the reason, if this is no pattern
   */
  public static AddressPattern parse(String text) {
    if (!text.startsWith("/") || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "'" + text + "' is no pattern; wanted the form /strip/*/fader");
    }
    StringBuilder regex = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '/' -> {
          if (i + 1 < text.length() && text.charAt(i + 1) == '/') {
            regex.append("/(?:[^/]+/)*");
            i++;
          } else {
            regex.append('/');
          }
        }
        case '?' -> regex.append("[^/]");
        case '*' -> regex.append("[^/]*+");
        case '[' -> i = set(text, i, regex);
        case '{' -> {
          depth++;
          regex.append("(?:");
        }
        case '}' -> {
          depth--;
          regex.append(')');
        }
        case ',' -> regex.append(depth > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
      if (depth < 0 || depth > 1) {
        throw new IllegalArgumentException("'" + text + "': the braces do not pair");
      }
    }
    if (depth != 0) {
      throw new IllegalArgumentException("'" + text + "': a brace is not closed");
    }
    if (regex.length() > 1 && regex.charAt(regex.length() - 1) == '/') {
      regex.setLength(regex.length() - 1);
    }
    String below = regex.toString().equals("/") ? ".*" : "(?:/.*)?";
    return new AddressPattern(text, Pattern.compile(regex + below));
  }

  private static int set(String text, int from, StringBuilder regex) {
    int end = text.indexOf(']', from + 1);
    if (end <= from + 1) {
      throw new IllegalArgumentException("'" + text + "': a bracket is not closed, or is empty");
    }
    String inside = text.substring(from + 1, end);
    boolean not = inside.startsWith("!");
    String members = (not ? inside.substring(1) : inside).replaceAll("([\\\\\\[\\]^&])", "\\\\$1");
    if (members.isEmpty() || members.contains("/")) {
      throw new IllegalArgumentException("'" + text + "': a bracket holds nothing, or a slash");
    }
    try {
      Pattern.compile("[" + members + "]");
    } catch (java.util.regex.PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "': [" + inside + "] is no set of characters");
    }
    regex.append(not ? "[^/" : "[").append(members).append(']');
    return end;
  }

  public boolean matches(Address address) {
    return regex.matcher(address.path()).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
