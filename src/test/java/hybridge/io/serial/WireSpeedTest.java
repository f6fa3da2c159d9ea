package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.outboard.Unit;
import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Signal;
import hybridge.value.Access;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recalls and rides over a pseudo-terminal whose bytes take as long as on a wire, in real time. A
 * busy machine may be late: the best of a few turns counts.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class WireSpeedTest {
  private static final int TURNS = 20;
  private static final long MS = 1_000_000L;

  private final Signal signal = Signal.ofJava();

  private static UnitProfile profile(String id) {
    return Profiles.ours().unit(id, new Problems("test")).orElseThrow();
  }

  private void drive(Unit unit, BooleanSupplier met) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
      if (unit.work(System.nanoTime()) == 0) {
        long rest = unit.nextNanos() - System.nanoTime();
        signal.await(Math.clamp(rest, 1, 20_000_000));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generic/line-compressor",
        "kramer/vs-88a",
        "hybridge/reference-eq",
        "pro-bel/sw-p-02"
      })
  void aRecallTakesATenthMoreThanTheWireAtMost(String id) throws Exception {
    UnitProfile profile = profile(id);
    Protocol protocol = profile.protocol().orElseThrow();
    Protocol.Serial serial = protocol.transport().serial().orElseThrow();
    long perByte = serial.bitsPerByte() * 1_000_000_000L / serial.baud();
    Simulator box = new Simulator(profile, Set.of());
    double best = Double.POSITIVE_INFINITY;
    try (PacedTerminal terminal = new PacedTerminal(box, perByte);
        Link link = SerialLink.at(terminal.path(), serial, signal)) {
      Unit unit = new Unit(profile, link, new Quiet(), new Counters());
      drive(unit, () -> unit.state() == Unit.State.READY);
      long settle = protocol.pace().settleNanos();
      for (UnitProfile.Knob k : profile.knobs()) {
        settle = Math.max(settle, k.settleNanos());
      }
      for (int turn = 0; turn < TURNS && best > 1.1; turn++) {
        long bytes = terminal.bytes;
        long messages = terminal.messages;
        long begin = System.nanoTime();
        for (int i = 0; i < profile.knobs().size(); i++) {
          if (profile.knobs().get(i).parameter().access() == Access.SET) {
            unit.want(i, profile.knobs().get(i).parameter().value(turn % 2 == 0 ? 0.75 : 0.2));
          }
        }
        drive(unit, () -> allThere(unit, profile));
        long took = System.nanoTime() - begin;
        long wire =
            (terminal.bytes - bytes) * perByte
                + (terminal.messages - messages) * protocol.pace().gapNanos()
                + settle;
        best = Math.min(best, (double) took / wire);
        System.out.printf(
            "%s at %d baud: %.1f ms, the wire alone %.1f ms, %.3f%n",
            id, serial.baud(), took / 1e6, wire / 1e6, (double) took / wire);
      }
    }
    assertThat(best).isLessThanOrEqualTo(1.1);
  }

  private static boolean allThere(Unit unit, UnitProfile profile) {
    for (int i = 0; i < profile.knobs().size(); i++) {
      if (!unit.settled(i) || !(unit.truth(i) instanceof Truth.Reported)) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = "generic/line-compressor")
  void aRideOfAThousandMovesASecondEndsAtOnceAndLeavesNoBacklog(String id) throws Exception {
    UnitProfile profile = profile(id);
    Protocol.Serial serial = profile.protocol().orElseThrow().transport().serial().orElseThrow();
    long perByte = serial.bitsPerByte() * 1_000_000_000L / serial.baud();
    Simulator box = new Simulator(profile, Set.of());
    long messageNanos = (14 + 13) * perByte + 5 * MS;
    long bestEnd = Long.MAX_VALUE;
    long backlog = Long.MAX_VALUE;
    try (PacedTerminal terminal = new PacedTerminal(box, perByte);
        Link link = SerialLink.at(terminal.path(), serial, signal)) {
      Unit unit = new Unit(profile, link, new Quiet(), new Counters());
      drive(unit, () -> unit.state() == Unit.State.READY);
      for (int turn = 0;
          turn < TURNS && (bestEnd >= 2 * messageNanos || backlog > messageNanos);
          turn++) {
        terminal.worstBacklogNanos = 0;
        long begin = System.nanoTime();
        int moves = 0;
        while (moves < 1_000) {
          while (moves < (System.nanoTime() - begin) / MS) {
            unit.want(0, -60 + moves++ * 0.05);
          }
          if (unit.work(System.nanoTime()) == 0) {
            signal.await(200_000);
          }
        }
        double end = -10.5 - turn;
        unit.want(0, end);
        long last = System.nanoTime();
        byte[] line = ("SET THR " + end + "\n").getBytes(StandardCharsets.US_ASCII);
        drive(unit, () -> Arrays.equals(terminal.last, line) || unit.reported(0) == end);
        bestEnd = Math.min(bestEnd, terminal.lastBegunAt + line.length * perByte - last);
        backlog = Math.min(backlog, terminal.worstBacklogNanos);
        drive(unit, () -> unit.reported(0) == end && unit.settled(0));
      }
    }
    System.out.printf(
        "a ride on %s: the last value was out %.1f ms after the move (a message takes %.1f ms), "
            + "backlog %.1f ms%n",
        id, bestEnd / 1e6, messageNanos / 1e6, backlog / 1e6);
    assertThat(bestEnd).isLessThan(2 * messageNanos);
    assertThat(backlog).isLessThan(messageNanos);
  }

  private static final class Quiet implements Unit.Listener {
    @Override
    public void state(Unit.State state, String why) {}

    @Override
    public void reported(int knob, double value, Unit.Cause cause) {}

    @Override
    public void truth(int knob, Truth truth) {}

    @Override
    public void note(String text) {}
  }
}
