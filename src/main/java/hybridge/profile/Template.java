package hybridge.profile;

import hybridge.wire.Bytes;
import hybridge.wire.Packing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message with holes, such as <code>SET {word} {value}</code> or <code>88 {address:u16} {word}
 * {value:i32}</code>: filled to speak, matched to understand. What stands between <code>{[}</code>
 * and <code>{]}</code> comes any number of times. Immutable.
 *
 * <p>Texts have one character 0..255 for each byte. Matching takes time proportional to the text.
 */
public final class Template {

  /** A stretch of a template. */
  public sealed interface Part {
    record Words(String text) implements Part {}

    /**
     * @param packing how a number stands in it; null: free text, or as the parameter is written
     * @param width characters it takes; 0: as far as the words behind it
     * @param plus is added to the number
     * @param also texts that may stand there instead of what the form allows
     */
    record Hole(String name, Packing packing, int width, int plus, List<String> also)
        implements Part {
      Hole(String name, Packing packing, int width, int plus) {
        this(name, packing, width, plus, List.of());
      }

      public Hole {
        also = List.copyOf(also);
      }

      boolean free() {
        return width == 0 && (packing == null || !packing.digits());
      }
    }

    record Group(List<Part> parts) implements Part {
      public Group {
        parts = List.copyOf(parts);
      }
    }
  }

  /**
   * What stood in the holes.
   *
   * @param items of the group, in their order
   */
  public record Match(Map<String, String> holes, List<Map<String, String>> items) {}

  private static final Pattern HOLE =
      Pattern.compile("([a-z]{1,16})([+-][0-9]{1,3})?(?::([a-z0-9+|.A-F]{1,11}))?");
  private static final Pattern WIDTH = Pattern.compile("[0-9]{1,3}");
  private static final int MOST_ITEMS = 4096;

  private final String source;
  private final List<Part> parts;

  private Template(String source, List<Part> parts) {
    this.source = source;
    this.parts = List.copyOf(parts);
  }

  /** A template of text; see {@link #ofHex}. */
  public static Template of(String source) {
    return parse(source, false);
  }

  /**
   * A template of bytes, such as <code>F0 {word} {value:7x2} F7</code>; a hole without a form takes
   * one byte, but for word and value, which are written as the parameter's code says.
   *
   * @throws IllegalArgumentException if a brace is not closed, a hole has no name or no known form,
   *     or what stands between the holes is not hexadecimal
   */
  public static Template ofHex(String source) {
    return parse(source, true);
  }

  private static Template parse(String source, boolean hex) {
    List<Part> parts = new ArrayList<>();
    List<Part> outer = null;
    int at = 0;
    while (at < source.length()) {
      int open = source.indexOf('{', at);
      String words = source.substring(at, open < 0 ? source.length() : open);
      words = hex ? Bytes.fromHex(words) : words;
      if (!words.isEmpty()) {
        parts.add(new Part.Words(words));
      }
      if (open < 0) {
        break;
      }
      int close = source.indexOf('}', open);
      if (close <= open + 1) {
        throw new IllegalArgumentException(
            "'" + source + "' has a '{' without a name and a '}' after it");
      }
      String hole = source.substring(open + 1, close);
      if (hole.equals("[") && outer == null) {
        outer = parts;
        parts = new ArrayList<>();
      } else if (hole.equals("]") && outer != null && !parts.isEmpty()) {
        outer.add(new Part.Group(parts));
        parts = outer;
        outer = null;
      } else {
        parts.add(hole(hole, source, hex));
      }
      at = close + 1;
    }
    if (outer != null || parts.stream().filter(p -> p instanceof Part.Group).count() > 1) {
      throw new IllegalArgumentException("'" + source + "' wants one {[} with one {]} after it");
    }
    return new Template(source, parts);
  }

