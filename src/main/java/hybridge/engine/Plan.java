package hybridge.engine;

import hybridge.dsp.LaneCompressor;
import hybridge.dsp.LaneGate;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.Lanes;
import hybridge.engine.insert.Alignment;
import hybridge.engine.insert.HardwareInsert;
import hybridge.rt.RealTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The structure of a mix: what lies on which lane, what goes where, and where each target stands in
 * the table. Immutable; a change of structure is a new plan.
 *
 * @param rate frames a second
 * @param strips the lanes of the strips
 * @param keys what the detectors of the strips listen to
 * @param destinations where runs of strip lanes go, covering all of them in order; each begins and
 *     ends on an octet
 * @param buses the lanes of groups, then of auxes, two each; groups end on an octet
 * @param groups how many groups there are
 * @param auxes how many auxes there are
 * @param inserts hardware in the paths of strips, groups and auxes; those of one path in their
 *     order
 * @param talkback input channel of the talkback, from 0; −1 for none
 * @param outputs how many channels the interface has
 * @param mainOutputs left and right of main, from 0
 * @param monitorOutputs left and right of the monitors, from 0, or empty
 */
public record Plan(
    int rate,
    LaneSet strips,
    Keys keys,
    List<Destination> destinations,
    LaneSet buses,
    int groups,
    int auxes,
    List<Insert> inserts,
    int talkback,
    int outputs,
    List<Integer> mainOutputs,
    List<Integer> monitorOutputs,
    List<MasterSlot> master) {

  /**
   * Lanes and who lies on them.
   *
   * @param ids such as {@code vocal/1}; null for a spare lane. State moves with the id from one
   *     plan to the next
   * @param inputs the interface's input of each lane, from 0; −1 for none
   */
  public record LaneSet(List<String> ids, List<Integer> inputs) {
    public LaneSet {
      ids = Collections.unmodifiableList(new ArrayList<>(ids));
      inputs = List.copyOf(inputs);
      if (ids.size() % Lanes.OCTET != 0 || ids.size() != inputs.size()) {
        throw new IllegalArgumentException(
            ids.size() + " lanes, " + inputs.size() + " inputs; wanted whole octets of both");
      }
    }

    public int size() {
      return ids.size();
    }
  }

  /**
   * What detectors listen to: for each strip lane a strip lane, itself when it has no other key.
   *
   * @param gates empty when all listen to themselves
   * @param compressors empty when all listen to themselves and no key is filtered
   */
  public record Keys(List<Integer> gates, List<Integer> compressors) {
    public static final Keys NONE = new Keys(List.of(), List.of());

    public Keys {
      gates = List.copyOf(gates);
      compressors = List.copyOf(compressors);
    }
  }

  /**
   * @param from first strip lane
   * @param to the lane behind the last
   * @param bus which group's lanes they are summed on, from 0; {@link #MAIN} for main
   */
  public record Destination(int from, int to, int bus) {}

  public static final int MAIN = -1;

  /** Where in the console a lane can have inserts, in the order in which sound passes. */
  public enum Point {
    /** Strips behind their filters, before gate and compressor. */
    STRIP_PRE,
    /** Strips behind the compressor, before mute and fader. */
    STRIP_POST,
    GROUP_PRE,
    GROUP_POST,
    AUX_PRE,
    AUX_POST,
    /** In the master chain, where its slot says. */
    MASTER
  }

  /**
   * A hardware insert.
   *
   * @param name in addresses; its state moves with it
   * @param lane the lane of its first channel, among the strips or the buses as its point says; a
   *     second channel is on the next
   * @param midSide its channels are mid and side of the pair
   */
  public record Insert(
      String name, Point point, int lane, boolean midSide, List<Channel> channels) {
    public Insert {
      channels = List.copyOf(channels);
    }

    /** Frames that the path through the insert takes: that of its slowest aligned channel. */
    public int pathFrames() {
      int most = 0;
      for (Channel c : channels) {
        most = Math.max(most, c.alignment().pathFrames());
      }
      return most;
    }
  }

  /**
   * One channel of a hardware insert.
   *
   * @param send output channel, from 0
   * @param ret input channel, from 0
   * @param gain what the return is multiplied with
   * @param blendFrames by how many frames more dry sound waits where it is blended
   */
  public record Channel(int send, int ret, Alignment alignment, double gain, double blendFrames) {}

  /**
   * @param name in addresses
   * @param kind of processor
   */
  public record MasterSlot(String name, String kind) {
    /** The kind of a slot that is the hardware insert of its name. */
    public static final String INSERT = "insert";
  }

  public Plan {
    destinations = List.copyOf(destinations);
    inserts = List.copyOf(inserts);
    mainOutputs = List.copyOf(mainOutputs);
    monitorOutputs = List.copyOf(monitorOutputs);
    master = List.copyOf(master);
  }

  private static int groupLanes(int groups) {
    return (2 * groups + Lanes.OCTET - 1) / Lanes.OCTET * Lanes.OCTET;
  }

  /** How many lanes of {@link #buses} belong to groups; whole octets. */
  public int groupLanes() {
    return groupLanes(groups);
  }

  /** Frames that each path through a point takes: the most that any lane's inserts there take. */
  public int framesAt(Point point) {
    int most = 0;
    for (Insert i : inserts) {
      most = i.point() == point ? Math.max(most, framesAt(point, i.lane())) : most;
    }
    return most;
  }

  /** Frames that the inserts of one lane take at a point. */
  public int framesAt(Point point, int lane) {
    int sum = 0;
    for (Insert i : inserts) {
      if (i.point() == point && lane >= i.lane() && lane < i.lane() + i.channels().size()) {
        sum += i.pathFrames();
      }
    }
    return sum;
  }

  /** Frames from an input to where strips are summed. */
  public int stripFrames() {
    return framesAt(Point.STRIP_PRE) + framesAt(Point.STRIP_POST);
  }

  /** Frames that a path through a group takes longer than one past it. */
  public int groupFrames() {
    return framesAt(Point.GROUP_PRE) + framesAt(Point.GROUP_POST);
  }

  /** Frames that a path through an aux takes longer than one past it. */
  public int auxFrames() {
    return framesAt(Point.AUX_PRE) + framesAt(Point.AUX_POST);
  }

  /** Frames from an input to main before the master chain, on every path. */
  public int latencyFrames() {
    return stripFrames() + groupFrames() + auxFrames();
  }

  /** Can somebody listen to single strips: are there monitors? */
  public boolean listening() {
    return !monitorOutputs.isEmpty();
  }

  // Single targets.

  public static final int MAIN_LEFT = 0;

  public static final int MAIN_RIGHT = 1;

  /** Monitor: what of each side stays on its side. */
  public static final int MONITOR_SAME = 2;

  /** Monitor: what of each side goes to the other. */
  public static final int MONITOR_CROSS = 3;

  /** Monitor: how much is heard of main behind the master chain. */
  public static final int MONITOR_MAIN = 4;

  /** Monitor: of main before the master chain. */
  public static final int MONITOR_BEFORE = 5;

  /** Monitor: of what is listened to before or behind its fader. */
  public static final int MONITOR_LISTEN = 6;

  /** 1 when the loudness of main before the master chain is measured, for a fair comparison. */
  public static final int MONITOR_MATCH = 7;

  /** Frequency of the oscillator, Hz. */
  public static final int OSCILLATOR_HZ = 8;

  /** How much of each kind of sound the oscillator makes, in the order of its kinds. */
  public static final int OSCILLATOR_SINE = 9;

  public static final int OSCILLATOR_PINK = 10;
  public static final int OSCILLATOR_WHITE = 11;

  /** Where the rest begins whose number depends on the studio. */
  private static final int FIXED = 12;

  /** The oscillator among the {@link #sourceSlot sources}. */
  public static final int OSCILLATOR = 0;

  public static final int TALKBACK = 1;
  private static final int SOURCES = 2;

  /**
   * Rows of a send: before the fader to the left and right of the aux, behind the fader likewise.
   */
  public static final int PRE_LEFT = 0;

  public static final int PRE_RIGHT = 1;
  public static final int POST_LEFT = 2;
  public static final int POST_RIGHT = 3;

  /** High-pass and low-pass of a lane, two sections each. */
  public static final int PASS_SECTIONS = 4;

  /** Bands of the equaliser of a lane. */
  public static final int EQ_SECTIONS = 4;

  /** First row of high-pass and low-pass; those of the equaliser follow. */
  public static final int PASSES = StripRow.ALL.length;

  /** First row of the equaliser. */
  public static final int EQ = PASSES + LaneSvf.rows(PASS_SECTIONS);

  /** First row of the gate. */
  public static final int GATE = EQ + LaneSvf.rows(EQ_SECTIONS);

  /** First row of the filter in the compressor's key. */
  public static final int KEY = GATE + LaneGate.ROWS;

  /** First row of the compressor. */
  public static final int COMP = KEY + LaneSvf.rows(1);

  /** First row of the sends. */
  public static final int SENDS = COMP + LaneCompressor.ROWS;

  static final int SEND_ROWS = 4;

  /** Rows of targets that each lane has. */
  public int rows() {
    return SENDS + SEND_ROWS * (auxes + (listening() ? 1 : 0));
  }

  /** The row of a send. */
  @RealTime
  public static int sendRow(int aux, int which) {
    return SENDS + SEND_ROWS * aux + which;
  }

  /**
   * The row of what is listened to: like a send, but what is taken before the fader is taken before
   * the mute as well. There only where {@link #listening}.
   */
  public int listenRow(int which) {
    return sendRow(auxes, which);
  }

  /** Where a target of a strip's lane stands. */
  public int stripSlot(int row, int lane) {
    return row * strips.size() + lane;
  }

  public int stripSlot(StripRow row, int lane) {
    return stripSlot(row.ordinal(), lane);
  }

  /** Where the targets of the buses begin. */
  public int busBase() {
    return rows() * strips.size();
  }

  /** Where a target of a bus's lane stands. */
  public int busSlot(int row, int lane) {
    return busBase() + row * buses.size() + lane;
  }

  public int busSlot(StripRow row, int lane) {
    return busSlot(row.ordinal(), lane);
  }

  /** First lane of a group's or an aux's pair, by its id. */
  public int busLane(String id) {
    return buses.ids().indexOf(id + "/1");
  }

  /** First lane of a strip, by its id. */
  public int stripLane(String id) {
    return strips.ids().indexOf(id + "/1");
  }

  /** Where a single target stands. */
  public int fixedSlot(int fixed) {
    return busBase() + rows() * buses.size() + fixed;
  }

  /** Where the monitor's gain for an aux stands, from 0. */
  public int monitorAuxSlot(int aux) {
    return fixedSlot(FIXED) + aux;
  }

  /** Places that a source can go to: main, then the groups, then the auxes. */
  public int sourcePlaces() {
    return 1 + groups + auxes;
  }

  /** Where the gain of a source to one of its places stands. */
  public int sourceSlot(int source, int place) {
    return fixedSlot(FIXED) + auxes + source * sourcePlaces() + place;
  }

  /** Where the gains of an insert begin, {@link HardwareInsert#TARGETS} of them. */
  public int insertSlot(int insert) {
    return sourceSlot(SOURCES, 0) + insert * HardwareInsert.TARGETS;
  }

  /** Where the first target of a master slot stands. */
  public int masterSlot(int slot) {
    int at = insertSlot(inserts.size());
    for (int i = 0; i < slot; i++) {
      at += Processors.targets(master.get(i).kind());
    }
    return at;
  }

  /** The place of a master slot, by its name. */
  public int masterIndex(String name) {
    return master.stream().map(MasterSlot::name).toList().indexOf(name);
  }

  /** Frames that the master chain takes, on top of {@link #latencyFrames}. */
  public int masterLatencyFrames() {
    int sum = master.stream().mapToInt(s -> Processors.latencyFrames(s.kind(), rate)).sum();
    for (Insert i : inserts) {
      sum += i.point() == Point.MASTER ? i.pathFrames() : 0;
    }
    return sum;
  }

  /** How many targets there are. */
  public int targets() {
    return masterSlot(master.size());
  }

  /**
   * Numbers a lane has in the row of meters: peak, RMS, gain reduction (linear, 1 for none), held
   * peak.
   */
  public static final int METERS = 4;

  /** Where lane 0 of the buses stands in the row of meters, in lanes. */
  public int busMeters() {
    return strips.size();
  }

  /** Where the left of main stands in the row of meters, in lanes; the right follows. */
  public int mainMeters() {
    return strips.size() + buses.size();
  }

  /** Where the gain reduction of a master slot stands in the row of meters, in numbers. */
  public int masterMeter(int slot) {
    return METERS * (mainMeters() + 2) + slot;
  }

  /** Where the peaks of an insert's send and return stand in the row of meters, in numbers. */
  public int insertMeter(int insert) {
    return masterMeter(master.size()) + HardwareInsert.METERS * insert;
  }

  /** How many numbers a row of meters has. */
  public int meters() {
    return insertMeter(inserts.size());
  }
}
