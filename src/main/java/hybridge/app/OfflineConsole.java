package hybridge.app;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.planner.EngineFeed;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.value.Node;
import hybridge.value.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Desk and engine of a studio, without devices or threads: whoever holds it calls the desk and the
 * engine.
 */
record OfflineConsole(Studio studio, Desk desk, EngineFeed feed, Counters counters) {

  static OfflineConsole of(Studio studio, Tree tree, Signal signal) {
    return of(studio, tree, signal, desk -> {});
  }

  /**
   * @param more submits further start values, before the engine is made from them
   */
  static OfflineConsole of(Studio studio, Tree tree, Signal signal, Consumer<Desk> more) {
    Counters counters = new Counters();
    Desk desk = new Desk(tree, signal, counters);
    desk.guardedBy(EngineFeed.guard(studio, desk));
    desk.submit(startValues(studio, tree));
    more.accept(desk);
    while (desk.work() > 0) {}
    return new OfflineConsole(studio, desk, new EngineFeed(studio, desk, counters), counters);
  }

  /** The start values that a sound studio names: settings of master slots and {@code values:}. */
  static Request.Table startValues(Studio studio, Tree tree) {
    Origin origin = Origin.file(studio.file().toString());
    List<Request.Set> sets = new ArrayList<>();
    for (Studio.Slot slot : studio.master()) {
      slot.settings()
          .forEach(
              (leaf, setting) ->
                  add(sets, tree, "/master/" + slot.name() + "/" + leaf, setting, origin));
    }
    for (Studio.StartValue v : studio.values()) {
      add(sets, tree, v.address(), v.value(), origin);
    }
    return new Request.Table(sets, origin, MoveRing.NOW);
  }

  private static void add(
      List<Request.Set> sets, Tree tree, String address, Node.Scalar value, Origin origin) {
    tree.find(address)
        .ifPresent(i -> sets.add(new Request.Set(i, value.value(), origin, MoveRing.NOW)));
  }
}
