package hybridge.engine;

import hybridge.dsp.Limiter;
import hybridge.engine.master.ClipperSlot;
import hybridge.engine.master.CompSlot;
import hybridge.engine.master.EqSlot;
import hybridge.engine.master.LimiterSlot;
import hybridge.engine.master.Processor;
import java.util.List;

/** The kinds of software slots there are. */
public final class Processors {
  private Processors() {}

  public static final List<String> KINDS = List.of("eq", "comp", "limiter", "clipper");

  /**
   * @throws IllegalArgumentException for a kind that is not one of {@link #KINDS}
   */
  static Processor create(String kind, int rate) {
    return switch (kind) {
      case "eq" -> new EqSlot(rate);
      case "comp" -> new CompSlot(rate);
      case "limiter" -> new LimiterSlot(rate);
      case "clipper" -> new ClipperSlot(rate);
      default -> throw new IllegalArgumentException("no processor '" + kind + "'");
    };
  }

  /** How many targets a slot of this kind has. */
  static int targets(String kind) {
    return switch (kind) {
      case "eq" -> EqSlot.TARGETS;
      case "comp" -> CompSlot.TARGETS;
      case "limiter" -> LimiterSlot.TARGETS;
      case "clipper" -> ClipperSlot.TARGETS;
      case Plan.MasterSlot.INSERT -> 0;
      default -> throw new IllegalArgumentException("no processor '" + kind + "'");
    };
  }

  /** Frames that the sound takes through a slot of this kind. */
  static int latencyFrames(String kind, int rate) {
    return kind.equals("limiter") ? Limiter.latencyFrames(rate) : 0;
  }
}
