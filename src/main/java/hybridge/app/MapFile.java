package hybridge.app;

import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A map file of a surface: {@code controls:} and {@code assign:}, a line for each control. Lines
 * are put in and replaced; everything else, comments included, stays as it is.
 */
final class MapFile {
  private MapFile() {}

  /**
   * Adds a control to what stands there.
   *
   * @param text the file so far; empty for a new one
   * @param in what it sends; null where the surface's profile knows
   * @param force replace what the file says of this control
   * @throws Exit.WrongInput if it says something else already, or cannot be changed line by line
   */
  static String with(
      String file, String text, String control, String in, String address, boolean force) {
    Map<String, Node> before = entries(file, text);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      lines.add("# What 'hybridge learn' found; named in the studio file by 'map:' of a surface.");
    }
    if (in != null) {
      put(file, lines, "controls", control, "{in: " + in + "}", before, force);
    }
    put(file, lines, "assign", control, address, before, force);
    String whole = String.join("\n", lines) + "\n";
    Map<String, Node> after = entries(file, whole);
    before.forEach(
        (key, node) -> {
          boolean ours = key.endsWith("." + control);
          if (!ours
              && (!after.containsKey(key) || !after.get(key).meaning().equals(node.meaning()))) {
            throw new Exit.Failure(file + " was left as it is: " + key + " would have been lost");
          }
        });
    return whole;
  }

  /** What it says: {@code controls.vpot-9} and so on. */
  private static Map<String, Node> entries(String file, String text) {
    Problems problems = new Problems(file);
    Map<String, Node> entries = new java.util.LinkedHashMap<>();
    if (text.lines().allMatch(l -> l.isBlank() || l.startsWith("#"))) {
      return entries;
    }
    Node root = Yaml.parse(text, problems).orElse(null);
    if (!problems.none()) {
      throw new Exit.WrongInput(problems.list());
    }
    if (root instanceof Node.Mapping m) {
      for (Node.Entry block : m.entries()) {
        if (block.value() instanceof Node.Mapping inside) {
          inside.entries().forEach(e -> entries.put(block.key() + "." + e.key(), e.value()));
        }
      }
    }
    return entries;
  }

  private static void put(
      String file,
      List<String> lines,
      String block,
      String control,
      String value,
      Map<String, Node> before,
      boolean force) {
    Node known = before.get(block + "." + control);
    if (known != null) {
      Node wanted =
          entries(file, block + ":\n  " + control + ": " + value + "\n").values().iterator().next();
      if (known.meaning().equals(wanted.meaning())) {
        return;
      }
      if (!force) {
        throw new Exit.WrongInput(
            List.of(
                new hybridge.value.Problem(
                    file,
                    known.line(),
                    block + "." + control,
                    known.describe(),
                    value,
                    "--force replaces it")));
      }
      int at = known.line() - 1;
      String indent = lines.get(at).replaceFirst("\\S.*", "");
      if (!lines.get(at).strip().startsWith(control + ":")) {
        throw blockForm(file, known.line(), block);
      }
      lines.set(at, indent + control + ": " + value);
      return;
    }
    int at = lines.indexOf(block + ":");
    if (at < 0) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith(block + ":")) {
          throw blockForm(file, i + 1, block);
        }
      }
      lines.add(block + ":");
      lines.add("  " + control + ": " + value);
      return;
    }
    String indent = "  ";
    int end = at + 1;
    while (end < lines.size() && (lines.get(end).startsWith(" ") || lines.get(end).isBlank())) {
      if (!lines.get(end).isBlank() && end == at + 1) {
        indent = lines.get(end).replaceFirst("\\S.*", "");
      }
      end++;
    }
    while (lines.get(end - 1).isBlank()) {
      end--;
    }
    lines.add(end, indent + control + ": " + value);
  }

  private static Exit.WrongInput blockForm(String file, int line, String block) {
    return new Exit.WrongInput(
        List.of(
            new hybridge.value.Problem(
                file,
                line,
                block,
                "a list in braces",
                "a line for each control below '" + block + ":'",
                "rewrite it so, and learn again")));
  }

  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw Exit.WrongInput.of(file.toString(), "", e.toString(), "a map file", "");
    }
  }

  static void write(Path file, String text) {
    try {
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(beside, text);
      Files.move(
          beside,
          file,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw Exit.WrongInput.of(
          "--map", "", file + " cannot be written (" + e + ")", "a file that can", "");
    }
  }
}
