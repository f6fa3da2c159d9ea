package hybridge.desk;

import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.Kind;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Unit;
import hybridge.value.Value;
import java.util.List;

/** The loudness of the main output behind the master chain. */
final class LoudnessParameters {
  private static final double LOUDEST = 40;
  private static final double WIDEST_LU = 100;

  private LoudnessParameters() {}

  static List<Parameter> all() {
    return List.of(
        level("momentary", Unit.LUFS, "Loudness of the last 400 ms"),
        level("shortterm", Unit.LUFS, "Loudness of the last 3 s"),
        level("integrated", Unit.LUFS, "Loudness since the reset, gated"),
        meter("range", Unit.LU, 0, WIDEST_LU, 0, Law.LINEAR, "Loudness range since the reset"),
        level("truepeak", Unit.DBTP, "Highest true peak since the reset"),
        Parameter.action(
            new Address("/loudness/reset"),
            Safety.SAFE,
            "Integrated loudness, range and true peak begin anew"));
  }

  private static Parameter level(String leaf, Unit unit, String help) {
    double silence = Double.NEGATIVE_INFINITY;
    return meter(leaf, unit, silence, LOUDEST, silence, Law.FADER, help);
  }

  private static Parameter meter(
      String leaf, Unit unit, double min, double max, double initial, Law law, String help) {
    return new Parameter(
        new Address("/loudness/" + leaf),
        Kind.CONTINUOUS,
        unit,
        min,
        max,
        Value.of(initial),
        0,
        law,
        Access.METER,
        Safety.SAFE,
        List.of(),
        false,
        help);
  }
}
