package hybridge.app;

import hybridge.app.StudioChange.Part;
import hybridge.desk.Desk;
import hybridge.desk.Outcome;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.io.web.WebServer;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the studio file again while the daemon runs, and takes the smallest step from what runs to
 * what the file says: all of it or, when something in it is wrong or cannot be changed, nothing.
 * One at a time; any thread but the desk's and the audio thread may ask.
 *
 * <p>First everything that can fail is made, then the desk's thread takes the new tree between two
 * moves, then units that changed start again. See docs/decisions/reload.md.
 */
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
  private static final long PATIENCE_SECONDS = 10;

  /**
   * What came of it.
   *
   * @param left addresses for which the file says something else now, and which were left as they
   *     are because they had been moved
   */
  record Answer(List<StudioChange> changes, List<String> left) {

    /** In plain words, a line each. */
    List<String> lines() {
      if (changes.isEmpty()) {
        return List.of("nothing has changed");
      }
      List<String> lines = new ArrayList<>(changes.stream().map(StudioChange::words).toList());
      left.forEach(address -> lines.add(address + " is left as it is: it was moved meanwhile"));
      return lines;
    }

    Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("changed", !changes.isEmpty());
      view.put("changes", changes.stream().map(StudioChange::view).toList());
      view.put("left", left);
      view.put("text", lines());
      return view;
    }
  }

  private final Daemon daemon;

  Reloader(Daemon daemon) {
    this.daemon = daemon;
  }

  /**
   * Reads the file and carries out what it says.
   *
   * @throws Exit.WrongInput if it has problems, or asks for what needs a restart; nothing has
   *     changed
   * @throws Exit.Failure if a part cannot be had; nothing has changed
   */
  synchronized Answer reload() {
    StudioLoader.Loaded before = daemon.loaded();
    if (!daemon.hasFile()) {
      throw Exit.WrongInput.of(
          before.studio().file().toString(),
          "",
          "a studio that stands in no file",
          "a daemon that was started with 'hybridge run STUDIO.yaml'",
          "");
    }
    StudioLoader.Loaded after = StudioLoader.load(before.studio().file());
    StudioLoader.Loaded next = after.after(before);
    List<StudioChange> changes = StudioComparison.of(before, next);
    refuseLocked(changes, before.studio());
    if (changes.isEmpty()) {
      return new Answer(changes, List.of());
    }
    if (changes.stream().anyMatch(StudioChange::structural)) {
      WarmUp.runBesideSound(after);
    }
    return new Answer(changes, apply(next, changes));
  }

  /** The same as the API answers it. */
  WebServer.Reply reply() {
    try {
      Answer answer = reload();
      answer.lines().forEach(line -> LOG.info("reload: {}", line));
      return new WebServer.Reply(200, answer.view());
    } catch (Exit.WrongInput wrong) {
      return new WebServer.Reply(422, wrong.problems().stream().map(FileCheck::view).toList());
    } catch (Exit.Failure failure) {
      LOG.warn("reload: nothing was changed: {}", failure.getMessage());
      return new WebServer.Reply(500, List.of(Map.of("found", failure.getMessage())));
    }
  }

  /** The same for somebody who only reads the log. */
  void logged() {
    try {
      reload().lines().forEach(line -> LOG.info("reload: {}", line));
    } catch (Exit.WrongInput wrong) {
      wrong.problems().forEach(problem -> LOG.warn("reload: {}", problem));
      LOG.warn("reload: nothing was changed");
    } catch (RuntimeException failure) {
      LOG.warn("reload: nothing was changed", failure);
    }
  }

  private static void refuseLocked(List<StudioChange> changes, Studio studio) {
    List<Problem> refused = new ArrayList<>();
    for (StudioChange change : changes) {
      if (change instanceof StudioChange.Locked(String at, String was, String is)) {
        refused.add(
            new Problem(
                studio.file().toString(),
                0,
                at,
                is,
                was + " as long as the daemon runs",
                "restart it to change this; nothing of the file was taken"));
      }
    }
    if (!refused.isEmpty()) {
      throw new Exit.WrongInput(refused);
    }
  }

  private static Set<String> names(List<StudioChange> changes, Part part, boolean goes) {
    Set<String> names = new HashSet<>();
    for (StudioChange change : changes) {
      switch (change) {
        case StudioChange.Added c when c.part() == part && !goes -> names.add(c.name());
        case StudioChange.Removed c when c.part() == part && goes -> names.add(c.name());
        case StudioChange.Altered c when c.part() == part -> names.add(c.name());
        default -> {}
      }
    }
    return names;
  }

  private List<String> apply(StudioLoader.Loaded next, List<StudioChange> changes) {
    Studio before = daemon.loaded().studio();
    Studio studio = next.studio();
    Set<String> unitsOut = names(changes, Part.UNIT, true);
    Set<String> unitsIn = names(changes, Part.UNIT, false);
    Set<String> surfacesOut = names(changes, Part.SURFACE, true);
    Set<String> surfacesIn = names(changes, Part.SURFACE, false);
    Map<String, UnitWires.Wired> wires = new LinkedHashMap<>();
    Map<String, Port> ports = daemon.ports(studio, surfacesOut, surfacesIn);
    daemon.rack().stop(unitsOut);
    studio.units().stream()
        .filter(u -> unitsIn.contains(u.name()))
        .forEach(u -> wires.put(u.name(), daemon.wire(next, u)));
    Set<Integer> left = new HashSet<>();
    onTheDesk(
        () -> {
          daemon.surfaces().remove(surfacesOut::contains);
          daemon.rack().forget(unitsOut);
          daemon.loaded(next);
          left.addAll(
              daemon
                  .desk()
                  .retree(
                      next.tree(),
                      studio,
                      Origin.file(studio.file().toString()),
                      p -> unitsIn.contains(unitOf(p))));
          wires.values().forEach(daemon::addUnit);
          studio.surfaces().stream()
              .filter(s -> surfacesIn.contains(s.id()))
              .forEach(s -> daemon.addSurface(next, s, ports));
        });
    daemon.rack().startAdded();
    daemon.closePorts(before, surfacesOut, studio, surfacesIn);
    daemon.osc().allow(studio.osc().allow());
    daemon.web().token(studio.web().token());
    Tree tree = next.tree();
    return tree.indexes().stream()
        .filter(left::contains)
        .map(i -> tree.get(i).address().path())
        .toList();
  }

  private static String unitOf(Parameter p) {
    List<String> words = p.address().segments();
    return words.getFirst().equals("unit") && words.size() > 1 ? words.get(1) : "";
  }

  private void onTheDesk(Runnable step) {
    Desk desk = daemon.desk();
    try {
      Outcome outcome = desk.ask(new Request.Run(step)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (outcome instanceof Outcome.Refused(String found, String wanted)) {
        throw new Exit.Failure("the desk could not take the new studio: " + found);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Exit.Failure("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new Exit.Failure("the desk does not answer", e);
    }
  }
}
