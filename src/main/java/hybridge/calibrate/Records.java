package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.rt.MoveRing;
import hybridge.studio.Studio;
import hybridge.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of measurements and what of it is in force; what was measured and waits for an
 * engineer's word. Any thread but the desk's and the audio thread.
 */
final class Records {
  private static final Logger LOG = LoggerFactory.getLogger(Records.class);

  private final Supplier<Studio> studio;
  private final Desk desk;
  private final Calibrations kept;
  private final IntSupplier block;
  private final Map<String, Measured> newest = new ConcurrentHashMap<>();

  /**
   * @param block frames of a block now; 0 before the first
   */
  Records(Supplier<Studio> studio, Desk desk, Calibrations kept, IntSupplier block) {
    this.studio = studio;
    this.desk = desk;
    this.kept = kept;
    this.block = block;
  }

  /** What is kept of an insert with these channels; at this rate and block if there is one. */
  Optional<Calibration> find(Studio room, Studio.Insert insert) {
    return kept.find(insert.name(), room.audio().rate(), block.getAsInt())
        .filter(c -> c.fits(insert.sends(), insert.returns()));
  }

  /** Was it measured for this rate and block, and is it kept? */
  boolean holds(Studio room, Studio.Insert insert) {
    return find(room, insert).filter(c -> now(room, c)).isPresent();
  }

  private boolean now(Studio room, Calibration c) {
    return c.rate() == room.audio().rate() && c.block() == block.getAsInt();
  }

  /** What was measured last of an insert since the daemon began. */
  Optional<Measured> newest(String insert) {
    return Optional.ofNullable(newest.get(insert));
  }

  /** Takes it over and writes it down, or only remembers it. */
  Measured settle(Measured measured, boolean takeOver) {
    Measured done = measured;
    if (takeOver) {
      done = inForce(measured);
    }
    String insert = measured.calibration().insert();
    newest.put(insert, done);
    String word = done.verdict().name().toLowerCase(Locale.ROOT);
    tell(
        insert,
        "verdict",
        Value.of(word + (done.inForce() ? "" : ", waits for accept or discard")));
    return done;
  }

  private Measured inForce(Measured m) {
    String notKept = "";
    try {
      kept.keep(m.calibration());
    } catch (IOException e) {
      notKept = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.error(
          "insert {}: measured, not kept: {}; it is in force until the daemon ends",
          m.calibration().insert(),
          notKept);
    }
    takeOver(m.calibration());
    return new Measured(m.calibration(), m.before(), m.verdict(), true, notKept, m.remarks());
  }

  /**
   * The engineer takes what was measured, doubtful or not.
   *
   * @throws Refused if nothing waits, or it was measured for something else
   */
  Measured accept(String insert) {
    Measured waiting = waiting(insert);
    if (!fitsNow(waiting.calibration())) {
      forget(insert);
      throw new Refused(
          "insert "
              + insert
              + ": what was measured holds for other channels, another rate or another block;"
              + " measure it again");
    }
    return settle(waiting, true);
  }

  private boolean fitsNow(Calibration c) {
    Studio room = studio.get();
    return now(room, c)
        && room.insert(c.insert()).filter(i -> c.fits(i.sends(), i.returns())).isPresent();
  }

  private Measured waiting(String insert) {
    return newest(insert)
        .filter(m -> !m.inForce())
        .orElseThrow(
            () -> new Refused("insert " + insert + ": nothing that was measured waits for a word"));
  }

  /**
   * The newest measurement is thrown away: one that waits is forgotten, one that is in force makes
   * way for the one before.
   *
   * @throws Refused if there is none, or none was kept before it
   */
  Measured discard(String insert) {
    Measured m =
        newest(insert)
            .orElseThrow(
                () ->
                    new Refused(
                        "insert " + insert + ": nothing was measured since the daemon began"));
    if (!m.inForce()) {
      forget(insert);
      return m;
    }
    Calibration before =
        m.before()
            .orElseThrow(
                () ->
                    new Refused(
                        "insert " + insert + ": nothing was kept before it that could come back"));
    forget(insert);
    Measured back =
        new Measured(before, Optional.empty(), Verdict.COMPENSATED, true, "", List.of());
    return inForce(back);
  }

  private void forget(String insert) {
    newest.remove(insert);
    tell(insert, "verdict", Value.of("none"));
  }

  private Surroundings asking() {
    return new Surroundings(desk);
  }

  /** The desk's values become those that were measured: one change of the plan. */
  private void takeOver(Calibration result) {
    asking().ask(new Request.Table(values(result), Surroundings.ORIGIN, MoveRing.NOW));
    publish(result);
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

  private void publish(Calibration c) {
    double noisiest =
        c.channels().stream().mapToDouble(Calibration.Channel::noiseDbfs).max().orElseThrow();
    tell(c.insert(), "noise", Value.of(noisiest));
    tell(
        c.insert(),
        "calibration",
        Value.of(c.date() + (c.aligned() ? "" : ", unaligned: " + c.unaligned())));
  }

  private void tell(String insert, String leaf, Value value) {
    int index = desk.tree().require("/insert/" + insert + "/" + leaf);
    asking().ask(new Request.Publish(index, value, Surroundings.ORIGIN));
  }

  /**
   * Takes over what is kept of every insert for the rate and block in force; what was measured at
   * others is marked stale and its values are left.
   */
  void recall() {
    Studio room = studio.get();
    for (Studio.Insert insert : room.inserts()) {
      Optional<Calibration> found = find(room, insert);
      if (found.isEmpty()) {
        continue;
      }
      Calibration c = found.get();
      if (now(room, c)) {
        takeOver(c);
      } else {
        String was = c.rate() + " Hz and blocks of " + c.block();
        tell(insert.name(), "calibration", Value.of("stale: measured at " + was));
        LOG.warn(
            "insert {}: its calibration is stale (measured at {}, now {} Hz and blocks of {});"
                + " run: hybridge calibrate {}",
            insert.name(),
            was,
            room.audio().rate(),
            block.getAsInt(),
            insert.name());
      }
    }
  }
}
