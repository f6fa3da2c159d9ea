package hybridge.app;

import hybridge.desk.Desk;
import hybridge.desk.Outcome;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.mapping.SurfaceController;
import hybridge.planner.EngineFeed;
import hybridge.profile.Layouts;
import hybridge.profile.Profiles;
import hybridge.profile.Profiles.Kind;
import hybridge.profile.SurfaceProfile;
import hybridge.rack.UnitProfiles;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Origin;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads a studio with everything it names, and checks all of it at once. */
final class StudioLoader {

  /**
   * A studio whose every name is known, and its tree.
   *
   * @param profileTexts what stands in the profile of each unit and surface, by its name; equal
   *     when the meaning is
   */
  record Loaded(
      Studio studio,
      Tree tree,
      UnitProfiles unitProfiles,
      Map<String, SurfaceProfile> surfaceProfiles,
      Map<String, String> profileTexts) {

    /** The same as the next reading of the file of {@code before}. */
    Loaded after(Loaded before) {
      return new Loaded(
          studio,
          before.tree().next(studio, unitProfiles.models()),
          unitProfiles,
          surfaceProfiles,
          profileTexts);
    }
  }

  /** What follows the name of a surface's case where the meaning of its layout stands. */
  static final String LAYOUT = " layout";

  private StudioLoader() {}

  /** A sound studio, or every problem as an exception. */
  static Loaded load(Path file) {
    return load(file, SurfaceLayouts.ofUser());
  }

  /**
   * @param layouts where the user's own stand
   */
  static Loaded load(Path file, Layouts layouts) {
    Problems problems = new Problems(file.toString());
    Optional<Loaded> loaded =
        StudioReader.read(file, problems)
            .map(s -> complete(s, new Profiles(s.folder()), layouts, problems));
    if (!problems.none()) {
      throw new Exit.WrongInput(problems.list());
    }
    return loaded.orElseThrow();
  }

  /** Looks up what a studio names, makes its tree and notes what does not fit. */
  static Loaded complete(Studio studio, Problems problems) {
    return complete(studio, new Profiles(studio.folder()), problems);
  }

  static Loaded complete(Studio studio, Profiles profiles, Problems problems) {
    return complete(studio, profiles, SurfaceLayouts.ofUser(), problems);
  }

  /**
   * @param layouts where the user's own stand
   */
  static Loaded complete(Studio studio, Profiles profiles, Layouts layouts, Problems problems) {
    EngineFeed.check(studio, problems);
    UnitProfiles units = UnitProfiles.of(studio, profiles, problems);
    Map<String, SurfaceProfile> surfaces = surfaces(studio, profiles, problems);
    Tree tree = Tree.of(studio, units.models());
    tree.check(studio, problems);
    surfaces = new SurfaceLayouts(layouts, studio, problems).over(surfaces, tree);
    if (problems.none()) {
      together(studio, tree, problems);
    }
    return new Loaded(studio, tree, units, surfaces, texts(studio, profiles, surfaces));
  }

  private static Map<String, String> texts(
      Studio studio, Profiles profiles, Map<String, SurfaceProfile> surfaces) {
    Map<String, String> texts = new HashMap<>();
    studio.units().forEach(u -> text(texts, u.name(), profiles, u.profile(), Kind.OUTBOARD));
    studio.surfaces().stream()
        .flatMap(s -> s.parts().stream())
        .forEach(s -> text(texts, s.id(), profiles, s.profile(), Kind.SURFACE));
    surfaces.forEach((id, p) -> texts.put(id + LAYOUT, SurfaceLayouts.meaning(p.layout())));
    return texts;
  }

  private static void text(
      Map<String, String> texts, String owner, Profiles profiles, String id, Kind kind) {
    profiles
        .source(id, kind)
        .flatMap(source -> Yaml.parse(source.text(), new Problems(id)))
        .ifPresent(node -> texts.put(owner, node.meaning()));
  }

  /** Start values that are right one by one may not go together: VCAs in a ring. */
  private static void together(Studio studio, Tree tree, Problems problems) {
    Desk desk = new Desk(tree, Signal.ofJava(), new Counters());
    desk.guardedBy(EngineFeed.guard(studio, desk));
    for (Studio.StartValue v : studio.values()) {
      Request set =
          new Request.Set(
              tree.require(v.address()), v.value().value(), Origin.DAEMON, MoveRing.NOW);
      CompletableFuture<Outcome> answer = desk.ask(set);
      desk.work();
      if (answer.join() instanceof Outcome.Refused(String found, String wanted)) {
        String hint = v.address().contains("/vca/") ? "take one of them out" : "";
        problems.add(v.line(), "values." + v.address(), found, wanted, hint);
      }
    }
  }

  private static Map<String, SurfaceProfile> surfaces(
      Studio studio, Profiles profiles, Problems problems) {
    Map<String, SurfaceProfile> found = new HashMap<>();
    for (Studio.Surface surface : studio.surfaces()) {
      for (Studio.SurfacePart part : surface.parts()) {
        surface(part, profiles, problems)
            .ifPresent(
                profile -> {
                  found.put(part.id(), profile);
                  SurfaceController.check(part, profile, problems);
                });
      }
    }
    return found;
  }

  /** The profile with what the studio file says over it. */
  private static Optional<SurfaceProfile> surface(
      Studio.SurfacePart part, Profiles profiles, Problems problems) {
    String at = "surfaces." + part.id() + ".profile";
    Optional<SurfaceProfile> plain = profiles.surface(part.profile(), part.line(), at, problems);
    if (plain.isEmpty() || part.controls().isEmpty()) {
      return plain;
    }
    return profiles.surface(part.profile(), part.controls().get(), problems);
  }
}
