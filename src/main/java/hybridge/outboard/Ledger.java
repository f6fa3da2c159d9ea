package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Access;
import hybridge.value.Numbers;
import hybridge.value.Truth;
import java.util.ArrayList;
import java.util.List;

/** What is wanted of a box, what it was sent, and what it says. Owned by {@link Unit}. */
final class Ledger {
  private static final long NEVER = Standing.NEVER;

  /** A report this exact is the value, and not only near it. */
  private static final double EXACT = 1e-9;

  final Standing stand;
  final Sweep sweep = new Sweep();
  final Since since = new Since();
  long now;

  private final UnitProfile profile;
  private final Talk talk;
  private final Unit.Listener listener;
  private final Counters counters;
  private final Rivals rivals;
  private final Troubles troubles;
  final Unclear unclear;

  /** One that was not answered is answered now: the others may be, too. */
  boolean answersAgain;

  Ledger(
      UnitProfile profile, Standing stand, Talk talk, Unit.Listener listener, Counters counters) {
    this.profile = profile;
    this.stand = stand;
    this.talk = talk;
    this.listener = listener;
    this.counters = counters;
    this.rivals = new Rivals(profile.knobs().size());
    this.troubles = new Troubles(profile, listener);
    this.unclear = new Unclear(this, profile, talk, listener, counters, troubles);
  }

  // --- what is wanted --------------------------------------------------------------------------

  /** It goes out as soon as the wire is free, unless the box is known to hold it. */
  void want(int knob, double value) {
    // A report that is only a rounding does not prove that the box holds just this.
    boolean there =
        stand.truths[knob] instanceof Truth.Reported
            && quiet(knob)
            && talk.protocol.codes().get(id(knob)).tellsAll()
            && Math.abs(stand.reported[knob] - talk.dialect.asSent(id(knob), value)) <= EXACT;
    stand.wanted[knob] = value;
    stand.verdicts[knob] = null;
    sweep.forget(knob);
    if (there) {
      // Whoever asked has called it unconfirmed meanwhile.
      listener.truth(knob, stand.truths[knob]);
      return;
    }
    stand.dirty[knob] = true;
  }

  /** It does not go out, now or later. */
  void unsent(int knob, double value, Truth truth) {
    boolean again = stand.verdicts[knob] instanceof Truth.Unsent;
    stand.wanted[knob] = value;
    stand.verdicts[knob] =
        truth instanceof Truth.Unsent ? truth : new Truth.Unsent("the unit was away");
    stand.truths[knob] = truth;
    listener.truth(knob, truth);
    if (!again && truth instanceof Truth.Unsent(String why)) {
      listener.note(id(knob) + " was not sent: " + why);
    }
  }

  // --- a box that sleeps ------------------------------------------------------------------------

  /** The parameter that tells whether the box sleeps, or −1. */
  int sleeper() {
    return talk.protocol.standby().map(s -> profile.indexOf(s.param())).orElse(-1);
  }

  boolean tellsStandby(int knob) {
    return knob == sleeper();
  }

  /** Does the box sleep, by what it said last? */
  boolean standby() {
    int knob = sleeper();
    return knob >= 0
        && stand.read[knob]
        && !stand.gone[knob]
        && near(knob, stand.reported[knob], talk.protocol.standby().orElseThrow().value());
  }

  /** Where it was not ours to wake it, the desk follows the hand that did. */
  void wokenByHand() {
    int knob = sleeper();
    if (!near(knob, stand.reported[knob], stand.wanted[knob])) {
      panel(knob, stand.reported[knob]);
    }
  }

  /** Nothing is known of the rest until it wakes. */
  void asleep() {
    for (int i = 0; i < stand.truths.length; i++) {
      if (!tellsStandby(i)) {
        stand.dirty[i] = false;
        stand.verifyAt[i] = NEVER;
        stand.sent[i] = Double.NaN;
        truth(i, new Truth.Unknown("the unit is in standby"));
      }
    }
  }

  /** Can it be asked for, as far as is known of the box by now? */
  boolean readable(int knob) {
    return talk.protocol.readable(id(knob)) && !stand.silent(knob);
  }

  /** How the unit is, for what is told of its troubles. */
  void state(Unit.State state, String why) {
    troubles.state(state, why);
  }

