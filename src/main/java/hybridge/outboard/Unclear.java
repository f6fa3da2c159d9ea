package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Truth;
import hybridge.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers that make no sense, and questions that are not answered, of a box that is there: what
 * becomes of the parameters they are about. The rest of the unit goes on. Owned by {@link Unit}.
 */
final class Unclear {
  /** Characters of an answer that are shown. */
  private static final int MOST_SHOWN = 80;

  private final Ledger ledger;
  private final Standing stand;
  private final UnitProfile profile;
  private final Talk talk;
  private final Unit.Listener listener;
  private final Counters counters;
  private final Troubles troubles;

  Unclear(
      Ledger ledger,
      UnitProfile profile,
      Talk talk,
      Unit.Listener listener,
      Counters counters,
      Troubles troubles) {
    this.ledger = ledger;
    this.stand = ledger.stand;
    this.profile = profile;
    this.talk = talk;
    this.listener = listener;
    this.counters = counters;
    this.troubles = troubles;
  }

  /** Is what came meanwhile sure to be the answer, though it makes no sense? */
  boolean sure(Talk.Flight flight) {
    boolean known =
        flight.message instanceof Message.Get
            && !flight.heard.isEmpty()
            && flight.knobs.stream().anyMatch(k -> flight.heard.equals(stand.puzzles[k]));
    return known || flight.sure && !(flight.message instanceof Message.AskIdentity);
  }

  /** What became of a question or an order, in words. */
  String words(Talk.Flight flight) {
    String what = "'" + flight.message.word() + "'";
    String heard = flight.answer();
    return heard.isEmpty()
        ? flight.broken
            ? what + " is answered with bytes that are no frame of " + profile.id()
            : "no answer to " + what
        : what
            + " is answered with "
            + Bytes.written(heard.substring(0, Math.min(MOST_SHOWN, heard.length())))
            + ", which "
            + profile.id()
            + " does not know";
  }

  /** The box is there, and says nothing of these, or nothing that is understood. */
  void goOn(Talk.Flight flight) {
    counters.count(Health.UNIT_UNCLEAR);
    if (flight.sets()) {
      troubles.about(flight.knobs, words(flight), true);
      flight.knobs.forEach(ledger::verifyLater);
    } else if (flight.message instanceof Message.Get(String p)) {
      List<Integer> none = new ArrayList<>(sameQuestion(p));
      // A late answer may have come while it was asked whether it is there.
      none.removeIf(
          k -> stand.truths[k] instanceof Truth.Reported(var v, var at) && at > flight.sentAt);
      withoutValue(none, flight.answer(), words(flight));
      none.forEach(k -> stand.slow[k] = !sure(flight));
    }
  }

  /** The box would not say where this stands. */
  void refused(String param, String reason) {
    withoutValue(sameQuestion(param), reason, "would not say " + param + ": " + reason);
  }

  /** All that the answer to this question would have told. */
  private List<Integer> sameQuestion(String param) {
    List<String> asked = talk.dialect.question(param);
    List<Integer> same = new ArrayList<>();
    for (int i = 0; i < profile.knobs().size(); i++) {
      String id = profile.knobs().get(i).id();
      if (talk.protocol.readable(id) && asked.equals(talk.dialect.question(id))) {
        same.add(i);
      }
    }
    return same;
  }

  private void withoutValue(List<Integer> knobs, String heard, String why) {
    boolean news = false;
    for (int knob : knobs) {
      over(knob);
      if (!heard.equals(stand.puzzles[knob])) {
        news = true;
        stand.puzzles[knob] = heard;
        lost(knob, why);
      }
    }
    troubles.about(knobs, why, news);
  }

  /** The box says that it has no value now, which is no trouble, and an answer to a set as well. */
  void absent(int knob) {
    if (talk.flight != null && talk.flight.sets() && talk.flight.knobs.contains(knob)) {
      talk.land();
    }
    over(knob);
    stand.puzzles[knob] = null;
    troubles.solved(knob);
    lost(knob, "the box says that it has no value now");
  }

  /** Nothing about it is under way any more. */
  private void over(int knob) {
    stand.read[knob] = true;
    stand.verifyAt[knob] = Standing.NEVER;
    stand.sent[knob] = Double.NaN;
    ledger.sweep.seen(knob);
  }

  private void lost(int knob, String why) {
    if (!stand.gone[knob]) {
      stand.gone[knob] = true;
      listener.lost(knob);
    }
    ledger.truth(knob, new Truth.Unknown(why));
  }
}
