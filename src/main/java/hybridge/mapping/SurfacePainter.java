package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.desk.View;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.surface.Show;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What the cases of a surface are to show of the desk, offered to their outboxes: which of it is
 * new they know, and when it can go. On the desk's thread.
 */
final class SurfacePainter {
  private static final int UPPER = 0;
  private static final int LOWER = 1;
  private static final int WHITE = 0xFFFFFF;
  private static final int BLACK = 0;

  /** Strips of one group share a colour; those of none are white. */
  private static final int[] GROUPS = {0xFFFF00, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0x0000FF};

  private final SurfaceController surface;
  private final Desk desk;

  SurfacePainter(SurfaceController surface, Desk desk) {
    this.surface = surface;
    this.desk = desk;
  }

  /** Offers everything that this case shows. */
  void paint(SurfaceUnit unit, long nanos) {
    if (!unit.port.present()) {
      return;
    }
    if (unit.metersDue(nanos)) {
      meters(unit, nanos);
    }
    if (!unit.takeDirty()) {
      return;
    }
    int strips = unit.profile.strips();
    for (int i = 0; i < strips; i++) {
      for (Button button : List.of(Button.MUTE, Button.SOLO, Button.SELECT)) {
        if (unit.has(button, i)) {
          lamp(unit, button, i, nanos);
        }
      }
    }
    assignedLamps(unit, nanos);
    for (int i = 0; i < unit.owners.length; i++) {
      fader(unit, i, nanos);
    }
    for (int i = 0; i < unit.profile.encoders(); i++) {
      if (unit.has(Kind.RING, i)) {
        ring(unit, i, nanos);
      }
    }
    if (!unit.profile.displays().isEmpty()) {
      texts(unit, nanos);
    }
    if (unit.profile.colours().isPresent()) {
      unit.show(colours(unit), nanos);
    }
    if (unit.has(Kind.DIGIT, 0)) {
      String first = String.format("%2d", Math.min(99, surface.firstStrip() + unit.offset + 1));
      unit.show(new Show.Digits(first), nanos);
    }
  }

  private void lamp(SurfaceUnit unit, Button button, int strip, long nanos) {
    OptionalInt fixed = surface.assigned(unit, Control.of(button, strip).word());
    OptionalInt i =
        fixed.isPresent()
            ? fixed
            : surface.stripParameter(unit.offset + strip, SurfaceController.leaf(button));
    unit.show(new Show.Led(button, strip, light(i)), nanos);
  }

  private Show.Light light(OptionalInt i) {
    boolean on = i.isPresent() && desk.value(i.getAsInt()).number() != 0;
    return on ? Show.Light.ON : Show.Light.OFF;
  }

  /** Buttons that ride a parameter of their own. */
  private void assignedLamps(SurfaceUnit unit, long nanos) {
    unit.assigned.forEach(
        (name, i) ->
            Control.of(name, unit.profile.strips())
                .filter(c -> c.kind() == Kind.BUTTON && unit.has(c.button(), c.index()))
                .ifPresent(
                    c ->
                        unit.show(
                            new Show.Led(c.button(), c.index(), light(OptionalInt.of(i))), nanos)));
    if (unit.has(Button.RUDE_SOLO_LAMP, 0)) {
      unit.show(new Show.Led(Button.RUDE_SOLO_LAMP, 0, anySolo()), nanos);
    }
  }

  private Show.Light anySolo() {
    for (int strip = 1; ; strip++) {
      OptionalInt i = desk.tree().find("/strip/" + strip + "/solo");
      if (i.isEmpty()) {
        return Show.Light.OFF;
      }
      if (desk.value(i.getAsInt()).number() != 0) {
        return Show.Light.FLASH;
      }
    }
  }

  private void fader(SurfaceUnit unit, int fader, long nanos) {
    if (!unit.has(Kind.FADER, fader)) {
      return;
    }
    OptionalInt i = surface.faderParameter(unit, fader);
    double norm = i.isPresent() ? norm(i.getAsInt()) : 0;
    Show.Fader wanted = new Show.Fader(fader, norm);
    FaderOwner owner = unit.owners[fader];
    if (owner.owned(nanos)) {
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
      unit.show(wanted, nanos); // what waits for another position is not sent
    }
  }

  private double norm(int parameter) {
    return desk.tree().get(parameter).norm(desk.value(parameter).number());
  }

  private void ring(SurfaceUnit unit, int encoder, long nanos) {
    OptionalInt i = surface.vpotParameter(unit, encoder);
    if (i.isEmpty()) {
      unit.show(new Show.Ring(encoder, 0, Show.RingStyle.OFF), nanos);
      return;
    }
    Parameter p = desk.tree().get(i.getAsInt());
    boolean centred = p.min() < 0 && p.max() == -p.min();
    Show.RingStyle style = centred ? Show.RingStyle.CENTRE : Show.RingStyle.FILL;
    unit.show(new Show.Ring(encoder, norm(i.getAsInt()), style), nanos);
  }

