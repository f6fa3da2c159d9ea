package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Change;
import hybridge.outboard.Link;
import hybridge.profile.Button;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rack.Rack;
import hybridge.rt.Signal;
import hybridge.testing.Console;
import hybridge.testing.KeysBench;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Keys that do several things, keys that are confirmed, and the mute of everything. */
class MacrosTest {
  private static final String MCU = "mackie/control-universal";

  private static KeysBench bench(String layout) {
    return new KeysBench(MCU, KeysBench.console(10), layout);
  }

  @Test
  void aMacroIsOneBulkStep() {
    KeysBench bench =
        bench("bind: {f1: {set: {/strip/1/mute: on, /strip/2/fader: -6, /strip/3/name: Lead}}}");
    List<Integer> bulks = new ArrayList<>();
    bench.console.desk.listen(
        (List<Change> changes, boolean bulk, long frame) -> bulks.add(bulk ? changes.size() : 0));
    bench.tap(Button.F1);
    assertThat(bulks).containsExactly(3);
    assertThat(bench.number("/strip/1/mute")).isEqualTo(1);
    assertThat(bench.number("/strip/2/fader")).isEqualTo(-6);
    assertThat(bench.hands.text(2, 0)).isEqualTo("Lead");
    assertThat(bench.hands.lit(Button.F1, 0)).isTrue();
    bench.console.set("/strip/2/fader", -7);
    bench.later(300);
    assertThat(bench.hands.lit(Button.F1, 0)).isFalse();
  }

  @Test
  void aTogglingMacroBringsBackWhatWasBeforeButNotWhatWasMovedSince() {
    KeysBench bench = bench("bind: {f1: {toggle: {/strip/1/fader: -20, /strip/2/fader: -20}}}");
    bench.console.set("/strip/1/fader", -3);
    bench.tap(Button.F1);
    assertThat(bench.number("/strip/1/fader")).isEqualTo(-20);
    bench.tap(Button.F1);
    assertThat(bench.number("/strip/1/fader")).isEqualTo(-3);
    assertThat(bench.number("/strip/2/fader")).isZero();
    bench.tap(Button.F1);
    bench.console.set("/strip/2/fader", -10); // no longer as the key set it: a press sets it again
    bench.tap(Button.F1);
    assertThat(bench.number("/strip/2/fader")).isEqualTo(-20);
  }

  @Test
  void aUnitIsNotRaisedAtATouch() {
    KeysBench bench = bench("bind: {f1: {set: {/unit/box/threshold: -10, /strip/1/mute: on}}}");
    bench.tap(Button.F1);
    assertThat(bench.number("/unit/box/threshold")).as("down").isEqualTo(-10);
    bench.console.set("/unit/box/threshold", -30);
    bench.console.set("/strip/1/mute", false);
    bench.tap(Button.F1);
    assertThat(bench.number("/unit/box/threshold")).as("up").isEqualTo(-30);
    assertThat(bench.number("/strip/1/mute")).as("nothing of it").isZero();
    bench.hands.hold(Button.F1, 0, true);
    bench.later(900);
    assertThat(bench.hands.blinks(Button.F1, 0)).as("it waits").isTrue();
    assertThat(bench.number("/unit/box/threshold")).isEqualTo(-30);
    bench.later(200);
    assertThat(bench.number("/unit/box/threshold")).isEqualTo(-10);
    assertThat(bench.number("/strip/1/mute")).isEqualTo(1);
    bench.hands.hold(Button.F1, 0, false);
    bench.later(200);
    assertThat(bench.hands.blinks(Button.F1, 0)).isFalse();
  }

  @Test
  void aUnitThatDoesNotFollowIsNotRaisedByWhatIsWantedAlready() {
    KeysBench bench = bench("bind: {f1: {set: {/unit/box/threshold: 0}}}");
    bench.says("/unit/box/threshold/reported", Value.of(-30));
    bench.later(10);
    bench.hands.hold(Button.F1, 0, true);
    bench.later(500);
    assertThat(bench.hands.blinks(Button.F1, 0)).as("it asks, though 0 is wanted").isTrue();
    bench.hands.hold(Button.F1, 0, false);
    bench.later(100);
  }

