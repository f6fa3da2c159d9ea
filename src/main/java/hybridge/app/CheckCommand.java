package hybridge.app;

import hybridge.studio.StudioReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = "Reads studio files and profiles and names every problem at once.")
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files;

  @Option(names = "--json", description = "Print the problems as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Problem> all = new ArrayList<>();
    for (Path file : files) {
      Problems problems = new Problems(file.toString());
      StudioReader.read(file, problems)
          .ifPresent(studio -> StudioLoader.complete(studio, problems));
      all.addAll(problems.list());
      if (!json && problems.none()) {
        System.out.println(file + ": no problems");
      }
    }
    if (json) {
      Json.print(all.stream().map(CheckCommand::view).toList());
    } else if (!all.isEmpty()) {
      Exit.print(all, System.err);
    }
    return all.isEmpty() ? Exit.DONE : Exit.WRONG_INPUT;
  }

  private static Map<String, Object> view(Problem p) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", p.file());
    view.put("line", p.line());
    view.put("at", p.at());
    view.put("found", p.found());
    view.put("wanted", p.wanted());
    view.put("hint", p.hint());
    return view;
  }
}