  // --- what the box says -----------------------------------------------------------------------

  /**
   * Where parameters stand, all of them from one answer.
   *
   * @return true: the box has started anew without a word
   */
  boolean currents(List<Message> all) {
    boolean mine =
        talk.flight != null
            && talk.flight.message instanceof Message.Get(String p)
            && all.stream().anyMatch(m -> about(m, p));
    boolean poll = mine && talk.flight.poll;
    List<Integer> meant = mine ? talk.flight.knobs : List.of();
    if (mine) {
      talk.land();
    }
    for (Message m : all) {
      if (m instanceof Message.Absent(String p)) {
        unclear.absent(profile.indexOf(p));
        continue;
      }
      if (m instanceof Message.Status(String p, double value) && !poll) {
        status(profile.indexOf(p), value);
        continue;
      }
      boolean asked = m instanceof Message.Current;
      if (!asked && !(m instanceof Message.Status)) {
        continue;
      }
      int knob =
          profile.indexOf(
              m instanceof Message.Current c ? c.param() : ((Message.Status) m).param());
      double value = m instanceof Message.Current c ? c.value() : ((Message.Status) m).value();
      boolean quiet = quiet(knob);
      if (mine && asked) {
        stand.verifyAt[knob] = NEVER;
        compare(knob, value);
      }
      // An answer about everything tells of more than what was read back.
      boolean set = profile.knobs().get(knob).parameter().access() == Access.SET;
      boolean looked = poll || mine && stand.read[knob] && !meant.contains(knob);
      boolean moved = stand.known(knob) && !near(knob, value, stand.reported[knob]);
      if (looked && quiet && moved && set) {
        sweep.differs(knob, value);
      } else if (!asked) {
        status(knob, value);
      } else {
        reported(knob, value, Unit.Cause.ANSWER);
      }
      sweep.seen(knob);
    }
    return mine && sweep.begun() && swept(all);
  }

  private static boolean about(Message m, String param) {
    return m instanceof Message.Current(String p, double v) && p.equals(param)
        || m instanceof Message.Absent(String q) && q.equals(param);
  }

  /** Does the box say with what has changed whether it has started anew? */
  private boolean dated() {
    return since.dated(talk.protocol);
  }

  /** Something differs, and what has changed will tell whose doing it was. */
  boolean puzzled() {
    return dated() && sweep.begun();
  }

  /**
   * What the box says has changed since it was last asked, by hands or by us.
   *
   * @return true: the box has started anew without a word
   */
  boolean changed(List<Message> items) {
    for (Message m : items) {
      if (m instanceof Message.Current(String p, double value)) {
        int knob = profile.indexOf(p);
        boolean moved = quiet(knob) && stand.known(knob) && !near(knob, value, reported(knob));
        if (confirms(knob, value)) {
          stand.verifyAt[knob] = NEVER;
          stand.sent[knob] = Double.NaN;
          reported(knob, value, Unit.Cause.ANSWER);
        } else if (moved && !dated()) {
          sweep.differs(knob, value);
        } else {
          status(knob, value);
        }
        sweep.seen(knob);
      }
    }
    if (dated()) {
      // The box is the one it was: what a poll has found was a hand.
      sweep
          .end()
          .forEach(
              (knob, value) -> {
                if (quiet(knob) && !near(knob, value, reported(knob))) {
                  panel(knob, value);
                }
              });
      return false;
    }
    return sweep.begun() && swept(items);
  }

  private double reported(int knob) {
    return stand.reported[knob];
  }

  /** Does it prove that our set has arrived? */
  private boolean confirms(int knob, double value) {
    return stand.verifyAt[knob] != NEVER
        && !stand.dirty[knob]
        && !Double.isNaN(stand.sent[knob])
        && near(knob, value, stand.sent[knob]);
  }

  /** Is nothing of ours under way for it? */
  private boolean quiet(int knob) {
    boolean flying = talk.flight != null && talk.flight.knobs.contains(knob);
    return !flying && !stand.dirty[knob] && Double.isNaN(stand.sent[knob]);
  }

