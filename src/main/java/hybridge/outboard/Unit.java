package hybridge.outboard;

import hybridge.profile.Code;
import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Access;
import hybridge.value.Numbers;
import hybridge.value.Truth;
import hybridge.wire.LineFraming;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  /** A request that waits for its answer. */
  private static final class Flight {
    Message message;
    int attempt;
    long deadline;
    boolean overtaken;
  }

  private final UnitProfile profile;
  private final Protocol protocol;
  private final LineDialect dialect;
  private final LineFraming framing;
  private final Link link;
  private final Listener listener;
  private final Counters counters;
  private final byte[] buffer = new byte[512];

  private State state = State.AWAY;
  private boolean told;
  private boolean identified;
  private boolean writable;
  private String firmware = "";
  private int generation = -1;
  private long now;

  private final double[] wanted;
  private final boolean[] dirty;
  private final double[] reported;
  private final double[] sent;
  private final boolean[] read;
  private final long[] verifyAt;
  private final Truth[] truths;

  private Flight flight;
  private long notBefore;
  private long probeAt;
  private long probeWait;
  private long heardAt;
  private int turn;
  private boolean setLast;
  private String askedLast = "";
  private int identitiesDue;
  private long identityAskedAt;
  private long garbage;

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * @param profile of a unit with a protocol
   * @throws IllegalArgumentException if it has none
   */
  public Unit(UnitProfile profile, Link link, Listener listener, Counters counters) {
    this.profile = profile;
    this.protocol =
        profile
            .protocol()
            .orElseThrow(() -> new IllegalArgumentException(profile.id() + " has no protocol"));
    this.dialect = new LineDialect(protocol);
    Protocol.Frame.Lines lines =
        switch (protocol.frame()) {
          case Protocol.Frame.Lines l -> l;
        };
    this.framing = new LineFraming(lines.ends(), lines.longest());
    this.link = link;
    this.listener = listener;
    this.counters = counters;
    int n = profile.knobs().size();
    wanted = new double[n];
    dirty = new boolean[n];
    reported = new double[n];
    sent = new double[n];
    read = new boolean[n];
    verifyAt = new long[n];
    truths = new Truth[n];
    Arrays.fill(reported, Double.NaN);
    Arrays.fill(sent, Double.NaN);
    Arrays.fill(verifyAt, NEVER);
    Arrays.fill(truths, new Truth.Unknown());
    probeWait = protocol.pace().timeoutNanos();
  }

  public State state() {
    return state;
  }

  public Truth truth(int knob) {
    return truths[knob];
  }

  /** What the box last said, or NaN. */
  public double reported(int knob) {
    return reported[knob];
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
        wanted[knob] = value;
        dirty[knob] = true;
      }
      case AWAY, IDENTIFYING -> {
        if (!(truths[knob] instanceof Truth.Reported)) {
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
    int count;
    while ((count = link.read(buffer)) > 0) {
      framing.take(buffer, count, this::hear);
      done += count;
    }
    if (framing.dropped() != garbage) {
      counters.count(Health.UNIT_GARBAGE, framing.dropped() - garbage);
      garbage = framing.dropped();
    }
    if (flight != null && now - flight.deadline >= 0) {
      late();
      done++;
    }
    if (flight == null && now - notBefore >= 0) {
      done += next() ? 1 : 0;
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
          case READY, READONLY -> heardAt + protocol.pace().presenceNanos();
        };
    for (int i = 0; i < dirty.length; i++) {
      due = Math.min(due, dirty[i] ? notBefore : verifyAt[i]);
    }
    return Math.max(due, notBefore);
  }

  // --- what comes in ---------------------------------------------------------------------------

  private void hear(String line) {
    Optional<Message> understood = dialect.fromBox(line, askedLast);
    if (understood.isEmpty()) {
      counters.count(Health.UNIT_GARBAGE);
      return;
    }
    heardAt = now;
    if (!identified && !(understood.get() instanceof Message.Identity)) {
      // Somebody speaks, but nobody knows who: not a word is believed before that.
      probeAt = flight == null && state == State.AWAY ? now : probeAt;
      return;
    }
    switch (understood.get()) {
      case Message.Identity m -> identity(m);
      case Message.Current(String p, double v) -> current(profile.indexOf(p), v);
      case Message.Ack(String p, double v) -> ack(p, v);
      case Message.Report(String p, double v) -> report(profile.indexOf(p), v);
      case Message.Refusal(String reason) -> refusal(reason);
      // These are ours; a dialect that reads them as the box's would be an echo, which says
      // nothing.
      case Message.AskIdentity m -> {}
      case Message.Get m -> {}
      case Message.Set m -> {}
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
      flight = null;
    }
    if (!m.model().equals(protocol.identify().model())) {
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
    firmware = m.firmware();
    writable = protocol.identify().knows(firmware);
    probeWait = protocol.pace().timeoutNanos();
  }

  private void current(int knob, double value) {
    if (flight != null && flight.message.equals(new Message.Get(id(knob)))) {
      flight = null;
      verifyAt[knob] = NEVER;
      compare(knob, value);
    }
    reported(knob, value, Cause.ANSWER);
  }

  private void ack(String p, double value) {
    boolean mine =
        flight != null
            && flight.message instanceof Message.Set(String q, double v)
            && (p.isEmpty() || p.equals(q));
    String param = mine ? ((Message.Set) flight.message).param() : p;
    int knob = profile.indexOf(param);
    if (knob < 0) {
      return;
    }
    boolean says = !Double.isNaN(value);
    if (mine) {
      boolean overtaken = flight.overtaken;
      flight = null;
      boolean other = says && !near(knob, value, sent[knob]);
      if (!says || other || overtaken || protocol.confirm() == Protocol.Confirm.READ) {
        verifyLater(knob);
      }
    } else {
      // An answer that came too late may be older than what the box holds now.
      verifyLater(knob);
    }
    if (says) {
      reported(knob, value, Cause.ANSWER);
    }
  }

  private void report(int knob, double value) {
    boolean underWay =
        flight != null
            && flight.message instanceof Message.Set(String q, double v)
            && q.equals(id(knob));
    if (underWay) {
      // The box had not heard our set yet, and will follow it: the later word is ours.
      flight.overtaken = true;
      reported(knob, value, Cause.ANSWER);
    } else {
      // The hand on the panel is the latest: what waits to be sent is older.
      dirty[knob] = false;
      verifyAt[knob] = NEVER;
      reported(knob, value, Cause.PANEL);
    }
  }

  private void refusal(String reason) {
    switch (flight == null ? null : flight.message) {
      case Message.Set(String p, double v) -> {
        flight = null;
        int knob = profile.indexOf(p);
        sent[knob] = Double.NaN;
        listener.note("refused " + p + " " + Numbers.text(v) + ": " + reason);
        believed(knob);
      }
      case Message.Get(String p) -> {
        flight = null;
        int knob = profile.indexOf(p);
        read[knob] = true;
        verifyAt[knob] = NEVER;
        listener.note("would not say " + p + ": " + reason);
        truth(knob, new Truth.Unknown());
      }
      case null, default -> listener.note("said: " + reason);
    }
  }

  private void reported(int knob, double value, Cause cause) {
    reported[knob] = value;
    read[knob] = true;
    listener.reported(knob, value, cause);
    truth(knob, new Truth.Reported(value, now));
  }

  private void compare(int knob, double value) {
    if (!Double.isNaN(sent[knob]) && !dirty[knob] && !near(knob, value, sent[knob])) {
      listener.note(
          id(knob)
              + ": sent "
              + Numbers.text(sent[knob])
              + ", the box holds "
              + Numbers.text(value));
    }
    sent[knob] = Double.NaN;
  }

  private boolean near(int knob, double a, double b) {
    Code code = protocol.codes().get(id(knob));
    double tolerance = Math.max(profile.knobs().get(knob).tolerance(), code.resolution() / 2);
    return Math.abs(a - b) <= tolerance * (1 + 1e-9);
  }

  // --- what goes out ---------------------------------------------------------------------------

  private boolean next() {
    return switch (state) {
      case AWAY, FAULT -> {
        boolean due = now - probeAt >= 0;
        if (due) {
          ask(new Message.AskIdentity());
        }
        yield due;
      }
      case IDENTIFYING -> {
        if (!identified) {
          ask(new Message.AskIdentity());
        } else {
          readOn();
        }
        yield true;
      }
      case READY, READONLY -> order();
    };
  }

  private void readOn() {
    for (int i = 0; i < read.length; i++) {
      if (!read[i]) {
        ask(new Message.Get(id(i)));
        return;
      }
    }
    if (writable) {
      state(State.READY, "read");
    } else {
      state(State.READONLY, "firmware " + firmware + " is not known to the profile");
    }
  }

  private boolean order() {
    int check = dueForReadBack();
    int set = setLast && check >= 0 ? -1 : nextDirty();
    if (set >= 0) {
      dirty[set] = false;
      verifyAt[set] = NEVER;
      setLast = true;
      put(set);
      return true;
    }
    setLast = false;
    if (check >= 0) {
      ask(new Message.Get(id(check)));
      return true;
    }
    if (now - heardAt >= protocol.pace().presenceNanos()) {
      ask(new Message.AskIdentity());
      return true;
    }
    return false;
  }

  private int dueForReadBack() {
    for (int i = 0; i < verifyAt.length; i++) {
      if (verifyAt[i] != NEVER && !dirty[i] && now - verifyAt[i] >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** In turn, so that one that moves all the time does not keep the others waiting. */
  private int nextDirty() {
    for (int k = 0; k < dirty.length; k++) {
      int i = (turn + k) % dirty.length;
      if (dirty[i]) {
        turn = i + 1;
        return i;
      }
    }
    return -1;
  }

  private void put(int knob) {
    sent[knob] = dialect.asSent(id(knob), wanted[knob]);
    ask(new Message.Set(id(knob), wanted[knob]));
    if (flight != null) {
      truth(knob, new Truth.Sent(wanted[knob], now));
    }
  }

  private void ask(Message message) {
    flight = new Flight();
    flight.message = message;
    send();
  }

  private void send() {
    askedLast =
        switch (flight.message) {
          case Message.Get(String p) -> p;
          case Message.Set(String p, double v) -> p;
          default -> "";
        };
    if (flight.message instanceof Message.AskIdentity) {
      identitiesDue++;
      identityAskedAt = now;
    }
    long timeout = protocol.pace().timeoutNanos() << flight.attempt;
    flight.deadline = now + timeout;
    notBefore = now + protocol.pace().gapNanos();
    if (!link.write(dialect.encode(flight.message))) {
      away(link.trouble());
    }
  }

  private void late() {
    counters.count(Health.UNIT_TIMEOUTS);
    boolean probing = state == State.AWAY || state == State.FAULT;
    if (!probing && flight.attempt < protocol.pace().retries()) {
      flight.attempt++;
      if (flight.message instanceof Message.Set(String p, double v)) {
        int knob = profile.indexOf(p);
        if (dirty[knob]) {
          dirty[knob] = false;
          sent[knob] = dialect.asSent(p, wanted[knob]);
          flight.message = new Message.Set(p, wanted[knob]);
        }
      }
      send();
      return;
    }
    String what = flight.message.word();
    boolean news = state != State.AWAY;
    away("no answer to '" + what + "'");
    probeWait = news ? protocol.pace().timeoutNanos() : Math.min(probeWait * 2, longestWait());
    probeAt = now + probeWait;
  }

  private long longestWait() {
    return Math.max(MOST_BETWEEN_PROBES_NANOS, protocol.pace().timeoutNanos());
  }

  private void verifyLater(int knob) {
    verifyAt[knob] =
        now + Math.max(protocol.pace().settleNanos(), profile.knobs().get(knob).settleNanos());
  }

  // --- where we stand --------------------------------------------------------------------------

  private void away(String why) {
    forget();
    probeAt = now;
    if (state != State.AWAY || !told) {
      state(State.AWAY, why);
      for (int i = 0; i < truths.length; i++) {
        truth(i, new Truth.Away());
      }
    }
  }

  private void fault(String why) {
    forget();
    probeAt = now + longestWait();
    if (state != State.FAULT) {
      state(State.FAULT, why);
      for (int i = 0; i < truths.length; i++) {
        truth(i, new Truth.Unknown());
      }
    }
  }

  private void identify(String why) {
    boolean wasAway = state == State.AWAY;
    forget();
    state(State.IDENTIFYING, why);
    for (int i = 0; i < truths.length && !wasAway; i++) {
      truth(i, new Truth.Unknown());
    }
  }

  /** Whatever was under way is over; nothing of it is sent later. */
  private void forget() {
    flight = null;
    identified = false;
    writable = false;
    setLast = false;
    askedLast = "";
    notBefore = now;
    heardAt = now;
    Arrays.fill(dirty, false);
    Arrays.fill(read, false);
    Arrays.fill(sent, Double.NaN);
    Arrays.fill(verifyAt, NEVER);
  }

  private void believed(int knob) {
    truth(
        knob,
        Double.isNaN(reported[knob])
            ? new Truth.Unknown()
            : new Truth.Reported(reported[knob], now));
  }

  private void state(State next, String why) {
    state = next;
    told = true;
    listener.state(next, why);
  }

  private void truth(int knob, Truth truth) {
    boolean news = !truths[knob].word().equals(truth.word());
    truths[knob] = truth;
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
