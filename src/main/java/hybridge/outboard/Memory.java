package hybridge.outboard;

import hybridge.outboard.codec.Dialect;
import hybridge.profile.UnitProfile;
import hybridge.value.Kind;
import hybridge.value.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a simulated box holds: its values, rounded to what its protocol can say, and what waits for
 * a commit. Owned by {@link Simulator}; {@link #values} may be read by any thread.
 */
final class Memory {
  /** Seven-bit characters that a value takes in a dump: 64 bits. */
  private static final int DUMP_PLACES = 10;

  private static final int MOST_EPOCHS = 0xFF;
  private static final int MOST_MARKS = 0xFFFF;

  final Map<Integer, Double> staged = new LinkedHashMap<>();
  Simulator.Listener listener = (knob, value) -> {};

  private final UnitProfile profile;
  private final Dialect dialect;
  private volatile double[] values;

  /** The mark at which each was last changed. */
  private final int[] changedAt;

  /** What has changed since it was last told, in protocols without marks. */
  private final Set<Integer> untold = new TreeSet<>();

  private long switched;
  private int mark = 1;
  private int epoch = 1;

  Memory(UnitProfile profile, Dialect dialect) {
    this.profile = profile;
    this.dialect = dialect;
    this.values = initial();
    this.changedAt = new int[values.length];
  }

  double[] values() {
    return values;
  }

  private double[] initial() {
    return profile.knobs().stream()
        .mapToDouble(k -> dialect.asSent(k.id(), k.parameter().initial().number()))
        .toArray();
  }

  /** The power was off. */
  void restart() {
    staged.clear();
    double[] start = initial();
    for (int i = 0; i < start.length; i++) {
      hold(i, start[i]);
    }
    epoch = epoch % MOST_EPOCHS + 1;
    untold.clear();
  }

  /** Another one after each start, and never 0. */
  int epoch() {
    return epoch;
  }

  int mark() {
    return mark;
  }

  /** Another epoch, or a mark that is not known, is answered with everything. */
  List<Integer> changedSince(int thatEpoch, int thatMark) {
    boolean known = thatEpoch == epoch && thatMark > 0 && thatMark <= mark;
    return IntStream.range(0, values.length)
        .filter(i -> !known || changedAt[i] > thatMark)
        .boxed()
        .toList();
  }

  /** How often a switch went from one side to the other. */
  long switched() {
    return switched;
  }

  /** What was not told yet; now it is. */
  List<Integer> untold() {
    List<Integer> all = List.copyOf(untold);
    untold.clear();
    return all;
  }

  private void note(int knob) {
    if (mark == MOST_MARKS) {
      Arrays.fill(changedAt, 0);
      mark = 0;
    }
    changedAt[knob] = ++mark;
    untold.add(knob);
    switched += profile.knobs().get(knob).parameter().kind() == Kind.SWITCH ? 1 : 0;
  }

  void hold(int knob, double value) {
    hold(Map.of(knob, value));
  }

  /** All of them in one row: whoever looks sees all or none. */
  void hold(Map<Integer, Double> many) {
    double[] next = values.clone();
    many.forEach((knob, value) -> next[knob] = dialect.asSent(id(knob), value));
    double[] before = values;
    values = next;
    for (int i = 0; i < next.length; i++) {
      if (next[i] != before[i]) {
        note(i);
        listener.changed(id(i), next[i]);
      }
    }
  }

  /** Its whole state as bytes: each value's 64 bits in characters of seven. */
  String dump() {
    StringBuilder bytes = new StringBuilder();
    for (double value : values) {
      long bits = Double.doubleToRawLongBits(value);
      for (int i = 0; i < DUMP_PLACES; i++) {
        bytes.append((char) (bits >>> 7 * i & 0x7F));
      }
    }
    return bytes.toString();
  }

  /** The values of a dump, by their knobs; empty when it is none of this box. */
  Optional<Map<Integer, Double>> ofDump(String bytes) {
    if (bytes.length() != DUMP_PLACES * values.length) {
      return Optional.empty();
    }
    Map<Integer, Double> all = new LinkedHashMap<>();
    for (int k = 0; k < values.length; k++) {
      long bits = 0;
      for (int i = 0; i < DUMP_PLACES; i++) {
        bits |= (long) bytes.charAt(DUMP_PLACES * k + i) << 7 * i;
      }
      double value = Double.longBitsToDouble(bits);
      if (!(profile.knobs().get(k).parameter().accept(value)
          instanceof Parameter.Answer.Accepted)) {
        return Optional.empty();
      }
      all.put(k, value);
    }
    return Optional.of(all);
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }
}
