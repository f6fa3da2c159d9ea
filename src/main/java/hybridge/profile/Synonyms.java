package hybridge.profile;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a box says of a parameter beside the usual writing of its values: other words for one value,
 * and words for no value at all. They are only understood, never sent. Immutable.
 *
 * @param words the value behind each text
 * @param ranges the values behind whole numbers
 * @param none texts that mean that there is no value now
 */
public record Synonyms(Map<String, Double> words, List<Range> ranges, Set<String> none) {
  /** There are none. */
  public static final Synonyms NONE = new Synonyms(Map.of(), List.of(), Set.of());

  /**
   * Whole numbers that mean one value.
   *
   * @param to the last of them
   * @param value NaN: no value now
   */
  public record Range(long from, long to, double value) {}

  public Synonyms {
    words = Map.copyOf(words);
    ranges = List.copyOf(ranges);
    none = Set.copyOf(none);
  }

  /** All texts that stand instead of a value as it is usually written. */
  public Set<String> texts() {
    Set<String> all = new TreeSet<>(words.keySet());
    all.addAll(none);
    return all;
  }

  /** The value behind a text, if it is one of these. */
  public OptionalDouble value(String text) {
    Double value = words.get(text);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The value behind a number, if it is one of these. */
  public OptionalDouble value(long raw) {
    return ranges.stream()
        .filter(r -> holds(r, raw) && !Double.isNaN(r.value()))
        .mapToDouble(Range::value)
        .findFirst();
  }

  /** Does this text mean that there is no value now? */
  public boolean absent(String text) {
    return none.contains(text);
  }

  /** The same of a number. */
  public boolean absent(long raw) {
    return ranges.stream().anyMatch(r -> holds(r, raw) && Double.isNaN(r.value()));
  }

  private static boolean holds(Range range, long raw) {
    return raw >= range.from() && raw <= range.to();
  }
}
