package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.SurfaceProfile;
import hybridge.simrack.VirtualSurface;
import hybridge.testing.KeysBench;
import hybridge.testing.SurfaceBench;
import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever hands do, in whatever order, with whatever happens to the studio meanwhile: nothing
 * fails, nothing leaves its range, and what a surface shows in the end is what one that comes fresh
 * is shown.
 */
class AnyHandsTest {
  private static final String LAYOUT =
      """
      layers: {rack: {faders: [/strip/4, /unit/box/ratio, /main], encoders: [/unit/box/threshold]}}
      pages: {box: {unit: box}}
      bind:
        f1: {layer: rack}
        f2: {page: box}
        f3: {set: {/strip/1/fader: -5, /unit/box/threshold: -3}}
        f4: {toggle: {/strip/2/mute: on, /unit/box/bypass: on}}
        f5: mute-all
        f6: {spill: 2}
      """;

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void nothingDriftsOnAMackieControl(@ForAll long seed) {
    play("mackie/control-universal", seed);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void nothingDriftsOnAHui(@ForAll long seed) {
    play("mackie/hui", seed);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void nothingDriftsOnAFaderPort(@ForAll long seed) {
    play("presonus/faderport-8", seed);
  }

  private static void play(String id, long seed) {
    Random random = new Random(seed);
    boolean f = SurfaceBench.profile(id).has(Control.of(hybridge.profile.Button.F6, 0));
    KeysBench bench =
        new KeysBench(id, KeysBench.console(20), f ? LAYOUT : LAYOUT.replaceAll("(?s)bind:.*", ""));
    SurfaceProfile profile = SurfaceBench.profile(id);
    List<Control> keys = new ArrayList<>();
    profile.heard().stream()
        .map(SurfaceProfile.Heard::control)
        .filter(c -> c.kind() == Kind.BUTTON)
        .forEach(keys::add);
    Set<Control> down = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      act(bench, profile, keys, down, random);
      bench.later(random.nextInt(3) == 0 ? random.nextInt(600) : random.nextInt(10));
      check(bench, id);
    }
    for (Control key : down) {
      bench.hands.hold(key.button(), key.index(), false);
    }
    for (int i = 0; i < profile.faders(); i++) {
      bench.hands.touch(i, false);
    }
    bench.later(4_000);
    var shown = bench.hands.picture();
    double[] motors = motors(bench.hands, profile);
    VirtualSurface fresh = new VirtualSurface("desk", bench.hands.profile());
    bench.on(fresh);
    bench.hands = fresh;
    bench.later(3_000); // words that take turns are where they were
    assertThat(shown).as("%s, seed %d", id, seed).isEqualTo(fresh.picture());
    assertThat(motors)
        .as("%s, seed %d", id, seed)
        .containsExactly(motors(fresh, profile), within(1e-3));
  }

  private static double[] motors(VirtualSurface hands, SurfaceProfile profile) {
    double[] motors = new double[profile.faders()];
    for (int i = 0; i < motors.length; i++) {
      motors[i] = hands.fader(i);
    }
    return motors;
  }

  private static void act(
      KeysBench bench,
      SurfaceProfile profile,
      List<Control> keys,
      Set<Control> down,
      Random random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> {
        Control key = keys.get(random.nextInt(keys.size()));
        bench.hands.press(key.button(), key.index());
        down.remove(key);
      }
      case 4 -> {
        Control key = keys.get(random.nextInt(keys.size()));
        boolean press = down.add(key) || !down.remove(key);
        bench.hands.hold(key.button(), key.index(), press);
      }
      case 5, 6 -> {
        int fader = random.nextInt(profile.faders());
        bench.hands.touch(fader, random.nextBoolean());
        bench.hands.move(fader, random.nextDouble());
      }
      case 7 -> {
        if (profile.encoders() > 0) {
          bench.hands.turn(random.nextInt(profile.encoders()), random.nextInt(1, 30));
        }
      }
      case 8 -> {
        int strip = 1 + random.nextInt(8);
        var member = bench.console.desk.tree().find("/strip/" + strip + "/vca/1");
        if (member.isPresent()) {
          bench.console.set("/strip/" + strip + "/vca/1", random.nextBoolean());
        }
      }
      case 9 -> bench.says("/unit/box/state", Value.of(random.nextBoolean() ? "away" : "ready"));
      case 10 -> bench.console.reload(studio(random));
      default -> {
        if (random.nextInt(4) == 0) {
          bench.hands.plugAnew();
        }
      }
    }
  }

  private static String studio(Random random) {
    String studio = KeysBench.studio(4 + random.nextInt(18));
    return switch (random.nextInt(4)) {
      case 0 -> studio.replace("  strips:\n", "  strips:\n    - {name: New}\n");
      case 1 -> studio.replace("[Verb, Echo]", "[Echo]").replace("[All, Some]", "[Some]");
      case 2 -> studio.replace("groups: [Drums, Band]", "groups: []");
      default -> studio;
    };
  }

  private static void check(KeysBench bench, String id) {
    bench.surface.eachHeld(
        i -> assertThat(bench.console.desk.tree().has(i)).as("%s: %d is there", id, i).isTrue());
    var tree = bench.console.desk.tree();
    for (int i : tree.indexes()) {
      Parameter p = tree.get(i);
      if (p.numeric() && p.access() == Access.SET) {
        double v = bench.console.desk.value(i).number();
        assertThat(v >= p.min() && v <= p.max()).as("%s %s", p.address(), v).isTrue();
      }
    }
  }
}
