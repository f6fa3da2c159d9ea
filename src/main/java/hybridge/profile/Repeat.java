package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Channel templates: {@code repeat: {mic: [1, 8]}} makes of the entry {@code gain-{mic}} eight, and
 * puts the number wherever {@code {mic}} stands in them: {@code {mic-1}}, {@code {mic*3-3}}, {@code
 * {mic-1:x}} for two hexadecimal digits. {@code pad-{mic:1..4}} makes only four, and {@code
 * ms-{pair*2-1}} names the odd ones.
 */
final class Repeat {
  private static final int MOST = 2048;
  private static final Pattern KEY =
      Pattern.compile(
          "\\{([a-z]+)(?:\\*([0-9]{1,4}))?([+-][0-9]{1,4})?(?::([0-9]+)\\.\\.([0-9]+))?\\}");

  private static final Pattern NUMBER = Pattern.compile("(?<![\\[0-9])[0-9]+");

  private final Map<String, int[]> ranges = new LinkedHashMap<>();
  private final Pattern hole;
  private final Problems problems;
  private int made;

  private Repeat(Fields f, Problems problems) {
    this.problems = problems;
    Fields r = f.child("repeat");
    for (Node.Entry e : f.entries("repeat")) {
      List<Integer> range = r.wholes(e.key(), 0, 1023);
      boolean taken = List.of("word", "value", "flags", "address").contains(e.key());
      if (range.size() != 2 || range.get(0) > range.get(1) || taken || !e.key().matches("[a-z]+")) {
        r.wrong(e.key(), e.value().describe(), "a name with [first, last]", "such as mic: [1, 8]");
      } else {
        ranges.put(e.key(), new int[] {range.get(0), range.get(1)});
      }
    }
    String names = ranges.isEmpty() ? "(?!)" : String.join("|", ranges.keySet());
    hole = Pattern.compile("\\{(" + names + ")(?:\\*([0-9]{1,4}))?([+-][0-9]{1,4})?(:x)?\\}");
  }

  /** The profile with every repeated entry written out. */
  static Node.Mapping expand(Node.Mapping profile, Fields f, Problems problems) {
    if (!f.has("repeat")) {
      return profile;
    }
    return (Node.Mapping) new Repeat(f, problems).node(profile);
  }

  /**
   * The problems, where a line that is written out many times is told once: the first of its kind,
   * and how many are like it.
   */
  static List<Problem> together(Node profile, Problems own) {
    if (!(profile instanceof Node.Mapping m) || m.get("repeat") == null) {
      return own.list();
    }
    Map<String, List<Problem>> kinds = new LinkedHashMap<>();
    for (Problem p : own.list()) {
      String kind = p.line() + " " + NUMBER.matcher(p.at()).replaceAll("#") + " " + p.wanted();
      kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(p);
    }
    return kinds.values().stream().map(Repeat::first).toList();
  }

  private static Problem first(List<Problem> alike) {
    Problem p = alike.getFirst();
    if (alike.size() == 1) {
      return p;
    }
    String more = alike.size() - 1 + " more like it from this line";
    String hint = p.hint().isEmpty() ? more : p.hint() + "; " + more;
    return new Problem(p.file(), p.line(), p.at(), p.found(), p.wanted(), hint);
  }

  private Node node(Node node) {
    return switch (node) {
      case Node.Scalar s -> s;
      case Node.Sequence(int line, List<Node> items) ->
          new Node.Sequence(line, items.stream().map(this::node).toList());
      case Node.Mapping(int line, List<Node.Entry> entries) -> {
        List<Node.Entry> all = new ArrayList<>();
        entries.forEach(e -> entry(e, all));
        twice(entries, all);
        yield new Node.Mapping(line, List.copyOf(all));
      }
    };
  }

  private void entry(Node.Entry e, List<Node.Entry> into) {
    Matcher m = KEY.matcher(e.key());
    int[] range = m.find() ? ranges.get(m.group(1)) : null;
    if (range == null) {
      into.add(new Node.Entry(e.key(), e.line(), node(e.value())));
      return;
    }
    int first = m.group(4) == null ? range[0] : Math.max(range[0], whole(m.group(4)));
    int last = m.group(5) == null ? range[1] : Math.min(range[1], whole(m.group(5)));
    for (int n = first; n <= last; n++) {
      if (++made > MOST) {
        if (made == MOST + 1) {
          problems.add(e.line(), e.key(), "more than " + MOST + " entries", "fewer", "");
        }
        return;
      }
      int shown = sum(n, m.group(2), m.group(3));
      String key = e.key().substring(0, m.start()) + shown + e.key().substring(m.end());
      entry(new Node.Entry(key, e.line(), filled(e.value(), m.group(1), n)), into);
    }
  }

  /** Two templates may come to the same name, which no YAML parser sees. */
  private void twice(List<Node.Entry> written, List<Node.Entry> all) {
    if (written.size() == all.size()) {
      return;
    }
    Map<String, Integer> seen = new HashMap<>();
    for (Node.Entry e : all) {
      Integer before = seen.putIfAbsent(e.key(), e.line());
      if (before != null) {
        problems.add(
            e.line(),
            e.key(),
            "this name again, made by 'repeat'",
            "each name once",
            "the line " + before + " makes it too");
      }
    }
  }

  private static int sum(int n, String times, String plus) {
    return n * (times == null ? 1 : Integer.parseInt(times))
        + (plus == null ? 0 : Integer.parseInt(plus));
  }

  private static int whole(String digits) {
    return digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }

  private Node filled(Node node, String name, int n) {
    return switch (node) {
      case Node.Scalar s -> scalar(s, name, n);
      case Node.Sequence(int line, List<Node> items) ->
          new Node.Sequence(line, items.stream().map(i -> filled(i, name, n)).toList());
      case Node.Mapping(int line, List<Node.Entry> entries) ->
          new Node.Mapping(
              line,
              entries.stream()
                  .map(e -> new Node.Entry(e.key(), e.line(), filled(e.value(), name, n)))
                  .toList());
    };
  }

  private Node.Scalar scalar(Node.Scalar s, String name, int n) {
    if (!(s.value() instanceof String text) || text.indexOf('{') < 0) {
      return s;
    }
    StringBuilder out = new StringBuilder();
    Matcher m = hole.matcher(text);
    while (m.find()) {
      if (!m.group(1).equals(name)) {
        m.appendReplacement(out, Matcher.quoteReplacement(m.group()));
        continue;
      }
      int number = sum(n, m.group(2), m.group(3));
      m.appendReplacement(
          out,
          m.group(4) == null
              ? Integer.toString(number)
              : String.format(Locale.ROOT, "%02X", number & 0xFF));
    }
    m.appendTail(out);
    String filled = out.toString();
    boolean number = filled.matches("-?[0-9]{1,9}");
    return new Node.Scalar(s.line(), number ? (Object) Long.valueOf(filled) : filled, filled);
  }
}
