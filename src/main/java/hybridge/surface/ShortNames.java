package hybridge.surface;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names for cells of few signs, no two of which read alike beside each other. */
public final class ShortNames {
  private ShortNames() {}

  /**
   * The names as they are to be written, in their order. Those that read differently when they are
   * cut to {@code room} signs stay whole; of those that would read alike the ends are kept: {@code
   * Guitar Left} and {@code Guitar Right} become {@code GuitrL} and {@code GuitrR}. Where nothing
   * else helps, a number tells them apart. Empty ones stay empty.
   */
  public static List<String> unique(List<String> names, int room) {
    Map<String, List<Integer>> alike = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      alike.computeIfAbsent(Lettering.fit(names.get(i), room, true), k -> new ArrayList<>()).add(i);
    }
    Set<String> taken = new HashSet<>();
    alike.forEach(
        (text, which) -> {
          if (which.size() == 1) {
            taken.add(text);
          }
        });
    String[] all = new String[names.size()];
    for (int i = 0; i < all.length; i++) {
      String text = Lettering.fit(names.get(i), room, true);
      if (text.isBlank() || alike.get(text).size() == 1) {
        all[i] = names.get(i);
      } else if (all[i] == null) {
        apart(names, alike.get(text), room, taken, all);
      }
    }
    return List.of(all);
  }

  private static void apart(
      List<String> names, List<Integer> which, int room, Set<String> taken, String[] all) {
    for (int tail = 1; tail < room; tail++) {
      List<String> tried = new ArrayList<>();
      for (int i : which) {
        tried.add(withEnd(names.get(i), room, tail));
      }
      Set<String> different = new HashSet<>(tried);
      if (different.size() == which.size() && different.stream().noneMatch(taken::contains)) {
        for (int k = 0; k < which.size(); k++) {
          all[which.get(k)] = tried.get(k);
        }
        taken.addAll(tried);
        return;
      }
    }
    int n = 1;
    for (int i : which) {
      String text;
      do {
        String number = Integer.toString(n++);
        int rest = Math.max(0, room - number.length());
        text = Lettering.fit(names.get(i), rest, true) + number;
      } while (taken.contains(text));
      taken.add(text);
      all[i] = text;
    }
  }

  /** The beginning and so many signs of the last word, or of the end of the only one. */
  private static String withEnd(String name, int room, int tail) {
    String text = name.strip();
    int space = text.lastIndexOf(' ');
    String head = space < 0 ? text : text.substring(0, space);
    String last = space < 0 ? text : text.substring(space + 1);
    String end =
        space < 0
            ? last.substring(Math.max(0, last.length() - tail))
            : Lettering.fit(last, tail, true);
    return Lettering.fit(head, room - Lettering.plain(end).length(), true) + Lettering.plain(end);
  }
}
