package hybridge.desk;

import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.Kind;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Unit;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The parameters of the master chain. A slot is on from the start, because the studio's file names
 * it; the equaliser begins flat, the compressor with its threshold at full scale.
 */
final class MasterParameters {
  private MasterParameters() {}

  static List<Parameter> of(Studio studio) {
    List<Parameter> all = new ArrayList<>();
    all.add(order(studio.master()));
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

  private static Parameter order(List<Studio.Slot> slots) {
    String names = slots.stream().map(Studio.Slot::name).collect(Collectors.joining(" "));
    return new Parameter(
        new Address("/master/order"),
        Kind.TEXT,
        Unit.NONE,
        0,
        0,
        Value.of(names),
        0,
        Law.LINEAR,
        Access.SET,
        Safety.ROUTE,
        List.of(),
        false,
        "The slots of the master chain, each once, in their order");
  }

  /** How far a slot turns down. */
  private static Parameter reduction(String at) {
    return new Parameter(
        new Address(at + "/meter/gr"),
        Kind.CONTINUOUS,
        Unit.DBFS,
        Double.NEGATIVE_INFINITY,
        40,
        Value.of(Double.NEGATIVE_INFINITY),
        0,
        Law.FADER,
        Access.METER,
        Safety.SAFE,
        List.of(),
        false,
        "Most gain reduction, over the last thirtieth of a second; 0 is none");
  }

  private static void eq(List<Parameter> all, String at) {
    ProcessorParameters.eq(all, at, true);
    ProcessorParameters.highPass(all, at + "/hpf");
  }

  private static void comp(List<Parameter> all, String at) {
    ProcessorParameters.comp(all, at, true, 0);
    ProcessorParameters.keyFilter(all, at);
    all.add(reduction(at));
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
    all.add(reduction(at));
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
