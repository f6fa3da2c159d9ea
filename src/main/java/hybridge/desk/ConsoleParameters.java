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

/**
 * The parameters of the software console: strips, main, master slots, inserts. The contract of
 * their addresses is design §4.
 */
final class ConsoleParameters {
  private static final double FADER_MAX_DB = 10;
  private static final double METER_FLOOR_DBFS = Double.NEGATIVE_INFINITY;

  private final List<Parameter> all = new ArrayList<>();

  private final Studio studio;

  private ConsoleParameters(Studio studio) {
    this.studio = studio;
  }

  static List<Parameter> of(Studio studio) {
    ConsoleParameters console = new ConsoleParameters(studio);
    for (Studio.Strip strip : studio.strips()) {
      console.strip(strip);
    }
    for (Studio.Bus group : studio.groups()) {
      console.bus("/group/" + group.number(), group, true);
    }
    for (Studio.Bus aux : studio.auxes()) {
      console.bus("/aux/" + aux.number(), aux, false);
    }
    for (int v = 1; v <= studio.vcas().size(); v++) {
      console.vca(v);
    }
    for (int g = 1; g <= Studio.MUTE_GROUPS; g++) {
      console.toggle(
          "/mutegroup/" + g, false, Safety.MUTE, "All members of this mute group are silent");
    }
    console.main();
    console.solo();
    if (studio.monitor().isPresent()) {
      console.monitor();
      console.match();
    }
    console.sources();
    console.all.addAll(MasterParameters.of(studio));
    console.all.addAll(LoudnessParameters.all());
    for (Studio.Insert insert : studio.inserts()) {
      console.all.addAll(InsertParameters.of(insert, studio.audio()));
    }
    return console.all;
  }

  private void strip(Studio.Strip strip) {
    String at = "/strip/" + strip.number();
    name(at, strip.name());
    number(
        at + "/trim", Unit.DB, -24, 24, 0, Law.LINEAR, Safety.LEVEL, "Gain at the strip's input");
    toggle(at + "/polarity", false, Safety.LEVEL, "Polarity inverted at the strip's input");
    fader(at, strip.stereo());
    if (!studio.groups().isEmpty()) {
      List<String> names = new ArrayList<>(List.of("none"));
      studio.groups().forEach(g -> names.add(g.name()));
      int initial = strip.group().map(names::indexOf).orElse(0);
      add(
          Parameter.choice(
              new Address(at + "/group"),
              names,
              initial,
              Safety.ROUTE,
              "Where the strip goes: a group, or straight to main"));
    }
    passes(at);
    gate(at);
    eq(at);
    comp(at, true);
    insertPoint(at, strip.inserts());
    memberships(at);
    sends(at);
    meters(at);
  }

  private void passes(String at) {
    ProcessorParameters.highPass(all, at + "/hpf");
    toggle(at + "/lpf/on", false, Safety.SAFE, "The low-pass filter is in");
    number(
        at + "/lpf/freq",
        Unit.HZ,
        1000,
        20_000,
        12_000,
        Law.LOG,
        Safety.SAFE,
        "Corner of the low-pass filter (−3 dB)");
    add(
        Parameter.choice(
            new Address(at + "/lpf/slope"),
            List.of("12", "18", "24"),
            0,
            Safety.SAFE,
            "dB an octave"));
  }

  private void gate(String at) {
    toggle(at + "/gate/on", false, Safety.LEVEL, "The gate is in");
    number(
        at + "/gate/threshold",
        Unit.DBFS,
        -80,
        0,
        -45,
        Law.LINEAR,
        Safety.LEVEL,
        "Opens above this level");
    number(
        at + "/gate/range",
        Unit.DB,
        0,
        80,
        60,
        Law.LINEAR,
        Safety.LEVEL,
        "How far it turns down when closed");
    number(at + "/gate/attack", Unit.MS, 0.05, 200, 1, Law.LOG, Safety.SAFE, "Time to open (63 %)");
    number(at + "/gate/hold", Unit.MS, 10, 2000, 50, Law.LOG, Safety.SAFE, "Stays open so long");
    number(
        at + "/gate/release", Unit.MS, 5, 4000, 200, Law.LOG, Safety.SAFE, "Time to close (63 %)");
    key(at + "/gate/key");
  }

  private void eq(String at) {
    ProcessorParameters.eq(all, at + "/eq", false);
  }

  private void comp(String at, boolean keyed) {
    ProcessorParameters.comp(all, at + "/comp", false, -20);
    if (keyed) {
      key(at + "/comp/key");
      ProcessorParameters.keyFilter(all, at + "/comp");
    }
  }

