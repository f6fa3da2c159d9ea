package hybridge.outboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a walk over a box's tree left out, by the reason; a few names of each. */
final class TreeGaps {
  private static final int MOST_REASONS = 24;
  private static final int MOST_NAMED = 8;

  private final Map<String, List<String>> named = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private int most;

  void add(String reason, String path) {
    String why =
        named.size() < MOST_REASONS || named.containsKey(reason) ? reason : "other reasons";
    counts.merge(why, 1, Integer::sum);
    List<String> names = named.computeIfAbsent(why, w -> new ArrayList<>());
    if (names.size() < MOST_NAMED) {
      names.add(path);
    }
  }

  /** There were more parameters than were wanted. */
  void more(int wanted) {
    most = wanted;
  }

  /** One sentence for each reason. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    named.forEach(
        (why, names) -> {
          int left = counts.get(why) - names.size();
          String rest = left > 0 ? " and " + left + " more" : "";
          lines.add("left out, " + why + ": " + String.join(", ", names) + rest);
        });
    if (most > 0) {
      lines.add("more than " + most + " parameters: the others were not asked for");
    }
    return lines;
  }

  /** The first sentence, after a colon; or nothing. */
  String first() {
    return lines().isEmpty() ? "" : ": " + lines().getFirst();
  }
}
