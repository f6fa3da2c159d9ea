package hybridge.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which package stands on which level, and whom it may import on its own level. Imports go down,
 * never up.
 */
final class PackageMap {

  /**
   * @param level 0 at the bottom
   * @param name without {@code hybridge.}
   * @param beside the boxes of the same level that it may import
   */
  record Box(int level, String name, Set<String> beside) {
    Box(int level, String name, String... beside) {
      this(level, name, Set.of(beside));
    }
  }

  static final List<Box> BOXES =
      List.of(
          new Box(5, "app"),
          new Box(4, "io.jack"),
          new Box(4, "io.audio", "io.jack"),
          new Box(4, "io.midi", "io.jack"),
          new Box(4, "io.osc"),
          new Box(4, "io.serial"),
          new Box(4, "io.web"),
          new Box(4, "io.store"),
          new Box(3, "mapping"),
          new Box(3, "rack"),
          new Box(3, "calibrate"),
          new Box(3, "recall"),
          new Box(3, "planner"),
          new Box(3, "rides"),
          new Box(3, "simrack"),
          new Box(2, "engine", "engine.insert", "engine.master"),
          new Box(2, "engine.insert"),
          new Box(2, "engine.master"),
          new Box(2, "desk"),
          new Box(2, "outboard", "outboard.codec"),
          new Box(2, "outboard.codec"),
          new Box(2, "surface"),
          new Box(2, "measure"),
          new Box(1, "dsp"),
          new Box(1, "wire"),
          new Box(1, "profile", "wire"),
          new Box(1, "studio", "profile"),
          new Box(0, "value"),
          new Box(0, "rt"));

  private static final Path SOURCES = Path.of("src/main/java/hybridge");
  private static final Pattern CAPTION = Pattern.compile("/\\*\\*\\s*(.*?)\\*/", Pattern.DOTALL);

  private PackageMap() {}

  static Box box(String packageName) {
    String name = packageName.substring("hybridge.".length());
    return BOXES.stream()
        .filter(b -> b.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "package hybridge." + name + " is not on the map: add it to PackageMap"));
  }

  static boolean mayImport(Box from, Box to) {
    return from.equals(to)
        || to.level() < from.level()
        || from.level() == to.level() && from.beside().contains(to.name());
  }

  /** The packages there are. */
  static Set<String> existing() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files
          .filter(f -> f.toString().endsWith(".java"))
          .map(f -> SOURCES.relativize(f.getParent()).toString().replace('/', '.'))
          .forEach(names::add);
    }
    return names;
  }

  /** The first sentence of the package's own description. */
  static String caption(String name) throws IOException {
    Path file = SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java");
    if (!Files.exists(file)) {
      throw new AssertionError(file + " is missing: say in a sentence what the package is for");
    }
    Matcher m = CAPTION.matcher(Files.readString(file));
    if (!m.find()) {
      throw new AssertionError(file + " has no description");
    }
    String text =
        m.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip().replaceFirst("^\\* ", "");
    return text.replace("{@code ", "").replace("}", "").split("(?<=\\.)\\s")[0];
  }

  /** The map as {@code docs/architecture.md} shows it. */
  static String print() throws IOException {
    Set<String> existing = existing();
    List<Box> boxes = new ArrayList<>(BOXES);
    boxes.removeIf(b -> !existing.contains(b.name()));
    boxes.sort(Comparator.comparingInt(Box::level).reversed());
    StringBuilder s = new StringBuilder();
    int level = -1;
    for (Box b : boxes) {
      String beside =
          b.beside().isEmpty() ? "" : "   → " + String.join(", ", new TreeSet<>(b.beside()));
      s.append(
          String.format(
              "%-2s %-14s %s%s%n",
              b.level() == level ? "" : b.level(), b.name(), caption(b.name()), beside));
      level = b.level();
    }
    return s.toString();
  }
}
