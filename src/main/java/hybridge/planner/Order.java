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

/**
 * A text that says in which order things follow each other, each once, by name, separated by
 * spaces: the slots of the master chain, the inserts of a channel.
 */
final class Order implements Guard {
  static final String MASTER = "/master/order";
  static final String INSERTS = "inserts";

  private final String what;
  private final List<String> all;
  private final int index;

  private Order(Tree tree, String address, String what, List<String> all) {
    this.what = what;
    this.all = all;
    this.index = tree.require(address);
  }

  static Order master(Studio studio, Tree tree) {
    List<String> names = studio.master().stream().map(Studio.Slot::name).toList();
    return new Order(tree, MASTER, "no slot of this chain", names);
  }

  /**
   * Of a channel's inserts.
   *
   * @param at the channel, such as {@code /strip/1}; it has inserts
   */
  static Order inserts(Tree tree, String at, List<String> names) {
    return new Order(tree, at + "/" + INSERTS, "no insert of this channel", names);
  }

  /** Every order that a studio has. */
  static List<Order> all(Studio studio, Tree tree) {
    List<Order> orders = new ArrayList<>(List.of(master(studio, tree)));
    studio.strips().forEach(s -> add(orders, tree, "/strip/" + s.number(), s.inserts()));
    studio.groups().forEach(g -> add(orders, tree, "/group/" + g.number(), g.inserts()));
    studio.auxes().forEach(a -> add(orders, tree, "/aux/" + a.number(), a.inserts()));
    return orders;
  }

  private static void add(List<Order> orders, Tree tree, String at, List<String> names) {
    if (!names.isEmpty()) {
      orders.add(inserts(tree, at, names));
    }
  }

  /** Is it the address of an order? */
  static boolean is(String address) {
    return address.equals(MASTER) || address.endsWith("/" + INSERTS);
  }

  private static List<String> names(String text) {
    List<String> names = new ArrayList<>(List.of(text.strip().split("[\\s,]+")));
    names.removeIf(String::isEmpty);
    return names;
  }

  /**
   * The names as the desk wants them. Where the studio file has changed meanwhile, what is gone is
   * left out and what is new comes last.
   */
  List<String> wanted(Desk desk) {
    List<String> ordered = new ArrayList<>(names(desk.value(index).words()));
    ordered.retainAll(all);
    all.stream().filter(n -> !ordered.contains(n)).forEach(ordered::add);
    return ordered;
  }

  @Override
  public String refuse(int which, Value value) {
    if (which != index) {
      return null;
    }
    String form =
        all.isEmpty() ? "nothing, as the chain is empty" : String.join(" ", all) + ", each once";
    Set<String> seen = new HashSet<>();
    for (String name : names(value.words())) {
      if (!all.contains(name)) {
        return form + ": '" + name + "' is " + what;
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
