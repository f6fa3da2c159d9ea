package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.Button;
import hybridge.profile.SurfaceProfile;
import hybridge.simrack.VirtualSurface;
import hybridge.testing.FakePort;
import hybridge.testing.SurfaceBench;
import hybridge.value.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Surfaces that come and go, several in a row, and what a broken cable sends. */
class SurfaceLifeTest {
  private static final String LIFE = "F0 00 00 66 14 14 56 31 2E 30 32 F7";
  private final FakePort port = new FakePort();

  private SurfaceBench bench(String profile, String keys) {
    return new SurfaceBench(10, SurfaceBench.profile(profile), keys, b -> port);
  }

  @Test
  void whoAnsweredAndFallsSilentIsLostAndPaintedWhenItIsBack() {
    SurfaceBench bench = bench("mackie/control-universal", "");
    bench.later(300);
    bench.later(30_000);
    assertThat(bench.surface.present()).as("it never answered: many do not").isTrue();
    port.arrive(LIFE);
    bench.later(6_900);
    assertThat(bench.surface.present()).isTrue();
    bench.later(200);
    assertThat(bench.surface.present()).isFalse();
    port.takeSent();
    port.arrive(LIFE);
    bench.later(300);
    assertThat(bench.surface.present()).isTrue();
    assertThat(port.takeSent()).contains("E0 74 5F", "90 10 00");
  }

  @Test
  void noTextIsSentWhileADisplayChangesItsMode() {
    SurfaceBench bench = bench("mackie/control-lcd-meters", "");
    bench.later(590);
    List<String> sent = port.takeSent();
    assertThat(sent).contains("F0 00 00 66 14 21 01 F7", "E0 74 5F");
    assertThat(sent).noneMatch(m -> m.startsWith("F0 00 00 66 14 12"));
    bench.later(200);
    assertThat(port.takeSent()).anyMatch(m -> m.startsWith("F0 00 00 66 14 12"));
    port.arrive("F0 00 00 66 14 01 01 02 03 04 05 06 07 11 22 33 44 F7"); // switched off and on
    bench.later(590);
    sent = port.takeSent();
    assertThat(sent).startsWith("F0 00 00 66 14 02 01 02 03 04 05 06 07 75 56 4B 1F F7");
    assertThat(sent).contains("F0 00 00 66 14 20 07 05 F7");
    assertThat(sent).noneMatch(m -> m.startsWith("F0 00 00 66 14 12"));
  }

  @Test
  void theHuiIsPingedEverySecond() {
    SurfaceBench bench = bench("mackie/hui", "");
    bench.later(300);
    port.takeSent();
    bench.later(10_000);
    assertThat(port.takeSent()).filteredOn(m -> m.equals("90 00 00")).hasSize(10);
    port.arrive("90 00 7F");
    bench.later(2_900);
    assertThat(bench.surface.present()).isTrue();
    bench.later(200);
    assertThat(bench.surface.present()).isFalse();
  }

