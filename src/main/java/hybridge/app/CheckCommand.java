package hybridge.app;

import hybridge.outboard.Vectors;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.studio.StudioReader;
import hybridge.value.Node;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Yaml;
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
      Problems problems = new Problems(file.toString());
      Yaml.read(file, problems).ifPresent(node -> check(file, node, problems));
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

  /** A profile says so with its first key, a chain is a list, everything else is a studio. */
  private static void check(Path file, Node node, Problems problems) {
    switch (node) {
      case Node.Mapping m when m.get("profile") != null && m.get("dialect") != null ->
          SurfaceProfile.read(m, problems);
      case Node.Mapping m when m.get("profile") != null ->
          UnitProfileReader.read(file, problems).ifPresent(p -> Vectors.check(p, problems));
      case Node.Sequence chain -> {
        Node.Entry master = new Node.Entry("master", chain.line(), chain);
        studio(file, new Node.Mapping(chain.line(), List.of(master)), problems);
      }
      default -> studio(file, node, problems);
    }
  }

  private static void studio(Path file, Node node, Problems problems) {
    StudioLoader.complete(StudioReader.of(node, file, problems), problems);
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
