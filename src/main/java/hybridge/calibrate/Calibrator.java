package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.engine.Engine;
import hybridge.measure.LoopFigures;
import hybridge.measure.LoopMeter;
import hybridge.measure.PatchFinder;
import hybridge.measure.Sweep;
import hybridge.rt.MoveRing;
import hybridge.studio.Studio;
import hybridge.value.InsertState;
import hybridge.value.Value;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures live inserts, one at a time: takes the insert out of the mix, cuts the monitors, plays a
 * sweep on each send, records the returns, and puts everything back. Any thread but the desk's and
 * the audio thread may ask; it waits until all is done.
 */
public final class Calibrator {
  private static final Logger LOG = LoggerFactory.getLogger(Calibrator.class);

  /** The level that nothing exceeds unless the engineer says so, dBFS peak. */
  public static final double LEVEL_DBFS = -20;

  /** A return above this ends a measurement, linear. */
  private static final float RETURN_LIMIT = 0.9f;

  private static final double DISCOVERY_DBFS = -40;
  private static final double LONGEST_SECONDS = 4;
  private static final double DISCOVERY_SECONDS = 1;
  private static final double SWEEP_SECONDS = 0.6;

  /** In noise the delay is measured once more, by sweeps that serve it best. */
  private static final double EVEN_SECONDS = 1;

  private static final double NOISY_DB = 45;

  /** So often a measurement is made in which blocks were lost. */
  private static final int ATTEMPTS = 3;

  private static final double NOISE_SECONDS = 0.15;

  /** Behind the sweep's end an answer is over. */
  private static final double TAIL_SECONDS = 0.2;

  /** After this long behind the sweeps it is looked whether all has come back. */
  private static final double[] LOOKS_SECONDS = {0.12, 0.3, 0.6, 1, 1.5, 2, 3, LONGEST_SECONDS};

  /** So much louder on another return, and the sweep is on the wrong one. */
  private static final double OWN = 3;

  private static final double LEAST_SNR_DB = 10;
  private static final long STALLED_NANOS = 10_000_000_000L;

  private final Supplier<Studio> studio;
  private final Desk desk;
  private final Engine engine;
  private final Calibrations kept;
  private final LongSupplier xruns;
  private final ReentrantLock one = new ReentrantLock();

  /**
   * @param studio as it is now
   * @param kept where results are kept
   * @param xruns how many blocks have missed their deadline so far: a measurement in which one did
   *     is made again
   */
  public Calibrator(
      Supplier<Studio> studio, Desk desk, Engine engine, Calibrations kept, LongSupplier xruns) {
    this.xruns = xruns;
    this.studio = studio;
    this.desk = desk;
    this.engine = engine;
    this.kept = kept;
  }

  /**
   * @param gain take the measured gain over, whatever stands in the loop
   * @param levelDbfs peak of what is sent, at most −6
   */
  public record Options(boolean gain, double levelDbfs) {
    public static final Options USUAL = new Options(false, LEVEL_DBFS);

    public Options {
      if (!(levelDbfs >= -80 && levelDbfs <= -6)) {
        throw new Refused("level " + levelDbfs + " dBFS; wanted -80 to -6");
      }
    }
  }

  /**
   * Measures an insert and takes the result over.
   *
   * @throws Refused if it cannot be measured; the calibration before stays
   */
  public Calibration calibrate(String name, Options options) {
    return alone(() -> measured(name, options));
  }

  /**
   * Finds out which output returns on which input: all that are neither main nor monitors, at once.
   *
   * @throws Refused if it cannot be done
   */
  public List<PatchFinder.Way> discover() {
    return alone(this::discovered);
  }

  private <T> T alone(Supplier<T> work) {
    if (!one.tryLock()) {
      throw new Refused("another measurement is under way; wait for it");
    }
    try {
      return work.get();
    } finally {
      one.unlock();
    }
  }

