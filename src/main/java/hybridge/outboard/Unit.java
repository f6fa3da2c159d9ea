package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Access;
import hybridge.value.Truth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Drives one box: finds out who it is, reads it, sets what is wanted, and says what it reported.
 * Has no clock and no thread: one thread owns it and calls {@link #work} with the time.
 *
 * <p>What it never does: write to a box that was not identified; believe what was merely sent;
 * queue anything for a box that is away. Of many moves of one parameter only the last is sent.
 */
public final class Unit {

  /** How we stand with the box. */
  public enum State {
    /** Not there. */
    AWAY,
    /** Being asked who it is and where everything stands. */
    IDENTIFYING,
    /** Read and taking orders. */
    READY,
    /** It sleeps: it can be woken, and nothing else is asked or set. */
    STANDBY,
    /** Read, but of an unknown firmware: nothing is written. */
    READONLY,
    /** Another box answers: nothing is written. */
    FAULT;

    /** The word under {@code /unit/{name}/state}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why the box said a value. */
  public enum Cause {
    /** It was asked, or has taken a set. */
    ANSWER,
    /** A hand was on its panel. */
    PANEL
  }

  /** Is told what becomes of the unit, on the thread that calls {@link #work} or {@link #want}. */
  public interface Listener {
    /**
     * @param why in words, for the log; may be empty
     */
    void state(State state, String why);

    /** The box said a value; each time, changed or not. */
    void reported(int knob, double value, Cause cause);

    /** The box says no value of it any more; what it said before is over. */
    default void lost(int knob) {}

    void truth(int knob, Truth truth);

    /** Something an engineer should read. */
    void note(String text);

    /**
     * What is wrong with the unit now has changed.
     *
     * @param text in words; empty when nothing is
     */
    default void trouble(String text) {}
  }

  private static final long MOST_BETWEEN_PROBES_NANOS = 2_000_000_000L;

  /** After so many questions in a row that nobody answered the wire is opened anew. */
  private static final int PROBES_TO_RENEW = 3;

  private static final long NEVER = Standing.NEVER;

  private final UnitProfile profile;
  private final Set<String> accepted;
  private final Link link;
  private final Listener listener;
  private final Counters counters;
  private final Standing stand;
  private final Talk talk;
  private final Ledger ledger;

  private State state = State.AWAY;
  private boolean told;
  private boolean identified;
  private boolean writable;
  private String firmware = "";
  private int initStep;
  private int generation = -1;
  private long now;

  private long probeAt;
  private long probeWait;
  private int probesUnanswered;

  /** It was not answered; whether anybody is there is being asked. */
  private Talk.Flight doubted;

  private final Agenda agenda;

  /** At the usual address; only the firmware that the profile knows is written. */
  public Unit(UnitProfile profile, Link link, Listener listener, Counters counters) {
    this(profile, -1, Set.of(), link, listener, counters);
  }

  /**
   * @param profile of a unit with a protocol
   * @param address on the wire; −1: the usual one
   * @param accepted versions of the firmware that somebody has accepted beside the profile's
   * @throws IllegalArgumentException if the profile has no protocol
   */
  public Unit(
      UnitProfile profile,
      int address,
      Set<String> accepted,
      Link link,
      Listener listener,
      Counters counters) {
    if (profile.protocols().isEmpty()) {
      throw new IllegalArgumentException(profile.id() + " has no protocol");
    }
    this.profile = profile;
    this.accepted = Set.copyOf(accepted);
    this.link = link;
    this.listener = listener;
    this.counters = counters;
    this.stand = new Standing(profile.knobs().size(), profile.ranks());
    this.talk = new Talk(profile, address, link, counters, id -> stand.held(profile.indexOf(id)));
    this.ledger = new Ledger(profile, stand, talk, listener, counters);
    this.agenda = new Agenda(profile, stand, talk, ledger, this::ask, listener);
    probeWait = protocol().pace().timeoutNanos();
  }

  private Protocol protocol() {
    return talk.protocol;
  }

  public State state() {
    return state;
  }

  public Truth truth(int knob) {
    return stand.truths[knob];
  }

  /** What the box last said, or NaN. */
  public double reported(int knob) {
    return stand.gone[knob] ? Double.NaN : stand.reported[knob];
  }

  /** Is nothing about this parameter under way: no set, no read-back? */
  public boolean settled(int knob) {
    boolean flying = talk.flight != null && talk.flight.knobs.contains(knob);
    boolean waiting = stand.dirty[knob] || agenda.staging.concerns(knob);
    return !flying && !waiting && stand.verifyAt[knob] == NEVER;
  }

  /** The firmware it named, or an empty text. */
  public String firmware() {
    return firmware;
  }

  /**
   * A value is wanted. It is sent when the unit is ready, and otherwise forgotten: the difference
   * to what the box reports is then for everybody to see.
   */
  public void want(int knob, double value) {
    if (profile.knobs().get(knob).parameter().access() != Access.SET) {
      return;
    }
    switch (state) {
      case READY -> {
        if (talk.forbids(id(knob), value)) {
          String why = "it is among 'never' in " + profile.id();
          ledger.unsent(knob, value, new Truth.Unsent(why));
        } else {
          ledger.want(knob, value);
        }
      }
      case AWAY -> ledger.unsent(knob, value, new Truth.Away());
      case STANDBY -> {
        if (ledger.tellsStandby(knob)) {
          ledger.want(knob, value);
        } else {
          ledger.unsent(knob, value, new Truth.Unsent("the unit is in standby"));
        }
      }
      case IDENTIFYING -> ledger.unsent(knob, value, new Truth.Unsent("it is being read"));
      case READONLY ->
          ledger.unsent(knob, value, new Truth.Unsent("firmware " + firmware + " is not known"));
      case FAULT -> ledger.unsent(knob, value, new Truth.Unsent("another box answers"));
    }
  }

  /**
   * Asks for the whole state.
   *
   * @param done is given it on the thread of {@link #work}; nothing when it cannot be had
   */
  public void dump(Consumer<Optional<Blob>> done) {
    if (state != State.READY && state != State.READONLY || protocol().dump().isEmpty()) {
      done.accept(Optional.empty());
    } else {
      agenda.archive.read(done, now);
    }
  }

  /**
   * Gives a state back, and asks whether it is there. Never to another kind of box, nor to one that
   * is not ready.
   *
   * @param done is told what went wrong, or nothing, on the thread of {@link #work}
   */
  public void restore(Blob blob, Consumer<Optional<String>> done) {
    if (state != State.READY) {
      done.accept(Optional.of("the unit is " + state.word()));
    } else if (protocol().restore().isEmpty()) {
      done.accept(Optional.of(profile.id() + " takes no state back"));
    } else if (!blob.profile().equals(profile.id()) || !blob.firmware().equals(firmware)) {
      done.accept(
          Optional.of("the state is of " + (blob.profile() + " " + blob.firmware()).strip()));
    } else {
      agenda.archive.restore(blob, done, now);
    }
  }

  /**
   * Has the box show itself, that a person sees which it is.
   *
   * @param seconds for how long, 0..255; 0: no longer
   * @return what is wrong, or nothing
   */
  public Optional<String> locate(int seconds) {
    if (state != State.READY && state != State.READONLY) {
      return Optional.of("the unit is " + state.word());
    }
    if (protocol().locate().isEmpty()) {
      return Optional.of(profile.id() + " cannot show itself");
    }
    agenda.locate(seconds);
    return Optional.empty();
  }

  /**
   * Sends what a person has written by hand, in whatever state the unit is, as soon as the wire is
   * free. What comes back is understood as if the box had said it by itself.
   *
   * @param text what a frame carries; or, raw, all the bytes as they are
   * @return what is wrong, or nothing
   */
  public Optional<String> send(String text, boolean raw) {
    return link.open() ? talk.byHand(text, raw) : Optional.of(link.trouble());
  }

  /** Is something that a person has written still to be sent? */
  public boolean sending() {
    return link.open() && talk.byHandWaits();
  }

  /**
   * Does what is due.
   *
   * @param nanos the time, of a clock that never goes back
   * @return how much was done; 0 when nothing is due before {@link #nextNanos}
   */
  public int work(long nanos) {
    now = nanos;
    ledger.now = nanos;
    if (!link.open()) {
      boolean news = state != State.AWAY || !told;
      if (news) {
        away(link.trouble());
      }
      return news ? 1 : 0;
    }
    int done = 0;
    if (link.generation() != generation) {
      generation = link.generation();
      talk.reset();
      identify("the port is open");
      done++;
    }
    done += talk.listen(now, this::hear);
    if (talk.flight != null && now - talk.flight.deadline >= 0) {
      late();
      done++;
    }
    if (talk.flight == null && now - talk.notBefore >= 0 && link.freeAt(now) <= now) {
      Optional<Boolean> hand = talk.sendByHand(now);
      done += hand.isPresent() ? 1 : next() ? 1 : 0;
      hand.ifPresent(this::went);
    }
    return done;
  }

  /** When {@link #work} has something to do next if nothing comes in, on the same clock. */
  public long nextNanos() {
    if (!link.open()) {
      return NEVER;
    }
    if (talk.flight != null) {
      return talk.flight.deadline;
    }
    long due =
        switch (state) {
          case AWAY, FAULT -> probeAt;
          case IDENTIFYING -> talk.notBefore;
          case READY, STANDBY, READONLY -> agenda.due(talk.notBefore);
        };
    due = Math.min(due, stand.nextDue(talk.notBefore));
    long free = link.freeAt(now);
    return free == NEVER ? NEVER : Math.max(Math.max(due, talk.notBefore), free);
  }

  // --- what comes in ---------------------------------------------------------------------------

  private void hear(String payload) {
    List<Message> understood = talk.understood(payload);
    if (understood.isEmpty()) {
      if (talk.flight != null && identified && ledger.unclear.sure(talk.flight)) {
        agenda.chores.heardAt = now;
        unanswered(talk.flight);
      }
      return;
    }
    agenda.chores.heardAt = now;
    if (!identified && !(understood.getFirst() instanceof Message.Identity)) {
      return;
    }
    if (understood.stream().anyMatch(m -> m instanceof Message.Current)
        || understood.getFirst() instanceof Message.Absent) {
      if (ledger.currents(understood)) {
        identify("the box has started anew without a word");
      } else if (ledger.puzzled()) {
        agenda.since.hurry(now);
      }
      sleepOrWake();
      return;
    }
    for (Message m : understood) {
      switch (m) {
        case Message.Identity i -> identity(i);
        case Message.Ack(String p, double v) -> ledger.ack(p, v);
        case Message.Report(String p, double v) -> ledger.report(profile.indexOf(p), v);
        case Message.Refusal(String reason) -> agenda.refused(reason);
        case Message.Status(String p, double v) -> ledger.status(profile.indexOf(p), v);
        case Message.Dump(String bytes) -> agenda.dumped(new Blob(profile.id(), firmware, bytes));
        case Message.Changed c -> {
          if (agenda.changed(c, now)) {
            identify("the box has started anew without a word");
          }
        }
        case Message.InitDone(int step) -> {
          if (new Message.Init(step).equals(talk.waits())) {
            talk.land();
          }
        }
        case Message.Staged answer -> agenda.done(answer);
        case Message.Committed answer -> agenda.done(answer);
        case Message.Located answer -> agenda.done(answer);
        case Message.Absent(String p) -> ledger.unclear.absent(profile.indexOf(p));
        default -> counters.count(Health.UNIT_GARBAGE);
      }
    }
    sleepOrWake();
  }

  /** Goes with the box to sleep, and reads it anew when it wakes. */
  private void sleepOrWake() {
    boolean asleep = ledger.standby();
    if (asleep && (state == State.READY || state == State.READONLY)) {
      sleep();
    } else if (!asleep && state == State.STANDBY) {
      ledger.wokenByHand();
      identify("it was switched on");
    }
  }

  private void sleep() {
    talk.land();
    agenda.forget(now);
    agenda.begin(now);
    state(State.STANDBY, "it sleeps");
    ledger.asleep();
  }

  private void identity(Message.Identity m) {
    boolean expected = talk.expectedIdentity(now);
    Protocol.Identify who = protocol().identify().orElseThrow();
    if (!m.model().equals(who.model())) {
      fault("another box answers: '" + m.model() + "' " + m.firmware());
      return;
    }
    if (identified && m.firmware().equals(firmware) && expected) {
      if (doubted != null) {
        Talk.Flight before = doubted;
        doubted = null;
        unanswered(before);
      }
      return;
    }
    if (identified) {
      // It says who it is without being asked, or is not who it was: it was switched off and on.
      identify("the box has started anew");
    } else if (state != State.IDENTIFYING) {
      state(State.IDENTIFYING, "it answers");
    }
    probesUnanswered = 0;
    identified = true;
    initStep = 0;
    firmware = m.firmware();
    writable = talk.chosen(m.firmware()) || accepted.contains(m.firmware());
    probeWait = protocol().pace().timeoutNanos();
  }

  // --- what goes out ---------------------------------------------------------------------------

  private boolean next() {
    return switch (state) {
      case AWAY, FAULT -> {
        boolean due = now - probeAt >= 0;
        if (due) {
          ask(new Message.AskIdentity(), List.of());
        }
        yield due;
      }
      case IDENTIFYING -> {
        if (!identified) {
          ask(new Message.AskIdentity(), List.of());
        } else if (initStep < protocol().init().size()) {
          init();
        } else {
          readOn();
        }
        yield true;
      }
      case READY, READONLY -> agenda.next(now);
      case STANDBY -> agenda.nextAsleep(now);
    };
  }

  private void init() {
    boolean answered = protocol().init().get(initStep).reply().isPresent();
    ask(new Message.Init(initStep++), List.of());
    if (!answered) {
      talk.land();
    }
  }

  private void readOn() {
    int sleeper = ledger.sleeper();
    if (sleeper >= 0 && !stand.read[sleeper]) {
      ask(new Message.Get(id(sleeper)), List.of(sleeper));
      return;
    }
    if (ledger.standby()) {
      sleep();
      return;
    }
    for (int i = 0; i < stand.read.length; i++) {
      if (!stand.read[i] && ledger.readable(i)) {
        ask(new Message.Get(id(i)), List.of(i));
        if (stand.anySilent()) {
          // A box that leaves one question unanswered may be busy: the others cost less then.
          talk.once();
        }
        return;
      }
    }
    agenda.begin(now);
    if (writable) {
      state(State.READY, protocol().blind() ? "nothing comes back from it" : "read");
    } else {
      state(State.READONLY, "firmware " + firmware + " is not known to the profile");
    }
  }

  private boolean ask(Message message, List<Integer> knobs) {
    // A sign of life is answered by nobody.
    return went(
        message instanceof Message.KeepAlive
            ? talk.transmit(message, now)
            : talk.ask(message, knobs, now));
  }

  private boolean went(boolean out) {
    if (!out) {
      away(link.trouble());
    }
    return out;
  }

  private void late() {
    counters.count(Health.UNIT_TIMEOUTS);
    Talk.Flight flight = talk.flight;
    boolean probing = state == State.AWAY || state == State.FAULT;
    boolean last = probing || flight.once || flight.attempt >= protocol().pace().retries();
    if (!last) {
      flight.attempt++;
      // A box that counts would not obey another frame of the same number as if it were the same:
      // what is wanted by now goes out after the answer.
      if (flight.sets() && !protocol().numbered()) {
        flight.message = ledger.order(flight.knobs);
      }
      went(talk.send(now));
      return;
    }
    if (!probing && identified && doubted == null && !protocol().blind()) {
      // Is nobody there, or is it this question alone that it does not answer?
      doubted = flight;
      boolean known = flight.message instanceof Message.AskIdentity;
      if (!known) {
        went(talk.askOnce(new Message.AskIdentity(), now));
        return;
      }
    }
    String why = ledger.unclear.words(doubted == null ? flight : doubted);
    boolean news = state != State.AWAY;
    away(why);
    if (++probesUnanswered % PROBES_TO_RENEW == 0) {
      link.renew();
    }
    probeWait = news ? protocol().pace().timeoutNanos() : Math.min(probeWait * 2, longestWait());
    probeAt = now + probeWait;
    talk.tryAnother();
  }

  /** Somebody is there who did not answer this, or not so that it was understood. */
  private void unanswered(Talk.Flight flight) {
    talk.land();
    agenda.unanswered(flight);
  }

  private long longestWait() {
    return Math.max(MOST_BETWEEN_PROBES_NANOS, protocol().pace().timeoutNanos());
  }

  // --- where we stand --------------------------------------------------------------------------

  private void away(String why) {
    forget();
    probeAt = now;
    if (state != State.AWAY || !told) {
      state(State.AWAY, why);
      for (int i = 0; i < stand.truths.length; i++) {
        ledger.truth(i, new Truth.Away());
      }
    }
  }

  private void fault(String why) {
    forget();
    probeAt = now + longestWait();
    if (state != State.FAULT) {
      state(State.FAULT, why);
      for (int i = 0; i < stand.truths.length; i++) {
        ledger.truth(i, new Truth.Unknown());
      }
    }
  }

  private void identify(String why) {
    boolean wasAway = state == State.AWAY;
    forget();
    identified = protocol().blind();
    writable = protocol().blind();
    state(State.IDENTIFYING, why);
    for (int i = 0; i < stand.truths.length && !wasAway; i++) {
      ledger.truth(i, new Truth.Unknown());
    }
  }

  /** Whatever was under way is over; nothing of it is sent later. */
  private void forget() {
    talk.land();
    doubted = null;
    identified = false;
    writable = false;
    talk.asked = null;
    initStep = 0;
    talk.notBefore = now;
    agenda.forget(now);
    stand.forget();
  }

  private void state(State next, String why) {
    state = next;
    told = true;
    listener.state(next, why);
    ledger.state(next, why);
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }
}
