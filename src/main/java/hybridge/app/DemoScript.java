package hybridge.app;

import hybridge.engine.Engine;
import hybridge.profile.Button;
import hybridge.rt.Role;
import hybridge.simrack.VirtualSurface;
import java.util.Arrays;
import java.util.List;

/**
 * What hands do in the demo, by the engine's own clock: faders ridden, a mute pressed, a V-pot
 * turned that drives the compressor's threshold down and up again. Goes round every forty seconds.
 * Runs on the control thread.
 */
final class DemoScript implements Role {
  /** What a hand does from one second to the next. */
  private sealed interface Act {
    double from();

    double to();

    record Ride(double from, double to, int fader, double start, double end) implements Act {}

    record Turn(double from, double to, int encoder, int ticks) implements Act {}

    record Press(double from, double to, int strip) implements Act {}
  }

  private static final double ROUND_SECONDS = 40;
  private static final int LEAD = 6;
  private static final int PAD = 5;
  private static final int MAIN = 8;
  private static final double UNITY = 0.75;

  private static final List<Act> ACTS =
      List.of(
          new Act.Ride(2, 4, LEAD, UNITY, 0.85),
          new Act.Turn(4, 7, 7, -30),
          new Act.Ride(7, 8.5, MAIN, UNITY, 0.5),
          new Act.Ride(10, 11, MAIN, 0.5, UNITY),
          new Act.Press(12, 12, 1),
          new Act.Press(14, 14, 1),
          new Act.Turn(15, 17, 7, 30),
          new Act.Ride(17, 19, LEAD, 0.85, UNITY),
          new Act.Ride(20, 24, PAD, UNITY, 0.4),
          new Act.Ride(28, 31, PAD, 0.4, UNITY),
          new Act.Ride(33, 35, MAIN, UNITY, 0.6),
          new Act.Ride(36, 38, MAIN, 0.6, UNITY));

  private final VirtualSurface hands;
  private final Engine engine;
  private final double rate;
  private final boolean[] begun = new boolean[ACTS.size()];
  private final boolean[] done = new boolean[ACTS.size()];
  private final int[] turned = new int[ACTS.size()];
  private long round;
  private double last = -1;

  DemoScript(VirtualSurface hands, Engine engine, double rate) {
    this.hands = hands;
    this.engine = engine;
    this.rate = rate;
  }

  @Override
  public String roleName() {
    return "hands";
  }

  @Override
  public long restNanos() {
    return 10_000_000;
  }

  @Override
  public int work() {
    double seconds = engine.frame() / rate;
    double now = seconds % ROUND_SECONDS;
    if ((long) (seconds / ROUND_SECONDS) != round) {
      round = (long) (seconds / ROUND_SECONDS);
      Arrays.fill(begun, false);
      Arrays.fill(done, false);
      Arrays.fill(turned, 0);
    }
    if (Math.abs(now - last) < 0.01) {
      return 0;
    }
    last = now;
    int performed = 0;
    for (int i = 0; i < ACTS.size(); i++) {
      if (!done[i] && now >= ACTS.get(i).from()) {
        perform(i, ACTS.get(i), now);
        performed++;
      }
    }
    return performed;
  }

  private void perform(int i, Act act, double now) {
    boolean first = !begun[i];
    begun[i] = true;
    double way =
        act.to() == act.from()
            ? 1
            : Math.clamp((now - act.from()) / (act.to() - act.from()), 0.0, 1.0);
    switch (act) {
      case Act.Ride ride -> {
        if (first) {
          hands.touch(ride.fader(), true);
        }
        // Slow at both ends, as hands are.
        double eased = way * way * (3 - 2 * way);
        hands.move(ride.fader(), ride.start() + (ride.end() - ride.start()) * eased);
        if (way == 1) {
          hands.touch(ride.fader(), false);
        }
      }
      case Act.Turn turn -> {
        int wanted = (int) Math.rint(turn.ticks() * way);
        if (wanted != turned[i]) {
          hands.turn(turn.encoder(), wanted - turned[i]);
          turned[i] = wanted;
        }
      }
      case Act.Press press -> hands.press(Button.MUTE, press.strip());
    }
    done[i] = way == 1;
  }
}
