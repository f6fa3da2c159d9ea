package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.rt.Health;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, gate, equaliser and compressor by their addresses, measured at main. */
class StripProcessingTest {
  private static final double RATE = 48_000;
  private static final int FRAMES = 48_000;
  private static final int FROM = 24_000;
  private final Console console =
      new Console(
          """
          audio: {inputs: 8, outputs: 8}
          console:
            strips: [{name: A, input: 1}, {name: B, input: 2}, {name: S, input: [3, 4], group: G}]
            groups: [G]
            auxes: [X]
          """);

  private double gainDb(int input, double hz, double amplitude) {
    float[][] in = new float[8][FRAMES];
    in[input - 1] = Signals.sine(hz, amplitude, FRAMES, RATE);
    float[][] out = console.render(in, 64);
    double db =
        Signals.db(Signals.rms(out[0], FROM, FRAMES) / Signals.rms(in[input - 1], FROM, FRAMES));
    return input <= 2 ? db + 3.0103 : db;
  }

  @Test
  void everythingIsOffAtTheStart() {
    assertThat(gainDb(1, 40, 0.9)).isCloseTo(0, within(1e-3));
    assertThat(gainDb(3, 18_000, 0.9)).isCloseTo(0, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({"12, -12.3", "18, -18.13", "24, -24.1"})
  void theHighPassHasItsSlope(String slope, double anOctaveBelow) {
    console.set("/strip/1/hpf/on", true);
    console.set("/strip/1/hpf/freq", 200);
    console.set("/strip/1/hpf/slope", slope);
    assertThat(gainDb(1, 200, 0.5)).isCloseTo(-3.01, within(0.05));
    assertThat(gainDb(1, 100, 0.5)).isCloseTo(anOctaveBelow, within(0.2));
    assertThat(gainDb(1, 4000, 0.5)).isCloseTo(0, within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"12, -12.3", "18, -18.13", "24, -24.1"})
  void theLowPassHasItsSlope(String slope, double anOctaveAbove) {
    console.set("/strip/1/lpf/on", true);
    console.set("/strip/1/lpf/freq", 2000);
    console.set("/strip/1/lpf/slope", slope);
    assertThat(gainDb(1, 2000, 0.5)).isCloseTo(-3.01, within(0.1));
    assertThat(gainDb(1, 4000, 0.5)).isCloseTo(anOctaveAbove, within(0.2));
    assertThat(gainDb(1, 200, 0.5)).isCloseTo(0, within(0.05));
  }

  @ParameterizedTest
  @ValueSource(doubles = {60, 1000, 9000, 16_000})
  void aBellBoostsAtItsFrequency(double hz) {
    console.set("/strip/1/eq/on", true);
    console.set("/strip/1/eq/2/freq", hz);
    console.set("/strip/1/eq/2/gain", 9);
    console.set("/strip/1/eq/2/q", 2);
    assertThat(gainDb(1, hz, 0.2)).isCloseTo(9, within(0.1));
    assertThat(gainDb(2, hz, 0.2)).as("only this strip").isCloseTo(0, within(1e-3));
    console.set("/strip/1/eq/2/on", false);
    assertThat(gainDb(1, hz, 0.2)).isCloseTo(0, within(1e-3));
  }

  @Test
  void shelvesNotchAndGroups() {
    console.set("/strip/1/eq/on", true);
    console.set("/strip/1/eq/1/gain", -6);
    console.set("/strip/1/eq/4/gain", 4);
    assertThat(gainDb(1, 25, 0.2)).isCloseTo(-6, within(0.3));
    assertThat(gainDb(1, 19_000, 0.2)).isCloseTo(4, within(0.4));
    console.set("/strip/1/eq/3/type", "notch");
    console.set("/strip/1/eq/3/freq", 1000);
    assertThat(gainDb(1, 1000, 0.2)).isLessThan(-40);
    console.set("/group/1/eq/on", true);
    console.set("/group/1/eq/2/freq", 500);
    console.set("/group/1/eq/2/gain", -12);
    assertThat(gainDb(3, 500, 0.2)).isCloseTo(-12, within(0.1));
  }

  @Test
  void theCompressorFollowsItsCurveAndItsMeter() {
    console.set("/strip/1/comp/on", true);
    console.set("/strip/1/comp/threshold", -20);
    console.set("/strip/1/comp/ratio", 4);
    console.set("/strip/1/comp/knee", 0);
    console.set("/strip/1/comp/release", 20);
    double level = Math.pow(10, -8 / 20.0);
    assertThat(gainDb(1, 1000, level)).isCloseTo(-9, within(0.1));
    assertThat(console.number("/strip/1/meter/gr")).isCloseTo(-9, within(0.1));
    assertThat(gainDb(1, 1000, 0.05)).as("below the threshold").isCloseTo(0, within(0.01));
    assertThat(console.number("/strip/1/meter/gr")).isCloseTo(0, within(0.01));
    console.set("/strip/1/comp/makeup", 5);
    assertThat(gainDb(1, 1000, level)).isCloseTo(-4, within(0.1));
    console.set("/strip/1/comp/mix", 0);
    assertThat(gainDb(1, 1000, level)).isCloseTo(0, within(1e-3));
  }

  @Test
  void anAntiphasePairIsCompressedLikeOneInPhase() {
    console.set("/strip/3/comp/on", true);
    console.set("/strip/3/comp/threshold", -30);
    float[][] in = new float[8][FRAMES];
    in[2] = Signals.sine(1000, 0.5, FRAMES, RATE);
    in[3] = in[2].clone();
    float[][] same = console.render(in, 64);
    for (int i = 0; i < FRAMES; i++) {
      in[3][i] = -in[2][i];
    }
    float[][] anti = console.render(in, 64);
    assertThat(Signals.rms(anti[0], FROM, FRAMES))
        .isCloseTo(Signals.rms(same[0], FROM, FRAMES), within(1e-6));
    assertThat(Signals.rms(anti[1], FROM, FRAMES))
        .isCloseTo(Signals.rms(same[1], FROM, FRAMES), within(1e-6));
  }

  @Test
  void theGateClosesAndOpens() {
    console.set("/strip/1/gate/on", true);
    console.set("/strip/1/gate/threshold", -30);
    console.set("/strip/1/gate/range", 40);
    console.set("/strip/1/gate/release", 20);
    assertThat(gainDb(1, 1000, 0.001)).isCloseTo(-40, within(0.1));
    assertThat(gainDb(1, 1000, 0.5)).isCloseTo(0, within(0.01));
  }

  @Test
  void aKeyListensToAnotherStrip() {
    console.set("/strip/1/comp/on", true);
    console.set("/strip/1/comp/threshold", -30);
    console.set("/strip/1/comp/key", "b");
    console.set("/strip/2/fader", "-inf"); // the key is taken before the fader
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isZero();
    assertThat(gainDb(1, 1000, 0.5))
        .as("loud itself, but the key is silent")
        .isCloseTo(0, within(0.01));
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isEqualTo(1);
    float[][] in = new float[8][FRAMES];
    in[0] = Signals.sine(1000, 0.01, FRAMES, RATE);
    in[1] = Signals.sine(300, 0.5, FRAMES, RATE);
    float[][] out = console.render(in, 64);
    double db =
        Signals.db(Signals.rms(out[0], FROM, FRAMES) / Signals.rms(in[0], FROM, FRAMES)) + 3.0103;
    assertThat(db).as("ducked by the key").isLessThan(-15);
    console.set("/strip/1/comp/keyhpf", 1000);
    out = console.render(in, 64);
    double filtered =
        Signals.db(Signals.rms(out[0], FROM, FRAMES) / Signals.rms(in[0], FROM, FRAMES)) + 3.0103;
    assertThat(filtered).as("less of the key is heard").isGreaterThan(db + 5);
  }

  private static float[][] busy(int block) {
    Console c =
        new Console(
            """
            audio: {inputs: 8, outputs: 8}
            console:
              strips: [{name: A, input: 1}, {name: B, input: 2, insert: box}, {name: S, input: [3, 4], group: G}]
              groups: [G]
              auxes: [X]
            inserts: {box: {send: 3, return: 6, delay: 70.5}}
            """);
    String[] on = {
      "/strip/1/hpf/on",
      "/strip/1/eq/on",
      "/strip/2/comp/on",
      "/strip/3/gate/on",
      "/strip/3/comp/on",
      "/group/1/eq/on",
      "/aux/1/comp/on"
    };
    int frame = 0;
    for (String address : on) {
      c.set(address, true, frame += 333);
    }
    java.util.Random random = new java.util.Random(3);
    String[] moves = {
      "/strip/1/eq/2/gain",
      "/strip/1/eq/3/freq",
      "/strip/1/hpf/freq",
      "/strip/2/comp/threshold",
      "/strip/3/comp/ratio",
      "/strip/3/gate/threshold",
      "/group/1/eq/1/gain"
    };
    for (; frame < 15_000; frame += 411) {
      int index = c.desk.tree().require(moves[random.nextInt(moves.length)]);
      c.desk.submit(
          new hybridge.desk.Request.SetNorm(
              index, random.nextDouble(), hybridge.value.Origin.DAEMON, frame));
      c.desk.work();
    }
    c.set("/strip/1/comp/key", "b", 15_500);
    c.set("/strip/1/comp/on", true, 16_000);
    return c.render(Signals.noises(8, 0.4, 20_000), block);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 19, 480, 8192})
  void everyBlockSizeGivesTheSameBits(int block) {
    assertThat(busy(block)).isDeepEqualTo(busy(64));
  }
}