  /** A poll found something that nobody had said: what else is there? */
  private boolean swept(List<Message> justRead) {
    if (dated()) {
      return false;
    }
    if (!sweep.running()) {
      for (int i = 0; i < profile.knobs().size(); i++) {
        String id = id(i);
        boolean here =
            justRead.stream()
                .anyMatch(m -> m instanceof Message.Current(String p, double v) && p.equals(id));
        if (!here && readable(i)) {
          sweep.look(i);
        }
      }
      sweep.start();
    }
    if (sweep.pending()) {
      return false;
    }
    var found = sweep.end();
    boolean anew =
        found.size() > 1
            && found.entrySet().stream()
                .allMatch(e -> near(e.getKey(), e.getValue(), initial(e.getKey())));
    if (!anew) {
      found.forEach(this::panel);
    }
    return anew;
  }

  /** A line about several says where this one stands; it may not be what the line is about. */
  void status(int knob, double value) {
    if (!quiet(knob)) {
      return;
    }
    if (stand.known(knob) && stand.read[knob] && !near(knob, value, stand.reported[knob])) {
      panel(knob, value);
    } else {
      reported(knob, value, Unit.Cause.ANSWER);
    }
  }

  /** Does the answer to a set mean that it was taken? Some boxes echo what they cannot do. */
  private boolean believed(String id) {
    return talk.protocol.verb(id).confirm() != Protocol.Confirm.NONE;
  }

  private double initial(int knob) {
    return talk.dialect.asSent(id(knob), profile.knobs().get(knob).parameter().initial().number());
  }

  void ack(String p, double value) {
    int named = p.isEmpty() ? -1 : profile.indexOf(p);
    boolean mine =
        talk.flight != null
            && talk.flight.sets()
            && (p.isEmpty() || talk.flight.knobs.contains(named));
    boolean says = named >= 0 && !Double.isNaN(value) && believed(id(named));
    if (!mine) {
      if (named >= 0) {
        // An answer that came too late may be older than what the box holds now.
        verifyLater(named);
        if (says) {
          reported(named, value, Unit.Cause.ANSWER);
        }
      }
      return;
    }
    boolean overtaken = talk.flight.overtaken;
    List<Integer> knobs = talk.flight.knobs;
    talk.land();
    for (int knob : knobs) {
      boolean its = says && knob == named;
      boolean other = its && !near(knob, value, stand.sent[knob]);
      boolean proved = talk.protocol.verb(id(knob)).confirm() != Protocol.Confirm.READ;
      if (!its || other || overtaken || !proved) {
        verifyLater(knob);
      } else {
        stand.sent[knob] = Double.NaN;
      }
      if (its) {
        reported(knob, value, Unit.Cause.ANSWER);
      }
    }
  }

