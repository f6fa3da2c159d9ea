package hybridge.value;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads one YAML mapping key by key, and notes every problem: a missing key, a wrong type, a number
 * out of range, a key that nobody asked for (with what was probably meant). Reading goes on after a
 * problem with a harmless value.
 */
public final class Fields {
  /** Nobody reads more of them, and the file may be a stranger's. */
  private static final int MOST_UNKNOWN = 100;

  /** Whoever has more unknown keys than this has not mistyped them. */
  private static final int MOST_HINTS = 20;

  private final Node.Mapping map;
  private final String at;
  private final Problems problems;
  private final Set<String> asked = new LinkedHashSet<>();

  private Fields(Node.Mapping map, String at, Problems problems) {
    this.map = map;
    this.at = at;
    this.problems = problems;
  }

  /** The fields of a node; a node that is no mapping is a problem and reads as an empty one. */
  public static Fields of(Node node, String at, Problems problems) {
    if (node instanceof Node.Mapping m) {
      return new Fields(m, at, problems);
    }
    problems.add(node.line(), at, node.describe(), "a mapping with keys", "");
    return new Fields(new Node.Mapping(node.line(), List.of()), at, problems);
  }

  public int line() {
    return map.line();
  }

  public String at() {
    return at;
  }

  public Problems problems() {
    return problems;
  }

  public boolean has(String key) {
    asked.add(key);
    return map.get(key) != null;
  }

  /** The raw node under a key, or null. */
  public Node node(String key) {
    asked.add(key);
    return map.get(key);
  }

  /** The line of a key, or of the mapping when it is missing. */
  public int line(String key) {
    Node node = map.get(key);
    return node == null ? map.line() : node.line();
  }

  /** Notes a problem with a key. */
  public void wrong(String key, String found, String wanted, String hint) {
    problems.add(line(key), path(key), found, wanted, hint);
  }

  public String path(String key) {
    return at.isEmpty() ? key : at + "." + key;
  }

  /** Notes a problem when the key is missing; says whether it is there. */
  public boolean require(String key, String wanted) {
    if (has(key)) {
      return true;
    }
    problems.add(map.line(), path(key), "nothing", wanted, "add '" + key + ":'");
    return false;
  }

