package hybridge.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "learn",
    description = {
      "Finds out what a control of a surface sends, and gives it a parameter: turn it slowly to"
          + " the right, then fast to the left.",
      "Meanwhile that surface moves nothing."
    })
final class LearnCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 150;

  /** So many looks without a new message are the end of a wiggle. */
  private static final int QUIET_LOOKS = 5;

  @Parameters(arity = "1..2", paramLabel = "[SURFACE] ADDRESS")
  private List<String> what;

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "Write it into this map file, which is made or added to.")
  private Path map;

  @Option(names = "--force", description = "Replace what the map file says of this control.")
  private boolean force;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Give up after so long (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() throws InterruptedException {
    String address = what.getLast();
    Map<String, Object> now = daemon.learn(what.size() > 1 ? what.getFirst() : null, address);
    System.err.println(
        "surface " + now.get("surface") + ": turn the control slowly right, then fast left");
    boolean sure = wiggled();
    Map<String, Object> result = daemon.learnt();
    String in = Boolean.TRUE.equals(result.get("known")) ? null : (String) result.get("in");
    String control = (String) result.get("control");
    double likelihood = ((Number) result.get("likelihood")).doubleValue();
    if (!sure) {
      System.err.printf(Locale.ROOT, "not sure (%.0f %%): nothing was written%n", 100 * likelihood);
    } else if (map != null) {
      String text = MapFile.with(map.toString(), MapFile.read(map), control, in, address, force);
      MapFile.write(map, text);
    }
    if (json) {
      Json.print(result);
    } else {
      System.out.printf(
          Locale.ROOT, "# %s is %s, %.1f %%%n", control, result.get("in"), 100 * likelihood);
      System.out.print(MapFile.with("", "", control, in, address, false));
      if (sure && map != null) {
        System.err.println("written to " + map + "; 'hybridge reload' takes it over");
      }
    }
    return sure ? Exit.DONE : Exit.FAILED;
  }

  /** Until it is clear and quiet, or time is over; is it clear? */
  private boolean wiggled() throws InterruptedException {
    long until = System.nanoTime() + Math.round(seconds * 1e9);
    String asked = "";
    int messages = 0;
    int quiet = 0;
    boolean sure = false;
    while (System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      Map<String, Object> now = daemon.learning();
      int more = ((Number) now.get("messages")).intValue();
      quiet = more == messages ? quiet + 1 : 0;
      messages = more;
      sure = Boolean.TRUE.equals(now.get("sure"));
      if (quiet < QUIET_LOOKS || messages == 0) {
        continue;
      }
      if (sure) {
        return true;
      }
      String ask = (String) now.get("ask");
      if (!ask.equals(asked)) {
        asked = ask;
        System.err.println(ask);
      }
    }
    return sure;
  }
}
