package hybridge.app;

import hybridge.desk.Desk;
import hybridge.io.audio.SimulatedInterface;
import hybridge.io.jack.JackClient;
import hybridge.io.jack.JackOpening;
import hybridge.io.jack.JackSupervisor;
import hybridge.io.jack.NativeSignal;
import hybridge.io.midi.JackMidiPort;
import hybridge.io.osc.OscServer;
import hybridge.io.serial.Links;
import hybridge.io.web.WebServer;
import hybridge.mapping.SurfaceController;
import hybridge.outboard.Link;
import hybridge.profile.Protocol;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.UnitProfile;
import hybridge.rack.Rack;
import hybridge.rt.AudioCallback;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.surface.McuDialect;
import hybridge.surface.Port;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
      Function<Studio.Surface, Port> ports,
      SimulatedInterface.World world,
      Function<OfflineConsole, List<Role>> roles) {}

  private final StudioLoader.Loaded loaded;
  private final Studio studio;
  private final OfflineConsole console;
  private final Signal signal = NativeSignal.best();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<SurfaceController> surfaces = new ArrayList<>();
  private final AudioDriver driver;
  private final OscServer osc;
  private final WebServer web;

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
    this.loaded = loaded;
    this.studio = loaded.studio();
    this.console = OfflineConsole.of(studio, loaded.tree(), signal);
    try {
      LOG.info("warming up");
      WarmUp.run(loaded);
      AudioCallback callback = tap.apply(console.feed().engine());
      boolean throughJack = studio.audio().driver() == Studio.Driver.JACK;
      JackClient jack = null;
      if (throughJack) {
        jack = jackClient(callback, studio.audio().inputs(), studio.audio().outputs());
        console.feed().onLatency(jack::setInternalLatency);
      } else if (embedded == null && !studio.surfaces().isEmpty()) {
        // Another driver carries the sound; the surfaces' MIDI ports are JACK's all the same.
        jack = jackClient((in, out, frames) -> {}, 0, 0);
      }
      List<Role> control = new ArrayList<>();
      for (Studio.Surface surface : studio.surfaces()) {
        Port port = embedded != null ? embedded.ports().apply(surface) : jackPort(jack, surface);
        surfaces.add(controller(surface, port));
      }
      control.addAll(surfaces);
      if (embedded != null) {
        control.addAll(embedded.roles().apply(console));
      }
      control.add(console.desk());
      control.add(console.feed());
      rack();
      started(new RoleThread("control", signal, control).start());
      AudioDriver overJack = jack == null ? null : startJack(jack);
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
              this::health);
      parts.push(web);
    } catch (IOException e) {
      close();
      throw new Exit.Failure(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void started(AutoCloseable part) {
    parts.push(part);
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

  private JackClient jackClient(AudioCallback callback, int inputs, int outputs) {
    Studio.Audio a = studio.audio();
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

  private static Port jackPort(JackClient jack, Studio.Surface surface) {
    JackMidiPort port = new JackMidiPort(jack.midi(surface.id()));
    if (surface.midi().in().isPresent() || surface.midi().out().isPresent()) {
      jack.connectMidi(
          surface.id(), surface.midi().in().orElse(null), surface.midi().out().orElse(null));
    }
    return port;
  }

  private SurfaceController controller(Studio.Surface surface, Port port) {
    SurfaceProfile profile = loaded.surfaceProfiles().get(surface.id());
    return new SurfaceController(
        surface,
        profile,
        new McuDialect(profile),
        port,
        console.desk(),
        studio.strips().size(),
        counters(),
        System::nanoTime);
  }

  private void rack() {
    Set<String> named =
        studio.values().stream().map(Studio.StartValue::address).collect(Collectors.toSet());
    Rack rack = new Rack(console.desk(), named::contains, counters());
    for (Studio.Unit unit : studio.units()) {
      UnitProfile profile = loaded.unitProfiles().byUnit().get(unit.name());
      if (unit.wire().isEmpty()) {
        rack.addByHand(unit.name(), profile);
        continue;
      }
      Signal wire = Signal.ofJava();
      Protocol.Transport transport = profile.protocol().orElseThrow().transport();
      Link link = Links.open(fromFolder(unit.wire().get()), transport, wire).orElse(null);
      if (link == null) {
        rack.addBroken(unit.name(), profile, "this version has no MIDI units yet");
      } else {
        rack.add(unit.name(), profile, link, wire);
      }
    }
    started(rack.start());
  }

  /** Relative paths are relative to the studio file. */
  private Studio.Wire fromFolder(Studio.Wire wire) {
    return wire instanceof Studio.Wire.Serial(String port, String usb, int baud) && !port.isEmpty()
        ? new Studio.Wire.Serial(studio.folder().resolve(port).toString(), usb, baud)
        : wire;
  }

  private AudioDriver startJack(JackClient client) {
    JackSupervisor supervisor = new JackSupervisor(client);
    JackOpening opening = supervisor.start();
    switch (opening) {
      case JackOpening.Ready ready -> LOG.info("{}", ready.message());
      case JackOpening.ServerMissing missing -> LOG.warn("{}; waiting for it", missing.message());
      case JackOpening.LibraryMissing wrong -> throw failed(supervisor, wrong);
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
      public String describe() {
        return "jack "
            + client.state().name().toLowerCase(java.util.Locale.ROOT)
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
    Studio.Audio a = studio.audio();
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

  /** What {@code /api/health} answers. */
  Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    for (Health h : Health.values()) {
      health.put(h.key(), counters().read(h));
    }
    CallbackTimes times = driver.times();
    Map<String, Object> callback = new LinkedHashMap<>();
    callback.put("count", times.count());
    callback.put("medianMicros", times.medianMicros());
    callback.put("p999Micros", times.p999Micros());
    callback.put("maxMicros", times.maxMicros());
    health.put("callback", callback);
    health.put("audio", driver.describe());
    health.put("latencyFrames", console.feed().latencyFrames());
    Map<String, Object> units = new LinkedHashMap<>();
    for (Studio.Unit unit : studio.units()) {
      String state = desk().value(desk().tree().require("/unit/" + unit.name() + "/state")).words();
      units.put(unit.name(), Map.of("state", state));
    }
    health.put("units", units);
    Map<String, Object> present = new LinkedHashMap<>();
    for (SurfaceController surface : surfaces) {
      present.put(surface.surface().id(), Map.of("present", surface.present()));
    }
    health.put("surfaces", present);
    return health;
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
