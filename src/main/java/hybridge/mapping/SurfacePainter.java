package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Layout;
import hybridge.surface.Show;
import hybridge.value.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What the cases of a surface are to show of the desk, offered to their outboxes: which of it is
 * new they know, and when it can go. Which control holds what it asks {@link Holding}. On the
 * desk's thread.
 */
final class SurfacePainter {
  private static final int UPPER = 0;
  private static final int LOWER = 1;
  private static final int WHITE = 0xFFFFFF;
  private static final int BLACK = 0;

  /** What ails a unit stands below its strip for one in so many turns of this length. */
  static final long TURN_NANOS = 1_000_000_000;

  private static final int TURNS = 3;

  /** Strips of one group share a colour; those of none are white. */
  private static final int[] GROUPS = {0xFFFF00, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0x0000FF};

  private final SurfaceController surface;
  private final Desk desk;
  private final Cells cells;

  SurfacePainter(SurfaceController surface, Desk desk) {
    this.surface = surface;
    this.desk = desk;
    this.cells = new Cells(desk);
  }

  /** Offers everything that this case shows. */
  void paint(SurfaceUnit unit, long nanos) {
    if (!unit.port.present()) {
      return;
    }
    if (unit.metersDue(nanos)) {
      meters(unit, nanos);
    }
    if (cells.due(nanos)) {
      surface.touchUp();
    }
    if (!unit.takeDirty()) {
      return;
    }
    Holding holding = surface.holding();
    lamps(unit, holding, nanos);
    for (int i = 0; i < unit.owners.length; i++) {
      fader(unit, i, holding, nanos);
    }
    for (int i = 0; i < unit.profile.encoders(); i++) {
      if (unit.has(Kind.RING, i)) {
        ring(unit, i, holding, nanos);
      }
    }
    if (!unit.profile.displays().isEmpty()) {
      texts(unit, holding, nanos);
    }
    if (unit.profile.colours().isPresent()) {
      unit.show(colours(unit, holding), nanos);
    }
    if (unit.has(Kind.DIGIT, 0)) {
      unit.show(new Show.Digits(digits(unit, holding)), nanos);
    }
  }

  /** Those of keys that a layout or an assignment gives something to do, and of insert keys. */
  private void lamps(SurfaceUnit unit, Holding holding, long nanos) {
    for (Control lamp : unit.lamps) {
      Show.Light light = surface.keys().light(unit, lamp, holding);
      if (lamp.button() == Button.INSERT && !holding.ails(unit.offset + lamp.index()).isEmpty()) {
        light = Show.Light.FLASH;
      }
      unit.show(new Show.Led(lamp.button(), lamp.index(), light), nanos);
    }
  }

  private void fader(SurfaceUnit unit, int fader, Holding holding, long nanos) {
    if (!unit.has(Kind.FADER, fader)) {
      return;
    }
    OptionalInt i = holding.fader(unit, fader);
    double norm = i.isPresent() ? norm(i.getAsInt()) : 0;
    Show.Fader wanted = new Show.Fader(fader, norm);
    FaderOwner owner = unit.owners[fader];
    if (owner.owned(nanos) && !unit.elsewhere[fader]) {
      unit.outbox.drop(wanted.place());
      unit.touchUp(); // looked at again until the hand has let go
      return;
    }
    if (owner.takeConfirm()) {
      unit.outbox.insist(wanted, nanos);
      owner.sent(norm);
    } else if (!unit.outbox.stands(wanted)) {
      unit.show(wanted, nanos);
      owner.sent(norm);
    } else {
      unit.elsewhere[fader] = false;
      unit.show(wanted, nanos); // what waits for another position is not sent
    }
  }

  /** The travel of what a parameter holds; 0 for words, and for what nobody knows. */
  private double norm(int parameter) {
    double value = desk.value(parameter).number();
    return Double.isNaN(value) ? 0 : desk.tree().get(parameter).norm(value);
  }

  private void ring(SurfaceUnit unit, int encoder, Holding holding, long nanos) {
    OptionalInt i = holding.vpot(unit, encoder);
    Parameter p = i.isPresent() ? desk.tree().get(i.getAsInt()) : null;
    if (p == null
        || p.kind() == hybridge.value.Kind.ACTION
        || Double.isNaN(desk.value(i.getAsInt()).number())) {
      unit.show(new Show.Ring(encoder, 0, Show.RingStyle.OFF), nanos);
      return;
    }
    boolean centred = p.min() < 0 && p.max() == -p.min();
    Show.RingStyle style = centred ? Show.RingStyle.CENTRE : Show.RingStyle.FILL;
    unit.show(new Show.Ring(encoder, norm(i.getAsInt()), style), nanos);
  }

  private void texts(SurfaceUnit unit, Holding holding, long nanos) {
    List<String> upper = new ArrayList<>(cells.names(unit, holding));
    List<String> announced = surface.keys().announced();
    for (int i = 0; i < announced.size() && unit.offset == 0 && i < upper.size(); i++) {
      upper.set(i, announced.get(i).toUpperCase(Locale.ROOT));
    }
    int room = Cells.room(unit, LOWER);
    for (int i = 0; i < upper.size(); i++) {
      unit.show(new Show.Text(i, UPPER, upper.get(i)), nanos);
      unit.show(new Show.Text(i, LOWER, lower(unit, i, room, holding, nanos)), nanos);
    }
  }