  void report(int knob, double value) {
    boolean underWay =
        talk.flight != null && talk.flight.sets() && talk.flight.knobs.contains(knob);
    if (underWay && talk.protocol.verb(id(knob)).repliesUnasked()) {
      // It cannot be told from the answer; the read-back will.
      ack(id(knob), value);
    } else if (underWay) {
      // The box had not heard our set yet, and will follow it: the later word is ours.
      talk.flight.overtaken = true;
      reported(knob, value, Unit.Cause.ANSWER);
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
    reported(knob, value, Unit.Cause.PANEL);
  }

  /** None of these has moved: what was staged is all or nothing. */
  void refused(List<Integer> knobs, String reason) {
    listener.note("refused to change " + knobs.size() + " parameters at once: " + reason);
    for (int knob : knobs) {
      stand.dirty[knob] = false;
      stand.sent[knob] = Double.NaN;
      stand.verdicts[knob] = new Truth.Refused(reason);
      truth(knob, stand.verdicts[knob]);
    }
  }

  /**
   * @param flight what it refuses, or null
   */
  void refusal(Talk.Flight flight, String reason) {
    if (flight != null && flight.sets()) {
      flight.knobs.forEach(knob -> refused(knob, reason));
    } else if (flight != null && flight.message instanceof Message.Get(String p)) {
      unclear.refused(p, reason);
    } else {
      listener.note("said: " + reason);
    }
  }

  private void refused(int knob, String reason) {
    String why = "refused " + Numbers.text(stand.wanted[knob]) + ": " + reason;
    troubles.about(List.of(knob), why, true);
    stand.sent[knob] = Double.NaN;
    stand.verdicts[knob] = new Truth.Refused(reason);
    truth(knob, stand.verdicts[knob]);
  }

  private void reported(int knob, double value, Unit.Cause cause) {
    stand.reported[knob] = value;
    stand.gone[knob] = false;
    stand.read[knob] = true;
    answersAgain |= stand.silent(knob);
    stand.puzzles[knob] = null;
    troubles.solved(knob);
    boolean settled = cause == Unit.Cause.PANEL || near(knob, value, stand.wanted[knob]);
    stand.verdicts[knob] = settled ? null : stand.verdicts[knob];
    listener.reported(knob, value, cause);
    truth(
        knob, stand.verdicts[knob] == null ? new Truth.Reported(value, now) : stand.verdicts[knob]);
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
    double coarse = talk.protocol.codes().get(id(knob)).coarseness(b);
    double tolerance = Math.max(profile.knobs().get(knob).tolerance(), coarse);
    return Math.abs(a - b) <= tolerance * (1 + 1e-9);
  }

  /** What can go out with this one: those in the same number, and as many more as fit. */
  List<Integer> batch(int first) {
    return batch(first, stand.dirty);
  }

  private List<Integer> batch(int first, boolean[] dirty) {
    String verb = talk.protocol.codes().get(id(first)).by();
    int most = talk.protocol.verb(id(first)).most();
    boolean staged = talk.protocol.verb(id(first)).stage().isPresent();
    List<Integer> knobs = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (int k = 0; k < stand.dirty.length; k++) {
      int i = (first + k) % stand.dirty.length;
      // What is staged lands at once anyway.
      boolean its = staged || stand.together(first, i);
      if (!dirty[i] || !its || !talk.protocol.codes().get(id(i)).by().equals(verb)) {
        continue;
      }
      String word = talk.protocol.codes().get(id(i)).word();
      if (!cells.contains(word) && cells.size() < most) {
        cells.add(word);
      }
      if (cells.contains(word)) {
        knobs.add(i);
      }
    }
    return knobs;
  }

  /** All of its verb that waits, in messages of a box that takes many at once; else nothing. */
  List<List<Integer>> bulk(int first) {
    Protocol.Verb verb = talk.protocol.verb(id(first));
    List<List<Integer>> batches = new ArrayList<>();
    if (verb.stage().isEmpty()) {
      return batches;
    }
    boolean[] waiting = stand.dirty.clone();
    for (int i = first; i >= 0; i = first(verb, waiting)) {
      List<Integer> batch = batch(i, waiting);
      batch.forEach(k -> waiting[k] = false);
      batches.add(batch);
    }
    return batches;
  }

  private int first(Protocol.Verb verb, boolean[] waiting) {
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] && talk.protocol.codes().get(id(i)).by().equals(verb.name())) {
        return i;
      }
    }
    return -1;
  }

  /** The message that has these held ready. */
  Message stage(List<Integer> knobs) {
    Message sets = order(knobs);
    return new Message.Stage(
        sets instanceof Message.Several(List<Message> all) ? all : List.of(sets));
  }

  /** The message for what is wanted of these now; they then wait no longer. */
  Message order(List<Integer> knobs) {
    List<Message> sets = new ArrayList<>();
    for (int knob : knobs) {
      stand.goes(knob);
      stand.sent[knob] = talk.dialect.asSent(id(knob), stand.wanted[knob]);
      sets.add(new Message.Set(id(knob), stand.wanted[knob]));
    }
    return sets.size() == 1 ? sets.getFirst() : new Message.Several(sets);
  }

  /** They went out. */
  void sent(List<Integer> knobs) {
    for (int knob : knobs) {
      truth(knob, new Truth.Sent(stand.wanted[knob], now));
      rivals.set(knob, now);
    }
  }

  void verifyLater(int knob) {
    if (readable(knob) && talk.protocol.verb(id(knob)).confirm() != Protocol.Confirm.NONE) {
      stand.verifyAt[knob] =
          now
              + Math.max(
                  talk.protocol.pace().settleNanos(), profile.knobs().get(knob).settleNanos());
    } else {
      stand.sent[knob] = Double.NaN;
    }
  }

  void truth(int knob, Truth truth) {
    boolean news = !stand.truths[knob].word().equals(truth.word());
    stand.truths[knob] = truth;
    if (news) {
      listener.truth(knob, truth);
    }
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }
}
