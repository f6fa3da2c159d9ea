package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.testing.FakePort;
import hybridge.testing.SurfaceBench;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faders without motors: nothing jumps, and hand and parameter meet. */
class TakeoverTest {
  private FakePort port;
  private SurfaceBench bench;

  private void start(String mode) {
    port = new FakePort();
    bench =
        new SurfaceBench(
            20,
            SurfaceBench.of(
                """
                dialect: midi
                strips: 8
                fader: {full_scale: 127}
                display: {cells: 7, message: "F0 7D {strip} {line} {text} F7"}
                controls:
                  fader: {in: {cc: 0}}
                  vpot: {in: {cc: 16}}
                  bank-right: {in: {note: 1}}
                  bank-left: {in: {note: 2}}
                """),
            mode.isEmpty() ? "" : ", takeover: " + mode,
            b -> port);
    bench.later(300);
    port.takeSent();
  }

  private void move(int fader, int value) {
    port.arrive(String.format("B0 %02X %02X", fader, value));
    bench.later(3);
  }

  private double norm(int strip) {
    int i = bench.console.desk.tree().require("/strip/" + strip + "/fader");
    return bench.console.desk.tree().get(i).norm(bench.console.desk.value(i).number());
  }

  @Test
  void pickupWaitsUntilTheFaderPassesTheParameter() {
    start("");
    move(0, 10);
    move(0, 60);
    move(0, 90);
    assertThat(norm(1)).isCloseTo(0.75, within(1e-9));
    move(0, 100); // 0.787: passed
    assertThat(norm(1)).isCloseTo(100 / 127.0, within(1e-9));
    move(0, 20);
    assertThat(norm(1)).isCloseTo(20 / 127.0, within(1e-9));
    bench.console.set("/strip/1/fader", 0); // somebody else
    bench.later(3);
    move(0, 21);
    assertThat(norm(1)).as("they stand apart again").isCloseTo(0.75, within(1e-9));
  }

  @Test
  void manyMovesBeforeTheDeskCarriesOutTheFirst() {
    start("");
    move(0, 90);
    for (int v = 91; v < 127; v++) {
      port.arrive(String.format("B0 00 %02X", v));
    }
    bench.later(5);
    assertThat(norm(1)).isCloseTo(126 / 127.0, within(1e-9));
  }

  @Test
  void jumpJumps() {
    start("jump");
    move(0, 10);
    assertThat(norm(1)).isCloseTo(10 / 127.0, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scale", "catchup"})
  void theParameterFollowsTheHandWithoutAJumpUntilTheyMeet(String mode) {
    start(mode);
    Random random = new Random(11);
    int value = 20;
    move(0, value);
    assertThat(norm(1)).as("where the fader stands is no wish").isCloseTo(0.75, within(1e-9));
    double last = norm(1);
    boolean met = false;
    for (int i = 0; i < 400; i++) {
      int next = Math.clamp(value + random.nextInt(-9, 12), 0, 127);
      move(0, next);
      double now = norm(1);
      assertThat((now - last) * Math.signum(next - value))
          .as("never against the hand, but for the step in which they meet")
          .isGreaterThanOrEqualTo(-0.75 / 127);
      double hand = Math.abs(next - value) / 127.0;
      assertThat(Math.abs(now - last)).isLessThanOrEqualTo(hand * 12 + 0.02);
      value = next;
      last = now;
      met |= Math.abs(now - value / 127.0) < 1e-9;
      if (value == 127) {
        value = 20 + random.nextInt(60);
        move(0, value);
        last = norm(1);
      }
    }
    assertThat(met).isTrue();
  }

  @Test
  void whatIsKnownOfAParameterIsKeptOverBanks() {
    start("");
    move(0, 95);
    move(0, 96); // met at 0.75
    move(0, 80);
    assertThat(norm(1)).isCloseTo(80 / 127.0, within(1e-9));
    port.arrive("90 01 7F");
    bench.later(5);
    move(0, 81);
    assertThat(norm(9)).as("another strip stands elsewhere").isCloseTo(0.75, within(1e-9));
    move(0, 80);
    port.arrive("90 02 7F");
    bench.later(5);
    move(0, 79);
    assertThat(norm(1)).as("met before, and still there").isCloseTo(79 / 127.0, within(1e-9));
  }

  /** A knob rides a parameter of few steps: what it is told is not where it stands then. */
  @ParameterizedTest
  @ValueSource(strings = {"", "scale", "catchup", "jump"})
  void aParameterWithStepsStaysInHand(String mode) {
    port = new FakePort();
    bench =
        new SurfaceBench(
            2,
            SurfaceBench.of(
                "dialect: midi\nstrips: 1\nfader: {full_scale: 127}\n"
                    + "controls: {vpot: {in: {cc: 16}}}\n"),
            ", assign: {vpot-1: /strip/1/eq/1/type}"
                + (mode.isEmpty() ? "" : ", takeover: " + mode),
            b -> port);
    bench.later(50);
    var tree = bench.console.desk.tree();
    int i = tree.require("/strip/1/eq/1/type");
    bench.console.set(
        "/strip/1/eq/1/type", hybridge.desk.View.text(tree.get(i), hybridge.value.Value.of(0)));
    Random random = new Random(5);
    int at = 0;
    for (int turn = 0; turn < 60; turn++) {
      int to = turn == 0 ? 127 : turn == 1 ? 0 : random.nextInt(128);
      while (at != to) {
        at += Integer.signum(to - at);
        port.arrive(String.format("B0 10 %02X", at));
        bench.later(3);
        double norm = tree.get(i).norm(bench.console.desk.value(i).number());
        double low = tree.get(i).norm(tree.get(i).value((at - 1) / 127.0));
        double high = tree.get(i).norm(tree.get(i).value((at + 1) / 127.0));
        if (turn > 1 && low == high) {
          assertThat(norm).as("%s, the knob at %d", mode, at).isCloseTo(low, within(1e-9));
        }
      }
    }
  }

  @Test
  void theDisplaySaysWhichWayToGo() {
    start("");
    move(0, 10);
    bench.later(50);
    assertThat(port.takeSent()).contains("F0 7D 00 01 5E 30 2E 30 20 20 20 F7"); // ^0.0
    move(0, 127);
    bench.console.set("/strip/1/fader", -10);
    bench.later(50);
    assertThat(port.takeSent()).contains("F0 7D 00 01 76 2D 31 30 2E 30 20 F7"); // v-10.0
    move(0, 10);
    bench.later(50);
    List<String> sent = port.takeSent();
    assertThat(sent).contains("F0 7D 00 01 30 20 20 20 20 20 20 F7"); // met: the pan again
  }
}
