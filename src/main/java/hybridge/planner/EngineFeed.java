package hybridge.planner;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Guard;
import hybridge.desk.Listener;
import hybridge.desk.MeterSource;
import hybridge.desk.Request;
import hybridge.desk.Retree;
import hybridge.dsp.Decibels;
import hybridge.engine.Engine;
import hybridge.engine.Mix;
import hybridge.engine.Plan;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.Role;
import hybridge.rt.Taps;
import hybridge.studio.Studio;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * Between desk and engine: hears every change on the desk's thread, works out which targets differ,
 * and offers those to the ring. Runs on the desk's thread. When the ring is full nothing is lost:
 * what the engine does not have yet is offered again by {@link #work}, the newest value each.
 */
public final class EngineFeed implements Listener, Role {
  /** From this many differing targets on, one table is cheaper than the moves. */
  private static final int TABLE_FROM = 64;

  private static final int RING = 8192;

  /** A row is good for this long; the engine makes a new one every thirtieth of a second. */
  private static final long METER_ROW_NANOS = 5_000_000;

  private final Desk desk;
  private final Counters counters;
  private final MoveRing ring = new MoveRing(RING);
  private final Taps taps = new Taps();
  private final Engine engine;
  private final LoudnessReader loudness;
  private volatile MeterRow meterRow;

  // Made anew with each tree.
  private Planner planner;
  private ConsoleTargets targets;
  private volatile ConsoleMeters meters;

  private Plan plan;

  /** What the desk wants of the engine. */
  private double[] wanted;

  /** What the engine has been given of it. */
  private double[] given;

  private LoudnessMatch match;
  private boolean comparing;
  private boolean behind;
  private boolean restructure;
  private java.util.function.IntConsumer latencyListener = frames -> {};

  public EngineFeed(Studio studio, Desk desk, Counters counters) {
    this.desk = desk;
    this.counters = counters;
    follow(studio);
    this.plan = plan();
    this.wanted = targets.compute(plan);
    this.given = wanted.clone();
    this.engine = new Engine(new Mix(plan, null, given.clone(), taps, counters), ring, counters);
    this.loudness = new LoudnessReader(desk.tree(), engine.loudness(), studio.audio().rate());
    this.match = new LoudnessMatch(taps.premaster(), studio.audio().rate());
    desk.listen(this);
    desk.metersFrom(meters());
  }

  /** What stands where, by the desk's tree. */
  private void follow(Studio studio) {
    planner = new Planner(studio, desk.tree());
    targets = new ConsoleTargets(studio, desk, new Vcas(studio, desk));
    meters = new ConsoleMeters(studio, desk.tree());
    targets.match(match == null ? 0 : match.db());
  }

  private Plan plan() {
    return planner.plan(
        desk, strip -> targets.groupOf(targets.strips().get(strip.number() - 1)), targets::keys);
  }

  /** Notes what a studio asks for that the engine cannot do. */
  public static void check(Studio studio, Problems problems) {
    Planner.check(studio, problems);
  }

  /** Refuses what the console's parts do not allow together; set it before start values go in. */
  public static Guard guard(Studio studio, Desk desk) {
    List<Guard> guards = new ArrayList<>(Order.all(studio, desk.tree()));
    guards.add(new Vcas(studio, desk));
    return (index, value) -> {
      for (Guard guard : guards) {
        String wanted = guard.refuse(index, value);
        if (wanted != null) {
          return wanted;
        }
      }
      return null;
    };
  }

  public Engine engine() {
    return engine;
  }

  /** What inserts send and get back. */
  public Taps taps() {
    return taps;
  }

  /** Frames from an input to main, as the plan in force has it. */
  public int latencyFrames() {
    return plan.latencyFrames() + plan.masterLatencyFrames();
  }

  /** Who is to be told when {@link #latencyFrames} changes; on the desk's thread. */
  public void onLatency(java.util.function.IntConsumer listener) {
    latencyListener = listener;
    listener.accept(latencyFrames());
  }

  /** A row of meters and when it was read: many readers ask for many cells of the same row. */
  private record MeterRow(Mix mix, double[] row, long nanos) {}

  /** Reads levels for the desk, each in its unit. Any thread. */
  private MeterSource meters() {
    return index -> {
      if (loudness.has(index)) {
        return loudness.read(index);
      }
      MeterRow now = meterRow;
      Mix mix = engine.current();
      if (now == null || now.mix() != mix || System.nanoTime() - now.nanos() > METER_ROW_NANOS) {
        double[] row = new double[mix.meters().size()];
        mix.meters().read(row);
        now = new MeterRow(mix, row, System.nanoTime());
        meterRow = now;
      }
      return Decibels.db(meters.level(index, now.row(), mix.plan()));
    };
  }

  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    List<Change> concerning = new ArrayList<>();
    for (Change change : changes) {
      if (change.parameter().kind() == Kind.ACTION) {
        act(change);
      } else if (ConsoleTargets.concernsEngine(change.parameter())) {
        concerning.add(change);
        String address = change.parameter().address().path();
        restructure |= ConsoleTargets.isStructure(address);
        // While another structure is due, the one in force may lack what has changed.
        restructure = restructure || address.endsWith("/keyhpf") && targets.keyFilterSwitched(plan);
      }
    }
    if (!concerning.isEmpty()) {
      if (!restructure) {
        targets.update(plan, wanted, concerning);
      }
      offer(bulk, frame);
    }
  }

  /**
   * One new mix when the structure is another one, crossfaded by the engine; moves or a table when
   * only values are; nothing when the engine does not notice.
   */
  @Override
  public void retree(Retree retree) {
    follow(retree.after().lasting(retree.studio()));
    desk.guardedBy(guard(retree.studio(), desk));
    restructure |= !plan().equals(plan);
    if (!restructure) {
      wanted = targets.compute(plan);
    }
    offer(true, MoveRing.NOW);
  }

  private void act(Change change) {
    if (change.parameter().address().path().equals("/loudness/reset")) {
      loudness.reset();
    }
    if (change.parameter().address().path().equals("/solo/clear") && change.value().number() == 1) {
      List<Request.Set> sets = new ArrayList<>();
      for (int i = 0; i < desk.tree().size(); i++) {
        if (desk.tree().get(i).address().path().matches("/(strip|group|aux)/\\d+/solo")) {
          sets.add(new Request.Set(i, 0, Origin.DAEMON, MoveRing.NOW));
        }
      }
      desk.submit(new Request.Table(sets, Origin.DAEMON, MoveRing.NOW));
    }
  }

  /**
   * Offers what differs: a new mix when the structure does, a table when much does, moves when
   * little does.
   */
  private void offer(boolean bulk, long frame) {
    if (restructure) {
      Plan next = plan();
      double[] table = targets.compute(next);
      if (!ring.offer(new Mix(next, plan, table.clone(), taps, counters), frame)) {
        defer();
        return;
      }
      restructure = false;
      plan = next;
      wanted = table;
      given = table.clone();
      behind = false;
      latencyListener.accept(latencyFrames());
      return;
    }
    int different = 0;
    for (int i = 0; i < wanted.length; i++) {
      different += wanted[i] != given[i] ? 1 : 0;
    }
    behind = false;
    if (different > 0 && (bulk || different >= TABLE_FROM)) {
      double[] table = wanted.clone();
      if (ring.offer(table, frame)) {
        given = table.clone();
      } else {
        defer();
      }
      return;
    }
    for (int i = 0; i < wanted.length && different > 0; i++) {
      if (wanted[i] != given[i]) {
        different--;
        if (!ring.offer(i, wanted[i], frame)) {
          defer();
          return;
        }
        given[i] = wanted[i];
      }
    }
  }

  private void defer() {
    behind = true;
    counters.count(Health.MOVES_DEFERRED);
  }

  @Override
  public String roleName() {
    return "engine-feed";
  }

  @Override
  public int work() {
    loudness.takeIn();
    comparing = wanted[plan.fixedSlot(Plan.MONITOR_MATCH)] > 0;
    if (comparing && match.work(loudness.shortTerm()) && !restructure) {
      targets.match(match.db());
      targets.rest(plan, wanted);
      offer(false, MoveRing.NOW);
    }
    if (!behind) {
      return 0;
    }
    offer(false, MoveRing.NOW);
    return behind ? 0 : 1;
  }

  @Override
  public long restNanos() {
    return behind ? 1_000_000 : comparing ? 100_000_000 : 1_000_000_000;
  }
}