  /**
   * Where a fader or knob without a motor stands apart from its parameter, which way it has to go;
   * what ails the unit in the strip's insert, for one second in three; else what the encoder rides,
   * or the fader where there is no encoder and where faders are no faders.
   */
  private String lower(SurfaceUnit unit, int place, int room, Holding holding, long nanos) {
    OptionalInt fader = holding.fader(unit, place);
    if (!unit.motor() && fader.isPresent()) {
      Takeover.Way way =
          unit.faders.way(
              place,
              fader.getAsInt(),
              norm(fader.getAsInt()),
              surface.hand().grid(fader.getAsInt()));
      if (way != Takeover.Way.MET) {
        return (way == Takeover.Way.UP ? "^" : "v") + cells.value(fader.getAsInt(), nanos);
      }
    }
    boolean turns = place < unit.profile.encoders();
    boolean apart = holding.ofPage() && (turns || holding.mode().flip());
    String ails = apart ? "" : holding.ails(unit.offset + place);
    if (!ails.isEmpty() && nanos / TURN_NANOS % TURNS == 0) {
      return shortState(ails);
    }
    boolean ofFader = holding.mode().flip() || !holding.layer().rides().equals("fader");
    Control vpot = Control.of(Kind.VPOT, place);
    if (!turns || ofFader && !apart && !holding.isFixed(unit, vpot)) {
      return fader.isPresent() ? cells.value(fader.getAsInt(), nanos) : "";
    }
    if (apart && holding.mode().flip()) {
      OptionalInt i = holding.pageParameter(unit.offset + place);
      return i.isPresent() ? cells.value(i.getAsInt(), room, nanos) : "";
    }
    OptionalInt i = holding.vpot(unit, place);
    if (i.isEmpty()) {
      return "";
    }
    String value = cells.value(i.getAsInt(), apart ? room : 0, nanos);
    return switch (unit.knobs.way(
        place, i.getAsInt(), norm(i.getAsInt()), surface.hand().grid(i.getAsInt()))) {
      case MET -> value;
      case UP -> ">" + value;
      case DOWN -> "<" + value;
    };
  }

  /** What ails a unit, in six signs. */
  private static String shortState(String state) {
    return switch (state) {
      case "identifying" -> "IDENT";
      case "readonly" -> "RDONLY";
      case "standby" -> "STNDBY";
      default -> state.toUpperCase(Locale.ROOT);
    };
  }

  /** The page, where it has a sign of its own; else the first place of the bank. */
  private static String digits(SurfaceUnit unit, Holding holding) {
    Layout.Page page = holding.shownPage();
    boolean sends = holding.layer().rides().contains("{aux}");
    String sign = sends ? "A" : page.digits();
    boolean ofAux = sends || page.leaves().stream().anyMatch(leaf -> leaf.contains("{aux}"));
    return switch (sign.length()) {
      case 0 -> String.format(Locale.ROOT, "%2d", Math.min(99, holding.first() + unit.offset + 1));
      case 1 -> {
        int number = ofAux ? holding.aux() : holding.pageAt() + 1;
        yield number < 10 ? sign + number : Integer.toString(number);
      }
      default -> sign;
    };
  }

  private Show.Colours colours(SurfaceUnit unit, Holding holding) {
    List<Integer> rgb = new ArrayList<>();
    for (int i = 0; i < unit.profile.strips(); i++) {
      rgb.add(colour(unit, i, holding));
    }
    return new Show.Colours(rgb);
  }

  private int colour(SurfaceUnit unit, int place, Holding holding) {
    if (holding.channelAt(unit.offset + place).isEmpty()) {
      return holding.vpot(unit, place).isPresent() || holding.fader(unit, place).isPresent()
          ? WHITE
          : BLACK;
    }
    OptionalInt group = holding.own(unit.offset + place, "group");
    int number = group.isEmpty() ? 0 : (int) desk.value(group.getAsInt()).number();
    return number == 0 ? WHITE : GROUPS[(number - 1) % GROUPS.length];
  }

  private void meters(SurfaceUnit unit, long nanos) {
    Holding holding = surface.holding();
    for (int i = 0; i < unit.needles.length; i++) {
      if (!unit.has(Kind.METER, i)) {
        continue;
      }
      double db = level(holding.own(unit.offset + i, "meter/peak"));
      double held = level(holding.own(unit.offset + i, "meter/hold"));
      if (unit.needles[i].moves(db, nanos)) {
        unit.outbox.insist(new Show.Meter(i, db), nanos);
      }
      if (unit.needles[i].overChanges(held)) {
        unit.outbox.insist(new Show.Overload(i, held >= 0), nanos);
      }
    }
    for (int side = 0; side < 2; side++) {
      if (unit.has(Kind.MAIN_METER, side) && unit.mainNeedles[side] != null) {
        String which = side == 0 ? "left" : "right";
        double db = level(desk.tree().find("/main/meter/" + which + "/peak"));
        if (unit.mainNeedles[side].moves(db, nanos)) {
          unit.outbox.insist(new Show.MainMeter(side, db), nanos);
        }
      }
    }
  }

  private double level(OptionalInt meter) {
    return meter.isPresent() ? desk.value(meter.getAsInt()).number() : Double.NEGATIVE_INFINITY;
  }
}
