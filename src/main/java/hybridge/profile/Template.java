package hybridge.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line with holes, such as <code>SET {word} {value}</code>: filled to speak, matched to
 * understand. Immutable.
 */
public final class Template {

  /** A stretch of a template. */
  public sealed interface Part {
    record Words(String text) implements Part {}

    record Hole(String name) implements Part {}
  }

  private final String source;
  private final List<Part> parts;

  private Template(String source, List<Part> parts) {
    this.source = source;
    this.parts = List.copyOf(parts);
  }

  /**
   * @throws IllegalArgumentException if a brace is not closed or a hole has no name
   */
  public static Template of(String source) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < source.length()) {
      int open = source.indexOf('{', at);
      if (open < 0) {
        parts.add(new Part.Words(source.substring(at)));
        break;
      }
      int close = source.indexOf('}', open);
      if (close <= open + 1) {
        throw new IllegalArgumentException(
            "'" + source + "' has a '{' without a name and a '}' after it");
      }
      if (open > at) {
        parts.add(new Part.Words(source.substring(at, open)));
      }
      parts.add(new Part.Hole(source.substring(open + 1, close)));
      at = close + 1;
    }
    return new Template(source, parts);
  }

  public List<Part> parts() {
    return parts;
  }

  /** The names of its holes, in their order. */
  public List<String> holes() {
    return parts.stream()
        .filter(p -> p instanceof Part.Hole)
        .map(p -> ((Part.Hole) p).name())
        .toList();
  }

  public boolean has(String hole) {
    return holes().contains(hole);
  }

  /** The same with one hole filled for good; neighbouring words grow together. */
  public Template with(String hole, String text) {
    List<Part> bound = new ArrayList<>();
    for (Part part : parts) {
      Part next =
          part instanceof Part.Hole(String name) && name.equals(hole) ? new Part.Words(text) : part;
      if (next instanceof Part.Words(String now)
          && !bound.isEmpty()
          && bound.getLast() instanceof Part.Words(String before)) {
        bound.set(bound.size() - 1, new Part.Words(before + now));
      } else {
        bound.add(next);
      }
    }
    return new Template(source, bound);
  }

  /** Do two holes stand side by side, so that nobody could tell where one ends? */
  public boolean ambiguous() {
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Hole && parts.get(i - 1) instanceof Part.Hole) {
        return true;
      }
    }
    return false;
  }

  /**
   * The line with every hole filled.
   *
   * @throws IllegalArgumentException if a hole has no text
   */
  public String fill(Map<String, String> texts) {
    StringBuilder line = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Words(String words) -> line.append(words);
        case Part.Hole(String name) -> {
          String text = texts.get(name);
          if (text == null) {
            throw new IllegalArgumentException("nothing for {" + name + "} in '" + source + "'");
          }
          line.append(text);
        }
      }
    }
    return line.toString();
  }

  /**
   * What stands in the holes of a line, or empty when the line is another one. A hole takes as
   * little as it can but at least one character; the last one takes the rest.
   */
  public Optional<Map<String, String>> match(String line) {
    Map<String, String> found = new LinkedHashMap<>();
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      switch (parts.get(i)) {
        case Part.Words(String words) -> {
          if (!line.startsWith(words, at)) {
            return Optional.empty();
          }
          at += words.length();
        }
        case Part.Hole(String name) -> {
          int end = line.length();
          if (i + 1 < parts.size() && parts.get(i + 1) instanceof Part.Words(String next)) {
            boolean last = i + 2 == parts.size();
            end = last && line.endsWith(next) ? line.length() - next.length() : -1;
            end = last ? end : line.indexOf(next, at + 1);
          }
          if (end <= at) {
            return Optional.empty();
          }
          String text = line.substring(at, end);
          String before = found.put(name, text);
          if (before != null && !before.equals(text)) {
            return Optional.empty();
          }
          at = end;
        }
      }
    }
    return at == line.length() ? Optional.of(found) : Optional.empty();
  }

  @Override
  public String toString() {
    return source;
  }
}
