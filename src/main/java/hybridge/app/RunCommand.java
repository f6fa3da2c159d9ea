package hybridge.app;

import hybridge.studio.Studio;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "Runs a studio: the daemon.")
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STUDIO.yaml")
  private Path file;

  @Option(names = "--seconds", paramLabel = "N", description = "End after so many seconds.")
  private Double seconds;

  @Override
  public Integer call() throws InterruptedException {
    Seconds.require(seconds);
    StudioLoader.Loaded loaded = StudioLoader.load(file);
    if (loaded.studio().audio().driver() == Studio.Driver.FILE) {
      throw Exit.WrongInput.of(
          file.toString(),
          "audio.driver",
          "file",
          "jack or simulated to run",
          "'hybridge render' plays files");
    }
    Stop stop = new Stop();
    Hangup hangup = new Hangup();
    try (Daemon daemon = new Daemon(loaded, null, Function.identity())) {
      hangup.reloads(daemon.reloader());
      System.out.println(daemon.readyLine(Map.of()));
      stop.await(seconds == null ? Long.MAX_VALUE : Math.round(seconds * 1000));
    }
    return Exit.DONE;
  }
}
