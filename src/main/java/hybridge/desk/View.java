package hybridge.desk;

import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How a parameter looks in JSON, for commands, the API and the page alike. The keys are a contract
 * (design §9).
 */
public final class View {
  private View() {}

  /**
   * One parameter with its value; for the wanted value of a unit also what was reported and how far
   * it is believed.
   */
  public static Map<String, Object> of(Desk desk, int index) {
    Parameter p = desk.tree().get(index);
    Value value = desk.value(index);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("address", p.address().path());
    view.put("kind", p.kind().word());
    view.put("unit", p.unit().symbol());
    view.put("min", p.numeric() ? hybridge.value.Numbers.json(p.min()) : null);
    view.put("max", p.numeric() ? hybridge.value.Numbers.json(p.max()) : null);
    view.put("value", shown(p, value));
    view.put("norm", p.numeric() && !Double.isNaN(value.number()) ? p.norm(value.number()) : null);
    view.put("choices", p.choices());
    view.put("law", p.law().word());
    view.put("access", p.access().name().toLowerCase(java.util.Locale.ROOT));
    view.put("safety", p.safety().word());
    view.put("help", p.help());
    if (p.access() == Access.SET) {
      OptionalInt truth = desk.tree().find(p.address().path() + "/truth");
      OptionalInt reported = desk.tree().find(p.address().path() + "/reported");
      if (truth.isPresent() && reported.isPresent()) {
        view.put("wanted", shown(p, value));
        view.put("reported", shown(p, desk.value(reported.getAsInt())));
        view.put("truth", desk.value(truth.getAsInt()).words());
      }
    }
    return view;
  }

  /** A value as JSON carries it; null when nobody knows it. */
  public static Object shown(Parameter parameter, Value value) {
    return value instanceof Value.Number n && Double.isNaN(n.value())
        ? null
        : parameter.json(value);
  }

  /** A value as a line of text; {@code unknown} when nobody knows it. */
  public static String text(Parameter parameter, Value value) {
    return value instanceof Value.Number n && Double.isNaN(n.value())
        ? "unknown"
        : parameter.text(value);
  }
}
