package hybridge.app;

import hybridge.desk.Desk;
import hybridge.desk.View;
import hybridge.rt.Signal;
import hybridge.value.AddressPattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "params",
    description = "Lists parameters, of the running daemon or of a studio file.")
final class ParamsCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      defaultValue = "/",
      description = "Such as /strip/*/fader; a branch means all below it.")
  private String pattern;

  @Option(
      names = "--studio",
      paramLabel = "FILE",
      description = "Read this studio instead of asking the daemon.")
  private Path studio;

  @Option(names = "--json", description = "Print them as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() {
    AddressPattern wanted;
    try {
      wanted = AddressPattern.parse(pattern);
    } catch (IllegalArgumentException e) {
      throw Exit.WrongInput.of(
          "PATTERN", "", "'" + pattern + "'", "a pattern such as /strip/*/fader", e.getMessage());
    }
    List<Map<String, Object>> rows;
    if (studio != null) {
      StudioLoader.Loaded loaded = StudioLoader.load(studio);
      Desk desk = OfflineConsole.of(loaded.studio(), loaded.tree(), Signal.ofJava()).desk();
      rows = desk.tree().match(wanted).stream().map(i -> View.of(desk, i)).toList();
    } else {
      rows = daemon.parameters(pattern);
    }
    if (rows.isEmpty() && !json) {
      throw Exit.WrongInput.of(
          "PATTERN", "", "'" + pattern + "'", "a pattern that matches something", "");
    }
    if (json) {
      Json.print(rows);
    } else {
      for (Map<String, Object> row : rows) {
        System.out.println(line(row));
      }
    }
    return Exit.DONE;
  }

  private static String line(Map<String, Object> row) {
    String value = GetCommand.text(row.get("value"));
    List<?> choices = (List<?>) row.get("choices");
    String range =
        !choices.isEmpty()
            ? choices.toString()
            : row.get("min") == null ? "" : row.get("min") + " .. " + row.get("max");
    return String.format(
                Locale.ROOT,
                "%-36s %-10s %10s %-7s %s",
                row.get("address"),
                row.get("kind"),
                value,
                row.get("unit"),
                range)
            .stripTrailing()
        + UnitWords.besides(row);
  }
}
