package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.SurfaceProfile;
import hybridge.studio.Studio;
import hybridge.testing.Console;
import hybridge.testing.FakePort;
import hybridge.value.Law;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A surface on a fake clock: what hands do to the desk, and what the surface is told. */
class SurfaceControllerTest {
  private static final String PROFILE = "device-profiles/surfaces/mackie/control-universal.yaml";

  private static final String SIGN_OF_LIFE = "F0 00 00 66 14 13 00 F7";

  /** Lamps of mute, solo, select, rude solo and keys, faders, rings, names and values, digits. */
  private static final int EVERYTHING = 8 * 3 + 1 + 40 + 9 + 8 + 16 + 2;

  private final FakePort port = new FakePort();
  private long now = 1_000_000_000_000L;
  private Console console;
  private SurfaceController surface;

  @BeforeEach
  void start() {
    console =
        Console.ofMonoStrips(
            10,
            "surfaces: [{id: desk, profile: mackie/control-universal, midi: jack, assign: {vpot-8:"
                + " /strip/1/trim}}]\n");
    Problems problems = new Problems(PROFILE);
    SurfaceProfile profile =
        Yaml.read(Path.of(PROFILE), problems)
            .flatMap(n -> SurfaceProfile.read(n, problems))
            .orElseThrow();
    Studio.Surface desk = console.studio.surfaces().getFirst();
    surface =
        new SurfaceController(
            desk,
            List.of(new SurfaceController.Case(desk.parts().getFirst(), profile, port)),
            console.desk,
            console.counters,
            () -> now);
  }

  /** Until nobody has anything to do; the wire takes its time. */
  private void run() {
    int quiet = 0;
    while (quiet < 20) {
      quiet = step() > 0 ? 0 : quiet + 1;
    }
  }

  private int step() {
    int done = surface.work() + console.desk.work();
    now += 1_000_000;
    return done;
  }

  private void later(int millis) {
    for (int i = 0; i < millis; i++) {
      step();
    }
  }

  @Test
  void atTheStartTheSurfaceIsPaintedFromTheDesk() {
    run();
    assertThat(port.takeSent())
        .contains(
            "E0 74 5F",
            "E8 74 5F",
            "90 10 00",
            "B0 30 56",
            "F0 00 00 66 14 12 00 53 31 20 20 20 20 20 F7");
    later(1000);
    assertThat(port.takeSent()).as("nothing changed, nothing sent").isEmpty();
  }

