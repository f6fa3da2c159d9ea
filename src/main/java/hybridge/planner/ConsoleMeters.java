package hybridge.planner;

import hybridge.desk.Tree;
import hybridge.engine.Plan;
import hybridge.studio.Studio;
import java.util.HashMap;
import java.util.Map;

/** Which cell of the engine's row of meters belongs to which parameter. Immutable. */
final class ConsoleMeters {
  private static final int PEAK = 0;
  private static final int RMS = 1;
  private static final int REDUCTION = 2;
  private static final int HOLD = 3;

  private sealed interface Place {
    record Strip(String id, boolean stereo) implements Place {}

    record Bus(String id) implements Place {}

    record Main(int side) implements Place {}

    record Slot(String name) implements Place {}

    record Insert(String name) implements Place {}
  }

  private record Cell(Place place, int which) {}

  private static final int SENT = 0;
  private static final int CAME_BACK = 1;

  private final Map<Integer, Cell> cells = new HashMap<>();

  ConsoleMeters(Studio studio, Tree tree) {
    for (Studio.Strip s : studio.strips()) {
      put(tree, "/strip/" + s.number() + "/meter/", new Place.Strip(s.id(), s.stereo()));
    }
    for (Studio.Bus b : studio.groups()) {
      put(tree, "/group/" + b.number() + "/meter/", new Place.Bus(Planner.groupId(b)));
    }
    for (Studio.Bus b : studio.auxes()) {
      put(tree, "/aux/" + b.number() + "/meter/", new Place.Bus(Planner.auxId(b)));
    }
    put(tree, "/main/meter/left/", new Place.Main(0));
    put(tree, "/main/meter/right/", new Place.Main(1));
    for (Studio.Slot s : studio.master()) {
      tree.find("/master/" + s.name() + "/meter/gr")
          .ifPresent(i -> cells.put(i, new Cell(new Place.Slot(s.name()), REDUCTION)));
    }
    for (Studio.Insert i : studio.inserts()) {
      Place place = new Place.Insert(i.name());
      String at = "/insert/" + i.name() + "/meter/";
      cells.put(tree.require(at + "send"), new Cell(place, SENT));
      cells.put(tree.require(at + "return"), new Cell(place, CAME_BACK));
    }
  }

  private static double insert(double[] row, Plan plan, String name, int which) {
    int i = plan.inserts().stream().map(Plan.Insert::name).toList().indexOf(name);
    return i < 0 ? 0 : row[plan.insertMeter(i) + which];
  }

  private void put(Tree tree, String at, Place place) {
    cells.put(tree.require(at + "peak"), new Cell(place, PEAK));
    cells.put(tree.require(at + "rms"), new Cell(place, RMS));
    cells.put(tree.require(at + "hold"), new Cell(place, HOLD));
    tree.find(at + "gr").ifPresent(i -> cells.put(i, new Cell(place, REDUCTION)));
  }

  /**
   * The level of a meter parameter, linear; the louder side of a stereo pair. NaN when it is none.
   */
  double level(int index, double[] row, Plan plan) {
    Cell cell = cells.get(index);
    if (cell == null) {
      return Double.NaN;
    }
    return switch (cell.place()) {
      case Place.Strip s -> level(row, plan.stripLane(s.id()), cell.which(), s.stereo());
      case Place.Bus b -> bus(row, plan, plan.busLane(b.id()), cell.which());
      case Place.Main m -> level(row, plan.mainMeters() + m.side(), cell.which(), false);
      case Place.Insert i -> insert(row, plan, i.name(), cell.which());
      case Place.Slot s -> row[plan.masterMeter(plan.masterIndex(s.name()))];
    };
  }

  private static double bus(double[] row, Plan plan, int lane, int which) {
    return level(row, lane < 0 ? lane : plan.busMeters() + lane, which, true);
  }

  private static double level(double[] row, int lane, int which, boolean stereo) {
    if (lane < 0) {
      return 0; // a strip that was just added; the mix that has it comes next
    }
    double level = row[Plan.METERS * lane + which];
    if (!stereo) {
      return level;
    }
    double other = row[Plan.METERS * (lane + 1) + which];
    return which == REDUCTION ? Math.min(level, other) : Math.max(level, other);
  }
}
