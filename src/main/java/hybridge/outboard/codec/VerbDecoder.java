package hybridge.outboard.codec;

import hybridge.profile.Message;
import hybridge.profile.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What our messages of one verb mean to a box.
 *
 * @param lines the templates about each of its cells
 */
record VerbDecoder(VerbTemplates verb, List<VerbTemplates.Lines> lines, Optional<Template> commit) {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}(\\.[0-9]{1,9})?");

  /**
   * What our last payloads mean; nothing in a message means: wait for the rest; empty: not ours.
   */
  Optional<List<Message>> heard(List<String> recent) {
    for (VerbTemplates.Lines l : lines) {
      if (!l.get().isEmpty() && match(l.get(), recent).isPresent()) {
        return Optional.of(List.of(new Message.Get(l.cell().first())));
      }
    }
    if (commit.isPresent() && commit.get().match(recent.getLast()).isPresent()) {
      return Optional.of(List.of(new Message.Commit(lines.getFirst().cell().first())));
    }
    Optional<List<Message>> wrong = Optional.empty();
    for (VerbTemplates.Lines l : lines) {
      if (l.stage().isPresent()) {
        List<Message> held = all(l.stage().get(), recent.getLast());
        if (!held.isEmpty()) {
          return Optional.of(List.of(new Message.Stage(held)));
        }
      }
      if (l.set().isEmpty()) {
        continue;
      }
      List<Message> sets = sets(l, l.set(), recent, false);
      if (sets.isEmpty() && l.negative().isPresent()) {
        sets = sets(l, List.of(l.negative().get()), recent, true);
      }
      if (!sets.isEmpty()) {
        return Optional.of(sets);
      }
      wrong = wrong.or(() -> outOfRange(l, recent));
    }
    return wrong.or(() -> begun(lines, recent) ? Optional.of(List.of()) : Optional.empty());
  }

  /** An order for this parameter with a number that it has not: NaN. */
  private static Optional<List<Message>> outOfRange(VerbTemplates.Lines l, List<String> recent) {
    if (l.set().isEmpty() || l.set().getLast().grouped() || l.cell().shared()) {
      return Optional.empty();
    }
    return match(l.set(), recent)
        .filter(holes -> NUMBER.matcher(holes.getOrDefault("value", "")).matches())
        .map(holes -> List.of(new Message.Set(l.cell().first(), Double.NaN)));
  }

  private static boolean begun(List<VerbTemplates.Lines> lines, List<String> recent) {
    return lines.stream()
        .filter(l -> !l.set().isEmpty())
        .flatMap(l -> l.set().subList(0, l.set().size() - 1).stream())
        .anyMatch(t -> t.match(recent.getLast()).isPresent());
  }

  private List<Message> sets(
      VerbTemplates.Lines l, List<Template> sends, List<String> recent, boolean negative) {
    if (sends.getLast().grouped()) {
      return all(sends.getLast(), recent.getLast());
    }
    List<Message> sets = new ArrayList<>();
    match(sends, recent)
        .ifPresent(
            holes ->
                l.cell()
                    .read(holder(sends), holes, negative)
                    .forEach((id, v) -> sets.add(new Message.Set(id, v))));
    return sets;
  }

  /**
   * The sets of a message that takes several; none if a word in it is unknown. A value that the
   * wire can say and the parameter has not is NaN: nobody may take the rest for the whole.
   */
  private List<Message> all(Template t, String payload) {
    List<Message> sets = new ArrayList<>();
    List<Map<String, String>> items = t.read(payload).map(Template.Match::items).orElse(List.of());
    for (int i = 0; i < items.size(); i++) {
      WireWord cell = verb.cell(items.get(i), i, VerbTemplates.Side.OURS);
      if (cell == null) {
        return List.of();
      }
      Map<String, Double> values = cell.read(t, items.get(i), false);
      values.forEach((id, v) -> sets.add(new Message.Set(id, v)));
      if (values.isEmpty() && !cell.shared()) {
        sets.add(new Message.Set(cell.first(), Double.NaN));
      }
    }
    return sets;
  }

  /** The template that carries the value. */
  private static Template holder(List<Template> sends) {
    return sends.stream()
        .filter(t -> t.has("value") || t.has("high"))
        .findFirst()
        .orElse(sends.getLast());
  }

  private static Optional<Map<String, String>> match(List<Template> sends, List<String> recent) {
    int k = sends.size();
    if (recent.size() < k) {
      return Optional.empty();
    }
    Map<String, String> holes = new LinkedHashMap<>();
    for (int i = 0; i < k; i++) {
      Optional<Map<String, String>> found = sends.get(i).match(recent.get(recent.size() - k + i));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      holes.putAll(found.get());
    }
    return Optional.of(holes);
  }
}
