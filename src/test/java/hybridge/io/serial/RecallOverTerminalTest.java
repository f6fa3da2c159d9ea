package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.outboard.Unit;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Signal;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole unit over a real pseudo-terminal: bytes, packed fields, a batch, a read-back. */
@Timeout(60)
class RecallOverTerminalTest {
  private final Signal signal = Signal.ofJava();

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

  private void drive(Unit unit, BooleanSupplier met) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
      if (unit.work(System.nanoTime()) == 0) {
        signal.await(Math.clamp(unit.nextNanos() - System.nanoTime(), 50_000, 20_000_000));
      }
    }
  }

  @Test
  void aFullUnitIsSetAndReadBack() throws Exception {
    Problems problems = new Problems("test");
    UnitProfile profile =
        new Profiles(Path.of("nowhere")).unit("hybridge/reference-eq", problems).orElseThrow();
    Simulator box = new Simulator(profile, Set.of());
    var settings = profile.protocol().orElseThrow().transport().serial().orElseThrow();
    try (PseudoTerminal terminal = PseudoTerminal.open();
        SimulatedPort port = SimulatedPort.on(terminal, box);
        Link link = SerialLink.at(port.name(), settings, signal)) {
      assertThat(link.nanosPerByte()).isEqualTo(260_416);
      Unit unit = new Unit(profile, link, new Quiet(), new Counters());
      drive(unit, () -> unit.state() == Unit.State.READY);
      long begin = System.nanoTime();
      int n = profile.knobs().size();
      for (int i = 0; i < n; i++) {
        unit.want(i, profile.knobs().get(i).parameter().value(0.75));
      }
      drive(
          unit,
          () -> {
            for (int i = 0; i < n; i++) {
              if (!unit.settled(i) || !(unit.truth(i) instanceof Truth.Reported)) {
                return false;
              }
            }
            return true;
          });
      for (int i = 0; i < n; i++) {
        assertThat(unit.reported(i)).isEqualTo(box.values()[i]);
      }
      // One frame out, one back, a dump: some 150 bytes at 38400 baud, 20 ms to settle. A machine
      // that does other things too is given ten times that.
      assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    }
  }
}
