package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Profiles;
import hybridge.profile.SurfaceProfile;
import hybridge.simrack.VirtualSurface;
import hybridge.testing.SurfaceBench;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every surface that we have a profile of, played by itself: what it does out of the box. */
class EverySurfaceTest {
  private VirtualSurface hands;
  private SurfaceBench bench;
  private SurfaceProfile profile;

  static Stream<String> ids() {
    return Profiles.ours().list().stream()
        .filter(e -> e.kind() == Profiles.Kind.SURFACE)
        .map(Profiles.Entry::id);
  }

  @BeforeEach
  void nothingYet() {
    hands = null;
  }

  private void start(String id) {
    profile = SurfaceBench.profile(id);
    bench =
        new SurfaceBench(
            20,
            profile,
            "",
            b -> {
              hands = new VirtualSurface("desk", profile);
              return hands;
            });
    bench.later(1500);
  }

  private boolean hears(Control control) {
    return profile.heard().stream().anyMatch(h -> h.control().equals(control));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void fadersRideTheirStripsAndMotorsFollowTheDesk(String id) {
    start(id);
    if (profile.fader().touch()) {
      hands.touch(0, true);
    }
    for (int i = 0; i <= 40; i++) { // past where the desk is: those without motors are picked up
      hands.move(0, i / 40.0);
      bench.step();
    }
    hands.move(0, 0.5);
    bench.step();
    if (profile.fader().touch()) {
      hands.touch(0, false);
    }
    bench.later(500);
    double step = 40.0 / Math.min(1000, profile.fader().fullScale());
    assertThat(bench.console.number("/strip/1/fader")).isCloseTo(-10, within(step));
    bench.console.set("/strip/1/fader", 0);
    bench.later(500);
    double motor = profile.fader().motor() ? 0.75 : 0.5;
    assertThat(hands.fader(0)).isCloseTo(motor, within(1.0 / profile.fader().fullScale()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void mutesAreToggledAndLit(String id) {
    start(id);
    if (!hears(Control.of(Button.MUTE, 0))) {
      return;
    }
    hands.press(Button.MUTE, 0);
    bench.later(100);
    assertThat(bench.console.number("/strip/1/mute")).isEqualTo(1);
    if (profile.shown().containsKey(Control.of(Button.MUTE, 0))) {
      assertThat(hands.lit(Button.MUTE, 0)).isTrue();
      bench.console.set("/strip/1/mute", false);
      bench.later(100);
      assertThat(hands.lit(Button.MUTE, 0)).isFalse();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void encodersAndKnobsPan(String id) {
    start(id);
    Control vpot = Control.of(Kind.VPOT, 0);
    if (!hears(vpot)) {
      return;
    }
    boolean absolute =
        profile.heard().stream().anyMatch(h -> h.control().equals(vpot) && h.encoding().absolute());
    if (absolute) {
      hands.dial(0, 0);
      bench.step();
      hands.dial(0, 1);
      bench.step();
    } else {
      hands.turn(0, 10);
    }
    bench.later(100);
    assertThat(bench.console.number("/strip/1/pan")).isCloseTo(absolute ? 100 : 20, within(1e-6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void displaysNameTheStripsOfTheBank(String id) {
    start(id);
    if (profile.displays().isEmpty()) {
      return;
    }
    int strips = profile.strips();
    for (int i = 0; i < strips; i++) {
      assertThat(hands.text(i, 0)).isEqualTo("S" + (i + 1));
      assertThat(hands.text(i, 1)).isEqualTo(profile.encoders() == 0 ? "0.0" : "0");
    }
    if (hears(Control.of(Button.BANK_RIGHT, 0))) {
      hands.press(Button.BANK_RIGHT, 0);
      bench.later(500);
      int first = Math.min(20 - strips, strips);
      assertThat(hands.text(0, 0)).isEqualTo("S" + (first + 1));
      assertThat(hands.text(strips - 1, 0)).isEqualTo("S" + (first + strips));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void afterAPowerCycleEverythingIsShownAgain(String id) {
    start(id);
    bench.console.set("/strip/1/mute", true);
    bench.console.set("/strip/1/fader", -20);
    bench.later(500);
    hands.plugAnew();
    bench.later(1500);
    if (profile.shown().containsKey(Control.of(Button.MUTE, 0))) {
      assertThat(hands.lit(Button.MUTE, 0)).isTrue();
    }
    if (profile.fader().motor()) {
      assertThat(hands.fader(0)).isCloseTo(0.375, within(1.0 / profile.fader().fullScale()));
    }
    if (!profile.displays().isEmpty()) {
      assertThat(hands.text(0, 0)).isEqualTo("S1");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void metersAreTold(String id) {
    start(id);
    if (!profile.shown().containsKey(Control.of(Kind.METER, 0))) {
      return;
    }
    bench.console.desk.metersFrom(index -> -1.0);
    bench.later(500);
    int steps = profile.meters().orElseThrow().steps(-1);
    assertThat(hands.told(Control.of(Kind.METER, 0))).isEqualTo(steps);
    assertThat(steps).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void theFileSaysWhatItRestsOn(String id) {
    SurfaceProfile p = SurfaceBench.profile(id);
    assertThat(p.id()).isEqualTo(id);
    assertThat(p.evidence().source()).isNotBlank();
    assertThat(List.of("document", "measured", "community")).contains(p.evidence().level());
    assertThat(p.vectors()).hasSizeGreaterThan(4);
    assertThat(p.vectors()).anyMatch(SurfaceProfile.Vector::received);
    assertThat(p.vectors()).anyMatch(v -> !v.received());
  }
}
