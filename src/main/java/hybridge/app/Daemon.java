package hybridge.app;

import hybridge.desk.Desk;
import hybridge.io.audio.SimulatedInterface;
import hybridge.io.jack.JackClient;
import hybridge.io.jack.JackOpening;
import hybridge.io.jack.JackSupervisor;
import hybridge.io.jack.NativeSignal;
import hybridge.io.jack.Urgency;
import hybridge.io.midi.MidiPorts;
import hybridge.io.osc.OscServer;
import hybridge.io.store.Trace;
import hybridge.io.web.WebServer;
import hybridge.mapping.SurfaceController;
import hybridge.mapping.Surfaces;
import hybridge.rack.Rack;
import hybridge.rt.AudioCallback;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A studio that runs: builds the parts from the bottom up, starts the roles, stops them in reverse.
 *
 * <p>Threads: the driver's audio thread; {@code control} with surfaces, desk and engine feed; one
 * for each wire to a unit; OSC's two; the web server's own.
 */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** What {@code demo} puts in the place of the real world; empty for {@code run}. */
  record Embedded(
      Function<Studio.SurfacePart, Port> ports,
      SimulatedInterface.World world,
      Function<OfflineConsole, List<Role>> roles) {}

  private volatile StudioLoader.Loaded loaded;
  private final Embedded embedded;
  private final OfflineConsole console;
  private final Signal signal = NativeSignal.best();
  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
  private final Surfaces surfaces = new Surfaces();
  private final Reloader reloader = new Reloader(this);
  private final Rack rack;
  private final MidiPorts midi;
  private final Trace trace;
  private final Learning learning = new Learning(this);
  private final UnitWires wires;
  private final AudioDriver driver;
  private final OscServer osc;
  private final WebServer web;

  /** Null while nobody needs it; the constructor's thread, then the reloader's. */
  private JackClient jack;

  /**
   * Builds and starts everything.
   *
   * @param embedded null: the real world
   * @param tap stands between driver and engine, such as a recorder; takes the engine, gives what
   *     the driver is to call
   * @throws Exit.Failure if a part cannot be had; everything that was started is stopped again
   */
  Daemon(
      StudioLoader.Loaded loaded, Embedded embedded, Function<AudioCallback, AudioCallback> tap) {
    this(loaded, embedded, tap, null);
  }

  /**
   * @param trace null: what goes over the wires is not written down
   */
  Daemon(
      StudioLoader.Loaded loaded,
      Embedded embedded,
      Function<AudioCallback, AudioCallback> tap,
      Trace trace) {
    this.loaded = loaded;
    this.trace = trace;
    this.embedded = embedded;
    Studio studio = loaded.studio();
    this.console = OfflineConsole.of(studio, loaded.tree(), signal);
    Thread.setDefaultUncaughtExceptionHandler(this::ended);
    this.rack = new Rack(console.desk(), this::namedByFile, counters());
    this.midi = new MidiPorts(counters(), signal);
    this.wires = new UnitWires(midi, trace);
    if (trace != null) {
      console.desk().listen(trace);
    }
    parts.push(midi);
    try {
      LOG.info("warming up");
      WarmUp.run(loaded);
      AudioCallback callback = tap.apply(console.feed().engine());
      boolean throughJack = studio.audio().driver() == Studio.Driver.JACK;
      if (throughJack) {
        jack = jackClient(callback, studio.audio().inputs(), studio.audio().outputs());
        console.feed().onLatency(jack::setInternalLatency);
        tellLoops(studio);
      } else if (embedded == null && (!studio.surfaces().isEmpty() || UnitWires.midi(studio))) {
        jack = jackForSurfaces();
      }
      midi.through(jack);
      for (Studio.Surface surface : studio.surfaces()) {
        Map<String, Port> ports = new LinkedHashMap<>();
        surface.parts().forEach(part -> ports.put(part.id(), port(part)));
        addSurface(loaded, surface, ports);
      }
      List<Role> control = new ArrayList<>(List.of(new Urgency(), surfaces));
      if (embedded != null) {
        control.addAll(embedded.roles().apply(console));
      }
      control.add(console.desk());
      control.add(console.feed());
      studio.units().forEach(unit -> addUnit(wire(loaded, unit)));
      parts.push(rack.start());
      parts.push(new RoleThread("control", signal, control).start());
      AudioDriver overJack = jack == null ? null : startJack(jack, throughJack);
      if (overJack != null) {
        parts.push(overJack);
      }
      driver = throughJack ? overJack : startSimulated(callback, embedded);
      if (!throughJack) {
        parts.push(driver);
      }
      osc =
          new OscServer(
                  console.desk(),
                  counters(),
                  studio.osc().listen(),
                  studio.osc().port(),
                  studio.osc().allow())
              .start();
      parts.push(osc);
      web =
          new WebServer(
              console.desk(),
              counters(),
              studio.web().listen(),
              studio.web().port(),
              studio.web().token(),
              () -> HealthView.of(this));
      web.onReload(reloader::reply);
      Measurements measurements = new Measurements(this);
      parts.push(measurements);
      measurements.serve(web);
      learning.serve(web);
      parts.push(web);
    } catch (IOException e) {
      close();
      throw new Exit.Failure(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Desk desk() {
    return console.desk();
  }

  OfflineConsole console() {
    return console;
  }

  Counters counters() {
    return console.counters();
  }

  StudioLoader.Loaded loaded() {
    return loaded;
  }

  /** This is what runs from now on. */
  void loaded(StudioLoader.Loaded now) {
    loaded = now;
    tellLoops(now.studio());
  }

  /** JACK's latencies are told without what is on its way through a box. */
  private void tellLoops(Studio studio) {
    if (jack != null) {
      jack.setLoops(
          channels(studio, Studio.Insert::sends), channels(studio, Studio.Insert::returns));
    }
  }

  private static Set<Integer> channels(
      Studio studio, Function<Studio.Insert, List<Integer>> which) {
    return studio.inserts().stream()
        .flatMap(i -> which.apply(i).stream())
        .collect(Collectors.toSet());
  }

  /** Can it be read again? The demo's cannot. */
  boolean hasFile() {
    return embedded == null;
  }

  Reloader reloader() {
    return reloader;
  }

  Rack rack() {
    return rack;
  }

  Surfaces surfaces() {
    return surfaces;
  }

  OscServer osc() {
    return osc;
  }

  WebServer web() {
    return web;
  }

  private boolean namedByFile(String address) {
    return loaded.studio().values().stream().anyMatch(v -> v.address().equals(address));
  }

  /** Another driver carries the sound; the surfaces' MIDI ports are JACK's all the same. */
  private JackClient jackForSurfaces() {
    return jackClient((in, out, frames) -> {}, 0, 0);
  }

  private JackClient jackClient(AudioCallback callback, int inputs, int outputs) {
    Studio.Audio a = loaded.studio().audio();
    JackClient.Config config =
        new JackClient.Config(
            a.client(),
            null,
            inputs,
            outputs,
            inputs + outputs == 0 ? 0 : a.rate(),
            a.connectPhysical());
    return new JackClient(config, callback, counters(), signal);
  }

  /**
   * Ports for surfaces that come or begin anew; those of one that stays under its name are kept
   * unless it is connected to something else. Not on the desk's thread.
   *
   * @throws Exit.Failure if one cannot be had; the others are taken away again
   */
  Map<String, Port> ports(Studio next, Set<String> out, Set<String> in) {
    if (jack == null && !in.isEmpty()) {
      JackClient opened = jackForSurfaces();
      AudioDriver over = startJack(opened, false);
      if (over != null) {
        parts.push(over);
        jack = opened;
        midi.through(opened);
      }
    }
    Map<String, Port> ports = new LinkedHashMap<>();
    try {
      for (Studio.Surface surface : next.surfaces()) {
        if (in.contains(surface.id())) {
          for (Studio.SurfacePart part : surface.parts()) {
            boolean kept =
                parts(loaded.studio())
                    .anyMatch(p -> p.id().equals(part.id()) && p.midi().equals(part.midi()));
            if (!kept) {
              midi.close(part.id());
            }
            ports.put(part.id(), port(part));
          }
        }
      }
    } catch (IllegalStateException refused) {
      Set<String> were = partIds(loaded.studio(), out);
      ports.keySet().stream().filter(id -> !were.contains(id)).forEach(midi::close);
      throw new Exit.Failure(refused.getMessage(), refused);
    }
    return ports;
  }

  private static Stream<Studio.SurfacePart> parts(Studio studio) {
    return studio.surfaces().stream().flatMap(s -> s.parts().stream());
  }

  /** The names of the ports of these surfaces. */
  private static Set<String> partIds(Studio studio, Set<String> surfaces) {
    return studio.surfaces().stream()
        .filter(s -> surfaces.contains(s.id()))
        .flatMap(s -> s.parts().stream())
        .map(Studio.SurfacePart::id)
        .collect(Collectors.toSet());
  }

  /** Takes the ports of surfaces away that are gone. */
  void closePorts(Studio before, Set<String> out, Studio after, Set<String> in) {
    Set<String> stay = partIds(after, in);
    partIds(before, out).stream().filter(id -> !stay.contains(id)).forEach(midi::close);
  }

  private Port port(Studio.SurfacePart surface) {
    if (embedded != null) {
      return learning.tap(embedded.ports().apply(surface));
    }
    Port port = midi.open(surface.id(), surface.midi().in(), surface.midi().out());
    return learning.tap(trace == null ? port : trace.port(port));
  }

  /** Before the desk works, or on its thread. */
  void addSurface(StudioLoader.Loaded of, Studio.Surface surface, Map<String, Port> ports) {
    List<SurfaceController.Case> cases =
        surface.parts().stream()
            .map(
                part ->
                    new SurfaceController.Case(
                        part, of.surfaceProfiles().get(part.id()), ports.get(part.id())))
            .toList();
    surfaces.add(
        new SurfaceController(surface, cases, console.desk(), counters(), System::nanoTime));
  }

  /** Opens the wire of a unit, if it has one that this machine can open. */
  UnitWires.Wired wire(StudioLoader.Loaded of, Studio.Unit unit) {
    return wires.open(of.studio(), unit, of.unitProfiles().byUnit().get(unit.name()));
  }

  /** Before the desk works, or on its thread. */
  void addUnit(UnitWires.Wired wired) {
    String name = wired.unit().name();
    if (wired.unit().wire().isEmpty()) {
      rack.addByHand(name, wired.profile());
    } else {
      rack.add(
          name,
          wired.profile(),
          wired.unit().address(),
          Set.copyOf(wired.unit().accept()),
          wired.link().get(),
          wired.signal());
    }
  }

  /**
   * @param needed it carries the sound, too
   * @return null when there is no JACK on this machine and none is needed
   */
  private AudioDriver startJack(JackClient client, boolean needed) {
    JackSupervisor supervisor = new JackSupervisor(client);
    JackOpening opening = supervisor.start();
    switch (opening) {
      case JackOpening.Ready ready -> LOG.info("{}", ready.message());
      case JackOpening.ServerMissing missing -> LOG.warn("{}; waiting for it", missing.message());
      case JackOpening.NoAnswer none -> LOG.warn("{}", none.message());
      case JackOpening.LibraryMissing wrong -> {
        if (needed) {
          throw failed(supervisor, wrong);
        }
        LOG.info("{}; MIDI goes without it", wrong.message());
        supervisor.close();
        return null;
      }
      case JackOpening.NameTaken wrong -> throw failed(supervisor, wrong);
      case JackOpening.WrongRate wrong -> throw failed(supervisor, wrong);
      case JackOpening.Refused wrong -> throw failed(supervisor, wrong);
    }
    return new AudioDriver() {
      @Override
      public CallbackTimes times() {
        return client.stats();
      }

      @Override
      public String condition() {
        return supervisor.condition();
      }

      @Override
      public String describe() {
        return "jack "
            + condition()
            + ", "
            + client.rate()
            + " Hz, "
            + client.blockFrames()
            + " frames";
      }

      @Override
      public void close() {
        supervisor.close();
      }
    };
  }

  private static Exit.Failure failed(JackSupervisor supervisor, JackOpening wrong) {
    supervisor.close();
    return new Exit.Failure(wrong.message());
  }

  private AudioDriver startSimulated(AudioCallback callback, Embedded embedded) {
    Studio.Audio a = loaded.studio().audio();
    SimulatedInterface.World world = embedded == null ? (out, in, frames) -> {} : embedded.world();
    SimulatedInterface simulated =
        new SimulatedInterface(
                callback, world, a.inputs(), a.outputs(), a.block(), a.rate(), counters())
            .start();
    return new AudioDriver() {
      @Override
      public CallbackTimes times() {
        return simulated.stats();
      }

      @Override
      public String describe() {
        return "simulated interface, " + a.rate() + " Hz, " + a.block() + " frames";
      }

      @Override
      public void close() {
        simulated.close();
      }
    };
  }

  /** How the sound goes, for those that ask about it. */
  AudioDriver driver() {
    return driver;
  }

  MidiPorts midi() {
    return midi;
  }

  /** The line that says that everything is up. */
  String readyLine(Map<String, String> more) {
    StringBuilder line = new StringBuilder("ready web=" + web.url());
    line.append(" osc=")
        .append(osc.address().getAddress().getHostAddress())
        .append(':')
        .append(osc.address().getPort());
    more.forEach((key, value) -> line.append(' ').append(key).append('=').append(value));
    return line.toString();
  }

  String webUrl() {
    return web.url();
  }

  /**
   * A thread that ends by a fault takes its part of the daemon with it: that must not be silent.
   */
  private void ended(Thread thread, Throwable fault) {
    counters().count(Health.THREADS_ENDED);
    LOG.error(
        "the thread '{}' has ended by a fault; start the daemon again", thread.getName(), fault);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("stopping {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
