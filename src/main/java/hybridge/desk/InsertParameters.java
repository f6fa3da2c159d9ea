package hybridge.desk;

import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.InsertState;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Unit;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a hardware insert. */
final class InsertParameters {
  /** A tenth of a second at 48 kHz. */
  private static final double MOST_OFFSET = 4800;

  private final List<Parameter> all = new ArrayList<>();

  private InsertParameters() {}

  static List<Parameter> of(Studio.Insert insert, Studio.Audio audio) {
    InsertParameters parameters = new InsertParameters();
    parameters.insert(insert, audio);
    return parameters.all;
  }

  private void insert(Studio.Insert insert, Studio.Audio audio) {
    String at = "/insert/" + insert.name();
    add(
        Parameter.text(
            new Address(at + "/unit"),
            insert.unit().orElse("none"),
            Access.READ,
            "The unit that stands in it, or none"));
    toggle(
        at + "/on", true, Safety.LEVEL, "The insert is in the path; off is the aligned dry sound");
    number(
        at + "/mix",
        Unit.PERCENT,
        0,
        100,
        100,
        Law.LINEAR,
        Safety.LEVEL,
        "Dry 0, the box alone 100");
    add(
        Parameter.choice(
                new Address(at + "/state"),
                InsertState.words(),
                0,
                Safety.SAFE,
                "What is known of it from what it sends and gets back")
            .withAccess(Access.READ));
    add(
        Parameter.choice(
            new Address(at + "/onfault"),
            InsertState.OnFault.words(),
            insert.onFault().ordinal(),
            Safety.LEVEL,
            "What is done when the return is not well; of gain and noise it is only told"));
    for (InsertState state : InsertState.faults()) {
      add(
          Parameter.choice(
              new Address(at + "/onfault/" + InsertState.word(state)),
              InsertState.OnFault.ownWords(),
              insert.onFaults().containsKey(state) ? insert.onFaults().get(state).ordinal() + 1 : 0,
              Safety.LEVEL,
              "What is done about this state instead"));
    }
    add(
        Parameter.text(
            new Address(at + "/calibration"),
            "none",
            Access.READ,
            "none, when it was measured, or stale: measured at another rate or block"));
    add(
        Parameter.action(
            new Address(at + "/calibrate"), Safety.LEVEL, "Measures its delay, gain and polarity"));
    add(
        Parameter.action(
            new Address(at + "/cancel"), Safety.SAFE, "Calls the measurement under way off"));
    add(
        Parameter.action(
            new Address(at + "/accept"),
            Safety.LEVEL,
            "Takes over a result that waits for a word"));
    add(
        Parameter.action(
            new Address(at + "/discard"), Safety.LEVEL, "Throws the newest result away"));
    add(
        Parameter.text(
            new Address(at + "/verdict"),
            "none",
            Access.READ,
            "What the newest result is worth, and whether it waits for accept or discard"));
    add(
        Parameter.text(
            new Address(at + "/phase"),
            "idle",
            Access.READ,
            "What a measurement is at, or why the insert is still out of the mix; idle otherwise"));
    add(
        Parameter.continuous(
                new Address(at + "/progress"),
                Unit.PERCENT,
                0,
                100,
                0,
                Law.LINEAR,
                Safety.SAFE,
                "How much of that is done")
            .withAccess(Access.READ));
    add(
        Parameter.continuous(
                new Address(at + "/noise"),
                Unit.DBFS,
                Double.NEGATIVE_INFINITY,
                0,
                Double.NEGATIVE_INFINITY,
                Law.FADER,
                Safety.SAFE,
                "Noise of its loudest return when nothing is sent, as it was measured")
            .withAccess(Access.READ));
    trims(at);
    for (int c = 0; c < insert.channels(); c++) {
      String channel = at + "/" + (c + 1);
      number(
          channel + "/delay",
          Unit.FRAMES,
          0,
          4.0 * audio.rate(),
          insert.delayFrames().get(c),
          Law.LINEAR,
          Safety.LEVEL,
          "From the sample written to the send to the same sample at the return");
      number(
          channel + "/gain",
          Unit.DB,
          -60,
          60,
          insert.gainDb().get(c),
          Law.LINEAR,
          Safety.LEVEL,
          "Gain of the loop, compensated at the return");
      number(
          channel + "/blend",
          Unit.FRAMES,
          -8,
          8,
          0,
          Law.LINEAR,
          Safety.LEVEL,
          "By how much the dry sound waits longer where it is blended: what a filter in the box"
              + " takes");
      List<String> signs = List.of("normal", "inverted");
      add(
          Parameter.choice(
              new Address(channel + "/polarity"),
              signs,
              insert.polarity().get(c) < 0 ? 1 : 0,
              Safety.LEVEL,
              "Polarity of the loop, compensated at the return"));
    }
  }

  /** What an engineer adds to what was measured; measuring again leaves it alone. */
  private void trims(String at) {
    trim(at + "/sendtrim", "Gain of what goes to the box; the dry sound has none of it");
    trim(at + "/returntrim", "Gain of what comes back from the box, behind its compensation");
    number(
        at + "/offset",
        Unit.FRAMES,
        -MOST_OFFSET,
        MOST_OFFSET,
        0,
        Law.LINEAR,
        Safety.LEVEL,
        "Frames added to the measured delay of each channel; a later measurement leaves it alone");
    add(
        ConsoleParameters.levelMeter(
            at + "/meter/send", "Peak of its louder send, behind the trim"));
    add(
        ConsoleParameters.levelMeter(
            at + "/meter/return", "Peak of its louder return, as it comes from the interface"));
  }

  private void trim(String at, String help) {
    number(at, Unit.DB, -24, 24, 0, Law.LINEAR, Safety.LEVEL, help);
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

  private void add(Parameter parameter) {
    all.add(parameter);
  }
}
