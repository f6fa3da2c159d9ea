package hybridge.desk;

import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.Kind;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a unit: what is wanted, and beside it what the box last said and how far that
 * is believed.
 */
final class UnitParameters {
  private UnitParameters() {}

  static List<Parameter> of(String unit, List<Parameter> model) {
    Address at = new Address("/unit/" + unit);
    List<Parameter> all = new ArrayList<>();
    all.add(
        Parameter.text(
            at.child("state"),
            "away",
            Access.READ,
            "away, identifying, ready, standby, readonly or fault"));
    all.add(
        Parameter.text(
            at.child("trouble"), "", Access.READ, "What is wrong with it now; empty: nothing"));
    for (Parameter p : model) {
      Parameter wanted = p.at(new Address(at.path() + p.address().path()));
      all.add(wanted);
      if (p.kind() == Kind.ACTION) {
        continue;
      }
      Value unknown = p.numeric() ? Value.of(Double.NaN) : Value.of("");
      all.add(
          wanted
              .at(wanted.address().child("reported"))
              .withAccess(Access.READ)
              .withInitial(unknown));
      all.add(
          Parameter.text(
              wanted.address().child("truth"),
              "unknown",
              Access.READ,
              "unknown, sent, reported, byhand, away, unsent or refused"));
    }
    return all;
  }
}
