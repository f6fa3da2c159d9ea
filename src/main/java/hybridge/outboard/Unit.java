package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Access;
import hybridge.value.Numbers;
import hybridge.value.Truth;
import hybridge.wire.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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

    void truth(int knob, Truth truth);

    /** Something an engineer should read. */
    void note(String text);
  }

  private static final long MOST_BETWEEN_PROBES_NANOS = 2_000_000_000L;
  private static final long NEVER = Standing.NEVER;

  /** A request that waits for its answer. */
  private static final class Flight {
    Message message;
    List<Integer> knobs = List.of();
    int attempt;
    long deadline;
    boolean overtaken;
    boolean poll;

    boolean sets() {
      return message instanceof Message.Set || message instanceof Message.Several;
    }
  }

  private final UnitProfile profile;
  private final int address;
  private final Set<String> accepted;
  private final Link link;
  private final Listener listener;
  private final Counters counters;
  private final Standing stand;
  private final Sweep sweep = new Sweep();
  private final Rivals rivals;
  private final byte[] buffer = new byte[512];

  private Protocol protocol;
  private Dialect dialect;
  private Framing framing;
  private int variant;

  private State state = State.AWAY;
  private boolean told;
  private boolean identified;
  private boolean writable;
  private String firmware = "";
  private int initStep;
  private int generation = -1;
  private long now;

  private Flight flight;
  private Message asked;
  private long notBefore;
  private long probeAt;
  private long probeWait;
  private long heardAt;
  private long byteAt;
  private long pollAt;
  private long keepAliveAt;
  private int polled;
  private boolean setLast;
  private int identitiesDue;
  private long identityAskedAt;
  private long garbage;

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
    this.address = address;
    this.accepted = Set.copyOf(accepted);
    this.link = link;
    this.listener = listener;
    this.counters = counters;
    this.stand = new Standing(profile.knobs().size());
    this.rivals = new Rivals(profile.knobs().size());
    speak(0);
    probeWait = protocol.pace().timeoutNanos();
  }

  private void speak(int which) {
    variant = which;
    protocol = profile.protocols().get(which);
    dialect = new Dialect(protocol, address);
    framing = dialect.boxFraming();
    garbage = 0;
  }

  public State state() {
    return state;
  }

  public Truth truth(int knob) {
    return stand.truths[knob];
  }

  /** What the box last said, or NaN. */
  public double reported(int knob) {
    return stand.reported[knob];
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
        stand.wanted[knob] = value;
        stand.dirty[knob] = true;
        sweep.forget(knob);
      }
      case AWAY, IDENTIFYING -> {
        if (!(stand.truths[knob] instanceof Truth.Reported)) {
          truth(knob, new Truth.Away());
        }
      }
      case READONLY, FAULT ->
          listener.note(id(knob) + " was not sent: the unit is " + state.word());
    }
  }

  /**
   * Does what is due.
   *
   * @param nanos the time, of a clock that never goes back
   * @return how much was done; 0 when nothing is due before {@link #nextNanos}
   */
  public int work(long nanos) {
    now = nanos;
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
      identitiesDue = 0;
      framing.reset();
      identify("the port is open");
      done++;
    }
    done += listen();
    if (flight != null && now - flight.deadline >= 0) {
      late();
      done++;
    }
    if (flight == null && now - notBefore >= 0 && link.freeAt(now) <= now) {
      done += next() ? 1 : 0;
    }
    return done;
  }

  private int listen() {
    int done = 0;
    int count;
    while ((count = link.read(buffer)) > 0) {
      byteAt = now;
      framing.take(buffer, count, this::hear);
      done += count;
    }
    if (framing.waiting() && now - byteAt > protocol.pace().timeoutNanos()) {
      framing.lapse(this::hear);
    }
    if (framing.dropped() > garbage) {
      counters.count(Health.UNIT_GARBAGE, framing.dropped() - garbage);
      garbage = framing.dropped();
    }
    return done;
  }

  /** When {@link #work} has something to do next if nothing comes in, on the same clock. */
  public long nextNanos() {
    if (!link.open()) {
      return NEVER;
    }
    if (flight != null) {
      return flight.deadline;
    }
    long due =
        switch (state) {
          case AWAY, FAULT -> probeAt;
          case IDENTIFYING -> notBefore;
          case READY, READONLY -> idleUntil();
        };
    due = Math.min(due, stand.nextDue(notBefore));
    long free = link.freeAt(now);
    return free == NEVER ? NEVER : Math.max(Math.max(due, notBefore), free);
  }

  private long idleUntil() {
    long due = protocol.blind() ? NEVER : heardAt + protocol.pace().presenceNanos();
    due = protocol.pace().pollNanos() > 0 ? Math.min(due, pollAt) : due;
    due = protocol.keepAlive().isPresent() ? Math.min(due, keepAliveAt) : due;
    return sweep.pending() ? notBefore : due;
  }

  // --- what comes in ---------------------------------------------------------------------------

  private void hear(String payload) {
    if (dialect.isReceipt(payload)) {
      return;
    }
    byte[] receipt = dialect.receipt();
    if (receipt.length > 0) {
      link.write(receipt);
    }
    List<Message> understood = dialect.fromBox(payload, asked);
    if (understood.isEmpty()) {
      counters.count(Health.UNIT_GARBAGE, link.shared() ? 0 : 1);
      return;
    }
    heardAt = now;
    if (!identified && !(understood.getFirst() instanceof Message.Identity)) {
      return;
    }
    if (understood.getFirst() instanceof Message.Current) {
      currents(understood);
      return;
    }
    for (Message m : understood) {
      switch (m) {
        case Message.Identity i -> identity(i);
        case Message.Ack(String p, double v) -> ack(p, v);
        case Message.Report(String p, double v) -> report(profile.indexOf(p), v);
        case Message.Refusal(String reason) -> refusal(reason);
        case Message.InitDone(int step) -> {
          if (flight != null && flight.message.equals(new Message.Init(step))) {
            land();
          }
        }
        default -> counters.count(Health.UNIT_GARBAGE);
      }
    }
  }

  private void identity(Message.Identity m) {
    boolean asked = flight != null && flight.message instanceof Message.AskIdentity;
    // A question that was asked twice may be answered twice; that is no box that starts anew.
    long lateUntil =
        identityAskedAt + (protocol.pace().timeoutNanos() << (protocol.pace().retries() + 1));
    boolean late = !asked && identitiesDue > 0 && now - lateUntil <= 0;
    identitiesDue = asked || late ? identitiesDue - 1 : 0;
    if (asked) {
      land();
    }
    Protocol.Identify who = protocol.identify().orElseThrow();
    if (!m.model().equals(who.model())) {
      fault("another box answers: '" + m.model() + "' " + m.firmware());
      return;
    }
    if (identified && m.firmware().equals(firmware) && (asked || late)) {
      return;
    }
    if (identified) {
      // It says who it is without being asked, or is not who it was: it was switched off and on.
      identify("the box has started anew");
    } else if (state != State.IDENTIFYING) {
      state(State.IDENTIFYING, "it answers");
    }
    identified = true;
    initStep = 0;
    firmware = m.firmware();
    writable = chosen(m.firmware()) || accepted.contains(m.firmware());
    probeWait = protocol.pace().timeoutNanos();
  }

  /** Speaks the protocol of this version, if there is one. */
  private boolean chosen(String version) {
    if (protocol.identify().orElseThrow().firmware().knows(version)) {
      return true;
    }
    for (int i = 0; i < profile.protocols().size(); i++) {
      if (profile
          .protocols()
          .get(i)
          .identify()
          .map(w -> w.firmware().knows(version))
          .orElse(false)) {
        speak(i);
        return true;
      }
    }
    return false;
  }

  /** Where parameters stand, all of them from one answer. */
  private void currents(List<Message> all) {
    boolean mine =
        flight != null
            && flight.message instanceof Message.Get(String p)
            && all.stream()
                .anyMatch(m -> m instanceof Message.Current(String q, double v) && q.equals(p));
    boolean poll = mine && flight.poll;
    if (mine) {
      land();
    }
    for (Message m : all) {
      if (!(m instanceof Message.Current(String p, double value))) {
        continue;
      }
      int knob = profile.indexOf(p);
      if (mine) {
        stand.verifyAt[knob] = NEVER;
        compare(knob, value);
      }
      boolean quiet = !stand.dirty[knob] && Double.isNaN(stand.sent[knob]);
      boolean moved = stand.known(knob) && !near(knob, value, stand.reported[knob]);
      if (poll && quiet && moved) {
        sweep.differs(knob, value);
      } else {
        reported(knob, value, Cause.ANSWER);
      }
      sweep.seen(knob);
    }
    if (poll && sweep.begun()) {
      swept(all);
    }
  }

  /** A poll found something that nobody had said: what else is there? */
  private void swept(List<Message> justRead) {
    if (!sweep.running()) {
      for (int i = 0; i < profile.knobs().size(); i++) {
        String id = id(i);
        boolean here =
            justRead.stream()
                .anyMatch(m -> m instanceof Message.Current(String p, double v) && p.equals(id));
        if (!here && protocol.readable(id)) {
          sweep.look(i);
        }
      }
      sweep.start();
    }
    if (sweep.pending()) {
      return;
    }
    var found = sweep.end();
    boolean anew =
        found.size() > 1
            && found.entrySet().stream()
                .allMatch(e -> near(e.getKey(), e.getValue(), initial(e.getKey())));
    if (anew) {
      identify("the box has started anew without a word");
    } else {
      found.forEach(this::panel);
    }
  }

  private double initial(int knob) {
    return dialect.asSent(id(knob), profile.knobs().get(knob).parameter().initial().number());
  }

  private void ack(String p, double value) {
    int named = p.isEmpty() ? -1 : profile.indexOf(p);
    boolean mine = flight != null && flight.sets() && (p.isEmpty() || flight.knobs.contains(named));
    boolean says = named >= 0 && !Double.isNaN(value);
    if (!mine) {
      if (named >= 0) {
        // An answer that came too late may be older than what the box holds now.
        verifyLater(named);
        if (says) {
          reported(named, value, Cause.ANSWER);
        }
      }
      return;
    }
    boolean overtaken = flight.overtaken;
    List<Integer> knobs = flight.knobs;
    land();
    for (int knob : knobs) {
      boolean its = says && knob == named;
      boolean other = its && !near(knob, value, stand.sent[knob]);
      boolean proved = protocol.verb(id(knob)).confirm() != Protocol.Confirm.READ;
      if (!its || other || overtaken || !proved) {
        verifyLater(knob);
      } else {
        stand.sent[knob] = Double.NaN;
      }
      if (its) {
        reported(knob, value, Cause.ANSWER);
      }
    }
  }

  private void report(int knob, double value) {
    boolean underWay = flight != null && flight.sets() && flight.knobs.contains(knob);
    if (underWay && protocol.verb(id(knob)).repliesUnasked()) {
      // It cannot be told from the answer; the read-back will.
      ack(id(knob), value);
    } else if (underWay) {
      // The box had not heard our set yet, and will follow it: the later word is ours.
      flight.overtaken = true;
      reported(knob, value, Cause.ANSWER);
    } else {
      panel(knob, value);
    }
  }

  /** The hand on the panel is the latest: what waits to be sent is older. */
  private void panel(int knob, double value) {
    stand.dirty[knob] = false;
    stand.verifyAt[knob] = NEVER;
    stand.sent[knob] = Double.NaN;
    if (rivals.overruled(knob, now)) {
      counters.count(Health.UNIT_RIVALS);
      listener.note(
          id(knob)
              + " was set by somebody else again, to "
              + Numbers.text(value)
              + ": is there a second master? It is left to them");
    }
    reported(knob, value, Cause.PANEL);
  }

  private void refusal(String reason) {
    if (flight != null && flight.sets()) {
      List<Integer> knobs = flight.knobs;
      land();
      for (int knob : knobs) {
        listener.note(
            "refused " + id(knob) + " " + Numbers.text(stand.wanted[knob]) + ": " + reason);
        stand.sent[knob] = Double.NaN;
        believed(knob);
      }
    } else if (flight != null && flight.message instanceof Message.Get(String p)) {
      land();
      int knob = profile.indexOf(p);
      stand.read[knob] = true;
      stand.verifyAt[knob] = NEVER;
      sweep.seen(knob);
      listener.note("would not say " + p + ": " + reason);
      truth(knob, new Truth.Unknown());
    } else {
      listener.note("said: " + reason);
    }
  }

  private void reported(int knob, double value, Cause cause) {
    stand.reported[knob] = value;
    stand.read[knob] = true;
    listener.reported(knob, value, cause);
    truth(knob, new Truth.Reported(value, now));
  }

  private void compare(int knob, double value) {
    double sent = stand.sent[knob];
    if (!Double.isNaN(sent) && !stand.dirty[knob] && !near(knob, value, sent)) {
      listener.note(
          id(knob) + ": sent " + Numbers.text(sent) + ", the box holds " + Numbers.text(value));
    }
    stand.sent[knob] = Double.NaN;
  }

  private boolean near(int knob, double a, double b) {
    double coarse = protocol.codes().get(id(knob)).coarseness(b);
    double tolerance = Math.max(profile.knobs().get(knob).tolerance(), coarse);
    return Math.abs(a - b) <= tolerance * (1 + 1e-9);
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
        } else if (initStep < protocol.init().size()) {
          init();
        } else {
          readOn();
        }
        yield true;
      }
      case READY, READONLY -> order();
    };
  }

  private void init() {
    boolean answered = protocol.init().get(initStep).reply().isPresent();
    ask(new Message.Init(initStep++), List.of());
    if (!answered) {
      land();
    }
  }

  private void readOn() {
    for (int i = 0; i < stand.read.length; i++) {
      if (!stand.read[i] && protocol.readable(id(i))) {
        ask(new Message.Get(id(i)), List.of(i));
        return;
      }
    }
    pollAt = now + protocol.pace().pollNanos();
    keepAliveAt = now;
    if (writable) {
      state(State.READY, protocol.blind() ? "nothing comes back from it" : "read");
    } else {
      state(State.READONLY, "firmware " + firmware + " is not known to the profile");
    }
  }

  private boolean order() {
    if (protocol.keepAlive().isPresent() && now - keepAliveAt >= 0) {
      keepAliveAt = now + protocol.keepAlive().get().everyNanos();
      transmit(new Message.KeepAlive());
      return true;
    }
    if (sweep.pending()) {
      poll(sweep.next());
      return true;
    }
    int check = stand.dueForReadBack(now);
    int set = setLast && check >= 0 ? -1 : stand.nextDirty();
    if (set >= 0) {
      setLast = true;
      put(batch(set));
      return true;
    }
    setLast = false;
    if (check >= 0) {
      ask(new Message.Get(id(check)), List.of(check));
      return true;
    }
    return idle();
  }

  private boolean idle() {
    if (protocol.pace().pollNanos() > 0 && now - pollAt >= 0) {
      pollAt = now + protocol.pace().pollNanos();
      for (int k = 0; k < stand.read.length; k++) {
        polled = (polled + 1) % stand.read.length;
        if (protocol.readable(id(polled))) {
          poll(polled);
          return true;
        }
      }
    }
    if (!protocol.blind() && now - heardAt >= protocol.pace().presenceNanos()) {
      ask(new Message.AskIdentity(), List.of());
      return true;
    }
    return false;
  }

  private void poll(int knob) {
    ask(new Message.Get(id(knob)), List.of(knob));
    if (flight != null) {
      flight.poll = true;
    }
  }

  /** What can go out with this one: those in the same number, and as many more as fit. */
  private List<Integer> batch(int first) {
    String verb = protocol.codes().get(id(first)).by();
    int most = protocol.verb(id(first)).most();
    List<Integer> knobs = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (int k = 0; k < stand.dirty.length; k++) {
      int i = (first + k) % stand.dirty.length;
      if (!stand.dirty[i] || !protocol.codes().get(id(i)).by().equals(verb)) {
        continue;
      }
      String word = protocol.codes().get(id(i)).word();
      if (!cells.contains(word) && cells.size() < most) {
        cells.add(word);
      }
      if (cells.contains(word)) {
        knobs.add(i);
      }
    }
    return knobs;
  }

  private void put(List<Integer> knobs) {
    Message message = order(knobs);
    ask(message, knobs);
    if (flight == null) {
      return;
    }
    for (int knob : knobs) {
      truth(knob, new Truth.Sent(stand.wanted[knob], now));
      rivals.set(knob, now);
    }
    if (protocol.verb(id(knobs.getFirst())).set().orElseThrow().reply().isEmpty()) {
      land();
      knobs.forEach(this::verifyLater);
    }
  }

  /** The message for what is wanted of these now; they then wait no longer. */
  private Message order(List<Integer> knobs) {
    List<Message> sets = new ArrayList<>();
    for (int knob : knobs) {
      stand.dirty[knob] = false;
      stand.verifyAt[knob] = NEVER;
      stand.sent[knob] = dialect.asSent(id(knob), stand.wanted[knob]);
      sets.add(new Message.Set(id(knob), stand.wanted[knob]));
    }
    return sets.size() == 1 ? sets.getFirst() : new Message.Several(sets);
  }

  private void ask(Message message, List<Integer> knobs) {
    flight = new Flight();
    flight.message = message;
    flight.knobs = knobs;
    link.seize();
    send();
  }

  private void send() {
    asked = flight.message;
    if (flight.message instanceof Message.AskIdentity) {
      identitiesDue++;
      identityAskedAt = now;
    }
    flight.deadline = now + (protocol.pace().timeoutNanos() << flight.attempt);
    transmit(flight.message);
  }

  private void transmit(Message message) {
    byte[] bytes = dialect.encode(message, id -> stand.held(profile.indexOf(id)));
    notBefore = now + protocol.pace().gapNanos() + bytes.length * link.nanosPerByte();
    if (flight != null) {
      flight.deadline += bytes.length * link.nanosPerByte();
    }
    if (!link.write(bytes)) {
      away(link.trouble());
    }
  }

  private void late() {
    counters.count(Health.UNIT_TIMEOUTS);
    boolean probing = state == State.AWAY || state == State.FAULT;
    if (!probing && flight.attempt < protocol.pace().retries()) {
      flight.attempt++;
      if (flight.sets()) {
        flight.message = order(flight.knobs);
      }
      send();
      return;
    }
    String what = flight.message.word();
    boolean news = state != State.AWAY;
    away("no answer to '" + what + "'");
    probeWait = news ? protocol.pace().timeoutNanos() : Math.min(probeWait * 2, longestWait());
    probeAt = now + probeWait;
    if (profile.protocols().size() > 1) {
      // Another firmware may cut its messages elsewhere, and not even understand the question.
      speak((variant + 1) % profile.protocols().size());
    }
  }

  private long longestWait() {
    return Math.max(MOST_BETWEEN_PROBES_NANOS, protocol.pace().timeoutNanos());
  }

  private void verifyLater(int knob) {
    if (protocol.readable(id(knob)) && protocol.verb(id(knob)).confirm() != Protocol.Confirm.NONE) {
      stand.verifyAt[knob] =
          now + Math.max(protocol.pace().settleNanos(), profile.knobs().get(knob).settleNanos());
    } else {
      stand.sent[knob] = Double.NaN;
    }
  }

  /** The flight is over. */
  private void land() {
    flight = null;
    link.release(notBefore);
  }

  // --- where we stand --------------------------------------------------------------------------

  private void away(String why) {
    forget();
    probeAt = now;
    if (state != State.AWAY || !told) {
      state(State.AWAY, why);
      for (int i = 0; i < stand.truths.length; i++) {
        truth(i, new Truth.Away());
      }
    }
  }

  private void fault(String why) {
    forget();
    probeAt = now + longestWait();
    if (state != State.FAULT) {
      state(State.FAULT, why);
      for (int i = 0; i < stand.truths.length; i++) {
        truth(i, new Truth.Unknown());
      }
    }
  }

  private void identify(String why) {
    boolean wasAway = state == State.AWAY;
    forget();
    identified = protocol.blind();
    writable = protocol.blind();
    state(State.IDENTIFYING, why);
    for (int i = 0; i < stand.truths.length && !wasAway; i++) {
      truth(i, new Truth.Unknown());
    }
  }

  /** Whatever was under way is over; nothing of it is sent later. */
  private void forget() {
    land();
    identified = false;
    writable = false;
    setLast = false;
    asked = null;
    initStep = 0;
    notBefore = now;
    heardAt = now;
    sweep.end();
    stand.forget();
  }

  private void believed(int knob) {
    truth(
        knob,
        stand.known(knob) ? new Truth.Reported(stand.reported[knob], now) : new Truth.Unknown());
  }

  private void state(State next, String why) {
    state = next;
    told = true;
    listener.state(next, why);
  }

  private void truth(int knob, Truth truth) {
    boolean news = !stand.truths[knob].word().equals(truth.word());
    stand.truths[knob] = truth;
    if (news) {
      listener.truth(knob, truth);
    }
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }

  /** The ids of its parameters, in their order. */
  public List<String> knobs() {
    return profile.knobs().stream().map(UnitProfile.Knob::id).toList();
  }
}
