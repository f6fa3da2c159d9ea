package hybridge.app;

import hybridge.calibrate.Calibration;
import hybridge.calibrate.Calibrator;
import hybridge.calibrate.Measured;
import hybridge.calibrate.Refused;
import hybridge.io.web.WebServer;
import hybridge.measure.LoopFigures;
import hybridge.measure.PatchFinder;
import hybridge.studio.Studio;
import hybridge.value.Numbers;
import hybridge.value.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the API has to do with calibration: its paths, and results as JSON. */
final class CalibrationRoutes {
  private static final int BAD_LOOP = 422;
  private static final int CALLED_OFF = 409;
  private static final int AWAY = 503;
  private static final int NOT_KEPT = 507;

  private final Calibrator calibrator;
  private final Supplier<Studio> studio;

  private CalibrationRoutes(Calibrator calibrator, Supplier<Studio> studio) {
    this.calibrator = calibrator;
    this.studio = studio;
  }

  static void serve(WebServer web, Calibrator calibrator, Supplier<Studio> studio) {
    CalibrationRoutes routes = new CalibrationRoutes(calibrator, studio);
    String one = "/api/calibrate/{name}";
    web.onGet("/api/calibrate", given -> reply(g -> routes.standing(), given));
    web.onPost("/api/calibrate", routes::together);
    web.onPost(one, given -> result(g -> routes.calibrate(g.get("name"), g), given));
    web.onPost(one + "/accept", given -> result(g -> calibrator.accept(g.get("name")), given));
    web.onPost(one + "/discard", given -> result(g -> calibrator.discard(g.get("name")), given));
    web.onPost(one + "/check", given -> reply(g -> routes.check(g.get("name")), given));
    web.onPost("/api/discover", given -> reply(g -> routes.discover(), given));
  }

  /** {@code ?cancel=true} calls off what is under way, {@code ?all=true} measures what is due. */
  private WebServer.Reply together(Map<String, String> given) {
    if ("true".equals(given.get("cancel"))) {
      return new WebServer.Reply(200, Map.of("cancelled", calibrator.cancel()));
    }
    if ("true".equals(given.get("all"))) {
      return reply(this::all, given);
    }
    return problem(BAD_LOOP, "neither an insert nor ?all=true nor ?cancel=true", "one of them", "");
  }

  private Object all(Map<String, String> given) {
    List<Object> results = new ArrayList<>();
    for (String insert : calibrator.due()) {
      WebServer.Reply reply = result(g -> calibrate(insert, g), given);
      results.add(
          reply.status() == 200
              ? reply.body()
              : Map.of("insert", insert, "problems", reply.body()));
      if (reply.status() == CALLED_OFF) {
        break;
      }
    }
    return results;
  }

  private Measured calibrate(String insert, Map<String, String> given) {
    double level = Calibrator.LEVEL_DBFS;
    if (given.containsKey("level")) {
      try {
        level = Double.parseDouble(given.get("level"));
      } catch (NumberFormatException e) {
        throw new Refused("level '" + given.get("level") + "'; wanted a number of dBFS");
      }
    }
    boolean gain = "true".equals(given.get("gain"));
    Calibrator.Wish wish =
        "true".equals(given.get("accept"))
            ? Calibrator.Wish.ACCEPT
            : "true".equals(given.get("keep")) ? Calibrator.Wish.KEEP : Calibrator.Wish.USUAL;
    return calibrator.calibrate(insert, new Calibrator.Options(gain, level, wish));
  }

  private static WebServer.Reply result(
      Function<Map<String, String>, Measured> work, Map<String, String> given) {
    WebServer.Reply reply = reply(work::apply, given);
    if (!(reply.body() instanceof Measured m)) {
      return reply;
    }
    if (!m.notKept().isEmpty()) {
      return problem(
          NOT_KEPT,
          "insert " + m.calibration().insert() + ": measured, not kept: " + m.notKept(),
          "a calibration file that can be written",
          "it is in force until the daemon ends; make room or lift the write protection, and"
              + " measure again");
    }
    return new WebServer.Reply(200, view(m));
  }

  private static WebServer.Reply reply(
      Function<Map<String, String>, Object> work, Map<String, String> given) {
    try {
      return new WebServer.Reply(200, work.apply(given));
    } catch (Refused refused) {
      return switch (refused.because()) {
        case LOOP -> problem(BAD_LOOP, refused.getMessage(), "a loop that can be measured", "");
        case CANCELLED -> problem(CALLED_OFF, refused.getMessage(), "", "");
        case BUSY -> problem(CALLED_OFF, refused.getMessage(), "one measurement at a time", "");
        case AWAY -> problem(AWAY, refused.getMessage(), "an audio server that runs", "");
      };
    }
  }

