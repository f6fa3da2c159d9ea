package hybridge.desk;

import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.AddressPattern;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every parameter there is, software and analog alike, each described once. Immutable; a
 * parameter's index is its short name inside the daemon, and stays its own as long as the daemon
 * runs: a tree that is made from the next reading of the studio file ({@link #next}) leaves the
 * indexes of those that are gone empty, and gives them back to those that return
 * (docs/decisions/reload.md).
 */
public final class Tree {
  private static final String GONE = "/gone";

  /** By index; those that are gone stand below {@code /gone} and can only be read. */
  private final List<Parameter> parameters;

  /** What the studio file says that each begins with, by index. */
  private final List<Value> starts;

  /** The indexes of those that are there, in the order of the file. */
  private final List<Integer> order;

  private final Map<Address, Integer> index = new HashMap<>();
  private final Names names;
  private final StartValues named;

  /** The wanted values of units. */
  private final BitSet believed = new BitSet();

  /** The index of every parameter there ever was, by what stays of its address. */
  private final Map<String, Integer> keys;

  private Tree(
      List<Parameter> parameters,
      List<Value> starts,
      List<Integer> order,
      Names names,
      Map<String, Integer> keys,
      StartValues named) {
    this.named = named;
    this.parameters = List.copyOf(parameters);
    this.starts = List.copyOf(starts);
    this.order = List.copyOf(order);
    this.names = names;
    this.keys = Map.copyOf(keys);
    for (int i : order) {
      Integer before = index.put(this.parameters.get(i).address(), i);
      if (before != null) {
        throw new IllegalArgumentException("two parameters at " + this.parameters.get(i).address());
      }
    }
    for (int i : order) {
      if (index.containsKey(this.parameters.get(i).address().child("truth"))) {
        believed.set(i);
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
    return grown(studio, unitModels, Names.of(studio), Optional.empty());
  }

  /**
   * The tree of the next reading of the same studio's file. Who was there keeps his index, wherever
   * he stands now.
   */
  public Tree next(Studio studio, Map<String, List<Parameter>> unitModels) {
    return grown(studio, unitModels, names.next(studio), Optional.of(this));
  }

  private static Tree grown(
      Studio studio, Map<String, List<Parameter>> unitModels, Names names, Optional<Tree> before) {
    List<Parameter> described = new ArrayList<>(ConsoleParameters.of(studio));
    for (Studio.Unit unit : studio.units()) {
      described.addAll(
          UnitParameters.of(unit.name(), unitModels.getOrDefault(unit.name(), List.of())));
    }
    List<Parameter> all = new ArrayList<>();
    List<Value> starts = new ArrayList<>();
    Map<String, Integer> keys = new HashMap<>();
    before.ifPresent(
        b -> {
          b.parameters.forEach(p -> all.add(gone(p)));
          starts.addAll(b.starts);
          keys.putAll(b.keys);
        });
    List<Integer> order = new ArrayList<>();
    StartValues named = new StartValues(studio);
    for (Parameter p : described) {
      int at = keys.computeIfAbsent(names.key(p.address()), key -> all.size());
      if (at == all.size()) {
        all.add(p);
        starts.add(named.of(p));
      } else {
        all.set(at, p);
        if (!before.get().unsaid(named, at, p)) {
          starts.set(at, named.of(p));
        }
      }
      order.add(at);
    }
    return new Tree(all, starts, order, names, keys, named);
  }

  /**
   * Has nobody touched the lines about it? A strip that only moved to another number keeps what it
   * began with: a line that now stands for another strip was not meant for that one.
   */
  private boolean unsaid(StartValues now, int i, Parameter p) {
    Parameter was = get(i);
    return has(i)
        && p.kind() == was.kind()
        && p.choices().equals(was.choices())
        && p.initial().equals(was.initial())
        && now.sameLine(named, was.address())
        && now.sameLine(named, p.address());
  }

  private static Parameter gone(Parameter p) {
    return p.address().path().startsWith(GONE + "/")
        ? p
        : p.at(new Address(GONE + p.address().path())).withAccess(Access.READ);
  }

  /** Is it what is wanted of a box, which may hold something else? */
  public boolean believed(int i) {
    return believed.get(i);
  }

  /** One more than the highest index. Below it there may be some that are gone. */
  public int size() {
    return parameters.size();
  }

  public Parameter get(int i) {
    return parameters.get(i);
  }

  /** Is it still there? One that is gone can be read and no longer set. */
  public boolean has(int i) {
    return i >= 0 && i < parameters.size() && find(parameters.get(i).address()).isPresent();
  }

  /** Those that are there, in the order of the file. */
  public List<Integer> indexes() {
    return order;
  }

  /** What it begins with: what the studio file names, else its initial value. */
  public Value start(int i) {
    return starts.get(i);
  }

  /**
   * The studio of this tree with ids that last: a strip, group or aux that was renamed still goes
   * by the id that it had first.
   */
  public Studio lasting(Studio studio) {
    return names.keyed(studio);
  }

  /** Does the file say something else than in {@code before} of one that was there, too? */
  public boolean saysElse(Tree before, int i) {
    return Carry.fit(before, this, i, before.start(i)).filter(start(i)::equals).isEmpty();
  }

  /** What a word of a choice before is called in this reading of the file. */
  String renamed(Parameter of, String word) {
    return names.word(of.address(), word);
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
    for (int i : order) {
      if (pattern.matches(parameters.get(i).address())) {
        found.add(i);
      }
    }
    return found;
  }

  /** A hint for an address that is not here. */
  public String suggest(String address) {
    List<String> all = order.stream().map(i -> get(i).address().path()).toList();
    String near = Suggest.near(address, all);
    return near.isEmpty() ? "'hybridge params' lists them all" : near;
  }

  /** Notes each start value and assignment of the studio that this tree cannot take. */
  public void check(Studio studio, Problems problems) {
    for (Studio.StartValue v : studio.values()) {
      checkAddress(v.address(), v.line(), "values", problems)
          .ifPresent(
              i -> {
                if (get(i).accept(get(i).spelled(v.value().value()))
                    instanceof Parameter.Answer.Refused r) {
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
                } else if (get(i.getAsInt()).accept(get(i.getAsInt()).spelled(setting.value()))
                    instanceof Parameter.Answer.Refused r) {
                  problems.add(setting.line(), at, r.found(), r.wanted(), "");
                }
              });
    }
    for (Studio.Surface surface : studio.surfaces()) {
      for (Studio.SurfacePart part : surface.parts()) {
        for (Studio.Assignment a : part.assign()) {
          checkAddress(
              a.address(), a.line(), "surfaces." + part.id() + ".assign." + a.control(), problems);
        }
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
    return order.stream()
        .map(i -> get(i).address().path())
        .filter(p -> p.startsWith(prefix))
        .map(p -> p.substring(prefix.length()))
        .toList();
  }
}
