package hybridge.value;

import java.util.List;
import java.util.stream.Collectors;

/** A YAML document with the line each thing stands on. Made by {@link Yaml}. */
public sealed interface Node {

  /** Line in the file, from 1. */
  int line();

  /**
   * @param value a {@link String}, {@link Double}, {@link Long}, {@link Boolean} or null
   * @param text as it was written
   */
  record Scalar(int line, Object value, String text) implements Node {}

  record Sequence(int line, List<Node> items) implements Node {
    /** Numbers and words as they stand there when they are few. */
    private String shown() {
      boolean few = items.size() <= 4 && items.stream().allMatch(i -> i instanceof Scalar);
      String all =
          few ? items.stream().map(i -> ((Scalar) i).text()).collect(Collectors.joining(", ")) : "";
      return few && all.length() <= 60 ? "a list, [" + all + "]" : "a list";
    }
  }

  record Mapping(int line, List<Entry> entries) implements Node {
    /** The value under a key, or null. */
    public Node get(String key) {
      for (Entry e : entries) {
        if (e.key().equals(key)) {
          return e.value();
        }
      }
      return null;
    }
  }

  record Entry(String key, int line, Node value) {}

  /** The same for two documents that say the same, on whatever lines. */
  default String meaning() {
    return switch (this) {
      case Scalar s -> s.value() + "\u0001";
      case Sequence s ->
          s.items().stream().map(Node::meaning).collect(Collectors.joining(",", "[", "]"));
      case Mapping m ->
          m.entries().stream()
              .map(e -> e.key() + ":" + e.value().meaning())
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  /** What it is, in the words of an error message. */
  default String describe() {
    return switch (this) {
      case Scalar s ->
          s.value() == null
              ? "nothing"
              : "'" + (s.text().length() > 60 ? s.text().substring(0, 57) + "…" : s.text()) + "'";
      case Sequence s -> s.shown();
      case Mapping m -> "a mapping with keys";
    };
  }
}
