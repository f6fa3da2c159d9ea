package hybridge.app;

import hybridge.desk.Desk;
import hybridge.desk.View;
import hybridge.mapping.SurfaceController;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Health;
import hybridge.studio.Studio;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a daemon is, as JSON. */
final class HealthView {
  private HealthView() {}

  private static Map<String, Object> unit(Desk desk, String name, String state) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("state", state);
    String trouble = desk.value(desk.tree().require("/unit/" + name + "/trouble")).words();
    if (!trouble.isEmpty()) {
      one.put("trouble", trouble);
    }
    return one;
  }

  /** What {@code /api/health} answers. */
  static Map<String, Object> of(Daemon daemon) {
    Desk desk = daemon.desk();
    StudioLoader.Loaded loaded = daemon.loaded();
    Map<String, Object> health = new LinkedHashMap<>();
    for (Health h : Health.values()) {
      health.put(h.key(), daemon.counters().read(h));
    }
    CallbackTimes times = daemon.driver().times();
    Map<String, Object> callback = new LinkedHashMap<>();
    callback.put("count", times.count());
    callback.put("medianMicros", times.medianMicros());
    callback.put("p999Micros", times.p999Micros());
    callback.put("maxMicros", times.maxMicros());
    health.put("callback", callback);
    health.put("audio", daemon.driver().describe());
    health.put("audioState", daemon.driver().condition());
    health.put("latencyFrames", daemon.console().feed().latencyFrames());
    Map<String, Object> units = new LinkedHashMap<>();
    for (Studio.Unit unit : loaded.studio().units()) {
      desk.tree()
          .find("/unit/" + unit.name() + "/state")
          .ifPresent(i -> units.put(unit.name(), unit(desk, unit.name(), desk.value(i).words())));
    }
    health.put("units", units);
    Map<String, Object> inserts = new LinkedHashMap<>();
    for (Studio.Insert insert : loaded.studio().inserts()) {
      String at = "/insert/" + insert.name();
      desk.tree()
          .find(at + "/state")
          .ifPresent(
              i ->
                  inserts.put(
                      insert.name(),
                      Map.of(
                          "state",
                          View.text(desk.tree().get(i), desk.value(i)),
                          "calibration",
                          desk.value(desk.tree().require(at + "/calibration")).words(),
                          "phase",
                          desk.value(desk.tree().require(at + "/phase")).words())));
    }
    health.put("inserts", inserts);
    Map<String, Object> present = new LinkedHashMap<>();
    for (SurfaceController surface : daemon.surfaces().all()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("present", surface.present());
      one.put("linkLoad", Math.round(surface.load() * 1000) / 1000.0);
      String trouble =
          Stream.concat(
                  surface.surface().parts().stream().map(part -> daemon.midi().trouble(part.id())),
                  Stream.of(surface.trouble()))
              .filter(t -> !t.isEmpty())
              .collect(Collectors.joining("; "));
      if (!trouble.isEmpty()) {
        one.put("trouble", trouble);
      }
      present.put(surface.surface().id(), one);
    }
    health.put("surfaces", present);
    return health;
  }
}
