package hybridge.desk;

import hybridge.value.Address;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Unit;
import java.util.List;

/** The knobs of equaliser and compressor, wherever one stands: in a strip, a bus, the master. */
final class ProcessorParameters {
  private static final double[] FREQUENCIES = {100, 400, 2500, 8000};
  private static final List<String> TYPES = List.of("bell", "lowshelf", "highshelf", "notch");
  private static final int[] FIRST_TYPES = {1, 0, 0, 2};

  private ProcessorParameters() {}

  /**
   * Four bands.
   *
   * @param at such as {@code /strip/1/eq}
   */
  static void eq(List<Parameter> to, String at, boolean on) {
    toggle(to, at + "/on", on, Safety.SAFE, "The equaliser is in");
    for (int band = 1; band <= FREQUENCIES.length; band++) {
      String b = at + "/" + band;
      toggle(to, b + "/on", true, Safety.SAFE, "The band is in, when the equaliser is");
      to.add(
          Parameter.choice(
              new Address(b + "/type"),
              TYPES,
              FIRST_TYPES[band - 1],
              Safety.SAFE,
              "Shape of the band"));
      number(
          to,
          b + "/freq",
          Unit.HZ,
          20,
          20_000,
          FREQUENCIES[band - 1],
          Law.LOG,
          Safety.SAFE,
          "Frequency of the band");
      number(
          to,
          b + "/gain",
          Unit.DB,
          -18,
          18,
          0,
          Law.LINEAR,
          Safety.LEVEL,
          "Gain of the band; a notch has none");
      number(to, b + "/q", Unit.NONE, 0.3, 10, 0.7, Law.LOG, Safety.SAFE, "How narrow the band is");
    }
  }

  /** A high-pass filter with its slopes. */
  static void highPass(List<Parameter> to, String at) {
    toggle(to, at + "/on", false, Safety.SAFE, "The high-pass filter is in");
    number(
        to,
        at + "/freq",
        Unit.HZ,
        20,
        1000,
        80,
        Law.LOG,
        Safety.SAFE,
        "Corner of the high-pass filter (−3 dB)");
    to.add(
        Parameter.choice(
            new Address(at + "/slope"), List.of("12", "18", "24"), 1, Safety.SAFE, "dB an octave"));
  }

  /**
   * @param at such as {@code /strip/1/comp}
   */
  static void comp(List<Parameter> to, String at, boolean on, double thresholdDb) {
    toggle(to, at + "/on", on, Safety.LEVEL, "The compressor is in");
    number(
        to,
        at + "/threshold",
        Unit.DBFS,
        -60,
        0,
        thresholdDb,
        Law.LINEAR,
        Safety.LEVEL,
        "Compresses above this level");
    number(
        to,
        at + "/ratio",
        Unit.RATIO,
        1,
        20,
        4,
        Law.LOG,
        Safety.LEVEL,
        "How many dB in for one dB out");
    number(to, at + "/knee", Unit.DB, 0, 24, 6, Law.LINEAR, Safety.SAFE, "Width of the soft knee");
    number(
        to,
        at + "/attack",
        Unit.MS,
        0.05,
        200,
        10,
        Law.LOG,
        Safety.SAFE,
        "Time to 63 % of the reduction");
    number(
        to,
        at + "/release",
        Unit.MS,
        5,
        3000,
        150,
        Law.LOG,
        Safety.SAFE,
        "Time to 63 % of the way back");
    number(
        to, at + "/makeup", Unit.DB, 0, 24, 0, Law.LINEAR, Safety.LEVEL, "Gain after compression");
    number(
        to,
        at + "/mix",
        Unit.PERCENT,
        0,
        100,
        100,
        Law.LINEAR,
        Safety.LEVEL,
        "Dry 0, compressed 100");
    to.add(
        Parameter.choice(
            new Address(at + "/detector"),
            List.of("peak", "rms"),
            0,
            Safety.SAFE,
            "What the compressor takes for the level"));
  }

  /** The filter in what a compressor listens to. */
  static void keyFilter(List<Parameter> to, String at) {
    number(
        to,
        at + "/keyhpf",
        Unit.HZ,
        20,
        1000,
        20,
        Law.LOG,
        Safety.SAFE,
        "High-pass in what the compressor listens to; 20 is none");
  }

  static void number(
      List<Parameter> to,
      String at,
      Unit unit,
      double min,
      double max,
      double initial,
      Law law,
      Safety safety,
      String help) {
    to.add(Parameter.continuous(new Address(at), unit, min, max, initial, law, safety, help));
  }

  static void toggle(List<Parameter> to, String at, boolean initial, Safety safety, String help) {
    to.add(Parameter.toggle(new Address(at), initial, safety, help));
  }
}
