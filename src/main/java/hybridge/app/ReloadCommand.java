package hybridge.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reload",
    description = {
      "Lets the running daemon read its studio file again and take the smallest step to what it"
          + " says now.",
      "A file with problems, or one that asks for what needs a restart, changes nothing."
    })
final class ReloadCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print what was changed as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() {
    Map<String, Object> answer = daemon.reload();
    if (json) {
      Json.print(answer);
    } else if (answer.get("text") instanceof List<?> lines) {
      lines.forEach(System.out::println);
    }
    return Exit.DONE;
  }
}