  @Test
  void aFaderMovesItsParameterByTheLaw() {
    port.arrive("90 68 7F E0 34 3F");
    run();
    double norm = (0x3F * 128 + 0x34) / 16368.0;
    assertThat(console.number("/strip/1/fader"))
        .isCloseTo(Law.FADER.value(norm, Double.NEGATIVE_INFINITY, 10), within(1e-12));
    port.arrive("E0 70 7F");
    run();
    assertThat(console.number("/strip/1/fader")).isEqualTo(10);
    port.arrive("E0 00 00");
    run();
    assertThat(console.number("/strip/1/fader")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void theMotorNeverFightsTheHandAndIsToldOnceWhereItStands() {
    run();
    port.takeSent();
    port.arrive("90 68 7F");
    for (int i = 0; i < 50; i++) {
      port.arrive("E0 00 " + String.format("%02X", i));
      later(5);
    }
    console.set("/strip/1/fader", -3); // somebody else, meanwhile
    later(1000);
    assertThat(port.takeSent()).noneMatch(m -> m.startsWith("E0"));
    port.arrive("E0 10 20 90 68 00");
    run();
    later(1000);
    assertThat(port.takeSent().stream().filter(m -> m.startsWith("E0")))
        .containsExactly("E0 10 20");
  }

  @Test
  void aMoveWithoutTouchOwnsTheFaderForItsTime() {
    run();
    port.takeSent();
    port.arrive("E1 00 20");
    later(150);
    assertThat(port.takeSent()).noneMatch(m -> m.startsWith("E1"));
    later(2);
    assertThat(port.takeSent().stream().filter(m -> m.startsWith("E1")))
        .containsExactly("E1 00 20");
  }

  @Test
  void theNoiseOfARestingFaderIsNoMove() {
    console.set("/strip/1/fader", -6);
    run();
    double before = console.number("/strip/1/fader");
    String[] told =
        port.takeSent().stream()
            .filter(m -> m.startsWith("E0"))
            .findFirst()
            .orElseThrow()
            .split(" ");
    int position = Integer.parseInt(told[2], 16) * 128 + Integer.parseInt(told[1], 16) + 5;
    port.arrive(String.format("E0 %02X %02X", position & 0x7F, position >> 7));
    run();
    assertThat(console.number("/strip/1/fader")).isEqualTo(before);
  }

  @Test
  void buttonsToggleAndTheirLampsFollow() {
    run();
    port.takeSent();
    port.arrive("90 12 7F 90 12 00");
    run();
    assertThat(console.number("/strip/3/mute")).isEqualTo(1);
    assertThat(port.takeSent()).containsExactly("90 12 7F");
    console.set("/strip/3/mute", false);
    run();
    assertThat(port.takeSent()).containsExactly("90 12 00");
  }

  @Test
  void aVpotPansAndItsPushCentres() {
    run();
    port.takeSent();
    port.arrive("B0 10 05");
    run();
    assertThat(console.number("/strip/1/pan")).isCloseTo(10, within(1e-9));
    assertThat(port.takeSent()).contains("F0 00 00 66 14 12 38 31 30 20 20 20 20 20 F7");
    port.arrive("90 20 7F");
    run();
    assertThat(console.number("/strip/1/pan")).isZero();
    assertThat(port.takeSent()).contains("B0 30 56");
  }

  @Test
  void anAssignedVpotRidesItsOwnParameter() {
    port.arrive("B0 17 01");
    run();
    assertThat(console.number("/strip/1/trim")).isCloseTo(0.48, within(1e-9));
    assertThat(console.number("/strip/8/pan")).isZero();
  }

  @Test
  void banksShowOtherStripsAndStopAtTheEnd() {
    run();
    port.takeSent();
    console.set("/strip/10/fader", 10);
    port.arrive("90 2F 7F 90 2F 7F");
    run();
    List<String> sent = port.takeSent();
    assertThat(sent).contains("F0 00 00 66 14 12 00 53 33 20 20 20 20 20 F7", "E7 70 7F");
    port.arrive("E7 00 00");
    run();
    assertThat(console.number("/strip/10/fader")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void whoComesAnewIsShownEverything() {
    run();
    assertThat(port.takeSent()).hasSize(EVERYTHING + 1).startsWith("F0 00 00 66 14 00 F7");
    port.present = false;
    console.set("/strip/1/mute", true);
    run();
    assertThat(port.takeSent()).isEmpty();
    port.present = true;
    port.generation++;
    run();
    assertThat(port.takeSent()).hasSize(EVERYTHING + 1).contains("90 10 7F");
  }

  @Test
  void aSurfaceThatIsSwitchedOnIsAnsweredAndShownEverything() {
    run();
    port.takeSent();
    port.arrive("F0 00 00 66 14 01 01 02 03 04 05 06 07 11 22 33 44 F7");
    run();
    assertThat(port.takeSent())
        .hasSize(EVERYTHING + 1)
        .startsWith("F0 00 00 66 14 02 01 02 03 04 05 06 07 75 56 4B 1F F7");
  }

  @Test
  void afterMissedBlocksEverythingIsShownOnceMore() {
    run();
    port.takeSent();
    console.counters.count(hybridge.rt.Health.XRUNS);
    later(500);
    assertThat(port.takeSent()).isEmpty();
    later(400);
    assertThat(port.takeSent()).hasSize(EVERYTHING);
    later(1000);
    assertThat(port.takeSent()).filteredOn(m -> !m.equals(SIGN_OF_LIFE)).isEmpty();
  }

  @Test
  void whatThePortCannotTakeIsShownLater() {
    port.room = 10;
    run();
    assertThat(port.takeSent()).hasSize(10);
    port.room = Integer.MAX_VALUE;
    run();
    assertThat(port.takeSent()).hasSize(EVERYTHING + 1 - 10);
  }

  private static String strips(String names) {
    StringBuilder s = new StringBuilder("audio: {inputs: 14, outputs: 8}\nconsole:\n  strips:\n");
    for (String name : names.split(" ")) {
      int input = name.matches("S\\d+") ? Integer.parseInt(name.substring(1)) : 14;
      s.append("    - {name: ").append(name).append(", input: ").append(input).append("}\n");
    }
    return s.toString();
  }

  @Test
  void theBankStaysOnItsStripsWhenOthersAreAddedInFront() {
    port.arrive("90 31 7F"); // one channel to the right: strips 2 to 9
    run();
    console.set("/strip/2/fader", -20);
    run();
    port.takeSent();
    console.reload(strips("New S1 S2 S3 S4 S5 S6 S7 S8 S9 S10"));
    later(1000);
    assertThat(port.takeSent())
        .as("what V-pot 8 rides, /strip/1/trim, is another strip's now, with the same value")
        .containsExactly("B0 4B 20", "B0 4A 33"); // the digits: the bank begins with strip 3
    port.arrive("E0 00 00");
    run();
    assertThat(console.number("/strip/3/fader")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(console.number("/strip/2/fader")).isZero();
  }

  @Test
  void aFaderWhoseStripIsGoneShowsTheNext() {
    console.set("/strip/2/fader", -20);
    run();
    port.arrive("90 68 7F E0 00 20"); // a hand lies on fader 1
    run();
    port.takeSent();
    console.reload(strips("S2 S3 S4 S5 S6 S7 S8 S9 S10"));
    later(10);
    double norm = Law.FADER.norm(-20, Double.NEGATIVE_INFINITY, 10);
    int position = (int) Math.rint(norm * 16368);
    assertThat(port.takeSent())
        .as("the hand held another strip")
        .contains(String.format("E0 %02X %02X", position & 0x7F, position >> 7))
        .contains("F0 00 00 66 14 12 00 53 32 20 20 20 20 20 F7");
    port.arrive("E7 00 00");
    run();
    assertThat(console.number("/strip/8/fader")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void randomBytesNeverLeaveTheRangesOfTheDesk() {
    java.util.Random random = new java.util.Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[200];
      random.nextBytes(bytes);
      port.arrive(bytes);
      later(10);
      for (int p = 0; p < console.desk.tree().size(); p++) {
        if (console.desk.tree().get(p).numeric()
            && console.desk.tree().get(p).access() == hybridge.value.Access.SET) {
          double v = console.desk.value(p).number();
          assertThat(v)
              .isBetween(console.desk.tree().get(p).min(), console.desk.tree().get(p).max());
        }
      }
    }
    port.takeSent();
  }
}
