package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.engine.Engine;
import hybridge.measure.LoopFigures;
import hybridge.measure.PatchFinder;
import hybridge.rt.Counters;
import hybridge.studio.Studio;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Measures live inserts, one at a time: takes the insert out of the mix, cuts the monitors, plays a
 * sweep on each send, records the returns, and puts everything back once the loop has fallen
 * silent. Any thread but the desk's and the audio thread may ask; it waits until all is done.
 */
public final class Calibrator implements AutoCloseable {
  /** The level that nothing exceeds unless the engineer says so, dBFS peak. */
  public static final double LEVEL_DBFS = -20;

  /** The second level is so much lower: what differs at it is not linear. */
  private static final double SOFTER_DB = 12;

  /** So often a loop is measured again whose sweeps do not agree on its delay. */
  private static final int AGAIN = 3;

  /** By so much at least, in any octave. */
  private static final double NOT_LINEAR_DB = 0.5;

  private final Supplier<Studio> studio;
  private final Desk desk;
  private final Engine engine;
  private final Records records;
  private final Bench bench;

  /**
   * @param studio as it is now
   * @param kept where results are kept
   * @param counters where lost blocks are counted: what was on its way then is measured again
   */
  public Calibrator(
      Supplier<Studio> studio, Desk desk, Engine engine, Calibrations kept, Counters counters) {
    this.studio = studio;
    this.desk = desk;
    this.engine = engine;
    this.records = new Records(studio, desk, kept, engine::blockFrames);
    this.bench = new Bench(desk, engine, counters);
  }

  /** What becomes of a result. */
  public enum Wish {
    /** It is taken over when it is good; when it is doubtful it waits for a word. */
    USUAL,
    /** It is taken over when it is doubtful, too. */
    ACCEPT,
    /** What is in force stays; the result waits for a word. */
    KEEP
  }

  /**
   * @param gain take the measured gain over, whatever stands in the loop
   * @param levelDbfs peak of what is sent, −80 to −6
   * @param wish what becomes of the result
   */
  public record Options(boolean gain, double levelDbfs, Wish wish) {
    public static final Options USUAL = new Options(false, LEVEL_DBFS);

    public Options {
      if (!(levelDbfs >= -80 && levelDbfs <= -6)) {
        throw new Refused("level " + levelDbfs + " dBFS; wanted -80 to -6");
      }
    }

    public Options(boolean gain, double levelDbfs) {
      this(gain, levelDbfs, Wish.USUAL);
    }
  }

  /**
   * Measures an insert and takes the result over, unless it is doubtful or not wanted.
   *
   * @throws Refused if it cannot be measured; the calibration before stays
   */
  public Measured calibrate(String name, Options options) {
    return bench.alone(name, job -> measured(job, name, options));
  }

  /**
   * The engineer's word on a result that waits: it is taken over.
   *
   * @throws Refused if none waits
   */
  public Measured accept(String name) {
    named(studio.get(), name);
    return records.accept(name);
  }

  /**
   * The newest result of an insert is thrown away; when it is in force the one before comes back.
   *
   * @throws Refused if there is none
   */
  public Measured discard(String name) {
    named(studio.get(), name);
    return records.discard(name);
  }

  /** What was measured last of an insert since the daemon began. */
  public Optional<Measured> newest(String name) {
    return records.newest(name);
  }

  /** Inserts that were never measured with their channels, or not at this rate and block. */
  public List<String> due() {
    Studio room = studio.get();
    return room.inserts().stream()
        .filter(i -> !records.holds(room, i))
        .map(Studio.Insert::name)
        .toList();
  }

  /** The measurement under way. */
  public Optional<Progress> progress() {
    return bench.progress();
  }

  /** Calls the measurement under way off; false when there is none. */
  public boolean cancel() {
    return bench.cancel();
  }

  /** Ends what is under way; what is cut stays cut, since the sound ends as well. */
  @Override
  public void close() {
    bench.close();
  }

  /**
   * Finds out which output returns on which input: all that are neither main nor monitors, at once.
   *
   * @throws Refused if it cannot be done
   */
  public List<PatchFinder.Way> discover() {
    return bench.alone("discover", this::discovered);
  }