  private static Part.Hole hole(String text, String source, boolean hex) {
    Matcher m = HOLE.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("'" + source + "' has a hole {" + text + "}");
    }
    String name = m.group(1);
    int plus = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
    String form = m.group(3);
    if (form != null && WIDTH.matcher(form).matches()) {
      return new Part.Hole(name, null, Integer.parseInt(form), plus);
    }
    boolean own = List.of("word", "value", "model", "firmware", "reason", "blob").contains(name);
    boolean version = form != null && name.equals("firmware") && Packing.isVersion(form);
    Packing packing =
        version
            ? Packing.version(form)
            : form != null
                ? Packing.of(form)
                : hex && !own ? Packing.U8 : plus != 0 ? digits() : null;
    return new Part.Hole(name, packing, packing == null ? 0 : packing.length(), plus);
  }

  private static Packing digits() {
    return Packing.of("d");
  }

  public List<Part> parts() {
    return parts;
  }

  /** The names of its holes, those of its group included, in their order. */
  public List<String> holes() {
    return allHoles().stream().map(Part.Hole::name).toList();
  }

  private List<Part.Hole> allHoles() {
    List<Part.Hole> holes = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case Part.Words w -> {}
        case Part.Hole h -> holes.add(h);
        case Part.Group g ->
            g.parts().stream()
                .filter(p -> p instanceof Part.Hole)
                .forEach(p -> holes.add((Part.Hole) p));
      }
    }
    return holes;
  }

  public boolean has(String hole) {
    return holes().contains(hole);
  }

  /** Does a stretch of it come any number of times? */
  public boolean grouped() {
    return parts.stream().anyMatch(p -> p instanceof Part.Group);
  }

  /** How the numbers in a hole are written; null for free text. */
  public Packing packing(String hole) {
    return allHoles().stream()
        .filter(h -> h.name().equals(hole))
        .findFirst()
        .map(Part.Hole::packing)
        .orElse(null);
  }

  /** The words between its holes. */
  public String words() {
    StringBuilder words = new StringBuilder();
    parts.forEach(p -> words.append(p instanceof Part.Words(String text) ? text : ""));
    return words.toString();
  }

  /** The same with one hole filled for good; neighbouring words grow together. */
  public Template with(String hole, String text) {
    return new Template(source, bind(parts, h -> h.name().equals(hole) ? text : null));
  }

  /** The same with a hole filled with a number for good, in the form of the hole. */
  public Template withNumber(String hole, ToLongFunction<Part.Hole> number) {
    return new Template(
        source,
        bind(
            parts,
            h ->
                h.name().equals(hole)
                    ? (h.packing() == null ? digits() : h.packing())
                        .text(number.applyAsLong(h) + h.plus())
                    : null));
  }

  /** The same, with holes of this name that many characters wide. */
  public Template sized(String hole, int width) {
    return new Template(source, size(parts, hole, width));
  }

  /** The same; in holes of this name one of these texts may stand instead. */
  public Template also(String hole, Collection<String> texts) {
    return texts.isEmpty() ? this : new Template(source, also(parts, hole, List.copyOf(texts)));
  }

  private static List<Part> also(List<Part> parts, String hole, List<String> texts) {
    return parts.stream()
        .map(
            p ->
                switch (p) {
                  case Part.Words w -> (Part) w;
                  case Part.Hole h ->
                      h.name().equals(hole)
                          ? new Part.Hole(hole, h.packing(), h.width(), h.plus(), texts)
                          : h;
                  case Part.Group g -> new Part.Group(also(g.parts(), hole, texts));
                })
        .toList();
  }

  /** The same with a hole called otherwise. */
  public Template renamed(String hole, String name) {
    return new Template(source, rename(parts, hole, name));
  }

  private static List<Part> rename(List<Part> parts, String hole, String name) {
    return parts.stream()
        .map(
            p ->
                switch (p) {
                  case Part.Words w -> (Part) w;
                  case Part.Hole h ->
                      h.name().equals(hole)
                          ? new Part.Hole(name, h.packing(), h.width(), h.plus(), h.also())
                          : h;
                  case Part.Group g -> new Part.Group(rename(g.parts(), hole, name));
                })
        .toList();
  }

  private static List<Part> size(List<Part> parts, String hole, int width) {
    return parts.stream()
        .map(
            p ->
                switch (p) {
                  case Part.Words w -> (Part) w;
                  case Part.Hole h ->
                      h.name().equals(hole)
                          ? new Part.Hole(hole, h.packing(), width, h.plus(), h.also())
                          : h;
                  case Part.Group g -> new Part.Group(size(g.parts(), hole, width));
                })
        .toList();
  }

  private static List<Part> bind(
      List<Part> parts, java.util.function.Function<Part.Hole, String> texts) {
    List<Part> bound = new ArrayList<>();
    for (Part part : parts) {
      Part next =
          switch (part) {
            case Part.Words w -> w;
            case Part.Hole h -> texts.apply(h) == null ? h : new Part.Words(texts.apply(h));
            case Part.Group g -> new Part.Group(bind(g.parts(), texts));
          };
      if (next instanceof Part.Words(String now)
          && !bound.isEmpty()
          && bound.getLast() instanceof Part.Words(String before)) {
        bound.set(bound.size() - 1, new Part.Words(before + now));
      } else {
        bound.add(next);
      }
    }
    return bound;
  }

  /** Does a hole without an end of its own stand before another one? */
  public boolean ambiguous() {
    return ambiguous(parts);
  }

  private static boolean ambiguous(List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Group(List<Part> inner)) {
        boolean openEnd = inner.getLast() instanceof Part.Hole last && last.free();
        if (openEnd || ambiguous(inner)) {
          return true;
        }
      }
      boolean free = parts.get(i) instanceof Part.Hole h && h.free();
      if (free && i + 1 < parts.size() && !(parts.get(i + 1) instanceof Part.Words)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The text with every hole filled.
   *
   * @throws IllegalArgumentException if a hole has no text
   */
  public String fill(Map<String, String> texts) {
    return fill(texts, List.of(texts));
  }

  /** The same; the group comes once for each item. */
  public String fill(Map<String, String> texts, List<Map<String, String>> items) {
    StringBuilder line = new StringBuilder();
    fill(parts, texts, items, line);
    return line.toString();
  }

  private void fill(
      List<Part> from,
      Map<String, String> texts,
      List<Map<String, String>> items,
      StringBuilder line) {
    for (Part part : from) {
      switch (part) {
        case Part.Words(String words) -> line.append(words);
        case Part.Hole h -> {
          String text = texts.get(h.name());
          if (text == null && h.name().equals("any")) {
            text = h.packing() == null ? "0".repeat(Math.max(1, h.width())) : h.packing().text(0);
          }
          if (text == null && h.name().equals("items")) {
            text = (h.packing() == null ? digits() : h.packing()).text(items.size());
          }
          if (text == null) {
            throw new IllegalArgumentException(
                "nothing for {" + h.name() + "} in '" + source + "'");
          }
          line.append(text);
        }
        case Part.Group(List<Part> inner) ->
            items.forEach(item -> fill(inner, item, List.of(), line));
      }
    }
  }

  /** Does a line begin like this? */
  public boolean begins(String line) {
    return step(parts, line, 0, new LinkedHashMap<>(), false) >= 0;
  }

  /** What stands in the holes of a line, or empty when the line is another one. */
  public Optional<Map<String, String>> match(String line) {
    return read(line).map(Match::holes);
  }

  /**
   * What stands in the holes of a line, or empty when the line is another one. A hole without a
   * width takes as little as it can but at least one character; the last one takes the rest.
   */
  public Optional<Match> read(String line) {
    Map<String, String> found = new LinkedHashMap<>();
    List<Map<String, String>> items = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Group(List<Part> inner)) {
        List<Part> tail = parts.subList(i + 1, parts.size());
        while (step(tail, line, at, new LinkedHashMap<>(), true) != line.length()) {
          Map<String, String> item = new LinkedHashMap<>();
          at = step(inner, line, at, item, false);
          if (at < 0 || items.size() == MOST_ITEMS) {
            return Optional.empty();
          }
          items.add(item);
        }
        step(tail, line, at, found, true);
        return counted(found, items) ? Optional.of(new Match(found, items)) : Optional.empty();
      }
      at = one(parts, i, line, at, found, true);
      if (at < 0) {
        return Optional.empty();
      }
    }
    return at == line.length() ? Optional.of(new Match(found, items)) : Optional.empty();
  }

  /** Are there as many as the line itself says? */
  private boolean counted(Map<String, String> found, List<Map<String, String>> items) {
    String text = found.get("items");
    Packing form = packing("items");
    return text == null || (form == null ? digits() : form).number(text).orElse(-1) == items.size();
  }

  /** Matches parts from a place on; where they end, or −1. */
  private static int step(
      List<Part> parts, String line, int from, Map<String, String> found, boolean last) {
    int at = from;
    for (int i = 0; i < parts.size() && at >= 0; i++) {
      at = one(parts, i, line, at, found, last);
    }
    return at;
  }

  private static int one(
      List<Part> parts, int i, String line, int at, Map<String, String> found, boolean toTheEnd) {
    return switch (parts.get(i)) {
      case Part.Words(String words) -> line.startsWith(words, at) ? at + words.length() : -1;
      case Part.Hole h -> {
        int end = end(h, parts, i, line, at, toTheEnd);
        if (end <= at || end > line.length()) {
          yield -1;
        }
        String text = line.substring(at, end);
        String before = h.name().equals("any") ? null : found.put(h.name(), text);
        yield before != null && !before.equals(text) ? -1 : end;
      }
      case Part.Group g -> -1;
    };
  }

  private static int end(
      Part.Hole h, List<Part> parts, int i, String line, int at, boolean toTheEnd) {
    for (String text : h.free() ? List.<String>of() : h.also()) {
      if (line.startsWith(text, at)) {
        return at + text.length();
      }
    }
    if (h.width() > 0) {
      return at + h.width();
    }
    if (!h.free()) {
      int end = at;
      while (end < line.length()
          && (Character.isDigit(line.charAt(end))
              || end == at && "+-".indexOf(line.charAt(end)) >= 0)) {
        end++;
      }
      return end;
    }
    if (i + 1 < parts.size() && parts.get(i + 1) instanceof Part.Words(String next)) {
      boolean last = toTheEnd && i + 2 == parts.size();
      return !last
          ? line.indexOf(next, at + 1)
          : line.endsWith(next) ? line.length() - next.length() : -1;
    }
    return line.length();
  }

  @Override
  public String toString() {
    return source;
  }
}
