package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Kind;
import hybridge.value.Node;
import hybridge.value.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a box may say beside the usual writing of a value: the further items of a list under
 * {@code values}, {@code words} for numbers, {@code none} for no value at all.
 */
final class SynonymReader {
  private static final Pattern RANGE = Pattern.compile("(-?[0-9]{1,9})\\.\\.(-?[0-9]{1,9})");

  private final Fields f;
  private final Parameter parameter;
  private final Writing writing;
  private final boolean whole;
  private final Map<String, Double> words = new LinkedHashMap<>();
  private final List<Synonyms.Range> ranges = new ArrayList<>();
  private final Set<String> none = new LinkedHashSet<>();

  /**
   * @param f the code
   * @param writing how the values are usually written
   */
  SynonymReader(Fields f, Parameter parameter, Writing writing) {
    this.f = f;
    this.parameter = parameter;
    this.writing = writing;
    this.whole = writing instanceof Writing.Whole;
  }

  /** The entry of a name with its first item alone: what is sent. */
  static Fields first(Fields v, String name) {
    if (!(v.node(name) instanceof Node.Sequence s)) {
      return v;
    }
    if (s.items().isEmpty()) {
      v.wrong(name, "an empty list", "what is sent, and behind it what is understood too", "");
      return v;
    }
    if (s.items().getFirst() instanceof Node.Scalar one && RANGE.matcher(one.text()).matches()) {
      v.wrong(name, "'" + one.text() + "' first", "first the one that is sent", "");
    }
    Node.Entry entry = new Node.Entry(name, s.line(), s.items().getFirst());
    return Fields.of(new Node.Mapping(s.line(), List.of(entry)), v.at(), v.problems());
  }

  Synonyms read() {
    List<String> names =
        switch (parameter.kind()) {
          case CHOICE -> parameter.choices();
          case SWITCH -> List.of("off", "on");
          case CONTINUOUS, STEPPED, TEXT, ACTION -> List.of();
        };
    for (int i = 0; i < names.size() && f.node("values") instanceof Node.Mapping values; i++) {
      if (values.get(names.get(i)) instanceof Node.Sequence s) {
        double value = i;
        s.items().stream().skip(1).forEach(item -> add("values", item, value));
      }
    }
    if (f.has("words")) {
      words(f.child("words"));
    }
    for (Node item : items("none")) {
      add("none", item, Double.NaN);
    }
    unique(names);
    apart(names);
    return new Synonyms(words, ranges, none);
  }

  private void words(Fields w) {
    if (parameter.kind() != Kind.STEPPED && parameter.kind() != Kind.CONTINUOUS) {
      f.wrong("words", "words", "lists under 'values'", "this parameter has names");
    }
    for (Node.Entry e : f.entries("words")) {
      words.put(e.key(), w.number(e.key(), parameter.min(), parameter.max(), parameter.min()));
    }
    w.done();
  }

  private List<Node> items(String key) {
    return switch (f.node(key)) {
      case null -> List.of();
      case Node.Sequence s -> s.items();
      case Node other -> List.of(other);
    };
  }

  private void add(String key, Node item, double value) {
    f.has(key);
    String text = item instanceof Node.Scalar s ? s.text() : "";
    Matcher range = RANGE.matcher(text);
    boolean number = text.matches("-?[0-9]{1,9}");
    if (range.matches()) {
      range(key, text, Long.parseLong(range.group(1)), Long.parseLong(range.group(2)), value);
    } else if (whole && text.contains("..")) {
      f.wrong(key, "'" + text + "'", "a range such as \"1..126\"", "");
    } else if (whole && number) {
      ranges.add(new Synonyms.Range(Long.parseLong(text), Long.parseLong(text), value));
    } else if (text.isEmpty()) {
      f.wrong(key, item.describe(), "a text or a number", "");
    } else if (Double.isNaN(value)) {
      none.add(text);
    } else if (words.putIfAbsent(text, value) != null) {
      f.wrong(key, "'" + text + "' twice", "each word for one value", "");
    }
  }

  private void range(String key, String text, long from, long to, double value) {
    if (!whole) {
      f.wrong(key, "'" + text + "'", "texts", "a range is for numbers: as: d, or 'notation: hex'");
    } else if (from > to) {
      f.wrong(key, "'" + text + "'", "the smaller number first", "");
    } else {
      ranges.add(new Synonyms.Range(from, to, value));
    }
  }

  /** What is sent for one value must not be heard for another, or for none. */
  private void apart(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      double mine = i;
      long raw = writing.raw(i);
      boolean taken =
          whole
              && ranges.stream()
                  .anyMatch(r -> r.value() != mine && r.from() <= raw && raw <= r.to());
      boolean worded =
          writing instanceof Writing.Words w
              && (none.contains(w.texts().get(i))
                  || words.getOrDefault(w.texts().get(i), mine) != mine);
      if (taken || worded) {
        f.wrong(
            "values",
            "'" + names.get(i) + "' heard for something else too",
            "one or the other",
            "");
      }
    }
    boolean number =
        writing instanceof Writing.Number
            && none.stream().anyMatch(text -> writing.value(text).isPresent());
    if (number) {
      f.wrong("none", String.join(", ", none), "words that are no numbers", "");
    }
  }

  /** No word may stand for two values. */
  private void unique(List<String> names) {
    for (String word : none) {
      if (words.containsKey(word)) {
        f.wrong("none", "'" + word + "'", "a word that stands for no value", "");
      }
    }
    for (int i = 0; i < ranges.size(); i++) {
      for (int j = i + 1; j < ranges.size(); j++) {
        boolean apart =
            ranges.get(i).to() < ranges.get(j).from() || ranges.get(j).to() < ranges.get(i).from();
        if (!apart) {
          f.wrong(names.isEmpty() ? "none" : "values", "a number twice", "each for one value", "");
          return;
        }
      }
    }
  }
}