  /** Words; numbers are taken as they were written. */
  public String text(String key, String otherwise) {
    Node node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof Node.Scalar s && s.value() != null) {
      return s.text();
    }
    problems.add(node.line(), path(key), node.describe(), "text", "");
    return otherwise;
  }

  /** One of the given words. */
  public String word(String key, List<String> known, String otherwise) {
    String word = text(key, otherwise);
    if (word == null || known.contains(word)) {
      return word;
    }
    wrong(key, "'" + word + "'", "one of " + String.join(", ", known), Suggest.near(word, known));
    return otherwise;
  }

  /** One of an enum's constants by its word: in small letters, with hyphens. Empty: not there. */
  public <E extends Enum<E>> Optional<E> choice(String key, Class<E> kind) {
    List<E> all = List.of(kind.getEnumConstants());
    List<String> words =
        all.stream().map(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
    int at = has(key) ? words.indexOf(word(key, words, "")) : -1;
    return at < 0 ? Optional.empty() : Optional.of(all.get(at));
  }

  public boolean flag(String key, boolean otherwise) {
    Node node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof Node.Scalar(int line, Boolean b, String text)) {
      return b;
    }
    problems.add(node.line(), path(key), node.describe(), "true or false", "");
    return otherwise;
  }

  /** A number in a range; {@code -inf} is one. */
  public double number(String key, double min, double max, double otherwise) {
    Node node = node(key);
    return node == null ? otherwise : number(node, path(key), min, max, otherwise);
  }

  private double number(Node node, String where, double min, double max, double otherwise) {
    Double value = null;
    if (node instanceof Node.Scalar s) {
      if (s.value() instanceof Number n) {
        value = n.doubleValue();
      } else if (s.value() instanceof String text) {
        try {
          value = Numbers.parse(text);
        } catch (NumberFormatException e) {
          value = null;
        }
      }
    }
    if (value == null || value < min || value > max) {
      String range = "a number from " + Numbers.text(min) + " to " + Numbers.text(max);
      problems.add(node.line(), where, node.describe(), range, "");
      return otherwise;
    }
    return value;
  }

  /** A whole number in a range. */
  public int whole(String key, int min, int max, int otherwise) {
    Node node = node(key);
    return node == null ? otherwise : whole(node, path(key), min, max, otherwise);
  }

  private int whole(Node node, String where, int min, int max, int otherwise) {
    if (node instanceof Node.Scalar(int line, Long n, String text) && n >= min && n <= max) {
      return n.intValue();
    }
    problems.add(
        node.line(), where, node.describe(), "a whole number from " + min + " to " + max, "");
    return otherwise;
  }

  /** One whole number or a list of them. */
  public List<Integer> wholes(String key, int min, int max) {
    return items(key, true, i -> whole(i.node(), i.at(), min, max, Integer.MIN_VALUE)).stream()
        .filter(n -> n != Integer.MIN_VALUE)
        .toList();
  }

  /** One number or a list of them. */
  public List<Double> numbers(String key, double min, double max) {
    return items(key, true, i -> number(i.node(), i.at(), min, max, Double.NaN)).stream()
        .filter(n -> !Double.isNaN(n))
        .toList();
  }

  /** A list of words. */
  public List<String> texts(String key) {
    return items(
            key,
            true,
            i -> {
              if (i.node() instanceof Node.Scalar s && s.value() != null && !s.text().isEmpty()) {
                return s.text();
              }
              problems.add(i.node().line(), i.at(), i.node().describe(), "text", "");
              return "";
            })
        .stream()
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /**
   * One item of a list with the place it stands at.
   *
   * @param at such as {@code console.strips[2]}; counted from 1, as people do
   */
  public record Item(Node node, String at) {}

  /** Reads each item of a list; with {@code oneIsAList} a single value reads as a list of one. */
  public <T> List<T> items(String key, boolean oneIsAList, Function<Item, T> read) {
    Node node = node(key);
    List<T> list = new ArrayList<>();
    switch (node) {
      case null -> {}
      case Node.Sequence s -> {
        for (int i = 0; i < s.items().size(); i++) {
          list.add(read.apply(new Item(s.items().get(i), path(key) + "[" + (i + 1) + "]")));
        }
      }
      case Node.Scalar s when s.value() == null -> {}
      case Node.Scalar s when oneIsAList -> list.add(read.apply(new Item(s, path(key))));
      default -> problems.add(node.line(), path(key), node.describe(), "a list", "");
    }
    return list;
  }

  /** The entries of a mapping under a key, in the order of the file. */
  public List<Node.Entry> entries(String key) {
    Node node = node(key);
    return switch (node) {
      case null -> List.of();
      case Node.Mapping m -> m.entries();
      case Node.Scalar s when s.value() == null -> List.of();
      default -> {
        problems.add(node.line(), path(key), node.describe(), "a mapping with keys", "");
        yield List.of();
      }
    };
  }

  /** The fields of a mapping under a key; an empty one when it is missing. */
  public Fields child(String key) {
    Node node = node(key);
    return of(node == null ? new Node.Mapping(map.line(), List.of()) : node, path(key), problems);
  }

  /** Says that all keys were asked for: what is left is unknown and a problem. */
  public void done() {
    int unknown = 0;
    for (Node.Entry e : map.entries()) {
      if (!asked.contains(e.key())) {
        if (++unknown > MOST_UNKNOWN) {
          problems.add(e.line(), at, "more than " + MOST_UNKNOWN + " unknown keys", "none", "");
          return;
        }
        String hint = unknown > MOST_HINTS ? "" : Suggest.nearOrAll(e.key(), asked);
        problems.add(e.line(), path(e.key()), "an unknown key", "a key of this place", hint);
      }
    }
  }
}
