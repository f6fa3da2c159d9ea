package hybridge.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "calibrate",
    description = {
      "Measures a hardware insert of the running daemon: delay to a fraction of a frame, polarity,"
          + " gain, noise and response of each channel.",
      "The insert is out of the mix and the monitors are cut meanwhile; everything is put back."
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final double MOVED_FRAMES = 0.05;

  @Parameters(index = "0", arity = "0..1", paramLabel = "INSERT")
  private String insert;

  @Option(
      names = "--gain",
      description = "Take the measured gain over even though a box stands in the loop.")
  private boolean gain;

  @Option(
      names = "--level",
      paramLabel = "DBFS",
      defaultValue = "-20",
      description = "Peak of what is sent, -80 to -6 (default: ${DEFAULT-VALUE}).")
  private double level;

  @Option(
      names = "--check",
      description = "Only look whether it is still where it is compensated for; quick and soft.")
  private boolean check;

  @Option(
      names = "--discover",
      description =
          "Find out which output returns on which input, by soft noise on all outputs but main and"
              + " monitors.")
  private boolean discover;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() {
    if (discover == (insert != null)) {
      throw Exit.WrongInput.of(
          "calibrate",
          "",
          discover ? "both an insert and --discover" : "neither an insert nor --discover",
          "one of them",
          "'hybridge params /insert' lists the inserts");
    }
    if (discover) {
      List<Map<String, Object>> ways = daemon.discover();
      if (json) {
        Json.print(ways);
      } else {
        ways.forEach(CalibrateCommand::print);
        if (ways.isEmpty()) {
          System.out.println("no output returns on any input");
        }
      }
      return Exit.DONE;
    }
    if (check) {
      return check(daemon.checkInsert(insert));
    }
    Map<String, Object> result = daemon.calibrate(insert, gain, level);
    if (json) {
      Json.print(result);
    } else {
      print(insert, result);
    }
    return Exit.DONE;
  }

  /** Exit 1 when it has moved by more than is heard in a blend. */
  private int check(Map<String, Object> result) {
    if (json) {
      Json.print(result);
    }
    double most = 0;
    List<?> delays = (List<?>) result.get("delayFrames");
    for (int c = 0; c < delays.size(); c++) {
      double off = ((Number) ((List<?>) result.get("offsetFrames")).get(c)).doubleValue();
      most = Math.max(most, Math.abs(off));
      if (!json) {
        System.out.printf(
            Locale.ROOT,
            "%s/%d  %.4f frames, %+.4f against what is compensated%n",
            insert,
            c + 1,
            ((Number) delays.get(c)).doubleValue(),
            off);
      }
    }
    return most < MOVED_FRAMES ? Exit.DONE : Exit.FAILED;
  }

  private static void print(Map<String, Object> way) {
    System.out.printf(
        Locale.ROOT,
        "output %s returns on input %s after %s frames, %.1f dB%s%n",
        way.get("output"),
        way.get("input"),
        way.get("delayFrames"),
        ((Number) way.get("gainDb")).doubleValue(),
        way.get("polarity").equals(-1) ? ", inverted" : "");
  }

  private static void print(String insert, Map<String, Object> r) {
    List<?> delays = (List<?>) r.get("delayFrames");
    for (int c = 0; c < delays.size(); c++) {
      System.out.printf(
          Locale.ROOT,
          "%s/%d  %.4f frames  %s  %.2f dB  noise %s dBFS%n",
          insert,
          c + 1,
          ((Number) delays.get(c)).doubleValue(),
          ((List<?>) r.get("polarity")).get(c).equals(-1) ? "inverted" : "not inverted",
          ((Number) ((List<?>) r.get("gainDb")).get(c)).doubleValue(),
          short1(((List<?>) r.get("noiseDbfs")).get(c)));
      List<?> hz = (List<?>) ((List<?>) r.get("octavesHz")).get(c);
      List<?> rest = (List<?>) ((List<?>) r.get("residualDb")).get(c);
      StringBuilder line = new StringBuilder("  what is left of wet against dry, dB:");
      for (int b = 0; b < hz.size(); b++) {
        line.append(
            String.format(
                Locale.ROOT, " %.0f:%s", ((Number) hz.get(b)).doubleValue(), short1(rest.get(b))));
      }
      System.out.println(line);
    }
    System.out.println(
        Boolean.TRUE.equals(r.get("gainCompensated"))
            ? "delay, polarity and gain are compensated"
            : "delay and polarity are compensated, the gain is the box's own (--gain takes it"
                + " over)");
    if (!Boolean.TRUE.equals(r.get("aligned"))) {
      System.out.println("it is left unaligned: beyond audio.align_limit, or align: off");
    }
  }

  private static String short1(Object number) {
    return number instanceof Number n
        ? String.format(Locale.ROOT, "%.1f", n.doubleValue())
        : String.valueOf(number);
  }
}
