package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.Decibels;
import hybridge.dsp.Lanes;
import hybridge.engine.Plan;
import hybridge.engine.Processors;
import hybridge.engine.insert.Alignment;
import hybridge.studio.Studio;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Makes the engine's plan from the studio and what the desk knows of its inserts. */
final class Planner {
  private final Studio studio;
  private final Tree tree;
  private final Order order;

  Planner(Studio studio, Tree tree) {
    this.studio = studio;
    this.tree = tree;
    this.order = Order.master(studio, tree);
  }

  /** Notes what a studio asks for that the engine cannot do. */
  static void check(Studio studio, Problems problems) {
    List<String> inserts = studio.inserts().stream().map(Studio.Insert::name).toList();
    List<String> known = new ArrayList<>(Processors.KINDS);
    known.addAll(inserts);
    for (int i = 0; i < studio.master().size(); i++) {
      Studio.Slot slot = studio.master().get(i);
      String at = "master[" + (i + 1) + "]";
      if (!slot.kind().isEmpty()
          && !inserts.contains(slot.kind())
          && !Processors.KINDS.contains(slot.kind())) {
        problems.add(
            slot.line(),
            at,
            "'" + slot.kind() + "'",
            "one of " + String.join(", ", Processors.KINDS) + ", or an insert's name",
            Suggest.near(slot.kind(), known));
      }
    }
  }

  static String groupId(Studio.Bus group) {
    return "group:" + group.id();
  }

  static String auxId(Studio.Bus aux) {
    return "aux:" + aux.id();
  }

  /** Lanes as they are being laid out. */
  private static final class Layout {
    final List<String> ids = new ArrayList<>();
    final List<Integer> inputs = new ArrayList<>();

    void add(String id, int input) {
      ids.add(id);
      inputs.add(input);
    }

    void pad(int multiple) {
      while (ids.size() % multiple != 0) {
        add(null, -1);
      }
    }

    Plan.LaneSet set() {
      return new Plan.LaneSet(ids, inputs);
    }
  }

  /**
   * Strips that go to the same place lie side by side, from octet to octet, so that a sum is over
   * whole vectors; stereo strips begin on even lanes, so that a pair never straddles a vector.
   *
   * @param groupOf of each strip, from 0; {@link Plan#MAIN} for main
   * @param keys what the detectors listen to, once it is known where the strips lie
   */
  Plan plan(
      Desk desk, ToIntFunction<Studio.Strip> groupOf, Function<Plan.LaneSet, Plan.Keys> keys) {
    Layout strips = new Layout();
    List<Plan.Destination> destinations = new ArrayList<>();
    List<Plan.Insert> inserts = new ArrayList<>();
    for (int bus = Plan.MAIN; bus < studio.groups().size(); bus++) {
      int from = strips.ids.size();
      for (Studio.Strip strip : studio.strips()) {
        if (groupOf.applyAsInt(strip) == bus) {
          if (strip.stereo()) {
            strips.pad(2);
          }
          boolean pre = pre(desk, "/strip/" + strip.number());
          Plan.Point point = pre ? Plan.Point.STRIP_PRE : Plan.Point.STRIP_POST;
          inserts(
              "/strip/" + strip.number(), strip.inserts(), point, strips.ids.size(), desk, inserts);
          lay(strip, strips);
        }
      }
      strips.pad(Lanes.OCTET);
      if (strips.ids.size() > from) {
        destinations.add(new Plan.Destination(from, strips.ids.size(), bus));
      }
    }
    Layout buses = new Layout();
    for (Studio.Bus g : studio.groups()) {
      boolean pre = pre(desk, "/group/" + g.number());
      Plan.Point point = pre ? Plan.Point.GROUP_PRE : Plan.Point.GROUP_POST;
      inserts("/group/" + g.number(), g.inserts(), point, buses.ids.size(), desk, inserts);
      layPair(groupId(g), buses);
    }
    buses.pad(Lanes.OCTET);
    for (Studio.Bus a : studio.auxes()) {
      boolean pre = pre(desk, "/aux/" + a.number());
      Plan.Point point = pre ? Plan.Point.AUX_PRE : Plan.Point.AUX_POST;
      inserts("/aux/" + a.number(), a.inserts(), point, buses.ids.size(), desk, inserts);
      layPair(auxId(a), buses);
    }
    buses.pad(Lanes.OCTET);
    Plan.LaneSet lanes = strips.set();
    List<Plan.MasterSlot> master = master(desk, inserts);
    return new Plan(
        studio.audio().rate(),
        lanes,
        keys.apply(lanes),
        destinations,
        buses.set(),
        studio.groups().size(),
        studio.auxes().size(),
        inserts,
        studio.talkback() - 1,
        studio.audio().outputs(),
        studio.main().outputs().stream().map(n -> n - 1).toList(),
        studio.monitor().map(m -> m.outputs().stream().map(n -> n - 1).toList()).orElse(List.of()),
        master);
  }

