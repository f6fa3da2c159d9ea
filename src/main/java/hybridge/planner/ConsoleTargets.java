package hybridge.planner;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.Decibels;
import hybridge.dsp.EqDesign;
import hybridge.dsp.PanLaw;
import hybridge.engine.Plan;
import hybridge.engine.StripRow;
import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The console's arithmetic: from what the desk holds to what the engine is to aim at. What differs
 * from the last time is what moves. Everything goes through StrictMath, so that a mix is the same
 * bits on every machine.
 */
final class ConsoleTargets {
  private static final double[] PAN_LAWS_DB = {-2.5, PanLaw.MINUS_3, -4.5, PanLaw.MINUS_6};
  private static final int SOLO_PFL = 1;
  private static final int SOLO_AFL = 2;

  private final Studio studio;
  private final Desk desk;
  private final Vcas vcas;
  private final EqDesign design;
  private final MasterTargets master;
  private final List<Channel> strips = new ArrayList<>();
  private final List<Channel> groups = new ArrayList<>();
  private final List<Channel> auxes = new ArrayList<>();
  private final List<Channel> all = new ArrayList<>();
  private final Map<Integer, Channel> channelOf = new HashMap<>();

  /** Parameters that change who is heard, or many levels at once. */
  private final Set<Integer> wide = new HashSet<>();

  private final int[] muteGroups = new int[Studio.MUTE_GROUPS];
  private final OutputTargets outputs;
  private final int soloMode;
  private final int panLaw;

  ConsoleTargets(Studio studio, Desk desk, Vcas vcas) {
    this.studio = studio;
    this.desk = desk;
    this.vcas = vcas;
    this.design = new EqDesign(studio.audio().rate());
    this.master = new MasterTargets(studio, desk, design);
    Tree tree = desk.tree();
    for (Studio.Strip s : studio.strips()) {
      strips.add(channel("/strip/" + s.number(), s.id(), s.stereo(), true));
    }
    for (Studio.Bus b : studio.groups()) {
      groups.add(channel("/group/" + b.number(), Planner.groupId(b), true, true));
    }
    for (Studio.Bus b : studio.auxes()) {
      auxes.add(channel("/aux/" + b.number(), Planner.auxId(b), true, false));
    }
    all.addAll(strips);
    all.addAll(groups);
    all.addAll(auxes);
    for (Channel c : all) {
      c.all().forEach(i -> channelOf.put(i, c));
      wide.add(c.solo());
    }
    for (int g = 0; g < muteGroups.length; g++) {
      muteGroups[g] = tree.require("/mutegroup/" + (g + 1));
      wide.add(muteGroups[g]);
    }
    outputs = new OutputTargets(studio, desk);
    soloMode = tree.require("/solo/mode");
    panLaw = tree.require("/main/panlaw");
    wide.add(soloMode);
    wide.add(panLaw);
  }

  private Channel channel(String at, String id, boolean stereo, boolean sends) {
    return Channel.of(
        desk.tree(),
        at,
        id,
        stereo,
        studio.vcas().size(),
        Studio.MUTE_GROUPS,
        sends ? studio.auxes().size() : 0,
        studio.audio().rate(),
        design);
  }

  List<Channel> strips() {
    return strips;
  }

  /** The whole table of a plan. */
  double[] compute(Plan plan) {
    double[] t = new double[plan.targets()];
    double rate = plan.rate();
    for (int l = 0; l < plan.strips().size(); l++) {
      Processing.neutral(t, 0, plan.strips().size(), l, rate);
    }
    for (int l = 0; l < plan.buses().size(); l++) {
      Processing.neutral(t, plan.busBase(), plan.buses().size(), l, rate);
    }
    channels(plan, t);
    rest(plan, t);
    return t;
  }

  /** Brings a table up to date after some changes; touches no strip that they do not concern. */
  void update(Plan plan, double[] t, List<Change> changes) {
    boolean everything = false;
    boolean restMoved = false;
    Set<Channel> moved = new HashSet<>();
    for (Change change : changes) {
      Channel channel = channelOf.get(change.index());
      everything |= wide.contains(change.index()) || vcas.concerns(change.index());
      if (channel != null) {
        moved.add(channel);
      } else {
        restMoved = true;
      }
    }
    if (everything) {
      channels(plan, t);
    } else {
      double[] levels = vcas.levels();
      Solos solos = solos();
      moved.forEach(c -> channel(plan, t, c, levels, solos));
    }
    if (restMoved || everything) {
      rest(plan, t);
    }
  }

