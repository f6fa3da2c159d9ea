package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.Decibels;
import hybridge.dsp.PanLaw;
import hybridge.engine.Plan;
import hybridge.engine.insert.HardwareInsert;
import hybridge.studio.Studio;
import hybridge.value.InsertState;
import java.util.ArrayList;
import java.util.List;

/**
 * The targets of what no channel owns: main, inserts, monitors, oscillator and talkback. Used on
 * the desk's thread.
 */
final class OutputTargets {
  private static final double DIM_DB = -20;

  /** What the monitors can hear, in the order of {@code /monitor/source}; auxes follow. */
  private static final int HEARS_MAIN = 0;

  private static final int HEARS_PREMASTER = 1;

  private final Studio studio;
  private final Desk desk;
  private double matchDb;
  private final int mainFader;
  private final int mainMute;
  private final int mainPan;

  OutputTargets(Studio studio, Desk desk) {
    this.studio = studio;
    this.desk = desk;
    mainFader = desk.tree().require("/main/fader");
    mainMute = desk.tree().require("/main/mute");
    mainPan = desk.tree().require("/main/pan");
  }

  /**
   * Brings them up to date.
   *
   * @param listening do the monitors hear single channels instead?
   */
  void put(Plan plan, double[] t, boolean listening) {
    for (int i = 0; i < plan.inserts().size(); i++) {
      insert(plan, t, i);
    }
    double main = on(mainMute) ? 0 : Decibels.gain(number(mainFader));
    double[] balance = PanLaw.balance(number(mainPan) / 100);
    t[plan.fixedSlot(Plan.MAIN_LEFT)] = main * balance[0];
    t[plan.fixedSlot(Plan.MAIN_RIGHT)] = main * balance[1];
    if (studio.monitor().isPresent()) {
      monitor(plan, t, listening);
    }
    oscillator(plan, t);
    if (studio.talkback() > 0) {
      double level = Decibels.gain(number("/source/talkback/level"));
      places(plan, t, Plan.TALKBACK, "/source/talkback", level);
    }
  }

  /** By how much main before the master chain is turned up to be as loud as main. */
  void match(double db) {
    matchDb = db;
  }

  private void insert(Plan plan, double[] t, int i) {
    String at = "/insert/" + plan.inserts().get(i).name();
    int to = plan.insertSlot(i);
    double wet = on(at + "/on") ? number(at + "/mix") / 100 : 0;
    double dry = 1 - wet;
    InsertState state = InsertState.of(number(at + "/state"));
    if (state.fault()) {
      double own = number(at + "/onfault/" + InsertState.word(state));
      switch (InsertState.OnFault.of(state, own, number(at + "/onfault"))) {
        case HOLD -> {}
        case BYPASS -> {
          wet = 0;
          dry = 1;
        }
        case MUTE -> {
          wet = 0;
          dry = 0;
        }
      }
    }
    // Alone, the dry sound stands exactly on its frame; blended, where it agrees with the wet one.
    t[to + HardwareInsert.DRY] = wet == 0 ? dry : 0;
    t[to + HardwareInsert.BLENDED] = wet == 0 ? 0 : dry;
    t[to + HardwareInsert.WET] = wet * Decibels.gain(number(at + "/returntrim"));
    t[to + HardwareInsert.SEND] = Decibels.gain(number(at + "/sendtrim"));
  }

  private void monitor(Plan plan, double[] t, boolean listening) {
    double level = Decibels.gain(number("/monitor/level"));
    boolean talking = studio.talkback() > 0 && on("/source/talkback/on");
    double dim = talking || on("/monitor/dim") ? Decibels.gain(DIM_DB) : 1;
    double gain = on("/monitor/cut") ? 0 : level * dim;
    boolean mono = on("/monitor/mono");
    t[plan.fixedSlot(Plan.MONITOR_SAME)] = mono ? gain / 2 : gain;
    t[plan.fixedSlot(Plan.MONITOR_CROSS)] = mono ? gain / 2 : 0;
    int source = (int) number("/monitor/source");
    t[plan.fixedSlot(Plan.MONITOR_MAIN)] = !listening && source == HEARS_MAIN ? 1 : 0;
    boolean before = !listening && source == HEARS_PREMASTER;
    boolean matched = before && on("/monitor/match");
    t[plan.fixedSlot(Plan.MONITOR_MATCH)] = matched ? 1 : 0;
    t[plan.fixedSlot(Plan.MONITOR_BEFORE)] = before ? Decibels.gain(matched ? matchDb : 0) : 0;
    t[plan.fixedSlot(Plan.MONITOR_LISTEN)] = listening ? Decibels.gain(number("/solo/level")) : 0;
    for (int a = 0; a < plan.auxes(); a++) {
      boolean heard = !listening && source == HEARS_PREMASTER + 1 + a;
      t[plan.monitorAuxSlot(a)] = heard ? 1 : 0;
    }
  }

  private void oscillator(Plan plan, double[] t) {
    String at = "/source/oscillator";
    t[plan.fixedSlot(Plan.OSCILLATOR_HZ)] = number(at + "/freq");
    int kind = (int) number(at + "/kind");
    for (int k = 0; k < 3; k++) {
      t[plan.fixedSlot(Plan.OSCILLATOR_SINE + k)] = kind == k ? 1 : 0;
    }
    places(plan, t, Plan.OSCILLATOR, at, Decibels.gain(number(at + "/level")));
  }

  private void places(Plan plan, double[] t, int source, String at, double level) {
    List<String> places = new ArrayList<>(List.of("/main"));
    studio.groups().forEach(g -> places.add("/group/" + g.number()));
    studio.auxes().forEach(a -> places.add("/aux/" + a.number()));
    for (int p = 0; p < places.size(); p++) {
      boolean goes = on(at + "/on") && on(at + places.get(p));
      t[plan.sourceSlot(source, p)] = goes ? level : 0;
    }
  }

  private double number(String address) {
    Tree tree = desk.tree();
    return number(tree.require(address));
  }

  private boolean on(String address) {
    return number(address) != 0;
  }

  private double number(int index) {
    return desk.value(index).number();
  }

  private boolean on(int index) {
    return number(index) != 0;
  }
}