  /**
   * Where hardware stands, and in which order.
   *
   * @param inserts of the channel, as the studio file has them
   */
  private void insertPoint(String at, List<String> inserts) {
    if (!inserts.isEmpty()) {
      add(
          Parameter.text(
              new Address(at + "/inserts"),
              String.join(" ", inserts),
              Access.SET,
              "Its inserts, each once, in the order in which sound passes them"));
    }
    add(
        Parameter.choice(
            new Address(at + "/insertpoint"),
            List.of("pre", "post"),
            1,
            Safety.ROUTE,
            "Where its inserts stand: before gate, equaliser and compressor, or behind them"));
  }

  /** A key listens to another strip behind its trim and polarity. */
  private void key(String at) {
    List<String> names = new ArrayList<>(List.of("self"));
    studio.strips().forEach(s -> names.add(s.id()));
    add(Parameter.choice(new Address(at), names, 0, Safety.LEVEL, "Which strip is listened to"));
  }

  private void bus(String at, Studio.Bus bus, boolean sends) {
    name(at, bus.name());
    fader(at, true);
    eq(at);
    comp(at, false);
    insertPoint(at, bus.inserts());
    memberships(at);
    if (sends) {
      sends(at);
    }
    meters(at);
  }

  private void vca(int v) {
    String at = "/vca/" + v;
    name(at, studio.vcas().get(v - 1));
    level(at + "/fader", 0, "Moves the level of all members, in dB");
    toggle(at + "/mute", false, Safety.MUTE, "All members are silent");
    for (int w = 1; w <= studio.vcas().size(); w++) {
      if (w != v) {
        toggle(at + "/vca/" + w, false, Safety.LEVEL, "This VCA is itself a member of VCA " + w);
      }
    }
  }

  private void name(String at, String name) {
    add(
        Parameter.text(
            new Address(at + "/name"), name, Access.SET, "The name, as surfaces show it"));
  }

  private void fader(String at, boolean stereo) {
    number(
        at + "/width",
        Unit.PERCENT,
        0,
        200,
        100,
        Law.LINEAR,
        Safety.LEVEL,
        stereo
            ? "Stereo width on the way to main or its group: 0 mono, 100 as it is"
            : "Stereo width; a mono strip has none, and nothing changes");
    number(
        at + "/pan",
        Unit.NONE,
        -100,
        100,
        0,
        Law.LINEAR,
        Safety.SAFE,
        stereo ? "Balance: left −100, right 100" : "Left −100, right 100");
    level(at + "/fader", 0, "The fader");
    toggle(at + "/mute", false, Safety.MUTE, "Silent");
    toggle(at + "/solo", false, Safety.MUTE, "Only what is soloed is heard (solo in place)");
    toggle(at + "/solosafe", false, Safety.MUTE, "The solos of others do not silence this one");
    toggle(
        at + "/select",
        false,
        Safety.SAFE,
        "Selected on the surfaces; one of all strips, groups and auxes at most");
  }

  private void memberships(String at) {
    for (int v = 1; v <= studio.vcas().size(); v++) {
      toggle(at + "/vca/" + v, false, Safety.LEVEL, "A member of VCA " + v);
    }
    for (int g = 1; g <= Studio.MUTE_GROUPS; g++) {
      toggle(at + "/mutegroup/" + g, false, Safety.MUTE, "A member of mute group " + g);
    }
  }

  private void sends(String at) {
    for (int m = 1; m <= studio.auxes().size(); m++) {
      String send = at + "/send/" + m;
      toggle(send + "/on", true, Safety.LEVEL, "The send to aux " + m + " is on");
      level(send + "/level", Double.NEGATIVE_INFINITY, "Level of the send");
      toggle(send + "/pre", false, Safety.LEVEL, "Taken before the fader");
      number(
          send + "/pan",
          Unit.NONE,
          -100,
          100,
          0,
          Law.LINEAR,
          Safety.SAFE,
          "Left −100, right 100 of the aux");
    }
  }

  private void meters(String at) {
    meter(at + "/meter/peak", "Sample peak after the fader, over the last thirtieth of a second");
    meter(at + "/meter/rms", "RMS after the fader, over the last thirtieth of a second");
    meter(at + "/meter/hold", "The highest peak after the fader, held for two seconds");
    meter(
        at + "/meter/gr",
        "Most gain reduction of the compressor, over the last thirtieth of a second; 0 is none");
  }

  private void level(String at, double initial, String help) {
    number(
        at,
        Unit.DB,
        Double.NEGATIVE_INFINITY,
        FADER_MAX_DB,
        initial,
        Law.FADER,
        Safety.LEVEL,
        help);
  }

