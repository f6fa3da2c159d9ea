package hybridge.outboard;

import hybridge.value.Truth;
import java.util.Arrays;
import java.util.List;

/** Where each parameter of a unit stands. Owned by {@link Unit}. */
final class Standing {
  static final long NEVER = Long.MAX_VALUE;

  final double[] wanted;

  /** What is wanted was not sent yet. */
  final boolean[] dirty;

  /** What the box last said, or NaN. */
  final double[] reported;

  /** What went over the wire and was not read back, or NaN. */
  final double[] sent;

  /** The box has said it since it was identified. */
  final boolean[] read;

  /** What the box said last is over: it says none now, or none that is understood. */
  final boolean[] gone;

  final long[] verifyAt;
  final Truth[] truths;

  /**
   * Why the last move of each is not at the box: {@link Truth.Unsent}, {@link Truth.Refused} or
   * null. It survives a restart of the box, until the box holds what is wanted or a hand moves it.
   */
  final Truth[] verdicts;

  /**
   * What the box says of each instead of a value: null where it says one, an empty text where it is
   * silent about this one alone.
   */
  final String[] puzzles;

  /** The answer that is not understood is another one each time. */
  final boolean[] slow;

  /** The place of each in the order that the box needs; empty: it needs none. */
  private final List<Integer> ranks;

  /** It had its turn, and waits until all others that are wanted had theirs. */
  private final boolean[] served;

  private int turn;

  /**
   * @param ranks see {@link hybridge.profile.UnitProfile#ranks}
   */
  Standing(int knobs, List<Integer> ranks) {
    this.ranks = ranks;
    served = new boolean[knobs];
    wanted = new double[knobs];
    dirty = new boolean[knobs];
    reported = new double[knobs];
    sent = new double[knobs];
    read = new boolean[knobs];
    verifyAt = new long[knobs];
    truths = new Truth[knobs];
    gone = new boolean[knobs];
    verdicts = new Truth[knobs];
    puzzles = new String[knobs];
    slow = new boolean[knobs];
    Arrays.fill(reported, Double.NaN);
    Arrays.fill(truths, new Truth.Unknown());
    forget();
  }

  void forget() {
    Arrays.fill(dirty, false);
    Arrays.fill(read, false);
    Arrays.fill(served, false);
    Arrays.fill(sent, Double.NaN);
    Arrays.fill(verifyAt, NEVER);
    Arrays.fill(puzzles, null);
  }

  /** Does the question about this one cost a time-out? It is then put once in a while. */
  boolean silent(int knob) {
    return puzzles[knob] != null && (puzzles[knob].isEmpty() || slow[knob]);
  }

  boolean anySilent() {
    for (int i = 0; i < puzzles.length; i++) {
      if (silent(i)) {
        return true;
      }
    }
    return false;
  }

  boolean known(int knob) {
    return !Double.isNaN(reported[knob]);
  }

  /** The best guess at what the box holds, for what is written together with others. */
  double held(int knob) {
    // Where there is an order, what waits is not sent before its time as another one's neighbour.
    return dirty[knob] && ranks.isEmpty()
        ? wanted[knob]
        : Double.isNaN(sent[knob]) ? reported[knob] : sent[knob];
  }

  /** When the next of them wants something, if it may come at all then. */
  long nextDue(long notBefore) {
    long due = NEVER;
    for (int i = 0; i < dirty.length; i++) {
      due = Math.min(due, dirty[i] ? notBefore : verifyAt[i]);
    }
    return due;
  }

  int dueForReadBack(long now) {
    for (int i = 0; i < verifyAt.length; i++) {
      if (verifyAt[i] != NEVER && !dirty[i] && now - verifyAt[i] >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** May these two go out in one message? */
  boolean together(int one, int other) {
    return ranks.isEmpty() || ranks.get(one).equals(ranks.get(other));
  }

  /** It goes out now. */
  void goes(int knob) {
    dirty[knob] = false;
    verifyAt[knob] = NEVER;
    served[knob] = true;
  }

  private int nextInOrder() {
    int first = -1;
    for (int i = 0; i < dirty.length; i++) {
      if (dirty[i] && !served[i] && (first < 0 || ranks.get(i) < ranks.get(first))) {
        first = i;
      }
    }
    return first;
  }

  /** In turn, so that one that moves all the time does not keep the others waiting. */
  int nextDirty() {
    if (!ranks.isEmpty()) {
      int next = nextInOrder();
      if (next < 0) {
        Arrays.fill(served, false);
        next = nextInOrder();
      }
      return next;
    }
    for (int k = 0; k < dirty.length; k++) {
      int i = (turn + k) % dirty.length;
      if (dirty[i]) {
        turn = i + 1;
        return i;
      }
    }
    return -1;
  }
}
