package hybridge.outboard;

import hybridge.value.Safety;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A place on a box's tree of parameters.
 *
 * @param levels the numbers of the branches from the root down; none: the root
 * @param words what each of them is called in small letters, digits and hyphens; no two under one
 *     branch alike
 * @param names the same as the box says it
 * @param types of the branches on the way, the root's first and its own last
 */
record TreePlace(
    List<Integer> levels, List<String> words, List<String> names, List<Integer> types) {

  private static final int LONGEST_ID = 32;
  private static final Set<String> RESERVED =
      Set.of("norm", "reported", "truth", "state", "locate");
  private static final Set<String> DANGER =
      Set.of(
          "bypass", "program", "prog", "init", "reset", "factory", "clear", "erase", "delete",
          "load", "recall", "restore", "clock", "protect", "dump", "test", "midi", "sysex",
          "device", "button", "panel");
  private static final Set<String> STORE = Set.of("store", "save", "write", "copy");
  private static final Set<String> POWER = Set.of("power", "standby");
  private static final Set<String> ROUTE =
      Set.of("route", "routing", "source", "src", "input", "insert", "patch");
  private static final Set<String> LEVEL =
      Set.of(
          "level",
          "lvl",
          "mix",
          "gain",
          "volume",
          "vol",
          "master",
          "output",
          "out",
          "drive",
          "boost",
          "trim",
          "feedback",
          "fbk",
          "regen",
          "fader");

  TreePlace {
    levels = List.copyOf(levels);
    words = List.copyOf(words);
    names = List.copyOf(names);
    types = List.copyOf(types);
  }

  /** The root, of a type. */
  static TreePlace root(int type) {
    return new TreePlace(List.of(), List.of(), List.of(), List.of(type));
  }

  /** A word for an id out of a name; may be empty. */
  static String word(String name) {
    return name.toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  TreePlace below(int level, String word, String name, int type) {
    return new TreePlace(
        with(levels, level), with(words, word), with(names, name), with(types, type));
  }

  private static <T> List<T> with(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  int type() {
    return types.getLast();
  }

  /** As it stands in a message: the count, then each level. */
  String wire() {
    StringBuilder wire = new StringBuilder(TreeType.word(levels.size()));
    levels.forEach(level -> wire.append(TreeType.word(level)));
    return wire.toString();
  }

  /** The words from the root, for people. */
  String path() {
    return words.isEmpty() ? "the root" : String.join("/", words);
  }

  /** The names from the root, for people. */
  String inWords() {
    return String.join(" / ", names);
  }

  /** All words of the path where they fit, else {@link #numberedId}. */
  String id() {
    String id = lettered(String.join("-", words));
    return id.length() <= LONGEST_ID ? id : numberedId();
  }

  /**
   * The last words of the path that fit, and its numbers: hangs on the place alone, whatever else
   * was asked for.
   */
  String numberedId() {
    String numbers = levels.stream().map(level -> "-" + level).collect(Collectors.joining());
    int room = Math.max(2, LONGEST_ID - numbers.length());
    List<String> all = List.of(String.join("-", words).split("-"));
    String fits = "";
    for (int from = all.size() - 1; from >= 0; from--) {
      String tail = lettered(String.join("-", all.subList(from, all.size())));
      fits = tail.length() <= room ? tail : fits;
    }
    String last = lettered(all.getLast());
    return (fits.isEmpty() ? last.substring(0, room).replaceAll("-$", "") : fits) + numbers;
  }

  private static String lettered(String id) {
    boolean letter = !id.isEmpty() && Character.isLetter(id.charAt(0));
    return letter && !RESERVED.contains(id) ? id : "p-" + id;
  }

  /** The careful class of what its name sounds like. */
  Safety safety() {
    Set<String> own = Set.copyOf(List.of(words.getLast().split("-")));
    Set<String> all = Set.copyOf(List.of(String.join("-", words).split("-")));
    boolean starts = all.stream().anyMatch(w -> w.startsWith("initiali") || w.equals("factory"));
    if (starts || has(own, DANGER)) {
      return Safety.DANGER;
    }
    if (has(all, STORE)) {
      return Safety.STORE;
    }
    if (has(own, POWER)) {
      return Safety.POWER;
    }
    if (own.contains("phantom")) {
      return Safety.PHANTOM;
    }
    if (has(own, ROUTE)) {
      return Safety.ROUTE;
    }
    return own.contains("mute") ? Safety.MUTE : has(own, LEVEL) ? Safety.LEVEL : Safety.SAFE;
  }

  private static boolean has(Set<String> words, Set<String> any) {
    return words.stream().anyMatch(any::contains);
  }
}