  private void main() {
    number(
        "/main/fader",
        Unit.DB,
        Double.NEGATIVE_INFINITY,
        FADER_MAX_DB,
        0,
        Law.FADER,
        Safety.LEVEL,
        "The main fader, before the master chain");
    toggle("/main/mute", false, Safety.MUTE, "Main is silent");
    number(
        "/main/pan",
        Unit.NONE,
        -100,
        100,
        0,
        Law.LINEAR,
        Safety.SAFE,
        "Balance of main: left −100, right 100");
    add(
        Parameter.choice(
            new Address("/main/panlaw"),
            List.of("-2.5", "-3", "-4.5", "-6"),
            1,
            Safety.LEVEL,
            "What a mono strip or send loses in the middle, in dB"));
    for (String side : List.of("left", "right")) {
      meter(
          "/main/meter/" + side + "/peak",
          "Sample peak of the main output, after the master chain");
      meter("/main/meter/" + side + "/rms", "RMS of the main output, after the master chain");
      meter("/main/meter/" + side + "/hold", "The highest peak of it, held for two seconds");
    }
  }

  private void solo() {
    add(Parameter.action(new Address("/solo/clear"), Safety.MUTE, "Takes every solo off"));
    boolean listening = studio.monitor().isPresent();
    add(
        Parameter.choice(
            new Address("/solo/mode"),
            listening ? List.of("sip", "pfl", "afl") : List.of("sip"),
            0,
            Safety.MUTE,
            listening
                ? "What a solo does: silences the others (in place), or lets the monitors alone"
                    + " hear it, before or behind its fader"
                : "Silences the others (in place); pfl and afl need monitor outputs"));
    if (listening) {
      level("/solo/level", 0, "Level of what is listened to with pfl and afl, in the monitors");
    }
  }

  private void monitor() {
    number(
        "/monitor/level",
        Unit.DB,
        Double.NEGATIVE_INFINITY,
        FADER_MAX_DB,
        0,
        Law.FADER,
        Safety.LEVEL,
        "Level of the monitor outputs, which hear what main puts out");
    toggle("/monitor/dim", false, Safety.LEVEL, "The monitors 20 dB down");
    toggle("/monitor/mono", false, Safety.SAFE, "Both monitors hear the mean of left and right");
    toggle("/monitor/cut", false, Safety.MUTE, "The monitors are silent");
    List<String> sources = new ArrayList<>(List.of("main", "premaster"));
    studio.auxes().forEach(a -> sources.add("aux-" + a.number()));
    add(
        Parameter.choice(
            new Address("/monitor/source"),
            sources,
            0,
            Safety.LEVEL,
            "What the monitors hear: main, main before the master chain on the same frame, an"
                + " aux"));
  }

  private void match() {
    toggle(
        "/monitor/match",
        true,
        Safety.LEVEL,
        "Main before the master chain is heard as loud as main itself: louder is not better");
  }

  private void sources() {
    String at = "/source/oscillator";
    toggle(at + "/on", false, Safety.LEVEL, "The oscillator sounds where it is sent to");
    number(
        at + "/level",
        Unit.DBFS,
        -90,
        0,
        -20,
        Law.LINEAR,
        Safety.LEVEL,
        "Level; a sine of 0 dBFS reaches full scale, noise has its power");
    add(
        Parameter.choice(
            new Address(at + "/kind"), List.of("sine", "pink", "white"), 0, Safety.LEVEL, "Sound"));
    number(at + "/freq", Unit.HZ, 20, 20_000, 1000, Law.LOG, Safety.SAFE, "Frequency of the sine");
    places(at, true, false);
    if (studio.talkback() > 0) {
      at = "/source/talkback";
      toggle(at + "/on", false, Safety.LEVEL, "The talkback is open; the monitors are dimmed");
      level(at + "/level", 0, "Level of the talkback");
      places(at, false, true);
    }
  }

  private void places(String at, boolean main, boolean auxes) {
    toggle(at + "/main", main, Safety.ROUTE, "Goes to main");
    for (Studio.Bus g : studio.groups()) {
      toggle(at + "/group/" + g.number(), false, Safety.ROUTE, "Goes to group " + g.name());
    }
    for (Studio.Bus a : studio.auxes()) {
      toggle(at + "/aux/" + a.number(), auxes, Safety.ROUTE, "Goes to aux " + a.name());
    }
  }

  private void number(
      String at,
      Unit unit,
      double min,
      double max,
      double initial,
      Law law,
      Safety safety,
      String help) {
    add(Parameter.continuous(new Address(at), unit, min, max, initial, law, safety, help));
  }

  private void toggle(String at, boolean initial, Safety safety, String help) {
    add(Parameter.toggle(new Address(at), initial, safety, help));
  }

  private void meter(String at, String help) {
    add(levelMeter(at, help));
  }

  /** A level that is measured, in dBFS. */
  static Parameter levelMeter(String at, String help) {
    return new Parameter(
        new Address(at),
        Kind.CONTINUOUS,
        Unit.DBFS,
        METER_FLOOR_DBFS,
        40,
        Value.of(METER_FLOOR_DBFS),
        0,
        Law.FADER,
        Access.METER,
        Safety.SAFE,
        List.of(),
        false,
        help);
  }

  private void add(Parameter parameter) {
    all.add(parameter);
  }
}
