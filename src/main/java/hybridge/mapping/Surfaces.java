package hybridge.mapping;

import hybridge.rt.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All surfaces of a studio in turn, on the desk's thread. Some may come and others go while it
 * runs; only that thread changes which there are, any thread may look.
 */
public final class Surfaces implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(Surfaces.class);

  private volatile List<SurfaceController> all = List.of();

  /** What hands had chosen on those that were taken out: theirs if they come back. */
  private final Map<String, Keys.Memory> memories = new HashMap<>();

  /** Before the thread starts, or on it. */
  public void add(SurfaceController surface) {
    Keys.Memory memory = memories.remove(surface.surface().id());
    if (memory != null) {
      surface.resume(memory);
    }
    List<SurfaceController> more = new ArrayList<>(all);
    more.add(surface);
    all = List.copyOf(more);
  }

  /** Takes out those whose ids are meant; they hear and show nothing any more. */
  public void remove(Predicate<String> meant) {
    List<SurfaceController> fewer = new ArrayList<>(all);
    fewer.removeIf(
        surface -> {
          boolean out = meant.test(surface.surface().id());
          if (out) {
            surface.retire();
            memories.put(surface.surface().id(), surface.memory());
          }
          return out;
        });
    all = List.copyOf(fewer);
  }

  public List<SurfaceController> all() {
    return all;
  }

  @Override
  public String roleName() {
    return "surfaces";
  }

  @Override
  public int work() {
    int done = 0;
    for (SurfaceController surface : all) {
      try {
        done += surface.work();
      } catch (RuntimeException | LinkageError fault) {
        LOG.error("{}: carrying on after a fault", surface.roleName(), fault);
      }
    }
    return done;
  }

  @Override
  public long restNanos() {
    long rest = SurfaceController.REST_NANOS;
    for (SurfaceController surface : all) {
      rest = Math.min(rest, surface.restNanos());
    }
    return rest;
  }
}