  /** The master chain in its order; hardware in it joins the inserts. */
  private List<Plan.MasterSlot> master(Desk desk, List<Plan.Insert> inserts) {
    List<Plan.MasterSlot> slots = new ArrayList<>();
    for (String name : order.wanted(desk)) {
      String kind =
          studio.master().stream()
              .filter(s -> s.name().equals(name))
              .findFirst()
              .orElseThrow()
              .kind();
      if (Processors.KINDS.contains(kind)) {
        slots.add(new Plan.MasterSlot(name, kind));
      } else {
        insert(kind, Plan.Point.MASTER, 0, desk, inserts);
        slots.add(new Plan.MasterSlot(name, Plan.MasterSlot.INSERT));
      }
    }
    return slots;
  }

  private boolean pre(Desk desk, String at) {
    return desk.value(tree.require(at + "/insertpoint")).number() == 0;
  }

  private static void layPair(String id, Layout layout) {
    layout.add(id + "/1", -1);
    layout.add(id + "/2", -1);
  }

  private static void lay(Studio.Strip strip, Layout layout) {
    for (int c = 0; c < (strip.stereo() ? 2 : 1); c++) {
      int input = c < strip.inputs().size() ? strip.inputs().get(c) - 1 : -1;
      layout.add(strip.id() + "/" + (c + 1), input);
    }
  }

  private void inserts(
      String at, List<String> names, Plan.Point point, int lane, Desk desk, List<Plan.Insert> to) {
    if (!names.isEmpty()) {
      Order.inserts(tree, at, names).wanted(desk).forEach(n -> insert(n, point, lane, desk, to));
    }
  }

  private void insert(String name, Plan.Point point, int lane, Desk desk, List<Plan.Insert> to) {
    Studio.Insert insert = studio.insert(name).orElseThrow();
    List<Plan.Channel> channels = new ArrayList<>();
    for (int c = 0; c < insert.channels(); c++) {
      channels.add(channel(insert, c, desk));
    }
    to.add(new Plan.Insert(name, point, lane, insert.midSide(), channels));
  }

  private Plan.Channel channel(Studio.Insert insert, int channel, Desk desk) {
    String at = "/insert/" + insert.name() + "/" + (channel + 1);
    double offset = desk.value(tree.require("/insert/" + insert.name() + "/offset")).number();
    double measured = desk.value(tree.require(at + "/delay")).number();
    double loop = Math.max(0, measured + offset);
    double gain = desk.value(tree.require(at + "/gain")).number();
    boolean inverted = desk.value(tree.require(at + "/polarity")).number() != 0;
    boolean align = insert.aligned() && measured <= studio.audio().alignLimitFrames();
    return new Plan.Channel(
        insert.sends().get(channel) - 1,
        insert.returns().get(channel) - 1,
        align ? Alignment.of(loop) : Alignment.none(loop),
        (inverted ? -1 : 1) / Decibels.gain(gain),
        desk.value(tree.require(at + "/blend")).number());
  }
}
