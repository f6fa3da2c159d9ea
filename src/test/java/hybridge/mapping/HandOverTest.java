package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.Button;
import hybridge.simrack.VirtualSurface;
import hybridge.testing.KeysBench;
import org.junit.jupiter.api.Test;

/** Hands that stay where they are while what they hold becomes something else, or goes away. */
class HandOverTest {
  private final KeysBench bench =
      new KeysBench("mackie/control-universal", KeysBench.console(20), "");
  private final VirtualSurface hands = bench.hands;

  private String upper(int strip) {
    return hands.text(strip, 0);
  }

  @Test
  void aHandOnAFaderHoldsNothingUntilItMovesAnew() {
    bench.console.set("/group/1/fader", -60);
    bench.later(300);
    hands.touch(0, true);
    hands.move(0, 0.9);
    bench.later(5);
    double strip = bench.number("/strip/1/fader");
    hands.press(Button.BUSSES, 0);
    hands.move(0, 0.91); // on its way while the layer changes: it was meant for the strip
    bench.step();
    bench.later(3);
    assertThat(bench.number("/group/1/fader")).isEqualTo(-60);
    assertThat(bench.number("/strip/1/fader")).isEqualTo(strip);
    bench.later(300);
    double low = hybridge.value.Law.FADER.norm(-60, Double.NEGATIVE_INFINITY, 10);
    assertThat(hands.fader(0)).as("the motor goes at once").isCloseTo(low, within(1e-3));
    hands.move(0, low + 0.002); // the hand let the motor take it along
    hands.move(0, 0.2);
    bench.later(50);
    assertThat(bench.number("/group/1/fader")).isGreaterThan(-60);
  }

  @Test
  void aHandThatHoldsTheMotorBackMovesNothingUntilItLetsGo() {
    hands.touch(0, true);
    hands.move(0, 0.2);
    bench.later(5);
    hands.press(Button.BANK_RIGHT, 0);
    bench.later(200);
    for (int i = 0; i < 50; i++) { // it goes on as if nothing had changed
      hands.move(0, 0.2 + i * 0.002);
      bench.later(10);
    }
    assertThat(bench.number("/strip/9/fader")).as("no jump to where the hand is").isZero();
    hands.touch(0, false);
    bench.later(50);
    assertThat(hands.fader(0)).as("the motor goes to its place").isCloseTo(0.75, within(1e-3));
    bench.move(0, 0.5);
    assertThat(bench.number("/strip/9/fader")).isCloseTo(-10, within(0.05));
  }

  @Test
  void aHandThatStaysOnTakesHoldWhereItPassesTheParameter() {
    hands.touch(0, true);
    hands.move(0, 0.2);
    bench.later(5);
    hands.press(Button.BANK_RIGHT, 0);
    bench.later(200);
    hands.move(0, 0.5);
    bench.later(20);
    assertThat(bench.number("/strip/9/fader")).isZero();
    hands.move(0, 0.8);
    bench.later(20);
    assertThat(bench.number("/strip/9/fader")).isCloseTo(2, within(0.05));
  }

  @Test
  void withoutTouchAHandInMotionIsMeantForWhatItRodeBefore() {
    hands.move(0, 0.2);
    bench.later(5);
    hands.press(Button.BANK_RIGHT, 0);
    for (int i = 0; i < 20; i++) {
      bench.later(20);
      hands.move(0, 0.2 + i * 0.002);
    }
    bench.later(5);
    assertThat(bench.number("/strip/9/fader")).isZero();
    bench.later(300);
    assertThat(hands.fader(0)).isCloseTo(0.75, within(1e-3));
    hands.move(0, 0.5);
    bench.later(20);
    assertThat(bench.number("/strip/9/fader")).isCloseTo(-10, within(0.05));
  }

  @Test
  void keysThatAreHeldWhileThePlugIsPulledAreLetGo() {
    hands.hold(Button.SHIFT, 0, true);
    hands.hold(Button.BUSSES, 0, true);
    bench.later(1300);
    hands.present(false);
    bench.later(50);
    assertThat(bench.surface.keys().modifiers()).as("no other case is shifted").isEmpty();
    hands.present(true);
    hands.plugAnew();
    bench.later(1300);
    assertThat(upper(0)).as("the layer was there while its key was held").isEqualTo("S1");
  }

  @Test
  void aKeyThatIsHeldOverAReloadOfTheSurfaceIsLetGo() {
    hands.hold(Button.BUSSES, 0, true);
    bench.later(1300);
    assertThat(upper(0)).isEqualTo("Drums");
    bench.on(hands);
    bench.later(1300);
    assertThat(upper(0)).isEqualTo("S1");
  }

  @Test
  void aWireThatIsPulledBearsNothing() {
    for (int i = 0; i < 1100; i++) {
      bench.console.set("/strip/1/fader", -60 + i * 0.05);
      bench.step();
    }
    assertThat(bench.surface.load()).isPositive();
    hands.present(false);
    bench.later(50);
    assertThat(bench.surface.load()).isZero();
  }
}
