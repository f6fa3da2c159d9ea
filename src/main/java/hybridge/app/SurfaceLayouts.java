package hybridge.app;

import hybridge.desk.Tree;
import hybridge.mapping.LayoutCheck;
import hybridge.profile.Layout;
import hybridge.profile.Layouts;
import hybridge.profile.SurfaceProfile;
import hybridge.studio.Studio;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The layouts of a studio's surfaces: the device's, under the user's, under the studio file's. All
 * cases of a surface have that of the main one.
 */
final class SurfaceLayouts {
  private final Layouts layouts;
  private final Studio studio;
  private final Problems problems;

  SurfaceLayouts(Layouts layouts, Studio studio, Problems problems) {
    this.layouts = layouts;
    this.studio = studio;
    this.problems = problems;
  }

  /** Those of the user who runs this. */
  static Layouts ofUser() {
    return Layouts.of(System.getenv(), System.getProperty("user.home", "."));
  }

  /** The profiles with what is laid over their layouts; what is wrong with it is noted. */
  Map<String, SurfaceProfile> over(Map<String, SurfaceProfile> profiles, Tree tree) {
    Map<String, SurfaceProfile> all = new HashMap<>(profiles);
    for (Studio.Surface surface : studio.surfaces()) {
      SurfaceProfile main = profiles.get(surface.id());
      if (main == null) {
        continue; // that is told already
      }
      Layout layout = layouts.ofUser(main.layoutName(), main.layout(), problems);
      layout = ofStudio(surface, layout);
      List<SurfaceProfile> cases = new ArrayList<>();
      for (Studio.SurfacePart part : surface.parts()) {
        if (profiles.containsKey(part.id())) {
          cases.add(profiles.get(part.id()));
          all.put(part.id(), profiles.get(part.id()).with(layout));
        }
      }
      new LayoutCheck(layout, tree, cases, problems).check();
    }
    return all;
  }

  private Layout ofStudio(Studio.Surface surface, Layout below) {
    String at = "surfaces." + surface.id() + ".layout";
    return switch (surface.layout().orElse(null)) {
      case null -> below;
      case Node.Scalar name -> ofFile(name, at, below);
      case Node node -> Layouts.over(below, node, at, problems);
    };
  }

  private Layout ofFile(Node.Scalar name, String at, Layout below) {
    Path file = studio.folder().resolve(name.text());
    if (!java.nio.file.Files.isRegularFile(file)) {
      problems.add(
          name.line(),
          at,
          "'" + name.text() + "', which is not there",
          "a file with layers, pages or bind, beside the studio file",
          "");
      return below;
    }
    Problems own = new Problems(file.toString());
    Layout layout =
        Yaml.read(file, own).map(node -> Layouts.over(below, node, "", own)).orElse(below);
    problems.addAll(own.list());
    return layout;
  }

  /** What a layout says, on whatever lines: when it differs the surface begins anew. */
  static String meaning(Layout layout) {
    StringBuilder s = new StringBuilder();
    Stream.of(layout.startLayer(), layout.startPage(), layout.unlock())
        .forEach(word -> s.append(word.map(Layout.Word::text)).append(' '));
    layout.layers().forEach((name, l) -> s.append('\n').append(name).append(words(l)));
    layout
        .pages()
        .forEach(
            (name, p) ->
                s.append('\n')
                    .append(name)
                    .append(p.of())
                    .append(p.leaves())
                    .append(p.names())
                    .append(p.unit())
                    .append(p.digits()));
    s.append(words(layout.bind()));
    return s.toString();
  }

  private static String words(Layout.Layer l) {
    return l.holds() + " " + l.faders() + l.encoders() + l.rides() + words(l.bind());
  }

  private static String words(Map<String, Layout.Binding> bind) {
    StringBuilder s = new StringBuilder();
    bind.forEach((key, b) -> s.append('\n').append(key).append(' ').append(words(b)));
    return s.toString();
  }

  private static String words(Layout.Binding b) {
    if (!(b.action() instanceof hybridge.profile.KeyAction.Macro macro)) {
      return b.action().toString();
    }
    StringBuilder s = new StringBuilder(macro.toggle() + " " + macro.confirm());
    macro.values().forEach((address, value) -> s.append(address).append(value.meaning()));
    return s.toString();
  }
}
