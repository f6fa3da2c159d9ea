package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Suggest;
import java.util.List;
import java.util.stream.Stream;

/**
 * The order in which a box wants what is set at the same time: {@code order: [mute, gain-*]}. Names
 * and patterns in their ranks; what is not named comes last.
 */
final class Order {
  /** Letters of a pattern: longer than any id. */
  private static final int LONGEST = 64;

  /** Nobody reads more problems with an order, and the file may be a stranger's. */
  private static final int MOST_WRONG = 100;

  private final Fields f;
  private final List<String> ids;
  private final Integer[] ranks;

  private Order(Fields f, List<String> ids) {
    this.f = f;
    this.ids = ids;
    this.ranks = new Integer[ids.size()];
  }

  /** The rank of each parameter; no ranks at all where the profile has no order. */
  static List<Integer> ranks(Fields f, List<UnitProfile.Knob> knobs) {
    List<Fields.Item> order = f.items("order", true, item -> item);
    if (order.isEmpty()) {
      if (f.has("order")) {
        f.wrong("order", "an empty list", "ids of parameters, or patterns such as gain-*", "");
      }
      return List.of();
    }
    Order all = new Order(f, knobs.stream().map(UnitProfile.Knob::id).toList());
    int wrong = 0;
    for (int rank = 0; rank < order.size() && wrong < MOST_WRONG; rank++) {
      wrong += all.take(order.get(rank), rank) ? 0 : 1;
    }
    return Stream.of(all.ranks).map(r -> r == null ? order.size() : r).toList();
  }

  /** Gives a rank to those that have none yet; false, and noted, when that is nobody. */
  private boolean take(Fields.Item item, int rank) {
    if (!(item.node() instanceof Node.Scalar s) || s.value() == null) {
      f.problems().add(item.node().line(), item.at(), item.node().describe(), "text", "");
      return false;
    }
    String pattern = s.text();
    boolean found = false;
    boolean fresh = false;
    for (int i = 0; i < ids.size() && pattern.length() <= LONGEST; i++) {
      boolean its = means(pattern, ids.get(i));
      found |= its;
      fresh |= its && ranks[i] == null;
      ranks[i] = its && ranks[i] == null ? Integer.valueOf(rank) : ranks[i];
    }
    if (!fresh) {
      f.problems()
          .add(
              item.node().line(),
              item.at(),
              "'" + pattern + "'" + (found ? ", whose parameters were named before" : ""),
              found ? "each of them once" : "an id, or a pattern such as gain-*, of params",
              found ? "put it before the wider pattern" : Suggest.near(pattern, ids));
    }
    return fresh;
  }

  /**
   * A star is any letters, none too. No more steps than letters times letters, whatever the
   * pattern.
   */
  static boolean means(String pattern, String id) {
    int p = 0;
    int i = 0;
    int star = -1;
    int after = 0;
    while (i < id.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        after = i;
      } else if (p < pattern.length() && pattern.charAt(p) == id.charAt(i)) {
        p++;
        i++;
      } else if (star >= 0) {
        p = star + 1;
        i = ++after;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