  private void texts(SurfaceUnit unit, long nanos) {
    for (int i = 0; i < unit.profile.strips(); i++) {
      unit.show(
          new Show.Text(i, UPPER, words(surface.stripParameter(unit.offset + i, "name"))), nanos);
      unit.show(new Show.Text(i, LOWER, lower(unit, i)), nanos);
    }
  }

  /**
   * Where a fader or knob without a motor stands apart from its parameter, which way it has to go;
   * else what the encoder rides, or the fader where there is no encoder.
   */
  private String lower(SurfaceUnit unit, int place) {
    OptionalInt fader = surface.faderParameter(unit, place);
    if (!unit.motor() && fader.isPresent()) {
      Takeover.Way way = unit.faders.way(place, fader.getAsInt(), norm(fader.getAsInt()));
      if (way != Takeover.Way.MET) {
        return (way == Takeover.Way.UP ? "^" : "v") + value(fader.getAsInt());
      }
    }
    boolean turns = place < unit.profile.encoders();
    OptionalInt i = turns ? surface.vpotParameter(unit, place) : fader;
    if (i.isEmpty()) {
      return "";
    }
    if (!turns) {
      return value(i.getAsInt());
    }
    return switch (unit.knobs.way(place, i.getAsInt(), norm(i.getAsInt()))) {
      case MET -> value(i.getAsInt());
      case UP -> ">" + value(i.getAsInt());
      case DOWN -> "<" + value(i.getAsInt());
    };
  }

  /**
   * What a unit's parameter says stands as the box reported it; until it has, how far it is
   * believed.
   */
  private String value(int i) {
    Parameter p = desk.tree().get(i);
    OptionalInt truth = desk.tree().find(p.address().path() + "/truth");
    if (truth.isEmpty()) {
      return brief(p, desk.value(i));
    }
    String word = desk.value(truth.getAsInt()).words();
    return switch (word) {
      case "reported" ->
          brief(p, desk.value(desk.tree().require(p.address().path() + "/reported")));
      case "byhand" -> brief(p, desk.value(i));
      default -> word;
    };
  }

  /** A value in a few cells: a number with at most one decimal, or a name. */
  private static String brief(Parameter p, Value value) {
    return switch (p.kind()) {
      case CONTINUOUS, STEPPED -> {
        double v = value.number();
        int decimals = Math.abs(v) >= 1000 || p.unit() == hybridge.value.Unit.NONE ? 0 : 1;
        yield Double.isNaN(v) ? "?" : Numbers.text(v, decimals);
      }
      case CHOICE, SWITCH, TEXT, ACTION -> View.text(p, value);
    };
  }

  private String words(OptionalInt i) {
    return i.isPresent() ? Objects.requireNonNullElse(desk.value(i.getAsInt()).words(), "") : "";
  }

  private Show.Colours colours(SurfaceUnit unit) {
    List<Integer> rgb = new ArrayList<>();
    for (int i = 0; i < unit.profile.strips(); i++) {
      rgb.add(colour(unit, i));
    }
    return new Show.Colours(rgb);
  }

  private int colour(SurfaceUnit unit, int place) {
    if (surface.stripParameter(unit.offset + place, "fader").isEmpty()) {
      return surface.vpotParameter(unit, place).isPresent() ? WHITE : BLACK;
    }
    OptionalInt group = surface.stripParameter(unit.offset + place, "group");
    int number = group.isEmpty() ? 0 : (int) desk.value(group.getAsInt()).number();
    return number == 0 ? WHITE : GROUPS[(number - 1) % GROUPS.length];
  }

  private void meters(SurfaceUnit unit, long nanos) {
    for (int i = 0; i < unit.needles.length; i++) {
      if (!unit.has(Kind.METER, i)) {
        continue;
      }
      OptionalInt peak = surface.stripParameter(unit.offset + i, "meter/peak");
      OptionalInt hold = surface.stripParameter(unit.offset + i, "meter/hold");
      double db = peak.isPresent() ? level(peak.getAsInt()) : Double.NEGATIVE_INFINITY;
      double held = hold.isPresent() ? level(hold.getAsInt()) : Double.NEGATIVE_INFINITY;
      if (unit.needles[i].moves(db, nanos)) {
        unit.outbox.insist(new Show.Meter(i, db), nanos);
      }
      if (unit.needles[i].overChanges(held)) {
        unit.outbox.insist(new Show.Overload(i, held >= 0), nanos);
      }
    }
    for (int side = 0; side < 2; side++) {
      if (unit.has(Kind.MAIN_METER, side) && unit.mainNeedles[side] != null) {
        OptionalInt peak =
            desk.tree().find("/main/meter/" + (side == 0 ? "left" : "right") + "/peak");
        double db = peak.isPresent() ? level(peak.getAsInt()) : Double.NEGATIVE_INFINITY;
        if (unit.mainNeedles[side].moves(db, nanos)) {
          unit.outbox.insist(new Show.MainMeter(side, db), nanos);
        }
      }
    }
  }

  private double level(int meter) {
    return desk.value(meter).number();
  }
}
