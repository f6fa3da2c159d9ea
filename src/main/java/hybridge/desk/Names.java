package hybridge.desk;

import hybridge.studio.Kept;
import hybridge.studio.Studio;
import hybridge.value.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stays of an address when strips move: its numbers replaced by keys that a strip, group, aux
 * or VCA keeps from one reading of the studio file to the next, even when it is renamed. Immutable.
 */
final class Names {
  private final Studio studio;

  /** By the first word of an address: the key of each number, from 0. */
  private final Map<String, List<String>> keys;

  /** Words of choices that name a strip or a group: what they were called before. */
  private final Map<String, String> renamed;

  private Names(Studio studio, Map<String, List<String>> keys, Map<String, String> renamed) {
    this.studio = studio;
    this.keys = keys;
    this.renamed = renamed;
  }

  static Names of(Studio studio) {
    return new Names(
        studio,
        Map.of(
            "strip", unique(studio.strips().stream().map(Studio.Strip::id).toList()),
            "group", unique(studio.groups().stream().map(Studio.Bus::id).toList()),
            "aux", unique(studio.auxes().stream().map(Studio.Bus::id).toList()),
            "vca", unique(studio.vcas())),
        Map.of());
  }

  /** A file that names something twice has a problem, and is looked at all the same. */
  private static List<String> unique(List<String> ids) {
    Set<String> taken = new HashSet<>();
    return ids.stream().map(id -> free(id, taken)).toList();
  }

  private static String free(String id, Set<String> taken) {
    String key = id;
    while (!taken.add(key)) {
      key += "'";
    }
    return key;
  }

  /** The names of the next reading: what was there already keeps its keys. */
  Names next(Studio next) {
    List<Integer> strips = Kept.strips(studio.strips(), next.strips());
    List<Integer> groups = Kept.buses(studio.groups(), next.groups());
    Names fresh = of(next);
    Map<String, String> words = new HashMap<>();
    for (int i = 0; i < strips.size(); i++) {
      if (strips.get(i) != Kept.NEW) {
        words.put("key " + studio.strips().get(strips.get(i)).id(), next.strips().get(i).id());
      }
    }
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i) != Kept.NEW) {
        words.put(
            "group " + studio.groups().get(groups.get(i)).name(), next.groups().get(i).name());
      }
    }
    return new Names(
        next,
        Map.of(
            "strip", inherited("strip", strips, fresh),
            "group", inherited("group", groups, fresh),
            "aux", inherited("aux", Kept.buses(studio.auxes(), next.auxes()), fresh),
            "vca", inherited("vca", Kept.vcas(studio.vcas(), next.vcas()), fresh)),
        words);
  }

  private List<String> inherited(String kind, List<Integer> from, Names fresh) {
    Set<String> taken = new HashSet<>();
    from.stream().filter(i -> i != Kept.NEW).forEach(i -> taken.add(keys.get(kind).get(i)));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      if (from.get(i) != Kept.NEW) {
        all.add(keys.get(kind).get(from.get(i)));
        continue;
      }
      // Somebody who was renamed may still go by it.
      all.add(free(fresh.keys.get(kind).get(i), taken));
    }
    return all;
  }

  /** The address with keys for numbers. */
  String key(Address address) {
    List<String> words = new ArrayList<>(address.segments());
    if (!keys.containsKey(words.getFirst())) {
      return address.path();
    }
    for (int i = 0; i + 1 < words.size(); i++) {
      String kind = words.get(i).equals("send") ? "aux" : words.get(i);
      boolean part = i == 0 || kind.equals("aux") || kind.equals("vca");
      List<String> of = keys.get(kind);
      if (part && of != null && words.get(i + 1).matches("\\d{1,4}")) {
        int number = Integer.parseInt(words.get(i + 1));
        if (number >= 1 && number <= of.size()) {
          words.set(i + 1, of.get(number - 1));
        }
        i++;
      }
    }
    return String.join("/", words);
  }

  /** The same studio with keys for ids: one that is renamed stays the same to the engine. */
  Studio keyed(Studio s) {
    List<Studio.Strip> strips = new ArrayList<>();
    for (Studio.Strip t : s.strips()) {
      String key = keys.get("strip").get(t.number() - 1);
      strips.add(
          new Studio.Strip(
              key, t.number(), t.name(), t.inputs(), t.inserts(), t.group(), t.line()));
    }
    return s.with(strips, keyed("group", s.groups()), keyed("aux", s.auxes()));
  }

  private List<Studio.Bus> keyed(String kind, List<Studio.Bus> buses) {
    return buses.stream()
        .map(
            b ->
                new Studio.Bus(
                    keys.get(kind).get(b.number() - 1),
                    b.number(),
                    b.name(),
                    b.inserts(),
                    b.line()))
        .toList();
  }

  /** What a word of a choice is called now that the strip or group that it means was renamed. */
  String word(Address of, String before) {
    return renamed.getOrDefault(of.leaf() + " " + before, before);
  }
}
