package hybridge.desk;

import hybridge.studio.Studio;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of the master chain. A slot is on from the start, because the studio's file names
 * it; the equaliser begins flat, the compressor with its threshold at full scale.
 */
final class MasterParameters {
  private MasterParameters() {}

  static List<Parameter> of(Studio studio) {
    List<Parameter> all = new ArrayList<>();
    for (Studio.Slot slot : studio.master()) {
      String at = "/master/" + slot.name();
      switch (slot.kind()) {
        case "eq" -> eq(all, at);
        case "comp" -> comp(all, at);
        case "limiter" -> limiter(all, at);
        case "clipper" -> clipper(all, at);
        default -> {
          // The planner's check has named it.
        }
      }
    }
    return all;
  }

  private static void eq(List<Parameter> all, String at) {
    ProcessorParameters.eq(all, at, true);
    ProcessorParameters.highPass(all, at + "/hpf");
  }

  private static void comp(List<Parameter> all, String at) {
    ProcessorParameters.comp(all, at, true, 0);
    ProcessorParameters.keyFilter(all, at);
  }

  private static void limiter(List<Parameter> all, String at) {
    ProcessorParameters.toggle(
        all, at + "/on", true, Safety.LEVEL, "The limiter is in; off is the sound as late");
    ProcessorParameters.number(
        all,
        at + "/ceiling",
        Unit.DBTP,
        -24,
        0,
        -1,
        Law.LINEAR,
        Safety.LEVEL,
        "No true peak leaves above this level");
    ProcessorParameters.number(
        all,
        at + "/gain",
        Unit.DB,
        0,
        24,
        0,
        Law.LINEAR,
        Safety.LEVEL,
        "Drive into the limiter; without it when the limiter is off");
    ProcessorParameters.number(
        all,
        at + "/release",
        Unit.MS,
        5,
        2000,
        100,
        Law.LOG,
        Safety.SAFE,
        "Time to 63 % of the way back, in dB");
  }

  private static void clipper(List<Parameter> all, String at) {
    ProcessorParameters.toggle(all, at + "/on", true, Safety.LEVEL, "The clipper is in the chain");
    ProcessorParameters.number(
        all,
        at + "/ceiling",
        Unit.DBFS,
        -24,
        0,
        0,
        Law.LINEAR,
        Safety.LEVEL,
        "No sample leaves above this level");
    ProcessorParameters.number(
        all,
        at + "/knee",
        Unit.DB,
        0,
        24,
        0,
        Law.LINEAR,
        Safety.SAFE,
        "How far below the ceiling the curve begins to bend; 0 is a hard clip");
  }
}
