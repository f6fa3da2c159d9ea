package hybridge.app;

import hybridge.desk.Tree;
import hybridge.planner.EngineFeed;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a studio with everything it names, and checks all of it at once. */
final class StudioLoader {

  /** A studio whose every name is known, and its tree. */
  record Loaded(Studio studio, Tree tree) {}

  private StudioLoader() {}

  /** A sound studio, or every problem as an exception. */
  static Loaded load(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<Loaded> loaded =
        StudioReader.read(file, problems).map(studio -> complete(studio, problems));
    if (!problems.none()) {
      throw new Exit.WrongInput(problems.list());
    }
    return loaded.orElseThrow();
  }

  /** Looks up what a studio names, makes its tree and notes what does not fit. */
  static Loaded complete(Studio studio, Problems problems) {
    EngineFeed.check(studio, problems);
    Map<String, List<Parameter>> models = new HashMap<>();
    Tree tree = Tree.of(studio, models);
    tree.check(studio, problems);
    return new Loaded(studio, tree);
  }
}