  @Test
  void whatSaysConfirmIsHeldForASecond() {
    KeysBench bench =
        bench("bind: {f1: {set: {/unit/box/phantom: on}, confirm: hold}, f2: /unit/box/phantom}");
    bench.tap(Button.F1);
    bench.tap(Button.F2);
    assertThat(bench.number("/unit/box/phantom")).isZero();
    bench.hands.hold(Button.F1, 0, true);
    bench.later(1100);
    bench.hands.hold(Button.F1, 0, false);
    bench.later(100);
    assertThat(bench.number("/unit/box/phantom")).isEqualTo(1);
    bench.hands.hold(Button.F2, 0, true);
    bench.later(1100);
    assertThat(bench.number("/unit/box/phantom")).isZero();
  }

  @Test
  void userLayersHaveFadersEncodersAndKeysOfTheirOwn() {
    KeysBench bench =
        bench(
            """
            layers:
              rack:
                faders: [/strip/4, /unit/box/ratio]
                encoders: [/unit/box/threshold, /strip/4/trim]
                bind: {f2: mute-all, vpot-2-push: /strip/4/mute}
            bind: {f1: {layer: rack}, shift+f2: {page: eq}}
            """);
    bench.tap(Button.F1);
    assertThat(List.of(bench.hands.text(0, 0), bench.hands.text(1, 0)))
        .containsExactly("Thrshl", "Trim 4");
    bench.hands.turn(0, -10);
    bench.later(100);
    assertThat(bench.number("/unit/box/threshold")).isCloseTo(-6, within(1e-6));
    bench.move(0, 0.5);
    bench.move(1, 1);
    assertThat(bench.number("/strip/4/fader")).isCloseTo(-10, within(0.05));
    assertThat(bench.number("/unit/box/ratio")).isCloseTo(20, within(1e-6));
    bench.hands.press(Button.VPOT, 1);
    bench.later(50);
    assertThat(bench.number("/strip/4/mute")).isEqualTo(1);
    bench.tap(Button.F2);
    assertThat(bench.number("/main/mute")).isEqualTo(1);
    bench.tap(Button.F1);
    bench.tap(Button.F2);
    assertThat(bench.number("/main/mute")).as("elsewhere F2 does nothing").isEqualTo(1);
  }

  @Test
  void everyMuteAllKeyShowsThatAllIsMuted() {
    KeysBench bench = bench("bind: {f8: mute-all}");
    bench.console.set("/monitor/cut", true);
    bench.console.set("/main/mute", true); // on another surface
    bench.later(300);
    assertThat(bench.hands.lit(Button.F8, 0)).isTrue();
    assertThat(bench.hands.blinks(Button.F8, 0)).as("nothing to undo here").isFalse();
    bench.console.set("/main/mute", false);
    bench.tapWith(Button.SHIFT, Button.CANCEL);
    assertThat(bench.hands.blinks(Button.CANCEL, 0)).as("without Shift too").isTrue();
  }

  @Test
  void muteAllUndoesOnlyWhatItDid() {
    KeysBench bench = bench("bind: {f8: mute-all}");
    bench.console.set("/monitor/cut", true);
    bench.tap(Button.F8);
    assertThat(bench.number("/main/mute")).isEqualTo(1);
    assertThat(bench.hands.blinks(Button.F8, 0)).isTrue();
    bench.tap(Button.F8);
    assertThat(bench.number("/main/mute")).isZero();
    assertThat(bench.number("/monitor/cut")).as("somebody else's").isEqualTo(1);
    assertThat(bench.hands.lit(Button.F8, 0)).isFalse();
    bench.tap(Button.F8);
    bench.console.set("/main/mute", false); // by somebody else
    bench.later(200);
    assertThat(bench.hands.lit(Button.F8, 0)).isFalse();
    bench.tap(Button.F8);
    assertThat(bench.number("/main/mute")).as("a first press again").isEqualTo(1);
  }

