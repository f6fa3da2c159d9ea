package hybridge.desk;

import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.Node;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a studio file says that parameters begin with: {@code values:}, settings of slots. */
final class StartValues {
  private final Map<String, Node.Scalar> named = new HashMap<>();

  StartValues(Studio studio) {
    for (Studio.Slot slot : studio.master()) {
      slot.settings()
          .forEach((leaf, value) -> named.put("/master/" + slot.name() + "/" + leaf, value));
    }
    for (Studio.StartValue v : studio.values()) {
      named.put(v.address(), v.value());
    }
  }

  /** Do both files say the same about an address, or both nothing? */
  boolean sameLine(StartValues other, Address address) {
    return value(address).equals(other.value(address));
  }

  private Optional<Object> value(Address address) {
    return Optional.ofNullable(named.get(address.path())).map(Node.Scalar::value);
  }

  /** Its initial value where the file names none, or one that it cannot take. */
  Value of(Parameter p) {
    Node.Scalar value = named.get(p.address().path());
    return value != null
            && p.access() == Access.SET
            && p.accept(p.spelled(value.value()))
                instanceof Parameter.Answer.Accepted(Value accepted)
        ? accepted
        : p.initial();
  }
}
