package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.engine.Engine;
import hybridge.measure.LoopFigures;
import hybridge.measure.Multitone;
import hybridge.measure.PatchFinder;
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
import java.util.concurrent.locks.ReentrantLock;
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

  private static final double DISCOVERY_DBFS = -40;
  private static final double CHECK_DBFS = -30;

  /** Two quick looks agree when they are no further apart, in frames. */
  private static final double AGREE = 0.03;

  private static final double DISCOVERY_SECONDS = 1;

  private final Supplier<Studio> studio;
  private final Desk desk;
  private final Engine engine;
  private final Calibrations kept;
  private final Player player;
  private final ReentrantLock one = new ReentrantLock();

  /**
   * @param studio as it is now
   * @param kept where results are kept
   * @param xruns how many blocks have missed their deadline so far: a measurement in which one did
   *     is made again
   */
  public Calibrator(
      Supplier<Studio> studio, Desk desk, Engine engine, Calibrations kept, LongSupplier xruns) {
    this.player = new Player(engine, xruns);
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
    return alone(() -> checked(name));
  }

  private List<Standing> checked(String name) {
    Studio room = studio.get();
    Studio.Insert insert = named(room, name);
    int rate = room.audio().rate();
    Surroundings around = new Surroundings(desk);
    try {
      quieten(room, around);
      around.set("/insert/" + name + "/on", 0);
      player.awaitFrames(rate / 8);
      List<Standing> standings = new ArrayList<>();
      for (int c = 0; c < insert.channels(); c++) {
        int channel = c;
        standings.add(
            player.clean(
                () -> standing(insert, channel, rate),
                (a, b) -> Math.abs(a.delayFrames() - b.delayFrames()) < AGREE));
      }
      return standings;
    } finally {
      around.restore();
    }
  }

  private Standing standing(Studio.Insert insert, int channel, int rate) {
    int index = desk.tree().require("/insert/" + insert.name() + "/" + (channel + 1) + "/delay");
    double delay = desk.value(index).number();
    int whole = (int) Math.round(delay);
    Multitone tones = new Multitone(rate, CHECK_DBFS);
    // The answer has come in after a period and as far as it may have moved.
    int from = whole + 2 * Multitone.PERIOD;
    int periods = 3 + (int) Math.ceil((Multitone.FARTHEST + 1.0) / Multitone.PERIOD);
    float[] sound = tones.samples(periods + whole / Multitone.PERIOD + 1);
    float[][] heard =
        player.record(
            new int[] {insert.sends().get(channel) - 1},
            new float[][] {sound},
            new int[] {insert.returns().get(channel) - 1},
            from + Multitone.PERIOD,
            CHECK_DBFS,
            Player.RETURN_LIMIT);
    Multitone.Offset offset =
        tones
            .compare(heard[0], from)
            .orElseThrow(
                () ->
                    new Refused(
                        "insert "
                            + insert.name()
                            + ": send "
                            + insert.sends().get(channel)
                            + " does not come back on input "
                            + insert.returns().get(channel)
                            + " within "
                            + Multitone.FARTHEST
                            + " frames of where it is compensated for: calibrate it"));
    double off = offset.offsetFrames() - (delay - whole);
    return new Standing(delay + off, off, offset.gainDb(), offset.inverted() ? -1 : 1);
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
    Studio.Insert insert = named(room, name);
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
      player.awaitFrames(rate / 4);
      List<SweepRun.Found> figures =
          new SweepRun(player, insert, rate, options.levelDbfs()).measure();
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

  private static boolean sameWays(List<PatchFinder.Way> a, List<PatchFinder.Way> b) {
    return ends(a).equals(ends(b));
  }

  private static List<List<Integer>> ends(List<PatchFinder.Way> ways) {
    return ways.stream().map(w -> List.of(w.output(), w.input(), w.delayFrames())).toList();
  }

  private static Studio.Insert named(Studio room, String name) {
    List<String> names = room.inserts().stream().map(Studio.Insert::name).toList();
    return room.insert(name)
        .orElseThrow(
            () -> new Refused("no insert '" + name + "'; there are: " + String.join(", ", names)));
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
        Player.await(
            () ->
                desk.value(reported).number() == 1 && "reported".equals(desk.value(truth).words()),
            2_000_000_000L);
    if (!said) {
      LOG.warn("insert {}: the unit did not say that it is bypassed", insert.name());
    }
    return said;
  }

  private Calibration result(
      Studio.Insert insert, List<SweepRun.Found> figures, Studio room, boolean gain) {
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
      player.awaitFrames(rate / 4);
      int frames = PatchFinder.FRAMES + (int) (DISCOVERY_SECONDS * rate);
      int[] playing = outputs.stream().mapToInt(Integer::intValue).toArray();
      return player
          .clean(
              () ->
                  finder.find(
                      player.record(
                          playing, sounds, inputs, frames, DISCOVERY_DBFS, Float.MAX_VALUE),
                      frames),
              Calibrator::sameWays)
          .stream()
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
}
