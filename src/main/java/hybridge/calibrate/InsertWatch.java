package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.rt.Role;
import hybridge.rt.Taps;
import hybridge.studio.Studio;
import hybridge.value.InsertState;
import hybridge.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over every insert while it plays and says at {@code /insert/{name}/state} how it is. What
 * is done about a fault, the planner decides by {@code /insert/{name}/onfault}; the sends go on, so
 * that a box that is well again is noticed.
 */
public final class InsertWatch implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(InsertWatch.class);
  private static final double LONGEST_SECONDS = 4;

  /** A loop that has moved is looked for up to this, whatever the alignment limit. */
  private static final double FARTHEST = 1;

  private static final long REST_NANOS = 10_000_000;

  private final Supplier<Studio> studio;
  private final Desk desk;
  private final Taps taps;
  private final Map<Studio.Insert, List<ReturnWatch>> watched = new HashMap<>();
  private final Map<String, InsertState> told = new HashMap<>();
  private List<Studio.Insert> inserts = List.of();

  /**
   * @param studio as it is now
   */
  public InsertWatch(Supplier<Studio> studio, Desk desk, Taps taps) {
    this.studio = studio;
    this.desk = desk;
    this.taps = taps;
  }

  @Override
  public String roleName() {
    return "inserts";
  }

  @Override
  public int work() {
    Studio room = studio.get();
    if (room.inserts() != inserts) {
      follow(room);
    }
    for (Studio.Insert insert : inserts) {
      watch(insert);
    }
    return 0;
  }

  private void follow(Studio room) {
    inserts = room.inserts();
    watched.keySet().retainAll(inserts);
    double rate = room.audio().rate();
    for (Studio.Insert i : inserts) {
      watched.computeIfAbsent(
          i,
          n ->
              IntStream.range(0, i.channels())
                  .mapToObj(
                      c ->
                          new ReturnWatch(
                              taps.of(i.name(), c),
                              rate,
                              (int) (LONGEST_SECONDS * rate),
                              (int) Math.min(room.audio().alignLimitFrames(), FARTHEST * rate)))
                  .toList());
      List<ReturnWatch> channels = watched.get(i);
      if (channels.size() == 2) {
        channels.get(0).pairedWith(channels.get(1));
        channels.get(1).pairedWith(channels.get(0));
      }
    }
  }

  private void watch(Studio.Insert insert) {
    String at = "/insert/" + insert.name();
    Tree tree = desk.tree();
    OptionalInt state = tree.find(at + "/state");
    if (state.isEmpty()) {
      return; // the desk has another tree already
    }
    boolean measuring = InsertState.of(desk.value(state.getAsInt()).number()).held();
    List<ReturnWatch> channels = watched.get(insert);
    channels.forEach(ReturnWatch::takeIn);
    for (int c = 0; c < channels.size(); c++) {
      ReturnWatch channel = channels.get(c);
      String path = at + "/" + (c + 1);
      double delay = number(tree, path + "/delay");
      channel.work(
          new ReturnWatch.Loop(
              delay,
              delay > 0,
              ReturnWatch.db(number(tree, path + "/gain")),
              number(tree, path + "/polarity") != 0,
              ReturnWatch.db(number(tree, at + "/noise")),
              insert.linear()));
      if (measuring) {
        channel.restart();
      }
    }
    InsertState worst = worst(channels, told.getOrDefault(insert.name(), InsertState.UNPROVEN));
    if (!measuring) {
      tell(insert.name(), state.getAsInt(), worst);
    }
  }

  /** The fault that is told stays while a channel has it; else the first one counts. */
  private static InsertState worst(List<ReturnWatch> channels, InsertState told) {
    List<InsertState> states = channels.stream().map(ReturnWatch::state).toList();
    if (told.fault() && states.contains(told)) {
      return told;
    }
    return states.stream()
        .filter(InsertState::fault)
        .findFirst()
        .orElse(states.contains(InsertState.OK) ? InsertState.OK : InsertState.UNPROVEN);
  }

  private double number(Tree tree, String address) {
    OptionalInt index = tree.find(address);
    return index.isEmpty() ? 0 : desk.value(index.getAsInt()).number();
  }

  private void tell(String insert, int index, InsertState now) {
    InsertState before = told.getOrDefault(insert, InsertState.UNPROVEN);
    boolean said = InsertState.of(desk.value(index).number()) == now;
    if (before == now && said) {
      return;
    }
    told.put(insert, now);
    if (now.fault() && before != now) {
      LOG.warn("insert {}: {}", insert, InsertState.word(now));
    } else if (before.fault()) {
      LOG.info("insert {}: well again", insert);
    }
    desk.submit(new Request.Publish(index, Value.of(now.ordinal()), Surroundings.ORIGIN));
  }

  @Override
  public long restNanos() {
    return REST_NANOS;
  }
}
