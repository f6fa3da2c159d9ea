package hybridge.desk;

import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.AddressPattern;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Every parameter there is, software and analog alike, each described once. Immutable; a
 * parameter's index is its short name inside the daemon.
 */
public final class Tree {
  private final List<Parameter> parameters;
  private final Map<Address, Integer> index = new HashMap<>();

  public Tree(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    for (int i = 0; i < this.parameters.size(); i++) {
      Integer before = index.put(this.parameters.get(i).address(), i);
      if (before != null) {
        throw new IllegalArgumentException("two parameters at " + this.parameters.get(i).address());
      }
    }
  }

  /**
   * The tree of a studio.
   *
   * @param unitModels the parameters of each unit by its name, at addresses such as {@code
   *     /threshold}
   */
  public static Tree of(Studio studio, Map<String, List<Parameter>> unitModels) {
    List<Parameter> all = new ArrayList<>(ConsoleParameters.of(studio));
    for (Studio.Unit unit : studio.units()) {
      all.addAll(UnitParameters.of(unit.name(), unitModels.getOrDefault(unit.name(), List.of())));
    }
    return new Tree(all);
  }

  public int size() {
    return parameters.size();
  }

  public Parameter get(int i) {
    return parameters.get(i);
  }

  public OptionalInt find(Address address) {
    Integer i = index.get(address);
    return i == null ? OptionalInt.empty() : OptionalInt.of(i);
  }

  public OptionalInt find(String address) {
    return Address.isValid(address) ? find(new Address(address)) : OptionalInt.empty();
  }

  /**
   * The index of a parameter that this studio is known to have.
   *
   * @throws IllegalArgumentException if it has not
   */
  public int require(String address) {
    return find(address).orElseThrow(() -> new IllegalArgumentException("no parameter " + address));
  }

  /** The indexes of all that match, in the order of the tree. */
  public List<Integer> match(AddressPattern pattern) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (pattern.matches(parameters.get(i).address())) {
        found.add(i);
      }
    }
    return found;
  }

  /** A hint for an address that is not here. */
  public String suggest(String address) {
    List<String> all = parameters.stream().map(p -> p.address().path()).toList();
    String near = Suggest.near(address, all);
    return near.isEmpty() ? "'hybridge params' lists them all" : near;
  }

  /** Notes each start value and assignment of the studio that this tree cannot take. */
  public void check(Studio studio, Problems problems) {
    for (Studio.StartValue v : studio.values()) {
      checkAddress(v.address(), v.line(), "values", problems)
          .ifPresent(
              i -> {
                if (get(i).accept(v.value().value()) instanceof Parameter.Answer.Refused r) {
                  problems.add(v.line(), "values." + v.address(), r.found(), r.wanted(), "");
                }
              });
    }
    for (Studio.Slot slot : studio.master()) {
      slot.settings()
          .forEach(
              (leaf, setting) -> {
                String at = "master." + slot.name() + "." + leaf;
                OptionalInt i =
                    Address.isValid("/" + leaf)
                        ? find("/master/" + slot.name() + "/" + leaf)
                        : OptionalInt.empty();
                if (i.isEmpty()) {
                  List<String> leaves = below("/master/" + slot.name() + "/");
                  if (!leaves.isEmpty()) {
                    problems.add(
                        setting.line(),
                        at,
                        "an unknown setting",
                        "one of " + String.join(", ", leaves),
                        Suggest.near(leaf, leaves));
                  }
                } else if (get(i.getAsInt()).accept(setting.value())
                    instanceof Parameter.Answer.Refused r) {
                  problems.add(setting.line(), at, r.found(), r.wanted(), "");
                }
              });
    }
    for (Studio.Surface surface : studio.surfaces()) {
      for (Studio.Assignment a : surface.assign()) {
        checkAddress(
            a.address(), a.line(), "surfaces." + surface.id() + ".assign." + a.control(), problems);
      }
    }
  }

  private OptionalInt checkAddress(String address, int line, String at, Problems problems) {
    OptionalInt i = find(address);
    if (i.isEmpty()) {
      problems.add(
          line,
          at,
          "'" + address + "'",
          "the address of a parameter of this studio",
          suggest(address));
    } else if (get(i.getAsInt()).access() != Access.SET) {
      problems.add(
          line, at, "'" + address + "', which can only be read", "a parameter that can be set", "");
      return OptionalInt.empty();
    }
    return i;
  }

  private List<String> below(String prefix) {
    return parameters.stream()
        .map(p -> p.address().path())
        .filter(p -> p.startsWith(prefix))
        .map(p -> p.substring(prefix.length()))
        .toList();
  }
}
