package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.EqDesign;
import hybridge.dsp.LaneCompressor;
import hybridge.dsp.LaneGate;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.PassDesign;
import hybridge.dsp.Section;
import hybridge.engine.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From the knobs of one channel's filters, gate, equaliser and compressor to the targets of their
 * kernels. A design is made anew only when a knob of its own has moved: a fitted band costs more
 * than a fader. Used on the desk's thread.
 */
final class Processing {
  private static final EqDesign.Type[] TYPES = EqDesign.Type.values();
  private static final double HYSTERESIS_DB = 4;
  private static final int[] SLOPES = {12, 18, 24};

  /** Below this a knee is a corner all the same. */
  private static final double SHARPEST_KNEE_DB = 0.01;

  /** The key filter at its lowest is none. */
  static final double NO_KEY_FILTER_HZ = 20;

  /** The knobs of a compressor, below its own address. */
  static final String[] COMPRESSOR = {
    "on", "threshold", "ratio", "knee", "attack", "release", "makeup", "mix", "detector"
  };

  /** The knobs of a band, from 0, below the equaliser's address. */
  static String[] band(int b) {
    String at = b + 1 + "/";
    return new String[] {"on", at + "on", at + "type", at + "freq", at + "gain", at + "q"};
  }

  private final boolean stereo;
  private final double rate;
  private final EqDesign design;
  private final Part passes;
  private final Part gate;
  private final int eqOn;
  private final Part[] bands = new Part[Plan.EQ_SECTIONS];
  private final Part compressor;
  private final Part keyFilter;

  Processing(Tree tree, String at, boolean stereo, double rate, EqDesign design) {
    this.stereo = stereo;
    this.rate = rate;
    this.design = design;
    passes = part(tree, at, "hpf/on", "hpf/freq", "hpf/slope", "lpf/on", "lpf/freq", "lpf/slope");
    gate =
        part(
            tree,
            at,
            "gate/on",
            "gate/threshold",
            "gate/range",
            "gate/attack",
            "gate/hold",
            "gate/release");
    eqOn = tree.require(at + "/eq/on");
    for (int b = 0; b < bands.length; b++) {
      bands[b] = part(tree, at + "/eq", band(b));
    }
    compressor = part(tree, at + "/comp", COMPRESSOR);
    keyFilter = part(tree, at, "comp/keyhpf");
  }

  /** Null when the channel has no such part. */
  private static Part part(Tree tree, String at, String... leaves) {
    return Part.of(tree, at, leaves);
  }

  /** Every knob. */
  List<Integer> knobs() {
    List<Integer> all = new ArrayList<>(List.of(eqOn));
    List<Part> parts = new ArrayList<>(List.of(bands));
    parts.addAll(Arrays.asList(passes, gate, compressor, keyFilter));
    for (Part p : parts) {
      if (p != null) {
        Arrays.stream(p.knobs).forEach(all::add);
      }
    }
    return all;
  }

  /** Targets of a lane that does nothing. */
  static void neutral(double[] t, int base, int lanes, int lane, double rate) {
    for (int s = 0; s < Plan.PASS_SECTIONS; s++) {
      LaneSvf.identity(t, base + Plan.PASSES * lanes, lanes, s, lane);
    }
    for (int s = 0; s < Plan.EQ_SECTIONS; s++) {
      LaneSvf.identity(t, base + Plan.EQ * lanes, lanes, s, lane);
    }
    LaneSvf.identity(t, base + Plan.KEY * lanes, lanes, 0, lane);
    LaneGate.design(
        -45,
        HYSTERESIS_DB,
        60,
        1,
        50,
        200,
        false,
        false,
        rate,
        t,
        base + Plan.GATE * lanes,
        lanes,
        lane);
    LaneCompressor.design(
        -20, 4, 6, 10, 150, 0, 0, false, false, rate, t, base + Plan.COMP * lanes, lanes, lane);
  }

