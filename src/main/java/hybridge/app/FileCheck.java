package hybridge.app;

import hybridge.outboard.codec.Vectors;
import hybridge.profile.Layouts;
import hybridge.profile.ProfileReview;
import hybridge.profile.Profiles;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.studio.StudioReader;
import hybridge.surface.SurfaceVectors;
import hybridge.value.Node;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells what kind of file it is and names every problem of it: a studio, a chain, a profile of a
 * unit or a surface, or a layout.
 */
final class FileCheck {
  private FileCheck() {}

  static List<Problem> check(Path file) {
    Problems problems = new Problems(file.toString());
    Yaml.read(file, problems).ifPresent(node -> check(file, node, problems));
    return problems.list();
  }

  /** The same for a profile that comes with the program, or stands in a folder of profiles. */
  static List<Problem> check(Profiles.Source source) {
    Problems problems = new Problems(source.place());
    Yaml.parse(source.text(), problems)
        .ifPresent(node -> check(Path.of(source.place()), node, problems));
    return problems.list();
  }

  /** A profile says so with its first key, a chain is a list, everything else is a studio. */
  private static void check(Path file, Node node, Problems problems) {
    switch (node) {
      case Node.Mapping m when m.get("profile") != null && isSurface(m) ->
          SurfaceProfile.read(m, problems)
              .filter(p -> problems.none())
              .ifPresent(p -> SurfaceVectors.check(p, problems));
      case Node.Mapping m when m.get("profile") != null ->
          UnitProfileReader.read(node, problems).ifPresent(p -> vectors(p, problems));
      case Node.Mapping m when m.get("layout") != null -> Layouts.read(m, problems);
      case Node.Sequence chain -> {
        Node.Entry master = new Node.Entry("master", chain.line(), chain);
        studio(file, new Node.Mapping(chain.line(), List.of(master)), problems);
      }
      default -> studio(file, node, problems);
    }
  }

  private static void vectors(UnitProfile profile, Problems problems) {
    Vectors.check(profile, problems);
    ProfileReview.check(profile, problems);
  }

  private static boolean isSurface(Node.Mapping m) {
    return m.get("dialect") != null
        || m.get("class") instanceof Node.Scalar s && "surface".equals(s.value());
  }

  private static void studio(Path file, Node node, Problems problems) {
    StudioLoader.complete(StudioReader.of(node, file, problems), problems);
  }

  /** A problem as JSON carries it. */
  static Map<String, Object> view(Problem p) {
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
