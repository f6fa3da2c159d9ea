package hybridge.app;

import java.util.Map;
import java.util.Set;

/** How a unit's parameter is told in a line: what is wanted, and beside it what is there. */
final class UnitWords {
  private static final double SAME = 1e-9;
  private static final Set<String> UNDECIDED = Set.of("unknown", "sent");
  private static final Set<String> NOT_SENT = Set.of("away", "unsent");

  private UnitWords() {}

  /** Is it still open what the unit makes of a move? */
  static boolean undecided(Map<String, Object> row) {
    return row.get("truth") instanceof String truth && UNDECIDED.contains(truth);
  }

  /** Did a move go nowhere? */
  static boolean notSent(Map<String, Object> row) {
    return row.get("truth") instanceof String truth && NOT_SENT.contains(truth);
  }

  /** What became of a move, to stand behind the value; empty where there is nothing to say. */
  static String afterMove(Map<String, Object> row) {
    return switch (String.valueOf(row.get("truth"))) {
      case "away" -> " (away: not sent)";
      case "unsent" -> " (not sent)";
      case "unknown" -> " (unknown)";
      case "sent" -> " (sent, not confirmed yet)";
      case "refused" -> " (refused" + reported(row, "; the box holds ") + ")";
      case "reported" -> {
        String other = reported(row, "the box holds ");
        yield other.isEmpty() ? "" : " (" + other + ")";
      }
      case "byhand" -> " (to be set by hand)";
      default -> "";
    };
  }

  /** What the box says beside what is wanted, where the two differ or nothing is sure. */
  static String besides(Map<String, Object> row) {
    if (!(row.get("truth") instanceof String truth)) {
      return "";
    }
    String other = reported(row, "reported ");
    boolean plain = truth.equals("reported");
    String word = truth.equals("unsent") ? "not sent" : truth;
    return other.isEmpty()
        ? plain ? "" : " (" + word + ")"
        : " (" + other + (plain ? "" : ", " + word) + ")";
  }

  private static String reported(Map<String, Object> row, String before) {
    Object there = row.get("reported");
    return there == null || same(there, row.get("value")) ? "" : before + GetCommand.text(there);
  }

  private static boolean same(Object a, Object b) {
    return a instanceof Number x && b instanceof Number y
        ? Math.abs(x.doubleValue() - y.doubleValue()) <= SAME
        : a.equals(b);
  }
}
