package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import java.util.List;

/**
 * What is said next to a box that was identified and read: what is wanted, what is to be read back,
 * and what is asked when nothing else is to do. Owned by {@link Unit}.
 */
final class Agenda {

  /** Sends a question or an order. */
  interface Asker {
    /** False when the wire takes no bytes. */
    boolean ask(Message message, List<Integer> knobs);
  }

  final Chores chores;
  final Staging staging = new Staging();
  final Archive archive = new Archive();
  final Since since;

  private final UnitProfile profile;
  private final Standing stand;
  private final Talk talk;
  private final Ledger ledger;
  private final Asker asker;
  private final Unit.Listener listener;
  private boolean setLast;

  /** For how long it is to show itself, or −1. */
  private int locate = -1;

  Agenda(
      UnitProfile profile,
      Standing stand,
      Talk talk,
      Ledger ledger,
      Asker asker,
      Unit.Listener listener) {
    this.profile = profile;
    this.chores = new Chores(profile);
    this.since = ledger.since;
    this.stand = stand;
    this.talk = talk;
    this.ledger = ledger;
    this.asker = asker;
    this.listener = listener;
  }

  private Protocol protocol() {
    return talk.protocol;
  }

  /** Nothing of it is said any more. */
  void forget(long now) {
    setLast = false;
    locate = -1;
    chores.heardAt = now;
    staging.end();
    archive.abandon("the unit went away");
    ledger.sweep.end();
  }

  /** It was identified and read. */
  void begin(long now) {
    chores.begin(protocol(), now);
    since.begin(now);
  }

  /** When something is to be said though nothing is wanted. */
  long due(long notBefore) {
    boolean at = locate >= 0 || ledger.sweep.pending() || staging.pending();
    return at
        ? notBefore
        : Math.min(Math.min(archive.due(), since.due(protocol())), chores.due(protocol()));
  }

  /** Says what is next, if anything is due; returns whether it did. */
  boolean next(long now) {
    if (chores.keepAlive(protocol(), now)) {
      asker.ask(new Message.KeepAlive(), List.of());
      return true;
    }
    if (ledger.sweep.pending()) {
      poll(ledger.sweep.next());
      return true;
    }
    if (staging.pending()) {
      stage();
      return true;
    }
    if (locate >= 0) {
      show();
      return true;
    }
    if (now - archive.due() >= 0) {
      archive(now);
      return true;
    }
    long changed = since.due(protocol());
    if (changed != Standing.NEVER && now - changed >= 0) {
      // Before what is wanted: a ride must not hide a hand on another knob.
      asker.ask(since.ask(), List.of());
      return true;
    }
    int check = stand.dueForReadBack(now);
    int set = setLast && check >= 0 ? -1 : stand.nextDirty();
    if (set >= 0) {
      setLast = true;
      List<List<Integer>> bulk = ledger.bulk(set);
      if (bulk.size() > 1) {
        staging.begin(bulk);
        stage();
      } else {
        put(ledger.batch(set));
      }
      return true;
    }
    setLast = false;
    if (check >= 0) {
      asker.ask(new Message.Get(id(check)), List.of(check));
      return true;
    }
    return idle(now);
  }

  /** The same of a box that sleeps: whether it still does, and what wakes it. */
  boolean nextAsleep(long now) {
    int sleeper = ledger.sleeper();
    if (chores.keepAlive(protocol(), now)) {
      asker.ask(new Message.KeepAlive(), List.of());
      return true;
    }
    if (stand.dirty[sleeper]) {
      put(List.of(sleeper));
      return true;
    }
    long verify = stand.verifyAt[sleeper];
    boolean look = verify != Standing.NEVER && now - verify >= 0;
    if (look || chores.asleep(protocol(), now)) {
      asker.ask(new Message.Get(id(sleeper)), List.of(sleeper));
      return true;
    }
    return false;
  }

