package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.desk.View;
import hybridge.profile.SurfaceProfile.Display;
import hybridge.surface.ShortNames;
import hybridge.value.Address;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import hybridge.value.Unit;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** The words of the cells of a display: names above, values below. On the desk's thread. */
final class Cells {
  private final Desk desk;

  /** Names as they were last written, by their cases: most of the time nothing has changed. */
  private final Map<SurfaceUnit, Written> written = new HashMap<>();

  private record Written(List<String> names, List<String> cells) {}

  private static final int PATIENCE_MILLIS = 300;
  private static final long PATIENCE = PATIENCE_MILLIS * 1_000_000L;

  /** A wanted value of a unit that the box has not confirmed, and since when it stands. */
  private record Doubt(Value wanted, long since) {}

  /** By the parameter's index; those that are shown. */
  private final Map<Integer, Doubt> doubts = new HashMap<>();

  private long looked;

  Cells(Desk desk) {
    this.desk = desk;
  }

  /** How many signs a cell of this line has where it has fewest; 0 for no such line. */
  static int room(SurfaceUnit unit, int line) {
    int room = Integer.MAX_VALUE;
    for (Display d : unit.profile.displays()) {
      if (d.lines().contains(line)) {
        room = Math.min(room, d.spaced() ? d.cells() - 1 : d.cells());
      }
    }
    return room == Integer.MAX_VALUE ? 0 : room;
  }

  /** What stands in the upper row of a case: no two of its bank read alike. */
  List<String> names(SurfaceUnit unit, Holding holding) {
    List<String> all = new ArrayList<>();
    for (int place = 0; place < holding.width(); place++) {
      all.add(name(unit, place, holding));
    }
    Written last = written.get(unit);
    if (last == null || !last.names().equals(all)) {
      List<String> cells = ShortNames.unique(all, Math.max(1, room(unit, 0)));
      int strips = unit.profile.strips();
      last = new Written(all, List.copyOf(cells.subList(unit.offset, unit.offset + strips)));
      written.put(unit, last);
    }
    return last.cells();
  }

  private String name(SurfaceUnit unit, int place, Holding holding) {
    boolean encoders = place - unit.offset < unit.profile.encoders();
    if ((encoders || holding.mode().flip()) && holding.ofPage()) {
      OptionalInt i = holding.pageParameter(place);
      return i.isPresent() ? parameterName(i.getAsInt(), holding) : "";
    }
    return channelName(holding.channelAt(place), holding);
  }

  private String channelName(String channel, Holding holding) {
    if (channel.isEmpty()) {
      return "";
    }
    OptionalInt name = holding.find(channel + "/name");
    if (name.isPresent()) {
      return Objects.requireNonNullElse(desk.value(name.getAsInt()).words(), "");
    }
    OptionalInt itself = holding.find(channel);
    return itself.isPresent()
        ? parameterName(itself.getAsInt(), holding)
        : capital(channel.substring(channel.lastIndexOf('/') + 1));
  }

  /** As the layout names it; else what its address ends in: {@code eq/1/freq} is Freq 1. */
  private String parameterName(int i, Holding holding) {
    Tree tree = desk.tree();
    Address address = tree.get(i).address();
    String path = address.path();
    for (var named : holding.shownPage().names().entrySet()) {
      if (path.endsWith("/" + named.getKey()) || path.equals(named.getKey())) {
        return named.getValue();
      }
    }
    List<String> words = address.segments();
    int last = words.size() - 1;
    if (last >= 2 && words.get(last - 2).equals("send")) {
      OptionalInt aux = tree.find("/aux/" + words.get(last - 1) + "/name");
      if (aux.isPresent() && words.get(last).equals("level")) {
        return desk.value(aux.getAsInt()).words();
      }
    }
    if (words.get(last).equals("level") || words.get(last).equals("fader")) {
      return capital(words.get(last - 1));
    }
    return last >= 1 && words.get(last - 1).matches("\\d+")
        ? capital(words.get(last)) + " " + words.get(last - 1)
        : capital(words.get(last));
  }

  private static String capital(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** The number alone; see the other. */
  String value(int i, long nanos) {
    return value(i, 0, nanos);
  }

  /**
   * What a unit's parameter says stands as the box reported it. While a hand moves it and the box
   * has not said so yet, the wanted number stands with a question mark; a box that has not
   * confirmed it {@value #PATIENCE_MILLIS} ms after the last move is told by its word. What was
   * refused or not sent stands as reported, with an exclamation mark.
   *
   * @param room signs for a number with its unit of measure; 0: the number alone
   */
  String value(int i, int room, long nanos) {
    Parameter p = desk.tree().get(i);
    OptionalInt truth = desk.tree().find(p.address().path() + "/truth");
    if (truth.isEmpty()) {
      return brief(p, desk.value(i), room);
    }
    Value reported = desk.value(desk.tree().require(p.address().path() + "/reported"));
    String word = desk.value(truth.getAsInt()).words();
    boolean told = View.shown(p, reported) != null;
    if (!word.equals("sent")) {
      doubts.remove(i);
    }
    return switch (word) {
      case "reported" -> brief(p, reported, room);
      case "byhand" -> brief(p, desk.value(i), room);
      case "sent" ->
          told && patient(i, nanos) > PATIENCE ? word : marked(p, desk.value(i), room, "?");
      case "refused", "unsent" -> told ? marked(p, reported, room, "!") : word;
      default -> word;
    };
  }

  private static String marked(Parameter p, Value value, int room, String mark) {
    return brief(p, value, Math.max(0, room - 1)) + mark;
  }

  /** For how long the wanted value has stood unconfirmed, in nanoseconds. */
  private long patient(int i, long nanos) {
    Doubt doubt = doubts.get(i);
    if (doubt == null || !doubt.wanted().equals(desk.value(i))) {
      doubt = new Doubt(desk.value(i), nanos);
      doubts.put(i, doubt);
    }
    return nanos - doubt.since();
  }

  /** Does a number give way to a word now, though nothing has moved? */
  boolean due(long nanos) {
    boolean due =
        doubts.values().stream().anyMatch(d -> late(d, nanos) && late(d, looked) != late(d, nanos));
    looked = nanos;
    return due;
  }

  private static boolean late(Doubt doubt, long nanos) {
    return nanos - doubt.since() > PATIENCE;
  }

  /** A value in a few cells: a number with at most one decimal, or a name. */
  private static String brief(Parameter p, Value value, int room) {
    return switch (p.kind()) {
      case CONTINUOUS, STEPPED -> {
        double v = value.number();
        int decimals = Math.abs(v) >= 1000 || p.unit() == Unit.NONE ? 0 : 1;
        String number = Double.isNaN(v) ? "?" : Numbers.text(v, decimals);
        yield Double.isNaN(v) || room == 0 ? number : measured(p, v, number, room);
      }
      case CHOICE, SWITCH, TEXT -> View.text(p, value);
      case ACTION -> "push";
    };
  }

  /** With its unit, if there is room: first the decimal goes where it is 0, then the unit. */
  private static String measured(Parameter p, double v, String number, int room) {
    if (p.unit() == Unit.HZ && Math.abs(v) >= 1000) {
      String kilo = Numbers.text(v / 1000, v >= 10_000 ? 1 : 2);
      return kilo.length() + 3 <= room ? kilo + "kHz" : kilo + "k";
    }
    String unit = p.unit() == Unit.FRAMES ? "" : p.unit().symbol();
    String whole = number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    if (number.length() + unit.length() <= room) {
      return number + unit;
    }
    return whole.length() + unit.length() <= room ? whole + unit : number;
  }
}