  private Calibration measured(String name, Options options) {
    Studio room = studio.get();
    Studio.Insert insert =
        room.insert(name)
            .orElseThrow(
                () ->
                    new Refused(
                        "no insert '"
                            + name
                            + "'; there are: "
                            + String.join(
                                ", ", room.inserts().stream().map(Studio.Insert::name).toList())));
    int rate = room.audio().rate();
    int state = desk.tree().require("/insert/" + name + "/state");
    Value before = desk.value(state);
    Surroundings around = new Surroundings(desk);
    try {
      around.ask(
          new Request.Publish(
              state, Value.of(InsertState.MEASURING.ordinal()), Surroundings.ORIGIN));
      quieten(room, around);
      around.set("/insert/" + name + "/on", 0);
      boolean bypassed = bypass(insert, around);
      awaitFrames(rate / 4);
      List<Found> figures =
          clean(
              () ->
                  play(insert, Sweeps.of(insert, rate, options.levelDbfs(), false), rate, options));
      if (figures.stream().anyMatch(f -> f.figures().snrDb() < NOISY_DB)) {
        Sweeps even = Sweeps.of(insert, rate, options.levelDbfs(), true);
        figures = refined(figures, clean(() -> play(insert, even, rate, options)));
      }
      boolean gain = options.gain() || insert.unit().isEmpty() || bypassed;
      Calibration result = result(insert, figures, room, gain);
      keep(result);
      takeOver(result, around);
      return result;
    } finally {
      around.restore();
      around.ask(
          new Request.Publish(
              state,
              InsertState.of(before.number()) == InsertState.MEASURING
                  ? Value.of(InsertState.UNPROVEN.ordinal())
                  : before,
              Surroundings.ORIGIN));
    }
  }

