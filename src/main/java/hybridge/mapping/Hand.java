package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.rt.MoveRing;
import hybridge.value.Access;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;

/** What one surface asks of the desk, under its own name. On the desk's thread. */
final class Hand {
  private static final int MOST_PLACES = 12;

  private final Desk desk;
  private final Origin origin;

  Hand(Desk desk, Origin origin) {
    this.desk = desk;
    this.origin = origin;
  }

  Origin origin() {
    return origin;
  }

  void setNorm(int parameter, double norm) {
    desk.submit(new Request.SetNorm(parameter, norm, origin, MoveRing.NOW));
  }

  void set(int parameter, double value) {
    desk.submit(new Request.Set(parameter, value, origin, MoveRing.NOW));
  }

  void nudge(int parameter, double norms) {
    desk.submit(new Request.Nudge(parameter, norms, origin));
  }

  /** Has it so few places that each of them wants a turn of its own? */
  static boolean fewPlaces(Parameter p) {
    return switch (p.kind()) {
      case SWITCH, CHOICE -> true;
      case STEPPED -> (p.max() - p.min()) / p.step() <= MOST_PLACES;
      case CONTINUOUS, TEXT, ACTION -> false;
    };
  }

  /** So many places on or back; at its ends it stays. */
  void step(int parameter, int steps) {
    Parameter p = desk.tree().get(parameter);
    double now = desk.value(parameter).number();
    double place = p.kind() == Kind.STEPPED ? p.step() : 1;
    double next = Double.isNaN(now) ? now : p.nearest(now + steps * place);
    if (steps != 0 && next != now) {
      set(parameter, next);
    }
  }

  void toggle(OptionalInt parameter) {
    parameter.ifPresent(i -> desk.submit(new Request.Toggle(i, origin)));
  }

  double norm(int parameter) {
    return desk.tree().get(parameter).norm(desk.value(parameter).number());
  }

  /** Where a parameter stands that is sent to a norm: those with steps on the nearest. */
  DoubleUnaryOperator grid(int parameter) {
    Parameter p = desk.tree().get(parameter);
    return norm -> p.norm(p.value(norm));
  }

  /**
   * A switch turns over, a choice goes on by one, an action is done, a number goes to its initial
   * value: but never up, where that is a level of a unit, a fader or a send. What can only be read
   * stays.
   */
  void push(int parameter) {
    push(parameter, false);
  }

  /**
   * @param assigned somebody named this one control for this one parameter: a fader or a send may
   *     go up, a unit may not
   */
  void push(int parameter, boolean assigned) {
    Parameter p = desk.tree().get(parameter);
    if (p.access() != Access.SET) {
      return;
    }
    double now = lowest(desk, parameter);
    switch (p.kind()) {
      case SWITCH -> toggle(OptionalInt.of(parameter));
      case ACTION -> set(parameter, 1);
      case CHOICE -> {
        double next = desk.value(parameter).number() + 1;
        set(parameter, next > p.max() ? p.min() : next);
      }
      case CONTINUOUS, STEPPED -> {
        if (!Holding.keepsDown(p, now, assigned)) {
          set(parameter, p.initial().number());
        }
      }
      case TEXT -> {}
    }
  }

  /**
   * What a parameter stands at: of a unit the lower of what is wanted and what it last reported,
   * since a box that does not follow is raised by what seems to be no move at all.
   */
  static double lowest(Desk desk, int parameter) {
    double wanted = desk.value(parameter).number();
    String path = desk.tree().get(parameter).address().path();
    if (!path.startsWith("/unit/")) {
      return wanted;
    }
    OptionalInt reported = desk.tree().find(path + "/reported");
    double said = reported.isPresent() ? desk.value(reported.getAsInt()).number() : Double.NaN;
    return Double.isNaN(said) ? wanted : Math.min(wanted, said);
  }
}
