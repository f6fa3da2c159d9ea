package hybridge.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One thing that two readings of a studio file differ in, as {@link StudioComparison} finds it. */
sealed interface StudioChange {

  /** What a studio is made of. */
  enum Part {
    STRIP("strip"),
    GROUP("group"),
    AUX("aux"),
    VCA("VCA"),
    INSERT("insert"),
    SLOT("slot"),
    UNIT("unit"),
    SURFACE("surface");

    private final String word;

    Part(String word) {
      this.word = word;
    }

    /** Those with numbers are called by number and name, the others by their name. */
    String called(int number, String name) {
      return this == SLOT
          ? "master chain: " + name
          : word + (number > 0 ? " " + number : "") + " '" + name + "'";
    }
  }

  /** What is different about a part. */
  record Detail(String what, String before, String after) {
    @Override
    public String toString() {
      return what + " " + before + " → " + after;
    }
  }

  /**
   * @param number its place, from 1; 0 for parts that go by their name
   */
  record Added(Part part, int number, String name) implements StudioChange {}

  record Removed(Part part, int number, String name) implements StudioChange {}

  /** It stands elsewhere among those that stayed; its values and its sound go with it. */
  record Moved(Part part, int from, int to, String name) implements StudioChange {}

  record Renamed(Part part, int number, String before, String after) implements StudioChange {}

  /** A strip or an insert goes elsewhere; a unit or a surface begins anew. */
  record Altered(Part part, int number, String name, List<Detail> details) implements StudioChange {
    public Altered {
      details = List.copyOf(details);
    }
  }

  /** Something that is no part: {@code main.outputs}, {@code osc.allow}. */
  record Setting(String at, String before, String after) implements StudioChange {}

  /** What a parameter begins with. Held by all who still held what the file said. */
  record StartValue(String address, String before, String after) implements StudioChange {}

  /** What cannot be changed while the daemon runs. */
  record Locked(String at, String before, String after) implements StudioChange {}

  /** In plain words. */
  default String words() {
    return switch (this) {
      case Added c -> c.part().called(c.number(), c.name()) + " added";
      case Removed c -> c.part().called(c.number(), c.name()) + " removed";
      case Moved c -> c.part().called(c.to(), c.name()) + " moved here from " + c.from();
      case Renamed c -> c.part().called(c.number(), c.before()) + " renamed '" + c.after() + "'";
      case Altered c -> {
        boolean anew = c.part() == Part.UNIT || c.part() == Part.SURFACE;
        yield c.part().called(c.number(), c.name())
            + (anew ? " restarted: " : ": ")
            + c.details().stream().map(Detail::toString).collect(Collectors.joining(", "));
      }
      case Setting c -> c.at() + ": " + c.before() + " → " + c.after();
      case StartValue c -> "start value " + c.address() + ": " + c.before() + " → " + c.after();
      case Locked c -> c.at() + ": " + c.before() + " → " + c.after() + " needs a restart";
    };
  }

  /** Does the engine need another mix for it? */
  default boolean structural() {
    return switch (this) {
      case Added c -> c.part() != Part.UNIT && c.part() != Part.SURFACE;
      case Removed c -> c.part() != Part.UNIT && c.part() != Part.SURFACE;
      case Altered c -> c.part() != Part.UNIT && c.part() != Part.SURFACE;
      case Moved c -> true;
      case Setting c -> c.at().startsWith("console") || c.at().startsWith("master");
      case Renamed c -> false;
      case StartValue c -> false;
      case Locked c -> false;
    };
  }

  /** As JSON carries it. */
  default Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("change", getClass().getSimpleName().toLowerCase(Locale.ROOT));
    switch (this) {
      case Added c -> part(view, c.part(), c.number(), c.name());
      case Removed c -> part(view, c.part(), c.number(), c.name());
      case Moved c -> {
        part(view, c.part(), c.to(), c.name());
        view.put("from", c.from());
      }
      case Renamed c -> {
        part(view, c.part(), c.number(), c.after());
        view.put("before", c.before());
      }
      case Altered c -> part(view, c.part(), c.number(), c.name());
      case Setting c -> values(view, "at", c.at(), c.before(), c.after());
      case StartValue c -> values(view, "address", c.address(), c.before(), c.after());
      case Locked c -> values(view, "at", c.at(), c.before(), c.after());
    }
    view.put("text", words());
    return view;
  }

  private static void part(Map<String, Object> view, Part part, int number, String name) {
    view.put("part", part.name().toLowerCase(Locale.ROOT));
    if (number > 0) {
      view.put("number", number);
    }
    view.put("name", name);
  }

  private static void values(
      Map<String, Object> view, String key, String at, String before, String after) {
    view.put(key, at);
    view.put("before", before);
    view.put("after", after);
  }
}
