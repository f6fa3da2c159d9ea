package hybridge.profile;

import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What surfaces of one protocol have in common, as files of the same keys: a profile that names a
 * family says only what differs from it.
 */
public final class Families {
  /** The families that come with the program. */
  public static final List<String> NAMES = names();

  private static final String FOLDER = "/device-profiles/families/";

  private Families() {}

  private static List<String> names() {
    return text("index").lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
  }

  private static String text(String file) {
    String path = "/device-profiles/families/" + file;
    try (InputStream in = Families.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not on the class path: the build is broken");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** The keys of a family, or empty when there is none of this name. */
  public static Optional<Node> find(String name) {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    Problems problems = new Problems(FOLDER + name + ".yaml");
    Optional<Node> node = Yaml.parse(text(name + ".yaml"), problems);
    if (!problems.none()) {
      throw new IllegalStateException("a broken family: " + problems.list());
    }
    boolean based =
        node.orElseThrow() instanceof Node.Mapping m && m.get("dialect") instanceof Node.Scalar;
    return based ? node.map(Families::whole) : node;
  }

  /** With the family below it, if it names one. */
  static Node whole(Node node) {
    return node instanceof Node.Mapping m && m.get("dialect") instanceof Node.Scalar s
        ? find(s.text()).map(below -> merge(below, node)).orElse(node)
        : node;
  }

  /**
   * Both together: what {@code over} says holds, what it does not say stays. Mappings are joined
   * key by key, everything else is replaced; {@code none} takes a key away.
   */
  public static Node merge(Node under, Node over) {
    if (!(under instanceof Node.Mapping a) || !(over instanceof Node.Mapping b)) {
      return over;
    }
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry e : a.entries()) {
      Node other = b.get(e.key());
      if (other == null) {
        entries.add(e);
      }
    }
    for (Node.Entry e : b.entries()) {
      boolean none = e.value() instanceof Node.Scalar s && "none".equals(s.value());
      if (none && a.get(e.key()) != null) {
        continue;
      }
      Node below = a.get(e.key());
      entries.add(below == null ? e : new Node.Entry(e.key(), e.line(), merge(below, e.value())));
    }
    return new Node.Mapping(b.line(), List.copyOf(entries));
  }
}