  /** Brings the targets of the channel's lanes up to date. */
  void put(Desk desk, double[] t, int base, int lanes, int lane) {
    if (passes != null) {
      if (passes.read(desk)) {
        designPasses();
      }
      scatter(passes.sections, 0, t, base + Plan.PASSES * lanes, lanes, lane);
    }
    if (gate != null) {
      if (gate.read(desk)) {
        designGate();
      }
      scatter(gate.rows, t, base + Plan.GATE * lanes, lanes, lane);
    }
    for (int b = 0; b < bands.length; b++) {
      if (bands[b].read(desk)) {
        designBand(bands[b]);
      }
      scatter(bands[b].sections, b, t, base + Plan.EQ * lanes, lanes, lane);
    }
    if (compressor.read(desk)) {
      designCompressor();
    }
    scatter(compressor.rows, t, base + Plan.COMP * lanes, lanes, lane);
    if (keyFilter != null) {
      if (keyFilter.read(desk)) {
        keyFilter.sections = new Section[] {keyFilter(keyFilter.held[0], rate)};
      }
      scatter(keyFilter.sections, 0, t, base + Plan.KEY * lanes, lanes, lane);
    }
  }

  private void designPasses() {
    double[] v = passes.held;
    Section[] high = highPass(v[0] != 0, v[1], v[2], rate);
    Section[] low = design.lowPass(v[4], SLOPES[(int) v[5]]);
    if (v[3] == 0) {
      low = new Section[] {low[0].off(), low[1].off()};
    }
    passes.sections = new Section[] {high[0], high[1], low[0], low[1]};
  }

  /** Both sections of a high-pass filter, in or out. */
  static Section[] highPass(boolean on, double hz, double slope, double rate) {
    Section[] high = PassDesign.highPass(hz, SLOPES[(int) slope], rate);
    return on ? high : new Section[] {high[0].off(), high[1].off()};
  }

  private void designGate() {
    double[] v = gate.held;
    gate.rows = new double[LaneGate.ROWS];
    LaneGate.design(
        v[1], HYSTERESIS_DB, v[2], v[3], v[4], v[5], v[0] != 0, stereo, rate, gate.rows, 0, 1, 0);
  }

  private void designBand(Part band) {
    designBand(band, design);
  }

  /** A band from its knobs: the equaliser's switch, its own, type, frequency, gain, Q. */
  static void designBand(Part band, EqDesign design) {
    double[] v = band.held;
    boolean on = v[0] != 0 && v[1] != 0;
    EqDesign.Type type = TYPES[(int) v[2]];
    boolean flat = v[4] == 0 && type != EqDesign.Type.NOTCH;
    if (on && !flat) {
      band.sections = new Section[] {design.band(type, v[3], v[4], v[5])};
    } else if (band.sections != null) {
      // Fades out where it stands, so that nothing sweeps on the way.
      band.sections = new Section[] {band.sections[0].off()};
    }
  }

  private void designCompressor() {
    designCompressor(compressor, stereo, rate);
  }

  /** A compressor from its knobs, in the order of {@link #COMPRESSOR}. */
  static void designCompressor(Part compressor, boolean linked, double rate) {
    double[] v = compressor.held;
    compressor.rows = new double[LaneCompressor.ROWS];
    double mix = v[0] != 0 ? v[7] / 100 : 0;
    double knee = Math.max(SHARPEST_KNEE_DB, v[3]);
    LaneCompressor.design(
        v[1], v[2], knee, v[4], v[5], v[6], mix, v[8] != 0, linked, rate, compressor.rows, 0, 1, 0);
  }

  /** The filter in a compressor's key; none at its lowest. */
  static Section keyFilter(double hz, double rate) {
    Section section = PassDesign.highPass(hz, 12, rate)[0];
    return hz <= NO_KEY_FILTER_HZ ? section.off() : section;
  }

  private void scatter(Section[] sections, int first, double[] t, int at, int lanes, int lane) {
    if (sections == null) {
      return; // never switched on: the lane's neutral targets stand
    }
    for (int side = 0; side < (stereo ? 2 : 1); side++) {
      for (int s = 0; s < sections.length; s++) {
        sections[s].put(t, at, lanes, first + s, lane + side);
      }
    }
  }

  private void scatter(double[] rows, double[] t, int at, int lanes, int lane) {
    for (int side = 0; side < (stereo ? 2 : 1); side++) {
      for (int r = 0; r < rows.length; r++) {
        t[at + r * lanes + lane + side] = rows[r];
      }
    }
  }
}
