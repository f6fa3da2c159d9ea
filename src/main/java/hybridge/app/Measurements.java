package hybridge.app;

import hybridge.calibrate.Calibration;
import hybridge.calibrate.Calibrations;
import hybridge.calibrate.Calibrator;
import hybridge.calibrate.InsertWatch;
import hybridge.calibrate.Measured;
import hybridge.calibrate.Refused;
import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.engine.Engine;
import hybridge.io.store.FileCalibrations;
import hybridge.io.web.WebServer;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's measurements: calibration from the API, from a surface or OSC ({@code
 * /insert/{name}/calibrate}), what was kept of earlier ones, and the watch over returns, on a
 * thread of its own.
 */
final class Measurements implements Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);

  private final Daemon daemon;
  private final Engine engine;
  private final Calibrator calibrator;
  private final RoleThread thread;

  Measurements(Daemon daemon) {
    this.daemon = daemon;
    Desk desk = daemon.desk();
    this.engine = daemon.console().feed().engine();
    Calibrations kept =
        daemon.hasFile()
            ? new FileCalibrations(daemon.loaded().studio().file())
            : new UntilTheEnd();
    this.calibrator =
        new Calibrator(() -> daemon.loaded().studio(), desk, engine, kept, daemon.counters());
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
    CalibrationRoutes.serve(web, calibrator, () -> daemon.loaded().studio());
  }

  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    for (Change c : changes) {
      String address = c.parameter().address().path();
      if (address.startsWith("/insert/") && c.value().number() == 1) {
        String[] parts = address.split("/");
        act(parts[2], parts[parts.length - 1]);
      }
    }
  }

  /** What a surface or OSC asks for; the desk's thread, which must not wait. */
  private void act(String insert, String leaf) {
    switch (leaf) {
      case "calibrate" ->
          inBackground(insert, () -> calibrator.calibrate(insert, Calibrator.Options.USUAL));
      case "accept" -> inBackground(insert, () -> calibrator.accept(insert));
      case "discard" -> inBackground(insert, () -> calibrator.discard(insert));
      case "cancel" -> {
        if (underWay(insert)) {
          calibrator.cancel();
        }
      }
      default -> {}
    }
  }

  private boolean underWay(String insert) {
    return calibrator.progress().filter(p -> p.what().equals(insert)).isPresent();
  }

  private void inBackground(String insert, Supplier<Measured> work) {
    Thread.ofPlatform()
        .name("calibrate")
        .daemon(true)
        .start(
            () -> {
              try {
                Measured m = work.get();
                LOG.info("insert {}: {}: {}", insert, word(m), m.calibration().channels());
                m.remarks().forEach(r -> LOG.warn("{}", r));
              } catch (Refused refused) {
                LOG.warn("insert {}: {}", insert, refused.getMessage());
              }
            });
  }

  private static String word(Measured m) {
    return m.verdict().name().toLowerCase(Locale.ROOT)
        + (m.inForce() ? "" : ", not taken over: hybridge calibrate --accept");
  }

  @Override
  public void close() {
    calibrator.close();
    thread.close();
  }
}
