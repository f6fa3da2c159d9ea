package hybridge.app;

import hybridge.value.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = "Reads studio files, chains and profiles and names every problem at once.")
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files;

  @Option(names = "--json", description = "Print the problems as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Problem> all = new ArrayList<>();
    for (Path file : files) {
      List<Problem> problems = FileCheck.check(file);
      all.addAll(problems);
      if (!json && problems.isEmpty()) {
        System.out.println(file + ": no problems");
      }
    }
    if (json) {
      Json.print(all.stream().map(FileCheck::view).toList());
    } else if (!all.isEmpty()) {
      Exit.print(all, System.err);
    }
    return all.isEmpty() ? Exit.DONE : Exit.WRONG_INPUT;
  }
}