  /** Who is soloed; a group is heard when one of its members is, and a member when its group is. */
  private record Solos(
      boolean any, Set<Integer> soloedGroups, Set<Integer> groupsWithSoloedMembers) {}

  private Solos solos() {
    Set<Integer> soloed = new HashSet<>();
    Set<Integer> members = new HashSet<>();
    boolean any = false;
    for (int g = 0; g < groups.size(); g++) {
      if (on(groups.get(g).solo())) {
        soloed.add(g);
        any = true;
      }
    }
    for (Channel c : strips) {
      if (on(c.solo())) {
        members.add(groupOf(c));
        any = true;
      }
    }
    any |= auxes.stream().anyMatch(c -> on(c.solo()));
    return new Solos(any, soloed, members);
  }

  /** From 0; −1 for none. */
  int groupOf(Channel strip) {
    return strip.group() < 0 ? -1 : (int) number(strip.group()) - 1;
  }

  private boolean silencedBySolo(Channel c, Solos solos) {
    if (!solos.any() || on(c.solo()) || on(c.soloSafe())) {
      return false;
    }
    int group = groups.indexOf(c);
    if (group >= 0) {
      return !solos.groupsWithSoloedMembers().contains(group);
    }
    // Auxes carry what is sent to them: what is not heard sends nothing.
    return strips.contains(c) && !solos.soloedGroups().contains(groupOf(c));
  }

  private void channels(Plan plan, double[] t) {
    double[] levels = vcas.levels();
    Solos solos = solos();
    all.forEach(c -> channel(plan, t, c, levels, solos));
  }

  private void channel(Plan plan, double[] t, Channel c, double[] levels, Solos solos) {
    boolean strip = c.trim() >= 0;
    int lane = strip ? plan.stripLane(c.id()) : plan.busLane(c.id());
    double faderDb = number(c.fader());
    int mode = (int) number(soloMode);
    boolean inPlace = mode != SOLO_PFL && mode != SOLO_AFL;
    boolean silent = on(c.mute()) || inPlace && silencedBySolo(c, solos);
    for (int v = 0; v < levels.length; v++) {
      if (on(c.vcas().get(v))) {
        faderDb += levels[v];
      }
    }
    for (int g = 0; g < muteGroups.length; g++) {
      silent |= on(muteGroups[g]) && on(c.muteGroups().get(g));
    }
    int bank = strip ? plan.strips().size() : plan.buses().size();
    c.processing().put(desk, t, strip ? 0 : plan.busBase(), bank, lane);
    double[][] sides = sides(c, number(c.pan()) / 100, number(c.width()) / 100);
    double[][] middle = sides(c, 0, 1);
    for (int side = 0; side < (c.stereo() ? 2 : 1); side++) {
      int l = lane + side;
      if (strip) {
        double trim = Decibels.gain(number(c.trim())) * (on(c.polarity()) ? -1 : 1);
        t[plan.stripSlot(StripRow.TRIM, l)] = trim;
      }
      set(plan, t, strip, StripRow.ON.ordinal(), l, silent ? 0 : 1);
      set(plan, t, strip, StripRow.FADER.ordinal(), l, Decibels.gain(faderDb));
      set(plan, t, strip, StripRow.LEFT.ordinal(), l, sides[side][0]);
      set(plan, t, strip, StripRow.RIGHT.ordinal(), l, sides[side][1]);
      for (int m = 0; m < c.sends().size(); m++) {
        send(plan, t, c, c.sends().get(m), strip, l, side, m);
      }
      if (plan.listening()) {
        boolean solo = on(c.solo());
        double pre = solo && mode == SOLO_PFL ? 1 : 0;
        double post = solo && mode == SOLO_AFL ? 1 : 0;
        for (int to = 0; to < 2; to++) {
          int before = plan.listenRow(Plan.PRE_LEFT + to);
          int behind = plan.listenRow(Plan.POST_LEFT + to);
          set(plan, t, strip, before, l, pre * middle[side][to]);
          set(plan, t, strip, behind, l, post * sides[side][to]);
        }
      }
    }
  }