  @Test
  void aMoveBeforeTheMotorWasSentToItsPlaceIsNoWish() {
    SurfaceBench bench = bench("mackie/control-universal", "");
    port.arrive("E0 00 00");
    bench.step();
    bench.later(300);
    assertThat(bench.console.number("/strip/1/fader")).isZero();
    port.arrive("E0 00 00");
    bench.later(300);
    assertThat(bench.console.number("/strip/1/fader")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aMotorOnItsWayStopsWhenAHandIsLaidOn() {
    SurfaceBench bench = bench("mackie/control-universal", "");
    bench.later(300);
    port.takeSent();
    port.room = 0; // the wire is full
    bench.console.set("/strip/1/fader", -20);
    bench.later(5);
    port.arrive("90 68 7F");
    bench.later(5);
    port.room = Integer.MAX_VALUE;
    bench.later(300);
    assertThat(port.takeSent()).noneMatch(m -> m.startsWith("E0"));
  }

  @Test
  void severalCasesAreOneBank() {
    List<VirtualSurface> hands = new ArrayList<>();
    SurfaceProfile main = SurfaceBench.profile("mackie/control-universal");
    SurfaceProfile more = SurfaceBench.profile("mackie/extender");
    SurfaceBench bench =
        new SurfaceBench(
            40,
            List.of(more, main, more),
            ", extenders: [{profile: mackie/extender, midi: jack, side: left, assign: {fader-1:"
                + " /main/fader}}, {profile: mackie/extender, midi: jack}]",
            List.of(
                b -> hand(hands, "desk-2", more),
                b -> hand(hands, "desk", main),
                b -> hand(hands, "desk-3", more)));
    assertThat(bench.console.studio.surfaces().getFirst().parts())
        .extracting(p -> p.id())
        .containsExactly("desk-2", "desk", "desk-3");
    bench.later(500);
    assertThat(hands.get(0).text(0, 0)).isEqualTo("S1");
    assertThat(hands.get(1).text(0, 0)).isEqualTo("S9");
    assertThat(hands.get(2).text(7, 0)).isEqualTo("S24");
    hands.get(1).press(Button.BANK_RIGHT, 0);
    bench.later(500);
    assertThat(hands.get(0).text(0, 0)).isEqualTo("S17");
    assertThat(hands.get(2).text(7, 0)).isEqualTo("S40");
    hands.get(2).touch(7, true);
    hands.get(2).move(7, 0.5);
    bench.later(10);
    assertThat(bench.console.number("/strip/40/fader")).isCloseTo(-10, within(0.01));
    hands.get(0).touch(0, true);
    hands.get(0).move(0, 0.5);
    bench.later(10);
    assertThat(bench.console.number("/main/fader")).isCloseTo(-10, within(0.01));
    hands.get(2).press(Button.MUTE, 0);
    bench.later(10);
    assertThat(bench.console.number("/strip/33/mute")).isEqualTo(1);
  }

  private static VirtualSurface hand(List<VirtualSurface> all, String id, SurfaceProfile profile) {
    VirtualSurface one = new VirtualSurface(id, profile);
    all.add(one);
    return one;
  }

  @Test
  void buttonsTheWheelAndThePedalRideWhatTheyAreGiven() {
    SurfaceBench bench =
        bench(
            "mackie/control-universal",
            ", assign: {f1: /mutegroup/1, jog: /strip/1/trim, pedal: /main/fader, mute-8:"
                + " /mutegroup/2, play: /solo/clear}");
    bench.later(300);
    port.takeSent();
    port.arrive("90 36 7F 90 17 7F B0 3C 05");
    bench.later(50);
    assertThat(bench.console.number("/mutegroup/1")).isEqualTo(1);
    assertThat(bench.console.number("/mutegroup/2")).isEqualTo(1);
    assertThat(bench.console.number("/strip/8/mute")).isZero();
    assertThat(bench.console.number("/strip/1/trim")).isCloseTo(2.4, within(1e-6));
    assertThat(port.takeSent()).contains("90 36 7F", "90 17 7F");
    port.arrive("B0 2E 00");
    bench.later(5);
    assertThat(bench.console.number("/main/fader")).as("picked up, not jumped to").isZero();
    port.arrive("B0 2E 7F B0 2E 40");
    bench.later(5);
    assertThat(bench.console.number("/main/fader")).isBetween(-10.0, -9.0);
    bench.console.set("/strip/1/solo", true);
    port.arrive("90 5E 7F");
    bench.later(5);
    assertThat(bench.console.number("/strip/1/solo")).isZero();
  }

  @Test
  void acceleratedEncodersGoFurtherWhenTurnedFast() {
    SurfaceProfile profile =
        SurfaceBench.of(
            """
            dialect: midi
            encoder: {travel: 200, acceleration: {slow: 10, fast: 100, factor: 5}}
            controls: {vpot: {in: {cc: 16, encoding: twos}}}
            """);
    SurfaceBench bench = new SurfaceBench(4, profile, "", b -> port);
    for (int i = 0; i < 5; i++) {
      port.arrive("B0 10 01");
      bench.later(200);
    }
    double slow = bench.console.number("/strip/1/pan");
    assertThat(slow).isCloseTo(5, within(1e-6));
    for (int i = 0; i < 5; i++) {
      port.arrive("B0 10 01");
      bench.later(8);
    }
    double fast = bench.console.number("/strip/1/pan") - slow;
    assertThat(fast).isBetween(20.0, 25.0);
  }

  /** {@code -Dstorm=10000000} for the whole of it. */
  @Test
  void aStormOfBytesHarmsNothing() {
    long bytes = Long.getLong("storm", 2_000_000);
    for (String id :
        List.of(
            "mackie/control-universal",
            "mackie/hui",
            "generic/fourteen-bit",
            "presonus/faderport-16")) {
      storm(id, bytes / 4);
    }
  }

  private void storm(String id, long bytes) {
    SurfaceBench bench = bench(id, "");
    bench.later(300);
    Keys.Memory asAtTheStart = bench.surface.memory();
    Random random = new Random(17);
    long before = 0;
    for (long sent = 0; sent < bytes; sent += 200) {
      byte[] chunk = new byte[200];
      random.nextBytes(chunk);
      if (sent % 400 == 0) { // statuses that mean something, or nearly all is thrown away
        for (int i = 0; i < chunk.length; i += 3) {
          chunk[i] = (byte) (0x80 | random.nextInt(8) << 4 | random.nextInt(3));
        }
      }
      port.arrive(chunk);
      bench.step();
      if (sent % 20_000 == 0) {
        inRange(bench);
        port.sent.clear();
      }
      if (sent == bytes / 5 / 200 * 200) {
        before = used();
      }
    }
    inRange(bench);
    port.sent.clear();
    assertThat(used() - before).as("%s: memory that grows", id).isLessThan(8 << 20);
    port.arrive("F7");
    bench.surface.resume(asAtTheStart); // the storm pressed keys of layers, too
    bench.later(2000);
    bench.console.set("/strip/1/mute", false);
    bench.later(500);
    port.takeSent();
    bench.console.set("/strip/1/mute", true);
    bench.later(500);
    assertThat(port.takeSent()).as("%s: the lamp of a mute", id).isNotEmpty();
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  private static void inRange(SurfaceBench bench) {
    var tree = bench.console.desk.tree();
    for (int i = 0; i < tree.size(); i++) {
      if (tree.get(i).numeric() && tree.get(i).access() == Access.SET) {
        assertThat(bench.console.desk.value(i).number())
            .as("%s", tree.get(i).address())
            .isBetween(tree.get(i).min(), tree.get(i).max());
      }
    }
  }
}
