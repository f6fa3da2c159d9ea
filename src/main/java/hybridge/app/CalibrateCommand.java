package hybridge.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "calibrate",
    description = {
      "Measures hardware inserts of the running daemon: delay to a fraction of a frame, polarity,"
          + " gain, noise and response of each channel.",
      "The insert is out of the mix and the monitors are cut meanwhile; everything is put back once"
          + " the loop is silent. A good result is taken over, a doubtful one waits for --accept."
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final double MOVED_FRAMES = 0.05;

  @Parameters(index = "0", arity = "0..*", paramLabel = "INSERT")
  private List<String> inserts = new ArrayList<>();

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
      names = "--accept",
      description = "Take over what waits from the last measurement; else measure, and take over.")
  private boolean accept;

  @Option(
      names = "--keep",
      description = "Measure and compare; what is in force stays, the result waits for --accept.")
  private boolean keep;

  @Option(
      names = "--discard",
      description =
          "Throw the last measurement away; where it is in force, the one before comes back.")
  private boolean discard;

  @Option(
      names = "--all",
      description = "Measure every insert that is not measured at this rate and block.")
  private boolean all;

  @Option(
      names = "--discover",
      description =
          "Find out which output returns on which input, by soft noise on all outputs but main and"
              + " monitors.")
  private boolean discover;

  @Option(names = "--cancel", description = "Call the measurement under way off.")
  private boolean cancel;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() {
    checkInput();
    if (cancel) {
      return cancel();
    }
    if (discover) {
      List<Map<String, Object>> ways = new CalibrateProgress(daemon).during(daemon::discover);
      if (json) {
        Json.print(ways);
      } else {
        CalibrateReport.print(ways);
      }
      return Exit.DONE;
    }
    if (!all) {
      return inserts.size() == 1 ? one(inserts.getFirst()) : several(inserts);
    }
    List<String> due = due();
    if (due.isEmpty() && !json) {
      System.out.println("nothing is due: every insert is measured at this rate and block");
    }
    return several(due);
  }

  private void checkInput() {
    long what = Stream.of(all, discover, cancel, !inserts.isEmpty()).filter(w -> w).count();
    if (what != 1) {
      throw Exit.WrongInput.of(
          "calibrate",
          "",
          what == 0 ? "no insert" : "more than one of inserts, --all, --discover and --cancel",
          "one of them",
          "'hybridge params /insert' lists the inserts");
    }
    long wishes = Stream.of(check, accept, keep, discard).filter(w -> w).count();
    if (wishes > 1) {
      throw Exit.WrongInput.of(
          "calibrate",
          "",
          "more than one of --check, --accept, --keep and --discard",
          "one of them",
          "");
    }
  }

  private int cancel() {
    boolean cancelled = daemon.cancelCalibration();
    if (json) {
      Json.print(Map.of("cancelled", cancelled));
    } else {
      System.out.println(cancelled ? "called off" : "no measurement is under way");
    }
    return Exit.DONE;
  }

  private List<String> due() {
    return rows().stream()
        .filter(r -> Boolean.TRUE.equals(r.get("due")))
        .map(r -> (String) r.get("insert"))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> rows() {
    return (List<Map<String, Object>>) daemon.calibrations().get("inserts");
  }

  private int one(String insert) {
    Map<String, Object> result = result(insert);
    if (json) {
      Json.print(result);
    }
    return told(insert, result);
  }

  /** One that fails does not keep the others from being measured. */
  private int several(List<String> names) {
    List<Map<String, Object>> results = new ArrayList<>();
    int worst = Exit.DONE;
    for (String insert : names) {
      try {
        Map<String, Object> result = result(insert);
        results.add(result);
        worst = Math.max(worst, told(insert, result));
      } catch (Exit.WrongInput wrong) {
        worst = Exit.FAILED;
        results.add(failed(insert, wrong.problems()));
        if (!json) {
          Exit.print(wrong.problems(), System.err);
        }
      } catch (Exit.Failure failure) {
        worst = Exit.FAILED;
        results.add(failed(insert, List.of(Map.of("found", failure.getMessage()))));
        if (!json) {
          System.err.println(failure.getMessage());
        }
      }
    }
    if (json) {
      Json.print(results);
    }
    return worst;
  }

  private static Map<String, Object> failed(String insert, List<?> problems) {
    Map<String, Object> failed = new LinkedHashMap<>();
    failed.put("insert", insert);
    failed.put("problems", problems);
    return failed;
  }

  private Map<String, Object> result(String insert) {
    if (discard) {
      return daemon.calibrated(insert, "discard");
    }
    if (accept && waits(insert)) {
      return daemon.calibrated(insert, "accept");
    }
    Supplier<Map<String, Object>> work =
        check
            ? () -> daemon.checkInsert(insert)
            : () -> daemon.calibrate(insert, gain, level, accept ? "accept" : keep ? "keep" : "");
    return new CalibrateProgress(daemon).during(work);
  }

  private boolean waits(String insert) {
    return rows().stream()
        .anyMatch(r -> insert.equals(r.get("insert")) && Boolean.TRUE.equals(r.get("waiting")));
  }

  /** Prints a result unless it is to be JSON; the exit code. */
  private int told(String insert, Map<String, Object> result) {
    if (check) {
      if (!json) {
        CalibrateReport.printCheck(insert, result);
      }
      return moved(result) ? Exit.FAILED : Exit.DONE;
    }
    if (!json) {
      CalibrateReport.print(insert, result, discard);
    }
    boolean waits = !Boolean.TRUE.equals(result.get("inForce")) && !keep && !discard;
    return waits ? Exit.FAILED : Exit.DONE;
  }

  /** By more than is heard in a blend. */
  private static boolean moved(Map<String, Object> result) {
    return ((List<?>) result.get("offsetFrames"))
        .stream().anyMatch(off -> Math.abs(((Number) off).doubleValue()) >= MOVED_FRAMES);
  }
}
