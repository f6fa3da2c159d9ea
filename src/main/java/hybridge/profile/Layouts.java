package hybridge.profile;

import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import hybridge.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds layouts: ours by their names, and what lies over them: the user's file of the same name,
 * then what the studio file says. Immutable; any thread.
 */
public final class Layouts {
  private static final String FOLDER = "device-profiles/layouts/";

  /** The layouts that come with the program. */
  public static final List<String> NAMES =
      text("index").lines().map(String::strip).filter(l -> !l.isEmpty()).toList();

  private final Path user;

  /**
   * @param user the folder where the user's files stand, need not exist; null for none
   */
  public Layouts(Path user) {
    this.user = user;
  }

  /** Those that come with the program, and nothing over them. */
  public static Layouts ours() {
    return new Layouts(null);
  }

  /** With the user's: {@code ${XDG_CONFIG_HOME:-~/.config}/hybridge/layouts}. */
  public static Layouts of(Map<String, String> environment, String home) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base = config.isBlank() ? Path.of(home, ".config") : Path.of(config);
    return new Layouts(base.resolve("hybridge").resolve("layouts"));
  }

  private static String text(String file) {
    String path = "/" + FOLDER + file;
    try (InputStream in = Layouts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not on the class path: the build is broken");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** One of ours, with those it stands over; {@link Layout#EMPTY} for a name that there is not. */
  public static Layout find(String name) {
    if (!NAMES.contains(name)) {
      return Layout.EMPTY;
    }
    Problems problems = new Problems(FOLDER + name + ".yaml");
    Layout layout =
        Yaml.parse(text(name + ".yaml"), problems)
            .map(node -> read(node, problems))
            .orElse(Layout.EMPTY);
    if (!problems.none()) {
      throw new IllegalStateException("a broken layout: " + problems.list());
    }
    return layout;
  }

  /** A file of its own, with those of ours that it says it stands over. */
  public static Layout read(Node node, Problems problems) {
    Layout below = Layout.EMPTY;
    if (node instanceof Node.Mapping m && m.get("over") instanceof Node.Scalar s) {
      if (NAMES.contains(s.text())) {
        below = find(s.text());
      } else {
        problems.add(
            s.line(),
            "over",
            "'" + s.text() + "'",
            "one of " + String.join(", ", NAMES),
            Suggest.near(s.text(), NAMES));
      }
    }
    return LayoutReader.over(below, node, "", problems);
  }

  /** What lies over a layout: its lines, and where its problems are noted. */
  public static Layout over(Layout below, Node node, String at, Problems problems) {
    return LayoutReader.over(below, node, at, problems);
  }

  /** The user's file for a layout, if there is one. */
  public Optional<Path> userFile(String name) {
    return Optional.ofNullable(user)
        .map(folder -> folder.resolve(name + ".yaml"))
        .filter(Files::isRegularFile);
  }

  /** The layout of a device with the user's file over it; its problems go under its own name. */
  public Layout ofUser(String name, Layout device, Problems problems) {
    Optional<Path> file = userFile(name);
    if (file.isEmpty()) {
      return device;
    }
    Problems own = new Problems(file.get().toString());
    Layout layout =
        Yaml.read(file.get(), own)
            .map(node -> LayoutReader.over(device, node, "", own))
            .orElse(device);
    problems.addAll(own.list());
    return layout;
  }
}
