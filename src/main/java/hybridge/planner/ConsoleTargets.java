package hybridge.planner;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.Decibels;
import hybridge.dsp.PanLaw;
import hybridge.engine.Plan;
import hybridge.engine.StripRow;
import hybridge.engine.master.ClipperSlot;
import hybridge.studio.Studio;
import hybridge.value.Access;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The console's arithmetic: from what the desk holds to what the engine is to aim at. What differs
 * from the last time is what moves. Everything goes through StrictMath, so that a mix is the same
 * bits on every machine.
 */
final class ConsoleTargets {
  private static final double DIM_DB = -20;

  private final Studio studio;
  private final Desk desk;
  private final int[] firstLanes;
  private final List<StripParameters> strips = new ArrayList<>();
  private final Map<Integer, Integer> stripOf = new HashMap<>();
  private final int mainFader;
  private final int mainMute;
  private final int mainPan;

  private record StripParameters(
      boolean stereo,
      int trim,
      int polarity,
      int pan,
      int fader,
      int mute,
      int solo,
      int soloSafe) {}

  ConsoleTargets(Studio studio, Desk desk, int[] firstLanes) {
    this.studio = studio;
    this.desk = desk;
    this.firstLanes = firstLanes;
    Tree tree = desk.tree();
    for (Studio.Strip strip : studio.strips()) {
      String at = "/strip/" + strip.number() + "/";
      List<Integer> p =
          Stream.of("trim", "polarity", "pan", "fader", "mute", "solo", "solosafe")
              .map(leaf -> tree.require(at + leaf))
              .toList();
      for (int index : p) {
        stripOf.put(index, strips.size());
      }
      strips.add(
          new StripParameters(
              strip.stereo(),
              p.get(0),
              p.get(1),
              p.get(2),
              p.get(3),
              p.get(4),
              p.get(5),
              p.get(6)));
    }
    mainFader = tree.require("/main/fader");
    mainMute = tree.require("/main/mute");
    mainPan = tree.require("/main/pan");
  }

  /** The whole table of a plan. */
  double[] compute(Plan plan) {
    double[] t = new double[plan.targets()];
    boolean anySolo = anySolo();
    for (int i = 0; i < strips.size(); i++) {
      strip(plan, t, strips.get(i), firstLanes[i], anySolo);
    }
    rest(plan, t);
    return t;
  }

  /** Brings a table up to date after some changes; touches no strip that they do not concern. */
  void update(Plan plan, double[] t, List<Change> changes) {
    boolean anySolo = anySolo();
    boolean solosMoved = false;
    boolean restMoved = false;
    for (Change change : changes) {
      Integer strip = stripOf.get(change.index());
      if (strip == null) {
        restMoved = true;
      } else {
        strip(plan, t, strips.get(strip), firstLanes[strip], anySolo);
        solosMoved |= change.index() == strips.get(strip).solo();
      }
    }
    if (solosMoved) {
      for (int i = 0; i < strips.size(); i++) {
        heard(plan, t, strips.get(i), firstLanes[i], anySolo);
      }
    }
    if (restMoved) {
      rest(plan, t);
    }
  }

  private boolean anySolo() {
    return strips.stream().anyMatch(s -> on(s.solo()));
  }

  private void rest(Plan plan, double[] t) {
    for (int i = 0; i < plan.inserts().size(); i++) {
      insert(plan, t, i);
    }
    double main = on(mainMute) ? 0 : Decibels.gain(number(mainFader));
    double[] balance = PanLaw.balance(number(mainPan) / 100);
    t[plan.slot(Plan.MAIN_LEFT)] = main * balance[0];
    t[plan.slot(Plan.MAIN_RIGHT)] = main * balance[1];
    if (studio.monitor().isPresent()) {
      monitor(plan, t);
    }
    for (int i = 0; i < plan.master().size(); i++) {
      master(plan, t, i);
    }
  }

  private void strip(Plan plan, double[] t, StripParameters s, int lane, boolean anySolo) {
    double trim = Decibels.gain(number(s.trim())) * (on(s.polarity()) ? -1 : 1);
    heard(plan, t, s, lane, anySolo);
    double fader = Decibels.gain(number(s.fader()));
    double position = number(s.pan()) / 100;
    double[] sides = s.stereo() ? PanLaw.balance(position) : PanLaw.pan(position, PanLaw.MINUS_3);
    for (int c = 0; c < (s.stereo() ? 2 : 1); c++) {
      t[plan.slot(StripRow.TRIM, lane + c)] = trim;
      t[plan.slot(StripRow.FADER, lane + c)] = fader;
      t[plan.slot(StripRow.LEFT, lane + c)] = s.stereo() && c == 1 ? 0 : sides[0];
      t[plan.slot(StripRow.RIGHT, lane + c)] = s.stereo() && c == 0 ? 0 : sides[1];
    }
  }

  private void heard(Plan plan, double[] t, StripParameters s, int lane, boolean anySolo) {
    boolean silenced = on(s.mute()) || anySolo && !on(s.solo()) && !on(s.soloSafe());
    for (int c = 0; c < (s.stereo() ? 2 : 1); c++) {
      t[plan.slot(StripRow.ON, lane + c)] = silenced ? 0 : 1;
    }
  }

  private void insert(Plan plan, double[] t, int i) {
    String id = plan.inserts().get(i).id();
    String at = "/insert/" + id.substring(0, id.indexOf('/'));
    double wet =
        on(desk.tree().require(at + "/on")) ? number(desk.tree().require(at + "/mix")) / 100 : 0;
    t[plan.drySlot(i)] = 1 - wet;
    t[plan.wetSlot(i)] = wet;
  }

  private void monitor(Plan plan, double[] t) {
    Tree tree = desk.tree();
    double level = Decibels.gain(number(tree.require("/monitor/level")));
    double dim = on(tree.require("/monitor/dim")) ? Decibels.gain(DIM_DB) : 1;
    double gain = on(tree.require("/monitor/cut")) ? 0 : level * dim;
    boolean mono = on(tree.require("/monitor/mono"));
    t[plan.slot(Plan.MONITOR_SAME)] = mono ? gain / 2 : gain;
    t[plan.slot(Plan.MONITOR_CROSS)] = mono ? gain / 2 : 0;
  }

  private void master(Plan plan, double[] t, int i) {
    String at = "/master/" + plan.master().get(i).name();
    int to = plan.masterSlot(i);
    double ceilingDb = number(desk.tree().require(at + "/ceiling"));
    double kneeDb = number(desk.tree().require(at + "/knee"));
    t[to + ClipperSlot.ON] = on(desk.tree().require(at + "/on")) ? 1 : 0;
    t[to + ClipperSlot.CEILING] = Decibels.gain(ceilingDb);
    t[to + ClipperSlot.THRESHOLD] = Decibels.gain(ceilingDb - kneeDb);
  }

  private double number(int index) {
    return desk.value(index).number();
  }

  private boolean on(int index) {
    return number(index) != 0;
  }

  /** The parameters whose change means another structure, not another target. */
  static boolean isStructure(String address) {
    return address.startsWith("/insert/")
        && (address.endsWith("/delay")
            || address.endsWith("/gain")
            || address.endsWith("/polarity"));
  }

  /** Is this a parameter the engine takes notice of at all? */
  static boolean concernsEngine(hybridge.value.Parameter parameter) {
    String at = parameter.address().path();
    return parameter.access() == Access.SET && parameter.numeric() && !at.startsWith("/unit/");
  }
}