  /**
   * Where a loop stands now against what it is compensated for.
   *
   * @param delayFrames now
   * @param offsetFrames against what is compensated for
   */
  public record Standing(double delayFrames, double offsetFrames, double gainDb, int polarity) {}

  /**
   * A quick look whether an insert is still where it is compensated for: soft tones for a moment,
   * and nothing is taken over.
   *
   * @return each channel's
   * @throws Refused if it cannot be told
   */
  public List<Standing> check(String name) {
    return bench.alone(
        name,
        job -> {
          Studio room = studio.get();
          Studio.Insert insert = named(room, name);
          return bench.hushed(
              job,
              Bench.Setting.of(room, insert, QuickLook.LEVEL_DBFS, false),
              (session, bypassed) -> new QuickLook(session, desk, insert).standings(),
              Calibrator::longestOf);
        });
  }

  private static long longestOf(List<Standing> standings) {
    return (long) standings.stream().mapToDouble(Standing::delayFrames).max().orElse(0);
  }

  private List<PatchFinder.Way> discovered(Job job) {
    Studio room = studio.get();
    Discovery discovery = new Discovery(room);
    return bench.hushed(
        job,
        new Bench.Setting(
            room,
            room.inserts(),
            discovery.outputs(),
            Discovery.inputs(room),
            Discovery.LEVEL_DBFS,
            Float.MAX_VALUE,
            false),
        (session, bypassed) -> discovery.find(session),
        ways -> Discovery.longest(room, ways));
  }

  private Measured measured(Job job, String name, Options options) {
    Studio room = studio.get();
    Studio.Insert insert = named(room, name);
    ToLongFunction<Measured> loop =
        m ->
            (long)
                m.calibration().channels().stream()
                    .mapToDouble(Calibration.Channel::delayFrames)
                    .max()
                    .orElse(0);
    return bench.hushed(
        job,
        Bench.Setting.of(room, insert, options.levelDbfs(), true),
        (session, bypassed) -> measured(session, room, insert, options, bypassed),
        loop);
  }

  private Measured measured(
      Session session, Studio room, Studio.Insert insert, Options options, boolean bypassed) {
    SweepRun run = new SweepRun(session, insert, options.levelDbfs());
    SweepRun softer = new SweepRun(session, insert, options.levelDbfs() - SOFTER_DB);
    List<SweepRun.Found> found = run.measure();
    if (Verdict.of(figures(found)) != Verdict.COMPENSATED) {
      found = better(found, run.measure());
    }
    List<Optional<LoopFigures>> soft = softer.once();
    for (int again = 0; again < AGAIN && !apart(insert, found, soft).isEmpty(); again++) {
      found = run.measure();
      soft = softer.once();
    }
    String apart = apart(insert, found, soft);
    if (!apart.isEmpty()) {
      throw new Refused(apart);
    }
    Verdict verdict = Verdict.of(figures(found));
    List<String> remarks = new ArrayList<>();
    for (int c = 0; c < found.size(); c++) {
      String why = Verdict.why(found.get(c).figures());
      if (!why.isEmpty()) {
        remarks.add(insert.name() + "/" + (c + 1) + ": " + why);
      }
    }
    if (verdict == Verdict.REFUSED) {
      throw new Refused(
          "insert "
              + insert.name()
              + ": "
              + String.join("; ", remarks)
              + ". Bypass the box, or give it a dry sound to let through, and measure again");
    }
    remarks.addAll(levels(insert, options, found, soft));
    boolean gain = options.gain() || insert.unit().isEmpty() || bypassed;
    Calibration result = result(insert, found, room, gain);
    Measured measured =
        new Measured(result, records.find(room, insert), verdict, false, "", remarks);
    boolean takeOver =
        switch (options.wish()) {
          case USUAL -> verdict == Verdict.COMPENSATED;
          case ACCEPT -> true;
          case KEEP -> false;
        };
    return records.settle(measured, takeOver);
  }

  private static List<LoopFigures> figures(List<SweepRun.Found> found) {
    return found.stream().map(SweepRun.Found::figures).toList();
  }

  /** Of two measurements of a channel the one that nulls better: a cough is not the box. */
  private static List<SweepRun.Found> better(List<SweepRun.Found> a, List<SweepRun.Found> b) {
    List<SweepRun.Found> better = new ArrayList<>();
    for (int c = 0; c < a.size(); c++) {
      double first = a.get(c).figures().worst().certainDb();
      double second = b.get(c).figures().worst().certainDb();
      better.add(second < first ? b.get(c) : a.get(c));
    }
    return better;
  }