  /** A link whose far side takes nothing: whoever writes to it hangs until it is closed. */
  private static final class Hanging implements java.lang.reflect.InvocationHandler {
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args)
        throws Throwable {
      return switch (method.getName()) {
        case "wire" -> this;
        case "close" -> {
          closed.countDown();
          yield null;
        }
        case "hashCode" -> System.identityHashCode(proxy);
        case "equals" -> proxy == args[0];
        case "toString" -> "a link that hangs";
        default -> {
          if (method.getName().matches("send|write")) {
            written.countDown();
            closed.await();
          }
          Class<?> type = method.getReturnType();
          yield type == boolean.class
              ? (Object) true
              : type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
        }
      };
    }
  }

  @Test
  void muteAllReachesTheEngineWhileTheLinkOfAUnitHangs() throws Exception {
    UnitProfile profile =
        Profiles.ours().unit("generic/line-compressor", new Problems("x")).orElseThrow();
    Console console = new Console(KeysBench.studio(4), Map.of("box", profile.model()));
    KeysBench bench = new KeysBench(MCU, console, "bind: {f8: mute-all}");
    Hanging hanging = new Hanging();
    Link link =
        (Link)
            java.lang.reflect.Proxy.newProxyInstance(
                Link.class.getClassLoader(), new Class<?>[] {Link.class}, hanging);
    try (Rack rack = new Rack(console.desk, address -> false, console.counters)) {
      rack.add("box", profile, link, Signal.ofJava());
      rack.start();
      assertThat(hanging.written.await(10, TimeUnit.SECONDS))
          .as("the unit's thread hangs")
          .isTrue();
      console.set("/unit/box/threshold", -20);
      float[][] in = new float[1][4800];
      java.util.Arrays.fill(in[0], 0.5f);
      while (console.feed.work() > 0) {}
      assertThat(Math.abs(console.render(in, 64)[0][4799])).isPositive();
      bench.hands.press(Button.F8, 0);
      bench.step();
      bench.step();
      while (console.feed.work() > 0) {}
      float[][] out = console.render(in, 64);
      assertThat(Math.abs(out[0][4799])).isLessThan(1e-6f);
      assertThat(Math.abs(out[6][4799])).as("monitors").isLessThan(1e-6f);
      assertThat(hanging.closed.getCount()).as("it hangs still").isEqualTo(1);
      hanging.closed.countDown();
    }
  }

  @Test
  void checkNamesWhatDoesNotFit() {
    List<Problem> problems =
        KeysBench.problems(
            MCU,
            """
            bind:
              f1: {set: {/strip/1/mut: on}}
              f2: {set: {/main/mute: perhaps}}
              f3: {set: {/unit/box/phantom: on}}
              f4: {layer: group}
              f5: {page: eqq}
              f6: /strip/77/mute
              f7: {set: {/insert/box/state: ok}}
              arm: flip
              f8+play: flip
            layers: {mine: {faders: [/strip/99]}}
            pages: {wide: {each: widht}}
            """,
            KeysBench.console(4));
    assertThat(problems)
        .map(p -> p.line() + " " + p.at())
        .containsExactly(
            "2 bind.f1",
            "3 bind.f2",
            "4 bind.f3",
            "5 bind.f4",
            "6 bind.f5",
            "7 bind.f6",
            "8 bind.f7",
            "9 bind.arm",
            "10 bind.f8+play",
            "11 layers.mine",
            "12 pages.wide");
    assertThat(problems.get(0).hint()).contains("/strip/1/mute");
    assertThat(problems.get(2).hint()).isEqualTo("add confirm: hold");
    assertThat(problems.get(3).hint()).contains("groups");
    assertThat(problems.get(10).hint()).contains("width");
  }
}
