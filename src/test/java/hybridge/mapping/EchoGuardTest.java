package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.Button;
import hybridge.surface.Port;
import hybridge.testing.KeysBench;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ports of ours cabled into one another. */
class EchoGuardTest {
  private final KeysBench bench =
      new KeysBench("mackie/control-universal", KeysBench.console(8), "");

  /** What is sent comes back some milliseconds later. */
  private final class Loop implements Port {
    private record Late(byte[] bytes, long nanos) {}

    private final Deque<Late> wire = new ArrayDeque<>();
    private final int millis;
    private int plugs = 1;

    Loop(int millis) {
      this.millis = millis;
    }

    @Override
    public String id() {
      return "desk";
    }

    @Override
    public boolean send(byte[] message) {
      wire.add(new Late(message.clone(), bench.now + millis * 1_000_000L));
      return true;
    }

    @Override
    public int receive(Receiver receiver) {
      int received = 0;
      while (!wire.isEmpty() && wire.peek().nanos() <= bench.now) {
        Late late = wire.poll();
        receiver.bytes(late.bytes(), late.bytes().length, bench.now);
        received += late.bytes().length;
      }
      return received;
    }

    @Override
    public boolean present() {
      return true;
    }

    @Override
    public int generation() {
      return plugs;
    }
  }

  private int changesOfAMute(int millis) {
    int changes = 0;
    double was = bench.number("/strip/1/mute");
    for (int i = 0; i < millis; i++) {
      bench.step();
      double is = bench.number("/strip/1/mute");
      changes += is == was ? 0 : 1;
      was = is;
    }
    return changes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 43})
  void aLampThatComesBackAsAPressIsCutAndTold(int millis) {
    Loop loop = new Loop(millis);
    bench.on(loop);
    bench.later(500);
    bench.console.set("/strip/1/mute", true);
    assertThat(changesOfAMute(3000)).isLessThanOrEqualTo(2 * EchoGuard.LIMIT);
    assertThat(bench.surface.trouble()).contains("cabled into one another");
    for (boolean on : new boolean[] {true, false, true}) {
      bench.console.set("/strip/1/mute", on);
      assertThat(changesOfAMute(300)).as("it stays as it was set").isZero();
    }
    loop.plugs++;
    bench.later(20);
    assertThat(bench.surface.trouble()).as("plugged anew").isEmpty();
  }

  @Test
  void aHandThatPressesAsFastAsItCanIsNoLoop() {
    int muted = 0;
    for (int i = 0; i < 40; i++) {
      bench.hands.press(Button.MUTE, 0);
      bench.later(80);
      muted += (int) bench.number("/strip/1/mute");
    }
    assertThat(muted).isEqualTo(20);
    assertThat(bench.surface.trouble()).isEmpty();
  }

  @Test
  void aKeyThatSomebodyElseHasJustLitCanBePressed() {
    for (int i = 0; i < 20; i++) {
      bench.console.set("/strip/1/mute", true);
      bench.later(5);
      bench.hands.press(Button.MUTE, 0);
      bench.later(100);
      assertThat(bench.number("/strip/1/mute")).isZero();
      bench.hands.press(Button.MUTE, 1); // and then one that nobody has lit
      bench.later(100);
    }
    assertThat(bench.surface.trouble()).isEmpty();
  }
}
