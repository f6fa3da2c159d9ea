package hybridge.app;

import hybridge.io.store.Trace;
import hybridge.io.store.TraceFile;
import hybridge.profile.Profiles;
import hybridge.profile.Profiles.Kind;
import hybridge.profile.SurfaceProfile;
import hybridge.studio.Studio;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands at the beginning of a trace: the studio file, the files it names, the profiles beside
 * it and the user's layouts, so that whoever gets the trace needs nothing else. Tokens and
 * passwords are left out.
 */
final class TraceHeader {
  /** Where the layouts stand that the user had laid over the devices'. */
  static final String USER_LAYOUTS = "layouts-of-the-user/";

  private static final Set<String> NAMING_A_FILE = Set.of("map", "layout");
  private static final Pattern SECRET =
      Pattern.compile(
          "((?i:token|password|passwd|secret)[\"']?\\s*[:=]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,}&#\"']+)");
  private static final Pattern IN_URL = Pattern.compile("://[^/@\\s\"']*@");
  private static final String LEFT_OUT = "left-out";

  private TraceHeader() {}

  /** Begins the trace of a daemon. */
  static Trace begin(Path file, boolean force, StudioLoader.Loaded loaded) {
    try {
      return Trace.begin(file, force, lines(loaded));
    } catch (FileAlreadyExistsException e) {
      throw Exit.WrongInput.of(
          "--trace", "", file + ", which exists", "a new file", "--force replaces it");
    } catch (IOException e) {
      throw Exit.WrongInput.of(
          "--trace", "", file + " cannot be written (" + e + ")", "a file that can", "");
    }
  }

  static List<String> lines(StudioLoader.Loaded loaded) throws IOException {
    List<String> lines = new ArrayList<>(List.of(TraceFile.MARK, "# begun " + Instant.now()));
    for (Map.Entry<String, String> file : files(loaded).entrySet()) {
      String clean = withoutSecrets(file.getValue(), loaded.studio().web().token());
      lines.addAll(TraceFile.header(file.getKey(), clean));
    }
    lines.add("# SECONDS WHERE > sent, < heard, + there, - away, = moved, ! lost");
    return lines;
  }

  private static Map<String, String> files(StudioLoader.Loaded loaded) throws IOException {
    Studio studio = loaded.studio();
    Map<String, String> files = new LinkedHashMap<>();
    files.put(studio.file().getFileName().toString(), Files.readString(studio.file()));
    Yaml.parse(Files.readString(studio.file()), new Problems("studio"))
        .ifPresent(node -> named(node, studio, files));
    Profiles profiles = new Profiles(studio.folder());
    studio.units().forEach(u -> profile(profiles, u.profile(), Kind.OUTBOARD, studio, files));
    studio.surfaces().stream()
        .flatMap(s -> s.parts().stream())
        .forEach(s -> profile(profiles, s.profile(), Kind.SURFACE, studio, files));
    for (SurfaceProfile surface : loaded.surfaceProfiles().values()) {
      String name = surface.layoutName();
      Optional<Path> own = SurfaceLayouts.ofUser().userFile(name);
      if (own.isPresent()) {
        files.put(USER_LAYOUTS + name + ".yaml", Files.readString(own.get()));
      }
    }
    return files;
  }

  /** The map and layout files of surfaces, wherever the studio file names one. */
  private static void named(Node node, Studio studio, Map<String, String> files) {
    switch (node) {
      case Node.Scalar s -> {}
      case Node.Sequence s -> s.items().forEach(item -> named(item, studio, files));
      case Node.Mapping m -> {
        for (Node.Entry e : m.entries()) {
          Path file = studio.folder().resolve(e.value() instanceof Node.Scalar s ? s.text() : "");
          if (NAMING_A_FILE.contains(e.key()) && Files.isRegularFile(file)) {
            try {
              files.put(studio.folder().relativize(file).toString(), Files.readString(file));
            } catch (IOException wrong) {
              throw new UncheckedIOException(wrong);
            }
          }
          named(e.value(), studio, files);
        }
      }
    }
  }

  /** Only those that stand beside the studio file: ours come with every Hybridge. */
  private static void profile(
      Profiles profiles, String id, Kind kind, Studio studio, Map<String, String> files) {
    profiles
        .source(id, kind)
        .filter(source -> Path.of(source.place()).startsWith(studio.folder()))
        .ifPresent(
            source ->
                files.put(
                    studio.folder().relativize(Path.of(source.place())).toString(), source.text()));
  }

  /** What looks like a secret, and the token itself wherever it stands. */
  static String withoutSecrets(String text, String token) {
    String clean = SECRET.matcher(text).replaceAll("$1" + LEFT_OUT);
    clean = IN_URL.matcher(clean).replaceAll("://" + LEFT_OUT + "@");
    return token == null || token.length() < 4 ? clean : clean.replace(token, LEFT_OUT);
  }
}
