package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Guard;
import hybridge.desk.Tree;
import hybridge.studio.Studio;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code /master/order}: every slot of the master chain once, by name, separated by spaces. */
final class MasterOrder implements Guard {
  static final String ADDRESS = "/master/order";
  private final List<Studio.Slot> slots;
  private final int index;

  MasterOrder(Studio studio, Tree tree) {
    this.slots = studio.master();
    this.index = tree.require(ADDRESS);
  }

  private static List<String> names(String text) {
    List<String> names = new ArrayList<>(List.of(text.strip().split("[\\s,]+")));
    names.removeIf(String::isEmpty);
    return names;
  }

  /** The slots as the desk wants them. */
  List<Studio.Slot> slots(Desk desk) {
    List<Studio.Slot> ordered = new ArrayList<>();
    for (String name : names(desk.value(index).words())) {
      slots.stream().filter(s -> s.name().equals(name)).forEach(ordered::add);
    }
    return ordered;
  }

  @Override
  public String refuse(int which, Value value) {
    if (which != index) {
      return null;
    }
    List<String> all = slots.stream().map(Studio.Slot::name).toList();
    String form =
        all.isEmpty() ? "nothing, as the chain is empty" : String.join(" ", all) + ", each once";
    Set<String> seen = new HashSet<>();
    for (String name : names(value.words())) {
      if (!all.contains(name)) {
        return form + ": '" + name + "' is no slot of this chain";
      }
      if (!seen.add(name)) {
        return form + ": '" + name + "' stands there twice";
      }
    }
    for (String name : all) {
      if (!seen.contains(name)) {
        return form + ": '" + name + "' is missing";
      }
    }
    return null;
  }
}
