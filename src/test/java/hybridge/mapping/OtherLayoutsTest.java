package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.simrack.VirtualSurface;
import hybridge.testing.KeysBench;
import hybridge.testing.SurfaceBench;
import hybridge.value.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts of surfaces that are no Mackie Control, and banks of several cases. */
class OtherLayoutsTest {

  @Test
  void aHuiHasItsOwnKeys() {
    KeysBench bench = new KeysBench("mackie/hui", KeysBench.console(12), "");
    VirtualSurface hands = bench.hands;
    bench.tap(Button.F6);
    assertThat(hands.text(0, 0)).isEqualTo("Drms");
    bench.tap(Button.F5);
    bench.tap(Button.SELECT, 2);
    bench.tap(Button.F2);
    hands.turn(1, -20);
    bench.later(100);
    assertThat(bench.number("/strip/3/comp/threshold")).isLessThan(-20);
    bench.tap(Button.F4);
    bench.move(1, 1);
    assertThat(bench.number("/strip/3/comp/threshold")).as("flipped").isCloseTo(0, within(1e-9));
    bench.tap(Button.MUTE_ALL);
    assertThat(bench.number("/main/mute")).isEqualTo(1);
    bench.tap(Button.MUTE_ALL);
    assertThat(bench.number("/main/mute")).isZero();
    bench.says("/unit/box/state", Value.of("away"));
    bench.later(300);
    assertThat(hands.lit(Button.INSERT, 1)).as("its insert lamp").isTrue();
    assertThat(hands.lit(Button.INSERT, 0)).isFalse();
  }

  @Test
  void aSurfaceWithoutEncodersHasPanSendsAndPagesOnItsFaders() {
    KeysBench bench = new KeysBench("presonus/faderport-8", KeysBench.console(12), "");
    VirtualSurface hands = bench.hands;
    bench.tap(Button.PAN);
    assertThat(hands.fader(0)).isCloseTo(0.5, within(1e-3));
    assertThat(hands.text(0, 1)).isEqualTo("0");
    bench.move(0, 1);
    assertThat(bench.number("/strip/1/pan")).isEqualTo(100);
    bench.tap(Button.SEND);
    bench.move(0, 0.75);
    assertThat(bench.number("/strip/1/send/1/level")).isCloseTo(0, within(0.02));
    bench.tap(Button.TRACK);
    assertThat(hands.fader(0)).isCloseTo(0.75, within(1e-3));
    bench.tap(Button.SELECT, 1);
    bench.tap(Button.PLUGIN);
    assertThat(hands.text(0, 0)).as("not before LINK").isEqualTo("S1");
    bench.tap(Button.LINK);
    assertThat(hands.text(0, 0)).isEqualTo("Thrshld");
    bench.move(0, 0.5);
    assertThat(bench.number("/unit/box/threshold")).isCloseTo(-30, within(0.1));
    bench.tap(Button.LINK);
    bench.tapWith(Button.SHIFT, Button.CHANNEL_RIGHT);
    assertThat(hands.text(0, 0)).isEqualTo("S5");
  }

  @Test
  void severalCasesAreOneBankAndOnePage() {
    VirtualSurface[] hands = new VirtualSurface[2];
    var main = SurfaceBench.profile("mackie/control-universal");
    var more = SurfaceBench.profile("mackie/extender");
    SurfaceBench bench =
        new SurfaceBench(
            20,
            List.of(main, more),
            ", extenders: [{profile: test/test, midi: jack}]",
            List.of(
                b -> hands[0] = new VirtualSurface("desk", main),
                b -> hands[1] = new VirtualSurface("desk-2", more)));
    bench.later(600);
    hands[0].press(Button.EQ, 0);
    bench.later(1500);
    assertThat(hands[1].text(0, 0)).isEqualTo("Freq 3");
    hands[1].turn(1, 10);
    bench.later(100);
    assertThat(bench.console.number("/strip/1/eq/3/gain")).isPositive();
    hands[1].press(Button.SELECT, 3);
    bench.later(200);
    assertThat(bench.console.number("/strip/12/select")).isEqualTo(1);
    hands[0].turn(1, 10);
    bench.later(100);
    assertThat(bench.console.number("/strip/12/eq/1/gain")).isPositive();
  }

  @Test
  void aBoxOfKnobsIsAsItWas() {
    KeysBench bench = new KeysBench("korg/nanokontrol2", KeysBench.console(12), "");
    bench.hands.press(Button.BANK_RIGHT, 0);
    bench.hands.press(Button.MUTE, 0);
    bench.later(100);
    assertThat(bench.number("/strip/5/mute")).isEqualTo(1);
    bench.hands.dial(0, 0.4);
    bench.hands.dial(0, 0.6);
    bench.later(100);
    assertThat(bench.number("/strip/5/pan")).isCloseTo(20, within(2.0));
    bench.hands.press(Button.PLAY, 0);
    bench.hands.press(Button.CYCLE, 0);
    bench.later(100);
    assertThat(bench.hands.told(Control.of(Kind.METER, 0))).isEqualTo(-1);
  }

  @Test
  void aFaderWithoutAMotorIsPickedUpAnewInEachLayer() {
    KeysBench bench =
        new KeysBench("korg/nanokontrol2", KeysBench.console(12), "bind: {cycle: {layer: groups}}");
    bench.hands.move(0, 0.7);
    bench.later(10);
    bench.hands.move(0, 0.8);
    bench.later(10);
    bench.hands.move(0, 0.3);
    bench.later(10);
    double strip = bench.number("/strip/1/fader");
    assertThat(strip).isLessThan(-15);
    bench.hands.press(Button.CYCLE, 0);
    bench.later(50);
    bench.hands.move(0, 0.4);
    bench.later(10);
    assertThat(bench.number("/group/1/fader")).as("it stands apart").isZero();
    bench.hands.move(0, 0.8);
    bench.later(10);
    assertThat(bench.number("/group/1/fader")).as("it passed").isPositive();
    bench.hands.press(Button.CYCLE, 0);
    bench.later(50);
    assertThat(bench.number("/strip/1/fader")).isEqualTo(strip);
    bench.hands.move(0, 0.79);
    bench.later(10);
    assertThat(bench.number("/strip/1/fader"))
        .as("they had met, but the hand took the fader elsewhere")
        .isEqualTo(strip);
    bench.hands.move(0, 0.2);
    bench.later(10);
    assertThat(bench.number("/strip/1/fader")).as("met again").isLessThan(strip);
  }
}