  private static WebServer.Reply problem(int status, String found, String wanted, String hint) {
    return new WebServer.Reply(status, List.of(new Problem("api", 0, "", found, wanted, hint)));
  }

  /** As the contract has it: one entry a channel. */
  static Map<String, Object> view(Measured m) {
    Calibration c = m.calibration();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("insert", c.insert());
    figures(view, c);
    view.put("blendFrames", list(c, Calibration.Channel::blendFrames));
    view.put("snrDb", list(c, ch -> number(ch.snrDb())));
    view.put("distortionDb", list(c, ch -> number(ch.distortionDb())));
    view.put("octavesHz", list(c, ch -> each(ch, LoopFigures.Band::hz)));
    view.put("responseDb", list(c, ch -> each(ch, LoopFigures.Band::gainDb)));
    view.put("residualDb", list(c, ch -> each(ch, LoopFigures.Band::residualDb)));
    view.put("verdict", m.verdict().name().toLowerCase(Locale.ROOT));
    view.put("inForce", m.inForce());
    view.put("remarks", m.remarks());
    view.put("before", m.before().map(CalibrationRoutes::before).orElse(null));
    view.put("gainCompensated", c.gainCompensated());
    view.put("aligned", c.aligned());
    view.put("unaligned", c.unaligned());
    view.put("rate", c.rate());
    view.put("block", c.block());
    return view;
  }

  private static void figures(Map<String, Object> view, Calibration c) {
    view.put("delayFrames", list(c, Calibration.Channel::delayFrames));
    view.put("delayMs", list(c, ch -> 1000 * ch.delayFrames() / c.rate()));
    view.put("polarity", list(c, Calibration.Channel::polarity));
    view.put("gainDb", list(c, Calibration.Channel::gainDb));
    view.put("nullGainDb", list(c, Calibration.Channel::nullGainDb));
    view.put("noiseDbfs", list(c, ch -> number(ch.noiseDbfs())));
  }

  private static Map<String, Object> before(Calibration c) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("date", c.date());
    view.put("rate", c.rate());
    view.put("block", c.block());
    figures(view, c);
    return view;
  }

  private static <T> List<T> list(Calibration c, Function<Calibration.Channel, T> what) {
    List<T> list = new ArrayList<>();
    c.channels().forEach(ch -> list.add(what.apply(ch)));
    return list;
  }

  private static List<Object> each(
      Calibration.Channel channel, Function<LoopFigures.Band, Double> what) {
    return channel.bands().stream().map(b -> number(what.apply(b))).toList();
  }

  /** JSON has no infinities. */
  private static Object number(double x) {
    return Double.isNaN(x) ? null : Double.isInfinite(x) ? (Object) Numbers.text(x) : x;
  }

  /** What is under way, and how each insert stands. */
  private Map<String, Object> standing() {
    List<String> due = calibrator.due();
    List<Map<String, Object>> inserts = new ArrayList<>();
    for (Studio.Insert insert : studio.get().inserts()) {
      Optional<Measured> newest = calibrator.newest(insert.name());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("insert", insert.name());
      one.put("due", due.contains(insert.name()));
      one.put("waiting", newest.filter(m -> !m.inForce()).isPresent());
      one.put("newest", newest.map(CalibrationRoutes::view).orElse(null));
      inserts.add(one);
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(
        "running",
        calibrator
            .progress()
            .map(p -> Map.of("what", p.what(), "phase", p.phase(), "done", p.done()))
            .orElse(null));
    view.put("inserts", inserts);
    return view;
  }

  private Object check(String insert) {
    List<Calibrator.Standing> now = calibrator.check(insert);
    int rate = studio.get().audio().rate();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("insert", insert);
    view.put("delayFrames", now.stream().map(Calibrator.Standing::delayFrames).toList());
    view.put("delayMs", now.stream().map(s -> 1000 * s.delayFrames() / rate).toList());
    view.put("offsetFrames", now.stream().map(Calibrator.Standing::offsetFrames).toList());
    view.put("gainDb", now.stream().map(Calibrator.Standing::gainDb).toList());
    view.put("polarity", now.stream().map(Calibrator.Standing::polarity).toList());
    return view;
  }

  private Object discover() {
    int rate = studio.get().audio().rate();
    List<Map<String, Object>> ways = new ArrayList<>();
    for (PatchFinder.Way w : calibrator.discover()) {
      Map<String, Object> way = new LinkedHashMap<>();
      way.put("output", w.output());
      way.put("input", w.input());
      way.put("delayFrames", w.delayFrames());
      way.put("delayMs", 1000.0 * w.delayFrames() / rate);
      way.put("gainDb", w.gainDb());
      way.put("polarity", w.inverted() ? -1 : 1);
      ways.add(way);
    }
    return ways;
  }
}