  /** Again until no block was lost on the way: one that was makes the loop seem longer. */
  private <T> T clean(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      long before = xruns.getAsLong();
      T result = work.get();
      long lost = xruns.getAsLong() - before;
      if (lost == 0) {
        return result;
      }
      if (attempt == ATTEMPTS) {
        throw new Refused(
            lost
                + " blocks were lost while measuring, "
                + ATTEMPTS
                + " times in a row; close other programs, or give the audio server longer blocks");
      }
    }
  }

  /** Monitors are cut; main only where speakers hang on it. */
  private static void quieten(Studio room, Surroundings around) {
    around.set("/monitor/cut", 1);
    if (room.main().protect()) {
      around.set("/main/mute", 1);
    }
  }

  /** Bypasses the unit in the loop if its profile knows how; true once the box says that it is. */
  private boolean bypass(Studio.Insert insert, Surroundings around) {
    if (insert.unit().isEmpty()) {
      return false;
    }
    String at = "/unit/" + insert.unit().get() + "/bypass";
    if (!around.set(at, 1)) {
      return false;
    }
    int reported = desk.tree().require(at + "/reported");
    int truth = desk.tree().require(at + "/truth");
    boolean said =
        await(
            () ->
                desk.value(reported).number() == 1 && "reported".equals(desk.value(truth).words()),
            2_000_000_000L);
    if (!said) {
      LOG.warn("insert {}: the unit did not say that it is bypassed", insert.name());
    }
    return said;
  }

  /** What is played, and where it stands in the recording. */
  private record Sweeps(List<Sweep> each, List<Integer> starts, float[][] sounds, int end) {

    static Sweeps of(Studio.Insert insert, int rate, double levelDbfs, boolean even) {
      List<Sweep> each = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      float[][] sounds = new float[insert.channels()][];
      int at = (int) (NOISE_SECONDS * rate);
      for (int c = 0; c < insert.channels(); c++) {
        boolean falling = c % 2 == 1;
        Sweep sweep =
            even
                ? Sweep.even(rate, EVEN_SECONDS, levelDbfs, falling)
                : Sweep.of(rate, SWEEP_SECONDS, levelDbfs, falling);
        each.add(sweep);
        starts.add(at);
        sounds[c] = new float[at + sweep.frames()];
        System.arraycopy(sweep.samples(), 0, sounds[c], at, sweep.frames());
        at += sweep.frames();
      }
      return new Sweeps(each, starts, sounds, at);
    }
  }

  private List<Found> play(Studio.Insert insert, Sweeps sweeps, int rate, Options options) {
    int longest = sweeps.end() + (int) ((LONGEST_SECONDS + 2 * TAIL_SECONDS) * rate);
    LoopProbe probe =
        new LoopProbe(
            channels(insert.sends()),
            sweeps.sounds(),
            channels(insert.returns()),
            longest,
            (float) Math.pow(10, options.levelDbfs() / 20),
            RETURN_LIMIT);
    engine.probe(probe);
    try {
      List<LoopMeter> meters = new ArrayList<>();
      for (Sweep s : sweeps.each()) {
        meters.add(new LoopMeter(s));
      }
      int done = awaitAnswers(insert, sweeps, meters, probe, rate);
      return figures(insert, sweeps, meters, probe, done);
    } finally {
      probe.release();
      await(probe::released, STALLED_NANOS);
      engine.probe(null);
    }
  }

  /** A channel's loop, and the noise of its return while nothing was sent, dBFS. */
  private record Found(LoopFigures figures, double noiseDbfs) {}

  /** Waits until every sweep has come back; how many frames are recorded then. */
  private int awaitAnswers(
      Studio.Insert insert, Sweeps sweeps, List<LoopMeter> meters, LoopProbe probe, int rate) {
    Optional<LoopMeter.Heard> last = Optional.empty();
    for (double look : LOOKS_SECONDS) {
      record(probe, insert, sweeps.end() + (int) ((look + TAIL_SECONDS) * rate));
      int slowest = 0;
      boolean all = true;
      for (int c = 0; c < meters.size(); c++) {
        int start = sweeps.starts().get(c);
        int frames = probe.recorded() - start;
        last = meters.get(c).find(probe.stretch(c, start, start + frames), frames);
        all &= last.isPresent();
        slowest = Math.max(slowest, last.map(LoopMeter.Heard::frame).orElse(0));
      }
      int wanted = sweeps.end() + slowest + (int) (TAIL_SECONDS * rate);
      if (all && slowest <= LONGEST_SECONDS * rate) {
        if (probe.recorded() < wanted) {
          record(probe, insert, wanted);
        }
        return probe.recorded();
      }
    }
    return probe.recorded();
  }

  private void record(LoopProbe probe, Studio.Insert insert, int frames) {
    boolean there = await(() -> probe.recorded() >= frames || probe.ranAway() >= 0, STALLED_NANOS);
    if (probe.ranAway() >= 0) {
      throw new Refused(
          "the return on input "
              + insert.returns().get(probe.ranAway())
              + " was louder than its limit; the sound was stopped at once: turn the box down, or"
              + " look for a loop that feeds back");
    }
    if (!there) {
      throw new Refused("the interface stands still; is the audio server running?");
    }
  }

  private List<Found> figures(
      Studio.Insert insert, Sweeps sweeps, List<LoopMeter> meters, LoopProbe probe, int recorded) {
    List<String> wrong = new ArrayList<>();
    List<Found> found = new ArrayList<>();
    int channels = insert.channels();
    for (int c = 0; c < channels; c++) {
      int start = sweeps.starts().get(c);
      int quiet = sweeps.starts().getFirst();
      double noise = LoopMeter.noiseDbfs(probe.recording(c), quiet / 4, quiet);
      int frames = recorded - start;
      double own = level(meters.get(c), probe, c, start, frames);
      String send = "send " + insert.sends().get(c);
      String back = "input " + insert.returns().get(c);
      for (int other = 0; other < channels; other++) {
        if (other != c && level(meters.get(c), probe, other, start, frames) > OWN * own) {
          wrong.add(
              send + " came back on input " + insert.returns().get(other) + ", not on " + back);
        }
      }
      Optional<LoopFigures> f = meters.get(c).measure(probe.stretch(c, start, recorded), frames);
      if (f.isEmpty()) {
        wrong.add("nothing of " + send + " was heard on " + back);
      } else if (f.get().snrDb() < LEAST_SNR_DB) {
        wrong.add(
            "what came back of "
                + send
                + " on "
                + back
                + " drowns in noise ("
                + Math.round(f.get().snrDb())
                + " dB)");
      }
      f.ifPresent(l -> found.add(new Found(l, noise)));
    }
    if (!wrong.isEmpty()) {
      throw new Refused(
          "insert "
              + insert.name()
              + ": "
              + String.join("; ", wrong)
              + ". Look at the cables, at the box's power and at its input gain, or let"
              + " 'calibrate --discover' find out what is patched where");
    }
    return found;
  }

  private static double level(LoopMeter meter, LoopProbe probe, int input, int start, int frames) {
    return meter
        .find(probe.stretch(input, start, start + frames), frames)
        .map(LoopMeter.Heard::level)
        .orElse(0.0);
  }

  /** The delays of the second pass with everything else of the first. */
  private static List<Found> refined(List<Found> first, List<Found> second) {
    List<Found> both = new ArrayList<>();
    for (int c = 0; c < first.size(); c++) {
      LoopFigures a = first.get(c).figures();
      LoopFigures b = second.get(c).figures();
      LoopFigures better =
          new LoopFigures(
              b.delayFrames(),
              b.blendFrames(),
              a.gainDb(),
              a.inverted(),
              a.snrDb(),
              a.distortionDb(),
              a.bands());
      both.add(new Found(better, first.get(c).noiseDbfs()));
    }
    return both;
  }

  private Calibration result(Studio.Insert insert, List<Found> figures, Studio room, boolean gain) {
    List<Calibration.Channel> channels = new ArrayList<>();
    boolean aligned = insert.aligned();
    for (int c = 0; c < figures.size(); c++) {
      LoopFigures f = figures.get(c).figures();
      aligned &= f.delayFrames() <= room.audio().alignLimitFrames();
      channels.add(
          new Calibration.Channel(
              f.delayFrames(),
              f.blendFrames(),
              f.gainDb(),
              f.inverted() ? -1 : 1,
              figures.get(c).noiseDbfs(),
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
        aligned,
        channels);
  }

  private void keep(Calibration result) {
    try {
      kept.keep(result);
    } catch (IOException e) {
      LOG.error("insert {}: the calibration holds until the end only", result.insert(), e);
    }
  }

  /** The desk's values become those that were measured: one change of the plan. */
  private void takeOver(Calibration result, Surroundings around) {
    around.ask(new Request.Table(values(result), Surroundings.ORIGIN, MoveRing.NOW));
    publish(result, around);
  }

  private List<Request.Set> values(Calibration c) {
    List<Request.Set> sets = new ArrayList<>();
    for (int i = 0; i < c.channels().size(); i++) {
      String at = "/insert/" + c.insert() + "/" + (i + 1);
      Calibration.Channel channel = c.channels().get(i);
      set(sets, at + "/delay", channel.delayFrames());
      set(sets, at + "/blend", channel.blendFrames());
      set(sets, at + "/polarity", channel.polarity() < 0 ? 1 : 0);
      if (c.gainCompensated()) {
        set(sets, at + "/gain", channel.gainDb());
      }
    }
    return sets;
  }

  private void set(List<Request.Set> sets, String address, double value) {
    int index = desk.tree().require(address);
    sets.add(new Request.Set(index, value, Surroundings.ORIGIN, MoveRing.NOW));
  }

  private void publish(Calibration c, Surroundings around) {
    String at = "/insert/" + c.insert();
    double noisiest =
        c.channels().stream().mapToDouble(Calibration.Channel::noiseDbfs).max().orElseThrow();
    String said = c.date() + (c.aligned() ? "" : ", unaligned: beyond audio.align_limit");
    around.ask(
        new Request.Publish(
            desk.tree().require(at + "/noise"), Value.of(noisiest), Surroundings.ORIGIN));
    around.ask(
        new Request.Publish(
            desk.tree().require(at + "/calibration"), Value.of(said), Surroundings.ORIGIN));
  }

  /**
   * Takes over what is kept of every insert for the rate and block in force; what was measured at
   * others is marked stale and its values are left. Call it when the interface runs, and when its
   * block changes.
   */
  public void recall() {
    Studio room = studio.get();
    Surroundings around = new Surroundings(desk);
    int block = engine.blockFrames();
    for (Studio.Insert insert : room.inserts()) {
      Optional<Calibration> found = kept.find(insert.name(), room.audio().rate(), block);
      if (found.isEmpty() || !found.get().fits(insert.sends(), insert.returns())) {
        continue;
      }
      Calibration c = found.get();
      if (c.rate() == room.audio().rate() && c.block() == block) {
        takeOver(c, around);
      } else {
        String was = c.rate() + " Hz and blocks of " + c.block();
        int calibration = desk.tree().require("/insert/" + insert.name() + "/calibration");
        around.ask(
            new Request.Publish(
                calibration, Value.of("stale: measured at " + was), Surroundings.ORIGIN));
        LOG.warn(
            "insert {}: its calibration is stale (measured at {}, now {} Hz and blocks of {});"
                + " run: hybridge calibrate {}",
            insert.name(),
            was,
            room.audio().rate(),
            block,
            insert.name());
      }
    }
  }

  private List<PatchFinder.Way> discovered() {
    Studio room = studio.get();
    int rate = room.audio().rate();
    List<Integer> outputs = new ArrayList<>();
    for (int c = 1; c <= room.audio().outputs(); c++) {
      int channel = c;
      boolean monitors = room.monitor().stream().anyMatch(m -> m.outputs().contains(channel));
      if (!room.main().outputs().contains(c) && !monitors) {
        outputs.add(c - 1);
      }
    }
    int[] inputs = new int[room.audio().inputs()];
    Arrays.setAll(inputs, i -> i);
    if (outputs.isEmpty() || inputs.length == 0) {
      throw new Refused("no output besides main and monitors, or no input, to look for cables on");
    }
    PatchFinder finder = new PatchFinder(outputs.size(), DISCOVERY_DBFS);
    float[][] sounds = new float[outputs.size()][];
    for (int o = 0; o < sounds.length; o++) {
      sounds[o] = finder.sequence(o);
    }
    Surroundings around = new Surroundings(desk);
    try {
      quieten(room, around);
      room.inserts().forEach(i -> around.set("/insert/" + i.name() + "/on", 0));
      awaitFrames(rate / 4);
      int frames = PatchFinder.FRAMES + (int) (DISCOVERY_SECONDS * rate);
      float[][] recordings =
          clean(
              () ->
                  recorded(
                      outputs.stream().mapToInt(Integer::intValue).toArray(),
                      sounds,
                      inputs,
                      frames));
      return finder.find(recordings, frames).stream()
          .map(
              w ->
                  new PatchFinder.Way(
                      outputs.get(w.output()) + 1,
                      w.input() + 1,
                      w.delayFrames(),
                      w.gainDb(),
                      w.inverted()))
          .toList();
    } finally {
      around.restore();
    }
  }

  private float[][] recorded(int[] outputs, float[][] sounds, int[] inputs, int frames) {
    float cap = (float) Math.pow(10, DISCOVERY_DBFS / 20);
    LoopProbe probe = new LoopProbe(outputs, sounds, inputs, frames, cap, Float.MAX_VALUE);
    engine.probe(probe);
    try {
      if (!await(() -> probe.recorded() >= frames, STALLED_NANOS)) {
        throw new Refused("the interface stands still; is the audio server running?");
      }
    } finally {
      probe.release();
      await(probe::released, STALLED_NANOS);
      engine.probe(null);
    }
    float[][] recordings = new float[inputs.length][];
    Arrays.setAll(recordings, probe::recording);
    return recordings;
  }

  private static int[] channels(List<Integer> fromOne) {
    return fromOne.stream().mapToInt(c -> c - 1).toArray();
  }

  private void awaitFrames(int frames) {
    long until = engine.frame() + frames;
    if (!await(() -> engine.frame() >= until, STALLED_NANOS)) {
      throw new Refused("the interface stands still; is the audio server running?");
    }
  }

  private static boolean await(BooleanSupplier condition, long nanos) {
    long until = System.nanoTime() + nanos;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(2_000_000);
    }
    return true;
  }
}
