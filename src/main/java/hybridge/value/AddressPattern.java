package hybridge.value;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over addresses, with the wildcards of OSC 1.0 ({@code ? * [a-z] [!a] {this,that}}, none
 * of which crosses a slash) and OSC 1.1's {@code //}, which crosses any number of levels, none
 * included. A pattern that names a branch means everything below it. Immutable.
 *
 * <p>All places of the pattern that fit so far are followed at once, so that matching takes time
 * proportional to the lengths of pattern and address, whatever the pattern.
 */
public final class AddressPattern {
  private static final int MAX_LENGTH = 256;

  /** What may stand at one place of an address. */
  private sealed interface Symbol {
    record One(char c) implements Symbol {}

    record AnyButSlash() implements Symbol {}

    /**
     * @param members characters, and ranges by their ends
     */
    record Set(boolean not, List<char[]> members) implements Symbol {}

    default boolean fits(char c) {
      return switch (this) {
        case One(char mine) -> mine == c;
        case AnyButSlash a -> c != '/';
        case Set(boolean not, List<char[]> members) ->
            c != '/' && not != members.stream().anyMatch(m -> m[0] <= c && c <= m[1]);
      };
    }
  }

  private static final Symbol ANY = new Symbol.AnyButSlash();
  private static final Symbol SLASH = new Symbol.One('/');

  private final String text;

  /** By the place: what leads on from it, or null where nothing is read. */
  private final List<Symbol> symbols = new ArrayList<>();

  /** By the place: where the symbol leads; −1 where there is none. */
  private final List<Integer> next = new ArrayList<>();

  /** By the place: where one is, too, without reading anything. */
  private final List<List<Integer>> free = new ArrayList<>();

  private final int end;
  private final boolean everything;

  /** What stands before the first wildcard: most addresses are told by that. */
  private final String before;

  private AddressPattern(String text) {
    this.text = text;
    String pattern = text.length() > 1 && text.endsWith("/") ? text.replaceAll("/+$", "") : text;
    everything = pattern.isEmpty() || pattern.equals("/");
    before = pattern.split("[?*\\[{]|//", 2)[0];
    end = compile(pattern, place());
  }

  /**
   * @throws IllegalArgumentException with the reason, if this is no pattern
   */
  public static AddressPattern parse(String text) {
    if (!text.startsWith("/") || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "'" + text + "' is no pattern; wanted the form /strip/*/fader");
    }
    return new AddressPattern(text);
  }

  private int place() {
    symbols.add(null);
    next.add(-1);
    free.add(new ArrayList<>());
    return symbols.size() - 1;
  }

  /** Reads one symbol from a place on; where it leads. */
  private int read(int from, Symbol symbol) {
    int to = place();
    symbols.set(from, symbol);
    next.set(from, to);
    return to;
  }

  private int compile(String pattern, int start) {
    int at = start;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '/' -> {
          at = read(at, SLASH);
          if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '/') {
            at = levels(at);
            i++;
          }
        }
        case '?' -> at = read(at, ANY);
        case '*' -> at = star(at);
        case '[' -> {
          int close = close(pattern, i, ']', "a bracket");
          at = read(at, set(pattern.substring(i + 1, close)));
          i = close;
        }
        case '{' -> {
          int close = close(pattern, i, '}', "a brace");
          at = alternatives(pattern.substring(i + 1, close), at);
          i = close;
        }
        case '}' -> throw wrong("the braces do not pair");
        default -> at = read(at, new Symbol.One(c));
      }
    }
    return at;
  }

  /** Any number of characters of one level. */
  private int star(int from) {
    int loop = place();
    int to = place();
    free.get(from).add(loop);
    symbols.set(loop, ANY);
    next.set(loop, loop);
    free.get(loop).add(to);
    return to;
  }

  /** Any number of whole levels, each with the slash behind it. */
  private int levels(int from) {
    int within = place();
    int to = place();
    free.get(from).add(to);
    // A level begins with a character, goes on with any number, and ends with a slash.
    int begin = place();
    free.get(from).add(begin);
    symbols.set(begin, ANY);
    next.set(begin, within);
    int more = place();
    free.get(within).add(more);
    symbols.set(more, ANY);
    next.set(more, within);
    symbols.set(within, SLASH);
    next.set(within, from);
    return to;
  }

  private int alternatives(String inside, int from) {
    if (inside.contains("{") || inside.contains("/")) {
      throw wrong("the braces do not pair");
    }
    int to = place();
    for (String one : inside.split(",", -1)) {
      int start = place();
      free.get(from).add(start);
      free.get(compile(one, start)).add(to);
    }
    return to;
  }

  private int close(String pattern, int from, char closing, String what) {
    int close = pattern.indexOf(closing, from + 1);
    if (close < 0 || closing == ']' && close == from + 1) {
      throw wrong(what + " is not closed, or is empty");
    }
    return close;
  }

  private Symbol set(String inside) {
    boolean not = inside.startsWith("!");
    String members = not ? inside.substring(1) : inside;
    if (members.isEmpty() || members.contains("/")) {
      throw wrong("a bracket holds nothing, or a slash");
    }
    List<char[]> ranges = new ArrayList<>();
    for (int i = 0; i < members.length(); i++) {
      char first = members.charAt(i);
      boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
      char last = range ? members.charAt(i + 2) : first;
      if (last < first) {
        throw wrong("[" + inside + "] is no set of characters");
      }
      ranges.add(new char[] {first, last});
      i += range ? 2 : 0;
    }
    return new Symbol.Set(not, List.copyOf(ranges));
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("'" + text + "': " + why);
  }

  /** Does it mean this parameter, by itself or as one of a branch? */
  public boolean matches(Address address) {
    return everything || match(address.path(), true);
  }

  /** Does it name just this one, and not a branch that it stands in? */
  public boolean names(Address address) {
    return match(address.path(), false);
  }

  private boolean match(String path, boolean below) {
    if (!path.startsWith(before)) {
      return false;
    }
    boolean[] here = new boolean[symbols.size()];
    enter(here, 0);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (below && c == '/' && i > 0 && here[end]) {
        return true;
      }
      boolean[] then = new boolean[here.length];
      boolean alive = false;
      for (int p = 0; p < here.length; p++) {
        if (here[p] && symbols.get(p) != null && symbols.get(p).fits(c)) {
          enter(then, next.get(p));
          alive = true;
        }
      }
      if (!alive) {
        return false;
      }
      here = then;
    }
    return here[end];
  }

  private void enter(boolean[] places, int place) {
    if (!places[place]) {
      places[place] = true;
      free.get(place).forEach(p -> enter(places, p));
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
