package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.dsp.Decibels;
import hybridge.dsp.EqDesign;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.Limiter;
import hybridge.dsp.Section;
import hybridge.engine.Plan;
import hybridge.engine.master.ClipperSlot;
import hybridge.engine.master.CompSlot;
import hybridge.engine.master.EqSlot;
import hybridge.engine.master.LimiterSlot;
import hybridge.studio.Studio;
import java.util.HashMap;
import java.util.Map;

/**
 * From the knobs of the master chain to the targets of its slots. What was designed is kept by the
 * slot's name, whatever its place in the chain. Used on the desk's thread.
 */
final class MasterTargets {

  /** A slot that writes its targets from {@code at} on. */
  private interface Writer {
    void put(double[] t, int at);
  }

  private final Desk desk;
  private final double rate;
  private final EqDesign design;
  private final Map<String, Writer> writers = new HashMap<>();

  MasterTargets(Studio studio, Desk desk, EqDesign design) {
    this.desk = desk;
    this.rate = studio.audio().rate();
    this.design = design;
    for (Studio.Slot slot : studio.master()) {
      String at = "/master/" + slot.name();
      writers.put(
          slot.name(),
          switch (slot.kind()) {
            case "eq" -> eq(at);
            case "comp" -> comp(at);
            case "limiter" -> limiter(at);
            case "clipper" -> clipper(at);
            default -> (t, to) -> {}; // an insert: its gains are not the chain's
          });
    }
  }

  /** Brings the targets of all slots up to date. */
  void put(Plan plan, double[] t) {
    for (int i = 0; i < plan.master().size(); i++) {
      writers.get(plan.master().get(i).name()).put(t, plan.masterSlot(i));
    }
  }

  private Part part(String at, String... leaves) {
    Part part = Part.of(desk.tree(), at, leaves);
    if (part == null) {
      throw new IllegalArgumentException("a slot without its parameters: " + at);
    }
    return part;
  }

  private Writer eq(String at) {
    Part pass = part(at, "on", "hpf/on", "hpf/freq", "hpf/slope");
    Part[] bands = new Part[EqSlot.BANDS];
    for (int b = 0; b < bands.length; b++) {
      bands[b] = part(at, Processing.band(b));
    }
    return (t, to) -> {
      if (pass.read(desk)) {
        double[] v = pass.held;
        pass.sections = Processing.highPass(v[0] != 0 && v[1] != 0, v[2], v[3], rate);
      }
      for (int s = 0; s < EqSlot.PASS_SECTIONS; s++) {
        pass.sections[s].put(t, to, 1, s, 0);
      }
      for (int b = 0; b < bands.length; b++) {
        if (bands[b].read(desk)) {
          Processing.designBand(bands[b], design);
        }
        int section = EqSlot.PASS_SECTIONS + b;
        if (bands[b].sections == null) {
          LaneSvf.identity(t, to, 1, section, 0);
        } else {
          bands[b].sections[0].put(t, to, 1, section, 0);
        }
      }
    };
  }

  private Writer comp(String at) {
    Part compressor = part(at, Processing.COMPRESSOR);
    Part key = part(at, "keyhpf");
    return (t, to) -> {
      if (compressor.read(desk)) {
        Processing.designCompressor(compressor, true, rate);
      }
      System.arraycopy(compressor.rows, 0, t, to + CompSlot.COMPRESSOR, compressor.rows.length);
      if (key.read(desk)) {
        key.sections = new Section[] {Processing.keyFilter(key.held[0], rate)};
      }
      key.sections[0].put(t, to + CompSlot.KEY, 1, 0, 0);
    };
  }

  private Writer limiter(String at) {
    Part knobs = part(at, "on", "gain", "ceiling", "release");
    return (t, to) -> {
      knobs.read(desk);
      double[] v = knobs.held;
      t[to + LimiterSlot.ON] = v[0];
      t[to + LimiterSlot.DRIVE] = Decibels.gain(v[1]);
      t[to + LimiterSlot.CEILING] = Decibels.gain(v[2]);
      t[to + LimiterSlot.RELEASE] = Limiter.release(v[3], rate);
    };
  }

  private Writer clipper(String at) {
    Part knobs = part(at, "on", "ceiling", "knee");
    return (t, to) -> {
      knobs.read(desk);
      double[] v = knobs.held;
      t[to + ClipperSlot.ON] = v[0];
      t[to + ClipperSlot.CEILING] = Decibels.gain(v[1]);
      t[to + ClipperSlot.THRESHOLD] = Decibels.gain(v[1] - v[2]);
    };
  }
}