  /**
   * Where two sweeps of a channel come back half a block apart or more; empty where they agree. A
   * block that is lost behind the interface, in another program, is told to nobody, and moves all
   * that is on its way by a whole block.
   */
  private String apart(
      Studio.Insert insert, List<SweepRun.Found> found, List<Optional<LoopFigures>> soft) {
    for (int c = 0; c < found.size(); c++) {
      double first = found.get(c).figures().delayFrames();
      double second = soft.get(c).map(LoopFigures::delayFrames).orElse(first);
      if (Math.abs(first - second) >= engine.blockFrames() / 2.0) {
        return String.format(
            Locale.ROOT,
            "insert %s/%d: its delay is not the same twice: %.0f and %.0f frames; a box that moves"
                + " the sound in time cannot be compensated, so bypass it; or blocks are lost on"
                + " the way, so close other programs, or give the audio server longer blocks",
            insert.name(),
            c + 1,
            first,
            second);
      }
    }
    return "";
  }

  /** What a softer sweep tells otherwise: a loop that is not linear has no gain of its own. */
  private static List<String> levels(
      Studio.Insert insert,
      Options options,
      List<SweepRun.Found> found,
      List<Optional<LoopFigures>> soft) {
    double softer = options.levelDbfs() - SOFTER_DB;
    List<String> remarks = new ArrayList<>();
    for (int c = 0; c < found.size(); c++) {
      LoopFigures loud = found.get(c).figures();
      if (soft.get(c).isEmpty()) {
        continue;
      }
      LoopFigures.Band most = null;
      double apart = 0;
      for (int b = 0; b < loud.bands().size(); b++) {
        LoopFigures.Band x = loud.bands().get(b);
        LoopFigures.Band y = soft.get(c).get().bands().get(b);
        boolean sure = y.noiseDb() < Verdict.NULLS_DB - 4 && x.noiseDb() < Verdict.NULLS_DB - 4;
        if (sure && Math.abs(y.gainDb() - x.gainDb()) > Math.abs(apart)) {
          apart = y.gainDb() - x.gainDb();
          most = x;
        }
      }
      if (most != null && Math.abs(apart) >= NOT_LINEAR_DB) {
        remarks.add(
            String.format(
                Locale.ROOT,
                "%s/%d: not linear: at %.0f Hz its gain is %.1f dB at %.0f dBFS and %.1f dB at"
                    + " %.0f dBFS; delay and polarity hold, the gain holds for its level only",
                insert.name(),
                c + 1,
                most.hz(),
                most.gainDb(),
                options.levelDbfs(),
                most.gainDb() + apart,
                softer));
      }
    }
    return remarks;
  }

  private static Studio.Insert named(Studio room, String name) {
    List<String> names = room.inserts().stream().map(Studio.Insert::name).toList();
    return room.insert(name)
        .orElseThrow(
            () -> new Refused("no insert '" + name + "'; there are: " + String.join(", ", names)));
  }

  private Calibration result(
      Studio.Insert insert, List<SweepRun.Found> found, Studio room, boolean gain) {
    List<Calibration.Channel> channels = new ArrayList<>();
    boolean near = true;
    for (SweepRun.Found one : found) {
      LoopFigures f = one.figures();
      near &= f.delayFrames() <= room.audio().alignLimitFrames();
      channels.add(
          new Calibration.Channel(
              f.delayFrames(),
              f.blendFrames(),
              f.gainDb(),
              f.nullGainDb(),
              f.inverted() ? -1 : 1,
              one.noise().dbfs(),
              f.snrDb(),
              f.distortionDb(),
              f.bands()));
    }
    return new Calibration(
        insert.name(),
        insert.sends(),
        insert.returns(),
        room.audio().rate(),
        engine.blockFrames(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        gain,
        near && insert.aligned(),
        !insert.aligned() ? "align: off" : near ? "" : "beyond audio.align_limit",
        channels);
  }

  /**
   * Takes over what is kept of every insert for the rate and block in force; what was measured at
   * others is marked stale and its values are left. Call it when the interface runs, and when its
   * block changes.
   */
  public void recall() {
    records.recall();
  }
}
