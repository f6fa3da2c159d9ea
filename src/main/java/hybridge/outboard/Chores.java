package hybridge.outboard;

import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** When a box that is left alone is to be spoken to. Owned by {@link Unit}. */
final class Chores {
  private static final long NEVER = Standing.NEVER;

  /** Parameters that are asked for at one rate, one after the other. */
  private static final class Round {
    private final long everyNanos;
    private final List<Integer> knobs = new ArrayList<>();
    private long at;
    private int turn;

    Round(long everyNanos, long now) {
      this.everyNanos = everyNanos;
      this.at = now + everyNanos;
    }

    /** The next of them that is not silent, or −1. */
    int next(long now, IntPredicate silent) {
      at = now + everyNanos;
      for (int i = 0; i < knobs.size(); i++) {
        int knob = knobs.get(turn++ % knobs.size());
        if (!silent.test(knob)) {
          return knob;
        }
      }
      return -1;
    }
  }

  /** How often a question that was not answered is put again. */
  private static final long AGAIN_NANOS = 30_000_000_000L;

  long heardAt;

  private final UnitProfile profile;
  private List<Round> rounds = List.of();
  private long keepAliveAt;
  private long againAt;
  private int againTurn;

  Chores(UnitProfile profile) {
    this.profile = profile;
  }

  void begin(Protocol p, long now) {
    keepAliveAt = now;
    againAt = now + AGAIN_NANOS;
    // A verb with a rate of its own has a round of its own; the others share one.
    Map<String, Round> byClass = new LinkedHashMap<>();
    for (int i = 0; i < profile.knobs().size(); i++) {
      String id = profile.knobs().get(i).id();
      Protocol.Verb verb = p.verb(id);
      long every = verb.everyNanos() > 0 ? verb.everyNanos() : p.pace().pollNanos();
      if (p.readable(id) && every > 0) {
        String which = verb.everyNanos() > 0 ? "verb " + verb.name() : "";
        byClass.computeIfAbsent(which, c -> new Round(every, now)).knobs.add(i);
      }
    }
    rounds = List.copyOf(byClass.values());
  }

  long due(Protocol p) {
    long due = p.blind() ? NEVER : heardAt + p.pace().presenceNanos();
    for (Round round : rounds) {
      due = Math.min(due, round.at);
    }
    return p.keepAlive().isPresent() ? Math.min(due, keepAliveAt) : due;
  }

  boolean keepAlive(Protocol p, long now) {
    boolean due = p.keepAlive().isPresent() && now - keepAliveAt >= 0;
    keepAliveAt = due ? now + p.keepAlive().get().everyNanos() : keepAliveAt;
    return due;
  }

  /** Is it time to ask a box that sleeps whether it still does? */
  boolean asleep(Protocol p, long now) {
    boolean due = due(p) - now <= 0;
    rounds.forEach(round -> round.at = due ? now + round.everyNanos : round.at);
    return due;
  }

  /** Has it been silent for so long that it is asked who it is? */
  boolean presence(Protocol p, long now) {
    return !p.blind() && now - heardAt >= p.pace().presenceNanos();
  }

  /**
   * The place of the parameter whose turn it is to be asked for, or −1.
   *
   * @param silent the box answers no question about it
   */
  int poll(long now, IntPredicate silent) {
    Round first = null;
    for (Round round : rounds) {
      if (now - round.at >= 0 && (first == null || round.at - first.at < 0)) {
        first = round;
      }
    }
    return first == null ? -1 : first.next(now, silent);
  }

  /** The next silent one is asked at once. */
  void hurry(long now) {
    againAt = now;
  }

  /** A silent one whose question is put again, or −1. */
  int again(long now, IntPredicate silent) {
    if (now - againAt < 0) {
      return -1;
    }
    againAt = now + AGAIN_NANOS;
    int size = profile.knobs().size();
    for (int i = 0; i < size; i++) {
      int knob = againTurn++ % size;
      if (silent.test(knob)) {
        return knob;
      }
    }
    return -1;
  }
}
