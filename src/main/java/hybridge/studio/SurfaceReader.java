package hybridge.studio;

import hybridge.value.Address;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code surfaces:} and notes every problem. */
final class SurfaceReader {

  /** Notes that a name is taken, or that it cannot be. */
  interface Ids {
    void take(String id, int line, String at, String what);
  }

  /** What a control without a motor may do while it stands apart from its parameter. */
  private static final List<String> TAKEOVERS =
      List.of("jump", "pickup", "scale", "catchup", "pick-up", "catch-up");

  private final Problems problems;
  private final Ids ids;
  private final Path folder;

  /**
   * @param folder the studio file's: map files are relative to it
   */
  SurfaceReader(Problems problems, Ids ids, Path folder) {
    this.problems = problems;
    this.ids = ids;
    this.folder = folder;
  }

  List<Studio.Surface> surfaces(Fields root) {
    return root.items("surfaces", false, this::surface);
  }

  private Studio.Surface surface(Fields.Item item) {
    Fields f = Fields.of(item.node(), item.at(), problems);
    String id = f.require("id", "a name for this surface") ? f.text("id", "") : "";
    if (!id.isEmpty()) {
      ids.take(id, f.line(), item.at(), "surface");
    }
    Studio.SurfacePart main = part(f, id);
    String takeover = f.word("takeover", TAKEOVERS, "pickup").replace("-", "");
    List<Studio.SurfacePart> left = new ArrayList<>();
    List<Studio.SurfacePart> right = new ArrayList<>();
    int[] count = {1};
    f.items(
        "extenders",
        false,
        more -> {
          Fields e = Fields.of(more.node(), more.at(), problems);
          String name = id + "-" + ++count[0];
          if (!id.isEmpty()) {
            ids.take(name, e.line(), more.at(), "extender of a surface");
          }
          boolean before = e.word("side", List.of("left", "right"), "right").equals("left");
          (before ? left : right).add(part(e, name));
          e.done();
          return null;
        });
    Optional<Node> layout = Optional.ofNullable(f.node("layout"));
    if (layout.isPresent() && layout.get() instanceof Node.Sequence) {
      f.wrong("layout", "a list", "the name of a file, or {layers: …, pages: …, bind: …}", "");
      layout = Optional.empty();
    }
    f.done();
    List<Studio.SurfacePart> parts = new ArrayList<>(left);
    parts.add(main);
    parts.addAll(right);
    return new Studio.Surface(id, parts, takeover, layout, f.line());
  }

  private Studio.SurfacePart part(Fields f, String id) {
    String profile =
        f.require("profile", "the id of a surface's profile, such as generic/seven-bit")
            ? f.text("profile", "")
            : "";
    Studio.MidiPorts midi =
        f.require("midi", "jack, or {in: NAME, out: NAME}")
            ? midiPorts(f)
            : new Studio.MidiPorts(Optional.empty(), Optional.empty());
    List<Studio.Assignment> assign = new ArrayList<>();
    assign(f, assign);
    Optional<Node> controls = Optional.ofNullable(f.node("controls"));
    if (f.has("map")) {
      controls = mapped(f, assign, controls);
    }
    return new Studio.SurfacePart(id, profile, midi, assign, controls, f.line());
  }

  private static void assign(Fields f, List<Studio.Assignment> assign) {
    for (Node.Entry e : f.entries("assign")) {
      String address = e.value() instanceof Node.Scalar s ? s.text() : "";
      if (!Address.isValid(address)) {
        f.problems()
            .add(
                e.line(),
                f.path("assign") + "." + e.key(),
                e.value().describe(),
                "an address such as /strip/1/pan",
                "");
      } else if (assign.stream().noneMatch(a -> a.control().equals(e.key()))) {
        assign.add(new Studio.Assignment(e.key(), address, e.line()));
      }
    }
  }

  /**
   * The keys of a map file below the studio file's own. Its problems stand under its own name.
   *
   * @param own the studio file's {@code controls:}
   */
  private Optional<Node> mapped(Fields f, List<Studio.Assignment> assign, Optional<Node> own) {
    Path file = folder.resolve(f.text("map", ""));
    Problems inside = new Problems(file.toString());
    Node read = Yaml.read(file, inside).orElse(null);
    Optional<Node> controls = own;
    if (read != null) {
      Fields m = Fields.of(read, "", inside);
      assign(m, assign);
      if (m.node("controls") instanceof Node.Mapping below) {
        List<Node.Entry> entries = new ArrayList<>(below.entries());
        if (own.orElse(null) instanceof Node.Mapping above) {
          entries.removeIf(e -> above.get(e.key()) != null);
          entries.addAll(above.entries());
        }
        controls = Optional.of(new Node.Mapping(below.line(), entries));
      }
      m.done();
    }
    problems.addAll(inside.list());
    return controls;
  }

  /** What MIDI ports are connected to. */
  static Studio.MidiPorts midiPorts(Fields f) {
    if (f.node("midi") instanceof Node.Mapping) {
      Fields m = f.child("midi");
      Optional<String> in = Optional.ofNullable(m.text("in", null));
      Optional<String> out = Optional.ofNullable(m.text("out", null));
      if (in.isEmpty() && out.isEmpty()) {
        f.problems()
            .add(
                m.line(),
                m.at(),
                "neither in nor out",
                "in: NAME and out: NAME",
                "or 'midi: jack' for ports without connections");
      }
      m.done();
      return new Studio.MidiPorts(in, out);
    }
    String word = f.text("midi", "");
    if (!word.equals("jack")) {
      f.wrong("midi", "'" + word + "'", "jack, or {in: NAME, out: NAME}", "");
    }
    return new Studio.MidiPorts(Optional.empty(), Optional.empty());
  }
}
