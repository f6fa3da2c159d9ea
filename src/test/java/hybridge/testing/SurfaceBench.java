package hybridge.testing;

import hybridge.mapping.SurfaceController;
import hybridge.profile.SurfaceProfile;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A surface on a desk, on a fake clock: no devices, no threads. */
public final class SurfaceBench {
  public final Console console;
  public final SurfaceController surface;
  public long now = 1_000_000_000_000L;

  /** Makes the port once the clock exists. */
  public interface Ports {
    Port make(SurfaceBench bench);
  }

  /**
   * @param surfaceKeys what stands beside the surface's id, profile and midi in the studio file
   */
  public SurfaceBench(int strips, SurfaceProfile profile, String surfaceKeys, Ports ports) {
    this(strips, List.of(profile), surfaceKeys, List.of(ports));
  }

  /** Several cases in the order of the bank. */
  public SurfaceBench(
      int strips, List<SurfaceProfile> profiles, String surfaceKeys, List<Ports> ports) {
    console =
        Console.ofMonoStrips(
            strips, "surfaces: [{id: desk, profile: test/test, midi: jack" + surfaceKeys + "}]\n");
    Studio.Surface desk = console.studio.surfaces().getFirst();
    List<SurfaceController.Case> cases = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      cases.add(
          new SurfaceController.Case(
              desk.parts().get(i), profiles.get(i), ports.get(i).make(this)));
    }
    surface = new SurfaceController(desk, cases, console.desk, console.counters, () -> now);
  }

  /** One turn of the desk's thread, and a millisecond goes by. */
  public int step() {
    int done = surface.work() + console.desk.work();
    now += 1_000_000;
    return done;
  }

  public void later(int millis) {
    for (int i = 0; i < millis; i++) {
      step();
    }
  }

  /** One of our own profiles. */
  public static SurfaceProfile profile(String id) {
    Problems problems = new Problems(id);
    Path file = Path.of("device-profiles/surfaces/" + id + ".yaml");
    return sound(
        Yaml.read(file, problems).flatMap(n -> SurfaceProfile.read(n, problems)).orElse(null),
        problems);
  }

  /** A profile that stands in a test; what every profile needs is added. */
  public static SurfaceProfile of(String yaml) {
    Problems problems = new Problems("test");
    String whole =
        "profile: 1\nid: test/test\nevidence: {level: document, source: a test}\n"
            + yaml
            + (yaml.contains("vectors:") ? "" : "vectors: [{rx: \"FE\", event: \"nothing\"}]\n");
    return sound(
        Yaml.parse(whole, problems).flatMap(n -> SurfaceProfile.read(n, problems)).orElse(null),
        problems);
  }

  private static SurfaceProfile sound(SurfaceProfile profile, Problems problems) {
    if (!problems.none()) {
      throw new IllegalArgumentException(problems.list().toString());
    }
    return profile;
  }
}