  private boolean idle(long now) {
    int turn = chores.poll(now, stand::silent);
    if (turn >= 0) {
      poll(turn);
      return true;
    }
    if (ledger.answersAgain) {
      ledger.answersAgain = false;
      chores.hurry(now);
    }
    int quiet = chores.again(now, stand::silent);
    if (quiet >= 0) {
      poll(quiet);
      talk.once();
      return true;
    }
    if (chores.presence(protocol(), now)) {
      asker.ask(new Message.AskIdentity(), List.of());
      return true;
    }
    return false;
  }

  private void poll(int knob) {
    asker.ask(new Message.Get(id(knob)), List.of(knob));
    if (talk.flight != null) {
      talk.flight.poll = true;
    }
  }

  private void stage() {
    List<Integer> knobs = staging.next();
    if (knobs.isEmpty()) {
      asker.ask(new Message.Commit(id(staging.first())), List.of());
    } else if (asker.ask(ledger.stage(knobs), knobs)) {
      ledger.sent(knobs);
    }
  }

  private void archive(long now) {
    Message message = archive.next(now, protocol().pace().settleNanos());
    if (asker.ask(message, List.of()) && message instanceof Message.Restore) {
      talk.land();
      for (int i = 0; i < stand.read.length; i++) {
        ledger.verifyLater(i);
      }
    }
  }

  /** The box is to show itself when it is next spoken to. */
  void locate(int seconds) {
    locate = seconds;
  }

  private void show() {
    Message message = new Message.Locate(locate);
    locate = -1;
    boolean answered = protocol().locate().orElseThrow().reply().isPresent();
    if (asker.ask(message, List.of()) && !answered) {
      talk.land();
    }
  }

  private void put(List<Integer> knobs) {
    if (!asker.ask(ledger.order(knobs), knobs)) {
      return;
    }
    ledger.sent(knobs);
    if (protocol().verb(id(knobs.getFirst())).set().orElseThrow().reply().isEmpty()) {
      talk.land();
      knobs.forEach(ledger::verifyLater);
    }
  }

  // --- answers -----------------------------------------------------------------------------------

  /** The box has done what it was asked, unless it was asked something else meanwhile. */
  void done(Message answer) {
    switch (answer) {
      case Message.Staged s when talk.waits() instanceof Message.Stage -> {
        talk.land();
        staging.staged();
      }
      case Message.Committed c when talk.waits() instanceof Message.Commit -> {
        talk.land();
        staging.end().forEach(ledger::verifyLater);
      }
      case Message.Located l when talk.waits() instanceof Message.Locate -> talk.land();
      default -> {}
    }
  }

  void dumped(Blob blob) {
    talk.land();
    archive.heard(blob);
  }

  /**
   * What has changed since it was asked last.
   *
   * @return true: the box has started anew without a word
   */
  boolean changed(Message.Changed m, long now) {
    boolean anew = false;
    if (talk.waits() instanceof Message.AskChanged) {
      talk.land();
      anew = since.anew(m, protocol(), now);
    }
    return anew || ledger.changed(m.items());
  }

  /** The box refused what it was asked last. */
  void refused(String reason) {
    Talk.Flight flight = talk.flight;
    Message message = talk.waits();
    if (message != null) {
      talk.land();
    }
    if (!without(message, reason)) {
      ledger.refusal(flight, reason);
    }
  }

  /** The box is there, and this was not answered, or not so that it was understood. */
  void unanswered(Talk.Flight flight) {
    if (!without(flight.message, ledger.unclear.words(flight))) {
      ledger.unclear.goOn(flight);
    }
  }

  /** Goes on without it; false where it was about parameters. */
  private boolean without(Message message, String why) {
    switch (message) {
      case Message.Stage m -> ledger.refused(staging.end(), why);
      case Message.Commit m -> ledger.refused(staging.end(), why);
      case Message.Init m -> listener.note("would not be prepared: " + why);
      case Message.Locate m -> listener.note("would not show itself: " + why);
      case Message.AskChanged m -> {
        since.refuse();
        listener.note("would not say what has changed: " + why);
      }
      case Message.AskDump m -> archive.abandon("the box would not say its state: " + why);
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }
}
