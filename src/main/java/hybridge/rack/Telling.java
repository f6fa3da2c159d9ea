package hybridge.rack;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is told of a state that comes and goes: each wording three times at most, until one has
 * lasted for a minute. Used by one thread.
 */
final class Telling {
  /** Stands behind what is told for the last time. */
  static final String ENOUGH = "; it comes and goes, and is not told again";

  private static final int MOST = 3;
  private static final int MOST_WORDINGS = 256;
  private static final long STEADY_NANOS = 60_000_000_000L;

  private final Map<String, Integer> told = new HashMap<>();
  private long since;

  /**
   * @return what is to be told; nothing when it was told often enough
   */
  Optional<String> say(String words, long nanos) {
    if (nanos - since >= STEADY_NANOS || told.size() > MOST_WORDINGS) {
      told.clear();
    }
    since = nanos;
    int times = told.merge(words, 1, Integer::sum);
    if (times > MOST) {
      return Optional.empty();
    }
    return Optional.of(times == MOST ? words + ENOUGH : words);
  }
}