  /**
   * How much of each side of a channel goes to the left and the right: pan for one, balance behind
   * width for two.
   */
  private double[][] sides(Channel c, double position, double width) {
    if (!c.stereo()) {
      return new double[][] {PanLaw.pan(position, PAN_LAWS_DB[(int) number(panLaw)])};
    }
    double[] balance = PanLaw.balance(position);
    double same = (1 + width) / 2;
    double cross = (1 - width) / 2;
    return new double[][] {
      {balance[0] * same, balance[1] * cross}, {balance[0] * cross, balance[1] * same}
    };
  }

  private void send(
      Plan plan,
      double[] t,
      Channel c,
      Channel.Send send,
      boolean strip,
      int lane,
      int side,
      int aux) {
    double level = on(send.on()) ? Decibels.gain(number(send.level())) : 0;
    double[] sides = sides(c, number(send.pan()) / 100, 1)[side];
    double left = level * sides[0];
    double right = level * sides[1];
    boolean pre = on(send.pre());
    set(plan, t, strip, Plan.sendRow(aux, Plan.PRE_LEFT), lane, pre ? left : 0);
    set(plan, t, strip, Plan.sendRow(aux, Plan.PRE_RIGHT), lane, pre ? right : 0);
    set(plan, t, strip, Plan.sendRow(aux, Plan.POST_LEFT), lane, pre ? 0 : left);
    set(plan, t, strip, Plan.sendRow(aux, Plan.POST_RIGHT), lane, pre ? 0 : right);
  }

  private static void set(Plan plan, double[] t, boolean strip, int row, int lane, double value) {
    t[strip ? plan.stripSlot(row, lane) : plan.busSlot(row, lane)] = value;
  }

  /** See {@link OutputTargets#match}. */
  void match(double db) {
    outputs.match(db);
  }

  void rest(Plan plan, double[] t) {
    outputs.put(plan, t, number(soloMode) > 0 && solos().any());
    master.put(plan, t);
  }

  private double number(int index) {
    return desk.value(index).number();
  }

  private boolean on(int index) {
    return number(index) != 0;
  }

  /** The parameters whose change means another structure, not another target. */
  static boolean isStructure(String address) {
    return address.startsWith("/strip/") && (address.endsWith("/group") || address.endsWith("/key"))
        || address.endsWith("/insertpoint")
        || address.startsWith("/insert/")
            && (address.endsWith("/delay")
                || address.endsWith("/blend")
                || address.endsWith("/offset")
                || address.endsWith("/gain")
                || address.endsWith("/polarity"))
        || Order.is(address);
  }

  /**
   * What the detectors of the strips listen to.
   *
   * @param lanes where the strips lie
   */
  Plan.Keys keys(Plan.LaneSet lanes) {
    List<Integer> gates = new ArrayList<>();
    List<Integer> compressors = new ArrayList<>();
    for (int l = 0; l < lanes.size(); l++) {
      gates.add(l);
      compressors.add(l);
    }
    boolean gateKeyed = false;
    boolean compKeyed = false;
    for (Channel c : strips) {
      gateKeyed |= keyed(c, c.gateKey(), lanes, gates);
      compKeyed |= keyed(c, c.compKey(), lanes, compressors);
      compKeyed |= number(c.keyHpf()) > Processing.NO_KEY_FILTER_HZ;
    }
    return new Plan.Keys(gateKeyed ? gates : List.of(), compKeyed ? compressors : List.of());
  }

  private boolean keyed(Channel c, int key, Plan.LaneSet lanes, List<Integer> sources) {
    int other = (int) number(key) - 1;
    if (other < 0) {
      return false;
    }
    int from = lanes.ids().indexOf(strips.get(other).id() + "/1");
    int to = lanes.ids().indexOf(c.id() + "/1");
    for (int side = 0; side < (c.stereo() ? 2 : 1); side++) {
      sources.set(to + side, from + (strips.get(other).stereo() ? side : 0));
    }
    return true;
  }

  /** Does this change mean that keys are filtered that were not, or the reverse? */
  boolean keyFilterSwitched(Plan plan) {
    return !keys(plan.strips()).equals(plan.keys());
  }

  /** Is this a parameter the engine takes notice of at all? */
  static boolean concernsEngine(Parameter parameter) {
    String address = parameter.address().path();
    boolean health = address.startsWith("/insert/") && address.endsWith("/state");
    return health
        || parameter.access() == Access.SET
            && (parameter.numeric() || Order.is(address))
            && !address.startsWith("/unit/");
  }
}
