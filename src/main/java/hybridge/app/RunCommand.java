package hybridge.app;

import hybridge.io.store.Trace;
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

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write down every byte of every wire, for 'hybridge replay'.")
  private Path traceFile;

  @Option(names = "--force", description = "Replace the trace if it exists.")
  private boolean force;

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
    Trace trace = traceFile == null ? null : TraceHeader.begin(traceFile, force, loaded);
    try (trace;
        Daemon daemon = new Daemon(loaded, null, Function.identity(), trace)) {
      hangup.reloads(daemon.reloader());
      System.out.println(daemon.readyLine(Map.of()));
      stop.await(seconds == null ? Long.MAX_VALUE : Math.round(seconds * 1000));
    }
    return Exit.DONE;
  }
}
