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

  /**
   * What a unit's parameter says stands as the box reported it; until it has, how far it is
   * believed.
   */
  String value(int i) {
    return value(i, 0);
  }

  /**
   * @param room signs for a number with its unit of measure; 0: the number alone
   */
  String value(int i, int room) {
    Parameter p = desk.tree().get(i);
    OptionalInt truth = desk.tree().find(p.address().path() + "/truth");
    if (truth.isEmpty()) {
      return brief(p, desk.value(i), room);
    }
    String word = desk.value(truth.getAsInt()).words();
    return switch (word) {
      case "reported" ->
          brief(p, desk.value(desk.tree().require(p.address().path() + "/reported")), room);
      case "byhand" -> brief(p, desk.value(i), room);
      default -> word;
    };
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
