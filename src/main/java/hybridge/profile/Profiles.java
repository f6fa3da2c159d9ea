package hybridge.profile;

import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import hybridge.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds profiles by their id: first in {@code device-profiles/} of one folder (the studio file's),
 * then among ours. Immutable; any thread.
 */
public final class Profiles {
  private static final String ROOT = "device-profiles";
  private static final String ANCHOR = "/" + ROOT + "/schema/outboard.schema.json";

  /** What a profile is for; each kind has a folder of its own. */
  public enum Kind {
    OUTBOARD("outboard", "outboard"),
    SURFACE("surface", "surfaces");

    private final String word;
    private final String folder;

    Kind(String word, String folder) {
      this.word = word;
      this.folder = folder;
    }

    public String word() {
      return word;
    }
  }

  /**
   * One profile that can be found.
   *
   * @param evidence document, measured, community; empty when the file does not say
   * @param vectors how many messages with known bytes it carries
   * @param place the file, or a path inside the program
   */
  public record Entry(String id, Kind kind, String evidence, int vectors, String place) {}

  /** A profile's text and where it stands. */
  public record Source(String place, String text) {}

  private final Path folder;

  /**
   * @param folder where a {@code device-profiles} folder may stand; need not exist; null for none
   */
  public Profiles(Path folder) {
    this.folder = folder;
  }

  /** Those that come with the program, and no others. */
  public static Profiles ours() {
    return new Profiles(null);
  }

  /** Every profile there is, by id; one in the folder hides ours of the same id. */
  public List<Entry> list() {
    Map<String, Entry> found = new TreeMap<>();
    withOurs(
        ours -> {
          collect(ours, found, true);
          return null;
        });
    if (folder != null) {
      collect(folder.resolve(ROOT), found, false);
    }
    return List.copyOf(found.values());
  }

  /** The text of a profile of this kind, or empty when there is none (or the id is no id). */
  public Optional<Source> source(String id, Kind kind) {
    if (!UnitProfileReader.isId(id)) {
      return Optional.empty();
    }
    String path = ROOT + "/" + kind.folder + "/" + id + ".yaml";
    Path own = folder == null ? null : folder.resolve(path);
    try {
      if (own != null && Files.isRegularFile(own)) {
        return Optional.of(new Source(own.toString(), Files.readString(own)));
      }
      try (InputStream ours = Profiles.class.getResourceAsStream("/" + path)) {
        return ours == null
            ? Optional.empty()
            : Optional.of(
                new Source(path, new String(ours.readAllBytes(), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /**
   * Reads the profile of a unit; what is wrong, that there is none included, goes to {@code
   * problems}.
   */
  public Optional<UnitProfile> unit(String id, Problems problems) {
    Optional<Source> source = source(id, Kind.OUTBOARD);
    if (source.isEmpty()) {
      problems.add(0, "", "'" + id + "'", "the id of an outboard profile", suggest(id));
      return Optional.empty();
    }
    Problems own = new Problems(source.get().place());
    Optional<UnitProfile> profile = UnitProfileReader.parse(source.get().text(), own);
    if (profile.isPresent() && !profile.get().id().equals(id)) {
      own.add(1, "id", "'" + profile.get().id() + "'", "'" + id + "', as the file is named", "");
      profile = Optional.empty();
    }
    problems.addAll(own.list());
    return profile;
  }

  /**
   * Reads the profile of a surface; what is wrong with the file is noted under its own name, that
   * there is none at the place that asked for it.
   */
  public Optional<SurfaceProfile> surface(String id, int line, String at, Problems problems) {
    Optional<Source> source = source(id, Kind.SURFACE);
    if (source.isEmpty()) {
      if (!id.isEmpty()) {
        problems.add(
            line, at, "'" + id + "'", "the id of a surface profile", suggest(id, Kind.SURFACE));
      }
      return Optional.empty();
    }
    Problems own = new Problems(source.get().place());
    Optional<SurfaceProfile> profile =
        Yaml.parse(source.get().text(), own).flatMap(node -> SurfaceProfile.read(node, own));
    problems.addAll(own.list());
    return own.none() ? profile : Optional.empty();
  }

  /**
   * A surface's profile with other controls over it.
   *
   * @param controls as {@code controls:} in a profile; what is wrong with them is noted here
   */
  public Optional<SurfaceProfile> surface(String id, Node controls, Problems problems) {
    return source(id, Kind.SURFACE)
        .flatMap(source -> Yaml.parse(source.text(), new Problems(source.place())))
        .flatMap(
            node -> {
              Node.Entry entry = new Node.Entry("controls", controls.line(), controls);
              Node over = new Node.Mapping(controls.line(), java.util.List.of(entry));
              return SurfaceProfile.read(Families.merge(node, over), problems);
            });
  }

  /** A hint for an id of an outboard profile that is not here. */
  public String suggest(String id) {
    return suggest(id, Kind.OUTBOARD);
  }

  private String suggest(String id, Kind kind) {
    Collection<String> known =
        list().stream().filter(e -> e.kind() == kind).map(Entry::id).toList();
    String near = Suggest.near(id, known);
    return near.isEmpty() ? "'hybridge profile list' lists them all" : near;
  }

  private static void collect(Path root, Map<String, Entry> found, boolean ours) {
    for (Kind kind : Kind.values()) {
      Path base = root.resolve(kind.folder);
      if (!Files.isDirectory(base)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(base, 2)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
          String id = base.relativize(file).toString().replace('\\', '/').replaceAll(".yaml$", "");
          if (UnitProfileReader.isId(id)) {
            String place = ours ? ROOT + "/" + kind.folder + "/" + id + ".yaml" : file.toString();
            found.put(kind.word + " " + id, entry(id, kind, file, place));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + base, e);
      }
    }
  }

  /** Reads only what a list shows: a profile with problems is listed all the same. */
  private static Entry entry(String id, Kind kind, Path file, String place) {
    Node node = Yaml.read(file, new Problems(place)).orElse(null);
    String evidence = "";
    int vectors = 0;
    if (node instanceof Node.Mapping m) {
      if (m.get("evidence") instanceof Node.Mapping e && e.get("level") instanceof Node.Scalar s) {
        evidence = s.text();
      }
      if (m.get("vectors") instanceof Node.Sequence s) {
        vectors = s.items().size();
      }
    }
    return new Entry(id, kind, evidence, vectors, place);
  }

  /** Opens our own profiles as a folder, be they files or entries of a jar. */
  private static <T> T withOurs(java.util.function.Function<Path, T> use) {
    URL anchor = Profiles.class.getResource(ANCHOR);
    if (anchor == null) {
      throw new IllegalStateException(ANCHOR + " is not on the class path: the build is broken");
    }
    try {
      URI uri = anchor.toURI();
      if (uri.getScheme().equals("file")) {
        return use.apply(Path.of(uri).getParent().getParent());
      }
      Path jar = Path.of(URI.create(uri.getRawSchemeSpecificPart().split("!")[0]));
      try (FileSystem inside = FileSystems.newFileSystem(jar)) {
        return use.apply(inside.getPath("/" + ROOT));
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("cannot open our own profiles at " + anchor, e);
    }
  }
}
