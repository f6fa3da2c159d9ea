package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.desk.Outcome;
import hybridge.desk.Request;
import hybridge.rt.MoveRing;
import hybridge.value.Origin;
import hybridge.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts the desk into the state that a measurement needs, remembers how it was, and puts it back:
 * what somebody moved meanwhile stays as he put it. For one measurement.
 */
final class Surroundings {
  static final Origin ORIGIN = Origin.DAEMON;
  private static final long PATIENCE_SECONDS = 5;

  private record Moved(int index, Value before, Value during) {}

  private final Desk desk;
  private final Deque<Moved> moved = new ArrayDeque<>();

  Surroundings(Desk desk) {
    this.desk = desk;
  }

  /** Sets a parameter if there is one at that address; true when it holds the value now. */
  boolean set(String address, Object raw) {
    OptionalInt index = desk.tree().find(address);
    if (index.isEmpty()) {
      return false;
    }
    Value before = desk.value(index.getAsInt());
    Outcome outcome = ask(new Request.Set(index.getAsInt(), raw, ORIGIN, MoveRing.NOW));
    if (outcome instanceof Outcome.Held held) {
      moved.push(new Moved(index.getAsInt(), before, held.value()));
      return true;
    }
    return false;
  }

  /** Has somebody else moved what was set here? */
  boolean moved(String address) {
    for (Moved m : moved) {
      if (desk.tree().has(m.index())
          && desk.tree().get(m.index()).address().path().equals(address)) {
        return !desk.value(m.index()).equals(m.during());
      }
    }
    return false;
  }

  /** Puts everything back, the last first. */
  void restore() {
    while (!moved.isEmpty()) {
      Moved m = moved.pop();
      if (desk.tree().has(m.index()) && desk.value(m.index()).equals(m.during())) {
        Object raw =
            desk.tree().get(m.index()).numeric()
                ? (Object) m.before().number()
                : m.before().words();
        ask(new Request.Set(m.index(), raw, ORIGIN, MoveRing.NOW));
      }
    }
  }

  Outcome ask(Request request) {
    try {
      return desk.ask(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      throw new Refused("the desk does not answer");
    }
  }
}
