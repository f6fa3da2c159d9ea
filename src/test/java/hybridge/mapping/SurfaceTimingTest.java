package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.SurfaceProfile;
import hybridge.testing.SurfaceBench;
import hybridge.testing.WirePort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What arrives when at the far end of a DIN wire, on a fake clock. */
class SurfaceTimingTest {
  private static final int DIN = 3125;

  private WirePort wire;

  private SurfaceBench bench(int strips, SurfaceProfile profile) {
    SurfaceBench bench =
        new SurfaceBench(
            strips,
            profile,
            "",
            b -> {
              wire = new WirePort(DIN, () -> b.now);
              return wire;
            });
    bench.later(400); // painted
    wire.passed.clear();
    return bench;
  }

  private static final String THIRTY_TWO =
      """
      dialect: midi
      strips: 32
      fader: {full_scale: %d, motor: true}
      controls:
        fader: {both: {%s: 0}}
      """;

  @Test
  void eightFadersAtOnceAreInTimeWhateverMetersAndTextDo() {
    SurfaceBench bench = bench(8, SurfaceBench.profile("mackie/control-universal"));
    Random random = new Random(5);
    bench.console.desk.metersFrom(index -> -70 + 70 * random.nextDouble());
    List<Map<Integer, Long>> setAt = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      setAt.add(new HashMap<>());
    }
    List<TreeMap<Long, Integer>> changes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      changes.add(new TreeMap<>());
    }
    long from = bench.now;
    for (int turn = 0; turn < 1000; turn++) {
      for (int i = 0; i < 8; i++) {
        bench.console.set("/strip/" + (i + 1) + "/fader", -60 + 70 * random.nextDouble());
        if (turn % 20 == 0) {
          bench.console.set("/strip/" + (i + 1) + "/pan", random.nextInt(-100, 101));
        }
        double norm =
            bench
                .console
                .desk
                .tree()
                .get(bench.console.desk.tree().require("/strip/" + (i + 1) + "/fader"))
                .norm(bench.console.number("/strip/" + (i + 1) + "/fader"));
        changes.get(i).put(bench.now, (int) Math.rint(norm * 16368));
      }
      bench.later(10);
    }
    bench.later(100);
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int fader = i;
      List<WirePort.Passed> moves =
          wire.passed.stream().filter(p -> (p.bytes()[0] & 0xff) == (0xE0 | fader)).toList();
      for (Map.Entry<Long, Integer> change : changes.get(i).entrySet()) {
        // Until this position, or one that was wanted later, has arrived.
        var later = changes.get(i).tailMap(change.getKey()).values();
        long arrived =
            moves.stream()
                .filter(p -> p.nanos() > change.getKey())
                .filter(p -> later.contains(p.bytes()[2] * 128 + p.bytes()[1]))
                .findFirst()
                .orElseThrow()
                .nanos();
        millis.add((arrived - change.getKey()) / 1e6);
      }
      assertThat(moves.getLast().bytes()[2] * 128 + moves.getLast().bytes()[1])
          .as("the last position")
          .isEqualTo(changes.get(i).lastEntry().getValue());
    }
    millis.sort(Double::compare);
    double p99 = millis.get((int) (millis.size() * 0.99));
    System.out.printf(
        "eight faders: median %.1f ms, p99 %.1f ms, worst %.1f ms%n",
        millis.get(millis.size() / 2), p99, millis.getLast());
    assertThat(p99).isLessThan(20);
    assertThat(wire.longestQueueNanos).as("nothing piles up behind us").isLessThan(1_100_000);
    long seconds = 10;
    assertThat(wire.passed.stream().filter(p -> (p.bytes()[0] & 0xff) == 0xD0).count())
        .as("meters move all the while")
        .isGreaterThan(seconds * 8);
    assertThat(wire.passed.stream().filter(p -> (p.bytes()[0] & 0xff) == 0xF0).count())
        .as("text is not starved")
        .isGreaterThan(seconds);
    assertThat(bench.now - from).isEqualTo(10_100_000_000L);
  }

  private double slowestOfThirtyTwo(String form, int fullScale) {
    SurfaceBench bench = bench(32, SurfaceBench.of(THIRTY_TWO.formatted(fullScale, form)));
    long from = bench.now;
    for (int i = 1; i <= 32; i++) {
      bench.console.set("/strip/" + i + "/fader", -20);
    }
    bench.later(200);
    Map<Integer, Long> arrived = new TreeMap<>();
    for (WirePort.Passed p : wire.passed) {
      arrived.put((int) p.bytes()[1] & 0x1F, p.nanos());
    }
    assertThat(arrived).hasSize(32);
    return (arrived.values().stream().mapToLong(Long::longValue).max().orElseThrow() - from) / 1e6;
  }

  @Test
  void thirtyTwoFadersOnOnePortAreInTime() {
    double seven = slowestOfThirtyTwo("cc", 127);
    double fourteen = slowestOfThirtyTwo("cc14", 16383);
    System.out.printf("32 faders: %.1f ms of 7 bits, %.1f ms of 14 bits%n", seven, fourteen);
    assertThat(seven).isLessThan(40);
    assertThat(fourteen).isLessThan(65);
  }

  /** Names that change and meters that move, and at any moment all faders at once. */
  @Test
  void thirtyTwoFadersAreInTimeWhateverTextAndMetersDo() {
    String yaml =
        """
        display: {cells: 4, columns: 0, lines: upper, message: "F0 00 00 66 14 12 {offset} {text} F7"}
        meters: {range: [-60, 0], steps: 12}
        """
            + THIRTY_TWO.formatted(16383, "cc14")
            + "  meter: {out: {key_pressure: 0}}\n";
    SurfaceBench bench = bench(32, SurfaceBench.of(yaml));
    Random random = new Random(11);
    bench.console.desk.metersFrom(index -> -70 + 70 * random.nextDouble());
    List<Double> slowest = new ArrayList<>();
    int texts = 0;
    int levels = 0;
    for (int round = 0; round < 300; round++) {
      for (int i = 1; i <= 32; i++) {
        bench.console.set("/strip/" + i + "/name", "" + random.nextInt(10_000));
      }
      bench.later(1 + random.nextInt(120));
      wire.passed.clear();
      long from = bench.now;
      double level = -60 + 0.2 * round;
      for (int i = 1; i <= 32; i++) {
        bench.console.set("/strip/" + i + "/fader", level);
      }
      bench.later(400);
      Map<Integer, Long> arrived = new TreeMap<>();
      for (WirePort.Passed p : wire.passed) {
        switch (p.bytes()[0] & 0xff) {
          case 0xB0 -> arrived.put((int) p.bytes()[1], p.nanos());
          case 0xF0 -> texts++;
          default -> levels++;
        }
      }
      assertThat(arrived).hasSizeGreaterThan(32);
      slowest.add(
          (arrived.values().stream().mapToLong(Long::longValue).max().orElseThrow() - from) / 1e6);
    }
    slowest.sort(Double::compare);
    System.out.printf(
        "32 faders of 14 bits, %d texts and %d levels besides: median %.2f ms, worst %.2f ms%n",
        texts, levels, slowest.get(slowest.size() / 2), slowest.getLast());
    assertThat(texts).isGreaterThan(300 * 32);
    assertThat(levels).isGreaterThan(300 * 32);
    assertThat(slowest.getLast()).isLessThan(65);
  }

  @Test
  void gapsOfTheProfileAreKept() {
    SurfaceBench bench = bench(8, SurfaceBench.profile("icon/v1-m"));
    for (int i = 1; i <= 8; i++) {
      bench.console.set("/strip/" + i + "/fader", -20);
      bench.console.set("/strip/" + i + "/pan", 50);
    }
    bench.later(500);
    assertThat(wire.passed).hasSizeGreaterThan(30);
    for (int i = 1; i < wire.passed.size(); i++) {
      WirePort.Passed p = wire.passed.get(i);
      long begun = p.nanos() - p.bytes().length * (1_000_000_000L / DIN);
      assertThat(begun - wire.passed.get(i - 1).nanos()).isGreaterThanOrEqualTo(2_500_000);
    }
  }

  @Test
  void lampsGoBeforeFadersBeforeTextBeforeMeters() {
    SurfaceBench bench = bench(8, SurfaceBench.profile("mackie/control-universal"));
    bench.console.set("/strip/1/name", "Other");
    bench.console.desk.metersFrom(index -> -3.0);
    bench.console.set("/strip/1/fader", -20);
    bench.console.set("/strip/8/mute", true);
    bench.later(100);
    List<Integer> kinds = wire.passed.stream().map(p -> p.bytes()[0] & 0xF0).distinct().toList();
    assertThat(kinds).containsExactly(0x90, 0xE0, 0xF0, 0xD0);
  }

  @Test
  void theLoadOfTheWireIsKnown() {
    SurfaceBench bench = bench(8, SurfaceBench.profile("mackie/control-universal"));
    bench.later(2000);
    assertThat(bench.surface.load()).isLessThan(0.02);
    for (int i = 0; i < 2200; i++) {
      for (int k = 1; k <= 8; k++) {
        bench.console.set("/strip/" + k + "/fader", -60 + i * 0.03 + k * 0.001);
      }
      bench.step();
    }
    assertThat(bench.surface.load()).isBetween(0.9, 1.05);
  }
}
