package hybridge.outboard;

import hybridge.profile.UnitProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with a unit now, in words: why it is away, and which of its parameters it says
 * nothing of that is understood. Each trouble is noted three times at most, as long as the unit is
 * there. Owned by {@link Unit}.
 */
final class Troubles {
  private static final int MOST_NOTES = 3;
  private static final int MOST_TOLD = 3;

  private final UnitProfile profile;
  private final Unit.Listener listener;
  private final Map<Integer, String> open = new LinkedHashMap<>();
  private final Map<String, Integer> noted = new LinkedHashMap<>();
  private String state = "";
  private String told = "";

  Troubles(UnitProfile profile, Unit.Listener listener) {
    this.profile = profile;
    this.listener = listener;
  }

  /** The state has changed: away, faulty and read-only units are in trouble as a whole. */
  void state(Unit.State next, String why) {
    state =
        switch (next) {
          case AWAY, READONLY, FAULT -> next.word() + ": " + why;
          case IDENTIFYING, READY, STANDBY -> "";
        };
    if (next != Unit.State.READY && next != Unit.State.READONLY) {
      open.clear();
    }
    tell();
  }

  /**
   * These parameters have no value, or an order about them was not confirmed.
   *
   * @param news it was not so before
   */
  void about(List<Integer> knobs, String why, boolean news) {
    String names = names(knobs);
    if (news && noted.merge(names, 1, Integer::sum) <= MOST_NOTES) {
      listener.note(names + ": " + why);
    }
    knobs.forEach(knob -> open.put(knob, why));
    tell();
  }

  private String names(List<Integer> knobs) {
    List<String> names = new ArrayList<>();
    knobs.stream().limit(MOST_TOLD).forEach(k -> names.add(profile.knobs().get(k).id()));
    int more = knobs.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  /** It has a value again. */
  void solved(int knob) {
    if (open.remove(knob) != null) {
      tell();
    }
  }

  private void tell() {
    Map<String, List<Integer>> byReason = new LinkedHashMap<>();
    open.forEach((knob, why) -> byReason.computeIfAbsent(why, w -> new ArrayList<>()).add(knob));
    List<String> all = new ArrayList<>(state.isEmpty() ? List.of() : List.of(state));
    byReason.forEach((why, knobs) -> all.add(names(knobs) + ": " + why));
    String text = String.join("; ", all.subList(0, Math.min(all.size(), MOST_TOLD)));
    if (!text.equals(told)) {
      told = text;
      listener.trouble(text);
    }
  }
}
