package hybridge.app;

import hybridge.calibrate.Calibration;
import hybridge.calibrate.Calibrations;
import hybridge.calibrate.Calibrator;
import hybridge.calibrate.InsertWatch;
import hybridge.calibrate.Refused;
import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.engine.Engine;
import hybridge.io.store.FileCalibrations;
import hybridge.io.web.WebServer;
import hybridge.measure.LoopFigures;
import hybridge.measure.PatchFinder;
import hybridge.rt.Health;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.value.Numbers;
import hybridge.value.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's measurements: calibration from the API, from a surface or OSC ({@code
 * /insert/{name}/calibrate}), what was kept of earlier ones, and the watch over returns, on a
 * thread of its own.
 */
final class Measurements implements Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);

  private final Engine engine;
  private final Calibrator calibrator;
  private final RoleThread thread;

  Measurements(Daemon daemon) {
    Desk desk = daemon.desk();
    this.engine = daemon.console().feed().engine();
    Calibrations kept =
        daemon.hasFile()
            ? new FileCalibrations(daemon.loaded().studio().file())
            : new UntilTheEnd();
    this.calibrator =
        new Calibrator(
            () -> daemon.loaded().studio(),
            desk,
            engine,
            kept,
            () -> daemon.counters().read(Health.XRUNS));
    InsertWatch watch =
        new InsertWatch(() -> daemon.loaded().studio(), desk, daemon.console().feed().taps());
    this.thread =
        new RoleThread("inserts", Signal.ofJava(), List.of(new Follower(), watch)).start();
    desk.listen(this);
  }

  /** What the demo measures is forgotten with it. */
  private static final class UntilTheEnd implements Calibrations {
    private final Map<String, Calibration> all = new ConcurrentHashMap<>();

    @Override
    public Optional<Calibration> find(String insert, int rate, int block) {
      return Optional.ofNullable(all.get(insert));
    }

    @Override
    public void keep(Calibration calibration) {
      all.put(calibration.insert(), calibration);
    }
  }

  /** When the interface begins, or goes on with other blocks, what was measured is looked up. */
  private final class Follower implements Role {
    private int block;

    @Override
    public String roleName() {
      return "calibrations";
    }

    @Override
    public int work() {
      int now = engine.blockFrames();
      if (now == block || now == 0) {
        return 0;
      }
      block = now;
      calibrator.recall();
      return 1;
    }
  }

  /** The API's paths. */
  void serve(WebServer web) {
    web.onPost("/api/calibrate/{name}", this::calibrate);
    web.onPost("/api/calibrate/{name}/check", given -> reply(g -> check(g.get("name")), given));
    web.onPost("/api/discover", given -> reply(g -> discover(), given));
  }

  private WebServer.Reply calibrate(Map<String, String> given) {
    return reply(
        g -> {
          double level = Calibrator.LEVEL_DBFS;
          if (g.containsKey("level")) {
            try {
              level = Double.parseDouble(g.get("level"));
            } catch (NumberFormatException e) {
              throw new Refused("level '" + g.get("level") + "'; wanted a number of dBFS");
            }
          }
          boolean gain = "true".equals(g.get("gain"));
          return view(calibrator.calibrate(g.get("name"), new Calibrator.Options(gain, level)));
        },
        given);
  }

  private static WebServer.Reply reply(
      Function<Map<String, String>, Object> work, Map<String, String> given) {
    try {
      return new WebServer.Reply(200, work.apply(given));
    } catch (Refused refused) {
      Problem problem =
          new Problem("api", 0, "", refused.getMessage(), "a loop that can be measured", "");
      return new WebServer.Reply(422, List.of(problem));
    }
  }

  /** As the contract has it: one entry a channel. */
  private static Map<String, Object> view(Calibration c) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("insert", c.insert());
    view.put("delayFrames", list(c, Calibration.Channel::delayFrames));
    view.put("polarity", list(c, Calibration.Channel::polarity));
    view.put("gainDb", list(c, Calibration.Channel::gainDb));
    view.put("noiseDbfs", list(c, ch -> number(ch.noiseDbfs())));
    view.put("blendFrames", list(c, Calibration.Channel::blendFrames));
    view.put("snrDb", list(c, ch -> number(ch.snrDb())));
    view.put("distortionDb", list(c, ch -> number(ch.distortionDb())));
    view.put("octavesHz", list(c, ch -> each(ch, LoopFigures.Band::hz)));
    view.put("responseDb", list(c, ch -> each(ch, LoopFigures.Band::gainDb)));
    view.put("residualDb", list(c, ch -> each(ch, LoopFigures.Band::residualDb)));
    view.put("gainCompensated", c.gainCompensated());
    view.put("aligned", c.aligned());
    view.put("rate", c.rate());
    view.put("block", c.block());
    return view;
  }

  private static <T> List<T> list(Calibration c, Function<Calibration.Channel, T> what) {
    return c.channels().stream().map(what).toList();
  }

  private static List<Object> each(
      Calibration.Channel channel, Function<LoopFigures.Band, Double> what) {
    return channel.bands().stream().map(b -> number(what.apply(b))).toList();
  }

  /** JSON has no infinities. */
  private static Object number(double x) {
    return Double.isNaN(x) ? null : Double.isInfinite(x) ? (Object) Numbers.text(x) : x;
  }

  private Object check(String insert) {
    List<Calibrator.Standing> now = calibrator.check(insert);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("insert", insert);
    view.put("delayFrames", now.stream().map(Calibrator.Standing::delayFrames).toList());
    view.put("offsetFrames", now.stream().map(Calibrator.Standing::offsetFrames).toList());
    view.put("gainDb", now.stream().map(Calibrator.Standing::gainDb).toList());
    view.put("polarity", now.stream().map(Calibrator.Standing::polarity).toList());
    return view;
  }

  private Object discover() {
    List<Map<String, Object>> ways = new ArrayList<>();
    for (PatchFinder.Way w : calibrator.discover()) {
      Map<String, Object> way = new LinkedHashMap<>();
      way.put("output", w.output());
      way.put("input", w.input());
      way.put("delayFrames", w.delayFrames());
      way.put("gainDb", w.gainDb());
      way.put("polarity", w.inverted() ? -1 : 1);
      ways.add(way);
    }
    return ways;
  }

  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    for (Change c : changes) {
      String address = c.parameter().address().path();
      if (address.matches("/insert/[^/]+/calibrate") && c.value().number() == 1) {
        String insert = address.split("/")[2];
        Thread.ofPlatform().name("calibrate").daemon(true).start(() -> inBackground(insert));
      }
    }
  }

  private void inBackground(String insert) {
    try {
      Calibration c = calibrator.calibrate(insert, Calibrator.Options.USUAL);
      LOG.info("insert {}: measured: {}", insert, c.channels());
    } catch (Refused refused) {
      LOG.warn("insert {} was not measured: {}", insert, refused.getMessage());
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
