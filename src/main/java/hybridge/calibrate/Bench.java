package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.engine.Engine;
import hybridge.rt.Counters;
import hybridge.studio.Studio;
import hybridge.value.InsertState;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where one measurement at a time is made. However it ends, what was cut stays cut and
 * what was out of the mix stays out until the returns have been quiet for longer than their loop
 * could be; where they do not become quiet, or the interface stands still, somebody of ours goes on
 * waiting in the background.
 */
final class Bench implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bench.class);

  /** What has not become quiet by so much longer than the longest loop, howls. */
  private static final double GRACE_SECONDS = 2;

  /** How long an insert takes to leave the mix. */
  private static final double LEAVE_SECONDS = 0.06;

  /** How long returns are listened to before anything is played. */
  private static final double LISTEN_SECONDS = 0.2;

  private static final long BYPASS_NANOS = 2_000_000_000L;
  private static final long END_MILLIS = 2_000;

  private final Desk desk;
  private final Engine engine;
  private final Counters counters;
  private final AtomicReference<Job> job = new AtomicReference<>();
  private volatile Thread waiting;

  Bench(Desk desk, Engine engine, Counters counters) {
    this.desk = desk;
    this.engine = engine;
    this.counters = counters;
  }

  /**
   * What a measurement needs.
   *
   * @param inserts those that leave the mix
   * @param outputs channels that play, from 0
   * @param inputs channels that are listened to, from 0
   * @param limit a return above it ends everything, linear
   * @param bypass the unit in the loop is bypassed if it can be
   */
  record Setting(
      Studio room,
      List<Studio.Insert> inserts,
      int[] outputs,
      int[] inputs,
      double levelDbfs,
      float limit,
      boolean bypass) {

    /** Of one insert, its own channels. */
    static Setting of(Studio room, Studio.Insert insert, double levelDbfs, boolean bypass) {
      return new Setting(
          room,
          List.of(insert),
          SweepRun.channels(insert.sends()),
          SweepRun.channels(insert.returns()),
          levelDbfs,
          Session.RETURN_LIMIT,
          bypass);
    }
  }

  Optional<Progress> progress() {
    return Optional.ofNullable(job.get()).map(Job::progress);
  }

  boolean cancel() {
    Job now = job.get();
    if (now != null) {
      now.cancel();
    }
    return now != null;
  }

  /**
   * One measurement, if there is no other.
   *
   * @throws Refused if there is one
   */
  <T> T alone(String what, Function<Job, T> work) {
    Job mine = new Job(what, this::tell);
    Job other = job.compareAndExchange(null, mine);
    if (other != null) {
      Progress p = other.progress();
      throw new Refused(
          Refused.Because.BUSY,
          "another measurement is under way ("
              + p.what()
              + ": "
              + p.phase()
              + "); wait for it, or end it with 'calibrate --cancel'");
    }
    try {
      return work.apply(mine);
    } finally {
      if (waiting == null) {
        free(mine);
      }
    }
  }

  private void free(Job mine) {
    tell(new Progress(mine.progress().what(), "", 0));
    job.compareAndSet(mine, null);
  }

  /** The insert's own progress, where a surface can show it. */
  private void tell(Progress p) {
    String at = "/insert/" + p.what();
    publish(at + "/progress", Value.of(Math.round(100 * p.done())));
    publish(at + "/phase", Value.of(p.phase().isEmpty() ? "idle" : p.phase()));
  }

  private void publish(String address, Value value) {
    OptionalInt index = desk.tree().find(address);
    if (index.isPresent()) {
      desk.submit(new Request.Publish(index.getAsInt(), value, Surroundings.ORIGIN));
    }
  }

  /**
   * Takes inserts out of the mix, cuts the monitors, holds the sends, lets somebody work, and puts
   * everything back when it is quiet.
   *
   * @param work measures; is told whether the unit said that it is bypassed
   * @param loopFrames how long the loop is, by what was found; below zero: it is not known
   * @throws Refused if it could not be measured, or if something howls
   */
  <T> T hushed(
      Job mine,
      Setting setting,
      BiFunction<Session, Boolean, T> work,
      ToLongFunction<T> loopFrames) {
    Surroundings around = new Surroundings(desk);
    Scene scene = new Scene(mine, setting, around, states(setting));
    T result = null;
    Throwable failure = null;
    long loop = -1;
    try {
      for (Studio.Insert i : setting.inserts()) {
        state(i, InsertState.MEASURING);
      }
      mine.phase("takes it out of the mix");
      quieten(setting.room(), around);
      setting.inserts().forEach(i -> around.set("/insert/" + i.name() + "/on", 0));
      boolean bypassed = setting.bypass() && bypass(setting.inserts().getFirst(), around, mine);
      int rate = setting.room().audio().rate();
      Session.awaitFrames(engine, mine, (int) (LEAVE_SECONDS * rate));
      scene.session =
          new Session(
              engine,
              counters,
              mine,
              rate,
              setting.outputs(),
              setting.inputs(),
              setting.levelDbfs(),
              setting.limit());
      scene.session.rest(LoopProbe.FADE_FRAMES + (int) (LISTEN_SECONDS * rate));
      result = work.apply(scene.session, bypassed);
      loop = loopFrames.applyAsLong(result);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    boolean interrupted = Thread.interrupted(); // what was cut is put back all the same
    boolean away = failure instanceof Refused r && r.because() == Refused.Because.AWAY;
    Optional<String> trouble = end(scene, loop, away);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> {
        if (trouble.isPresent()) {
          throw new Refused(trouble.get());
        }
      }
      case Refused refused -> throw trouble.map(refused::and).orElse(refused);
      case Error error -> throw error;
      default -> throw (RuntimeException) failure;
    }
    return result;
  }

  /** What has to be put back, and where it stands. */
  private static final class Scene {
    final Job job;
    final Setting setting;
    final Surroundings around;
    final List<Value> states;

    /** Null until the sends are held. */
    Session session;

    Scene(Job job, Setting setting, Surroundings around, List<Value> states) {
      this.job = job;
      this.setting = setting;
      this.around = around;
      this.states = states;
    }

    int rate() {
      return setting.room().audio().rate();
    }

    String names() {
      return String.join(", ", setting.inserts().stream().map(Studio.Insert::name).toList());
    }
  }

  /**
   * Waits until the loop is silent, then puts everything back.
   *
   * @param away the interface stands still: there is nothing to wait for now
   * @return what is wrong when it is not silent
   */
  private Optional<String> end(Scene scene, long loopFrames, boolean away) {
    if (scene.session == null) {
      restore(scene);
      return Optional.empty();
    }
    scene.job.phase("waits until the loop is silent");
    Session.Hush hush =
        away
            ? Session.Hush.STALLED
            : hush(scene, loopFrames, Session.LONGEST_SECONDS + GRACE_SECONDS);
    return switch (hush) {
      case QUIET -> {
        putBack(scene);
        yield Optional.empty();
      }
      case LEFT -> {
        putBack(scene);
        yield Optional.empty();
      }
      case STALLED -> {
        String said =
            "monitors stay cut and " + scene.names() + " out of the mix until sound runs again";
        yield goOnWaiting(scene, said);
      }
      case LOUD -> {
        String said =
            scene.session.howls()
                + ": "
                + scene.names()
                + " stays out of the mix and the monitors stay cut until it is quiet. Turn the box"
                + " down, or look for a loop that feeds back; or set /insert/"
                + scene.setting.inserts().getFirst().name()
                + "/on to 1 to have it back all the same";
        scene.setting.inserts().forEach(i -> state(i, InsertState.HOWLING));
        yield goOnWaiting(scene, said);
      }
    };
  }

  private Session.Hush hush(Scene scene, long loopFrames, double patienceSeconds) {
    double longest = Session.LONGEST_SECONDS * scene.rate();
    double ringing = Session.RINGING_SECONDS * scene.rate();
    double loop = loopFrames < 0 ? longest : Math.min(longest, loopFrames);
    return scene.session.hush(
        (long) (loop + ringing),
        (long) (Math.min(patienceSeconds, 1e6) * scene.rate()),
        makeup(scene),
        () -> broughtBack(scene));
  }

  /** Somebody has put one of the inserts into the mix himself. */
  private boolean broughtBack(Scene scene) {
    return scene.setting.inserts().stream()
        .anyMatch(i -> scene.around.moved("/insert/" + i.name() + "/on"));
  }

  private Optional<String> goOnWaiting(Scene scene, String said) {
    LOG.warn("{}", said);
    scene.job.phase(said);
    waiting =
        Thread.ofPlatform()
            .name("hush")
            .daemon(true)
            .start(
                () -> {
                  Session.Hush hush = Session.Hush.STALLED;
                  while (hush == Session.Hush.STALLED || hush == Session.Hush.LOUD) {
                    hush = hush(scene, -1, 1e6);
                  }
                  putBack(scene);
                  LOG.info("{}: monitors and insert are as they were", scene.names());
                  waiting = null;
                  free(scene.job);
                });
    return Optional.of(said);
  }

  /** The sends first, and the insert when they have filled it. Not when the daemon ends. */
  private void putBack(Scene scene) {
    if (!scene.job.stopped()) {
      scene.session.release(longestDelay(scene));
      restore(scene);
    }
  }

  private void restore(Scene scene) {
    scene.around.restore();
    for (int i = 0; i < scene.states.size(); i++) {
      InsertState was = InsertState.of(scene.states.get(i).number());
      boolean ours = was == InsertState.MEASURING || was == InsertState.HOWLING;
      state(scene.setting.inserts().get(i), ours ? InsertState.UNPROVEN : was);
    }
  }

  private List<Value> states(Setting setting) {
    List<Value> states = new ArrayList<>();
    for (Studio.Insert i : setting.inserts()) {
      states.add(desk.value(desk.tree().require("/insert/" + i.name() + "/state")));
    }
    return states;
  }

  private void state(Studio.Insert insert, InsertState now) {
    int index = desk.tree().require("/insert/" + insert.name() + "/state");
    new Surroundings(desk)
        .ask(new Request.Publish(index, Value.of(now.ordinal()), Surroundings.ORIGIN));
  }

  /** By how much the loudest of the returns is turned up in the mix, linear. */
  private double makeup(Scene scene) {
    double most = 1;
    for (Studio.Insert i : scene.setting.inserts()) {
      double trimDb = number("/insert/" + i.name() + "/returntrim");
      for (int c = 1; c <= i.channels(); c++) {
        double db = trimDb - number("/insert/" + i.name() + "/" + c + "/gain");
        most = Math.max(most, Math.pow(10, db / 20));
      }
    }
    return most;
  }

  /** How long the slowest of the inserts takes to be full again, as the mix has it now. */
  private int longestDelay(Scene scene) {
    double most = 0;
    for (Studio.Insert i : scene.setting.inserts()) {
      for (int c = 1; c <= i.channels(); c++) {
        most = Math.max(most, number("/insert/" + i.name() + "/" + c + "/delay"));
      }
    }
    return (int) Math.min(most, Session.LONGEST_SECONDS * scene.rate());
  }

  private double number(String address) {
    OptionalInt index = desk.tree().find(address);
    return index.isEmpty() ? 0 : desk.value(index.getAsInt()).number();
  }

  /** Monitors are cut; main only where speakers hang on it. */
  private static void quieten(Studio room, Surroundings around) {
    around.set("/monitor/cut", 1);
    if (room.main().protect()) {
      around.set("/main/mute", 1);
    }
  }

  /** Bypasses the unit in the loop if its profile knows how; true once the box says that it is. */
  private boolean bypass(Studio.Insert insert, Surroundings around, Job mine) {
    if (insert.unit().isEmpty()) {
      return false;
    }
    String at = "/unit/" + insert.unit().get() + "/bypass";
    if (!around.set(at, 1)) {
      return false;
    }
    mine.phase("bypasses the unit");
    int reported = desk.tree().require(at + "/reported");
    int truth = desk.tree().require(at + "/truth");
    long until = System.nanoTime() + BYPASS_NANOS;
    while (System.nanoTime() < until) {
      mine.goesOn();
      if (desk.value(reported).number() == 1 && "reported".equals(desk.value(truth).words())) {
        return true;
      }
      LockSupport.parkNanos(2_000_000);
    }
    LOG.warn("insert {}: the unit did not say that it is bypassed", insert.name());
    return false;
  }

  /** Ends what is under way and waits for it; nothing is opened again. */
  @Override
  public void close() {
    Job now = job.get();
    if (now == null) {
      return;
    }
    now.stop();
    long until = System.nanoTime() + END_MILLIS * 1_000_000;
    while (job.get() == now && System.nanoTime() < until) {
      LockSupport.parkNanos(2_000_000);
    }
  }
}
