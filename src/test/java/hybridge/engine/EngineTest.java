package hybridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.rt.Health;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  private static final double RATE = 48_000;
  private static final double CENTRE = Math.sqrt(0.5);

  @Test
  void aStripInTheMiddleReachesBothSidesAtMinusThree() {
    Console console = Console.ofMonoStrips(1, "");
    float[] x = Signals.noise(1, 0.5, 4800);
    float[][] out = console.render(new float[][] {x}, 64);
    for (int i = 0; i < x.length; i++) {
      assertThat(out[0][i]).isEqualTo((float) (x[i] * CENTRE));
      assertThat(out[1][i]).isEqualTo(out[0][i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"-6", "-20", "10", "-60", "-89"})
  void theFaderIsItsLawAHundredMillisecondsLater(double db) {
    Console console = Console.ofMonoStrips(1, "");
    console.set("/strip/1/fader", db);
    float[] x = Signals.sine(1000, 0.25, 9600, RATE);
    float[][] out = console.render(new float[][] {x}, 64);
    double ratio = Signals.rms(out[0], 4800, 9600) / (Signals.rms(x, 4800, 9600) * CENTRE);
    assertThat(Signals.db(ratio)).isCloseTo(db, within(0.001));
  }

  @Test
  void aClosedFaderAndAMuteAreExactlySilentInTheEnd() {
    for (String address :
        new String[] {"/strip/1/fader", "/strip/1/mute", "/main/fader", "/main/mute"}) {
      Console console = Console.ofMonoStrips(1, "");
      console.set(address, address.endsWith("mute") ? "on" : "-inf");
      float[][] out = console.render(new float[][] {Signals.sine(1000, 0.5, 48_000, RATE)}, 64);
      assertThat(Signals.rms(out[0], 24_000, 48_000)).as(address).isZero();
      assertThat(Signals.rms(out[0], 0, 480)).as(address + ", its first moments").isPositive();
    }
  }

  @Test
  void panBalanceAndPolarity() {
    Console console =
        new Console("console: {strips: [{name: A, input: 1}, {name: B, input: [2, 3]}]}");
    float[][] in = Signals.noises(3, 0.25, 9600);
    console.set("/strip/1/pan", -100);
    console.set("/strip/1/polarity", true);
    console.set("/strip/2/pan", 50);
    float[][] out = console.render(in, 48);
    for (int i = 9000; i < 9600; i++) {
      assertThat(out[0][i]).isCloseTo(-in[0][i] + 0.5f * in[1][i], within(1e-6f));
      assertThat(out[1][i]).isCloseTo(in[2][i], within(1e-6f));
    }
  }

  @Test
  void aSoloSilencesTheOthersButTheSafeOnes() {
    Console console = Console.ofMonoStrips(3, "");
    console.set("/strip/1/solo", true);
    console.set("/strip/3/solosafe", true);
    float[][] in = Signals.noises(3, 0.25, 9600);
    float[][] out = console.render(in, 64);
    for (int i = 9000; i < 9600; i++) {
      assertThat(out[0][i]).isCloseTo((float) (CENTRE * (in[0][i] + in[2][i])), within(1e-6f));
    }
    console.set("/solo/clear", 1);
    console.desk.work();
    assertThat(console.number("/strip/1/solo")).isZero();
    assertThat(console.number("/strip/3/solosafe")).isEqualTo(1);
  }

  @Test
  void theClipperHoldsItsCeiling() {
    Console console = Console.ofMonoStrips(2, "master: [clipper: {ceiling: -3, knee: 6}]\n");
    console.desk.submit(
        new hybridge.desk.Request.Set(
            console.desk.tree().require("/master/clipper/ceiling"),
            -3,
            hybridge.value.Origin.DAEMON,
            -1));
    console.desk.work();
    float[][] out = console.render(Signals.noises(2, 4, 48_000), 64);
    double ceiling = Math.pow(10, -3 / 20.0);
    for (int i = 9600; i < 48_000; i++) {
      assertThat(Math.abs(out[0][i])).isLessThanOrEqualTo((float) ceiling);
    }
    assertThat(Signals.rms(out[0], 9600, 48_000)).isGreaterThan(0.5);
  }

  /**
   * Moves in the middle of it, a hardware insert with a fraction, a structure that changes: the
   * bits stay the same.
   */
  static float[][] busy(int block) {
    Console console =
        new Console(
            """
            audio: {inputs: 8, outputs: 8}
            console:
              strips:
                - {name: A, input: 1, insert: box}
                - {name: B, input: [2, 3]}
                - {name: C, input: 4}
              monitor: {outputs: [7, 8]}
            inserts:
              box: {send: 3, return: 5, delay: 100.25, gain: -6}
            master: [eq, comp, clipper, limiter]
            """);
    console.set("/master/comp/threshold", -25, 100);
    console.set("/master/eq/2/gain", 6, 500);
    console.set("/strip/1/fader", -10, 1000);
    console.set("/strip/2/pan", 30, 2016);
    console.set("/master/limiter/gain", 15, 2500);
    console.set("/strip/3/mute", true, 3000);
    console.set("/insert/box/mix", 50, 3500);
    console.set("/insert/box/1/delay", 131.75, 4001);
    console.set("/strip/1/trim", 3, 4100);
    console.set("/strip/3/mute", false, 6000);
    console.set("/monitor/dim", true, 6400);
    console.set("/master/limiter/ceiling", -6, 7000);
    console.set("/master/eq/hpf/on", true, 7100);
    console.set("/master/comp/keyhpf", 150, 7300);
    console.set("/master/limiter/on", false, 8200);
    return console.render(Signals.noises(6, 0.5, 10_000), block);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 17, 31, 32, 33, 64, 480, 1000, 4096, 8192})
  void everyBlockSizeGivesTheSameBits(int block) {
    assertThat(busy(block)).isDeepEqualTo(busy(64));
  }

  @Test
  void aMoveWithAFrameStartsAtItsGridPoint() {
    Console console = Console.ofMonoStrips(1, "");
    float[] x = new float[4800];
    java.util.Arrays.fill(x, 0.5f);
    console.set("/strip/1/fader", -40, 1001);
    float[] y = console.render(new float[][] {x}, 64)[0];
    assertThat(y[1023]).isEqualTo(y[0]);
    assertThat(y[1024]).isLessThan(y[0]);
  }

  @Test
  void whatIsNoNumberBecomesSilenceAndIsCounted() {
    Console console = Console.ofMonoStrips(2, "");
    float[][] in = Signals.noises(2, 0.5, 4800);
    in[0][100] = Float.NaN;
    in[0][2000] = Float.POSITIVE_INFINITY;
    in[1][2001] = Float.NEGATIVE_INFINITY;
    float[][] out = console.render(in, 64);
    for (float[] channel : out) {
      for (float y : channel) {
        assertThat(Float.isFinite(y)).isTrue();
      }
    }
    assertThat(console.counters.read(Health.INPUT_NOT_FINITE)).isEqualTo(3);
  }

  @Test
  void anInterfaceSmallerThanThePlanIsSilentThere() {
    Console console = Console.ofMonoStrips(4, "");
    float[][] out = new float[2][64];
    console.feed.engine().process(new float[][] {new float[64]}, out, 64);
    assertThat(out[0]).containsOnly(0f);
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "100.25, 0", "0, -6", "33.999, 3", "1000.5, -6"})
  void anInsertComesBackAlignedAndScaled(double delay, double gainDb) {
    // What leaves on output 3 comes back on input 5, late and scaled; a second strip carries the
    // same sound inverted.
    Console console =
        new Console(
            """
            audio: {inputs: 8, outputs: 8}
            console: {strips: [{name: Wet, input: 1, insert: box}, {name: Dry, input: 2}]}
            inserts: {box: {send: 3, return: 5, delay: %s, gain: %s}}
            """
                .formatted(delay, gainDb));
    console.set("/strip/2/polarity", true);
    // Twelve low tones: the residual is the fraction filter's, not the edge of the band's.
    int frames = 24_000;
    double g = Math.pow(10, gainDb / 20);
    float[] x = new float[frames];
    float[] looped = new float[frames];
    for (int i = 0; i < frames; i++) {
      for (int t = 1; t <= 12; t++) {
        double w = 2 * Math.PI * 750 * t / RATE;
        x[i] += (float) (0.04 * Math.sin(w * i + t));
        looped[i] += (float) (g * 0.04 * Math.sin(w * (i - delay) + t));
      }
    }
    float[][] in = new float[8][frames];
    in[0] = x;
    in[1] = x;
    in[4] = looped;
    float[][] out = console.render(in, 64);
    double null_ = Signals.db(Signals.rms(out[0], 12_000, frames) / Signals.rms(x, 12_000, frames));
    assertThat(null_).as("the insert against dry, dB").isLessThan(-100);
    assertThat(out[2]).as("the send carries the strip's own bits").isEqualTo(x);
    // Switched off, the dry sound takes its place at the same time.
    console.set("/insert/box/on", false);
    float[][] off = console.render(in, 64);
    assertThat(Signals.rms(off[0], 12_000, frames)).isZero();
  }

  @Test
  void anUnalignedInsertDelaysNobody() {
    Console console =
        new Console(
            """
            audio: {inputs: 8, outputs: 8, align_limit: 250 ms}
            console: {strips: [{name: Far, input: 1, insert: box}, {name: Dry, input: 2}]}
            inserts: {box: {send: 3, return: 5, delay: 20000}}
            """);
    assertThat(console.feed.latencyFrames()).isZero();
    console.set("/insert/box/1/delay", 1000.25);
    assertThat(console.feed.latencyFrames()).isEqualTo(1001 + 31);
  }

  @Test
  void aNewPlanIsFadedInWithoutAClick() {
    Console console =
        new Console(
            """
            audio: {inputs: 8, outputs: 8}
            console: {strips: [{name: A, input: 1, insert: box}, {name: B, input: 2}]}
            inserts: {box: {send: 3, return: 5, delay: 48}}
            """);
    float[][] in = new float[8][48_000];
    in[1] = Signals.sine(1000, 0.5, 48_000, RATE);
    console.set("/insert/box/1/delay", 96, 9600);
    float[] y = console.render(in, 64)[0];
    double steepest = 0;
    for (int i = 1000; i < y.length; i++) {
      steepest = Math.max(steepest, Math.abs(y[i] - y[i - 1]));
    }
    double ofTheTone = 0.5 * CENTRE * 2 * Math.PI * 1000 / RATE;
    assertThat(steepest).isLessThan(1.1 * ofTheTone);
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isEqualTo(1);
  }

  @Test
  void metersReadWhatIsPlayed() {
    Console console = Console.ofMonoStrips(2, "");
    console.set("/strip/1/fader", -6);
    console.render(new float[][] {Signals.sine(1000, 0.5, 9600, RATE)}, 64);
    assertThat(console.number("/strip/1/meter/peak")).isCloseTo(Signals.db(0.5) - 6, within(0.01));
    assertThat(console.number("/strip/1/meter/rms"))
        .isCloseTo(Signals.db(0.5) - 3.01 - 6, within(0.1));
    assertThat(console.number("/strip/2/meter/peak")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(console.number("/main/meter/left/peak"))
        .isCloseTo(Signals.db(0.5) - 6 - 3.01, within(0.02));
  }

  @Test
  void theMonitorHearsMainAtItsOwnLevel() {
    Console console =
        new Console(
            "audio: {outputs: 8}\n"
                + "console: {strips: [{name: A, input: 1}], monitor: {outputs: [7, 8]}}");
    console.set("/monitor/dim", true);
    console.set("/strip/1/pan", -100);
    float[] x = Signals.sine(1000, 0.5, 9600, RATE);
    float[][] out = console.render(new float[][] {x}, 64);
    assertThat(Signals.db(Signals.rms(out[6], 4800, 9600) / Signals.rms(x, 4800, 9600)))
        .isCloseTo(-20, within(0.001));
    assertThat(Signals.rms(out[7], 4800, 9600)).isZero();
    console.set("/monitor/mono", true);
    console.set("/monitor/dim", false);
    out = console.render(new float[][] {x}, 64);
    assertThat(Signals.db(Signals.rms(out[7], 4800, 9600) / Signals.rms(x, 4800, 9600)))
        .isCloseTo(-6.02, within(0.001));
    console.set("/monitor/cut", true);
    out = console.render(new float[][] {Signals.sine(1000, 0.5, 48_000, RATE)}, 64);
    assertThat(Signals.rms(out[6], 24_000, 48_000)).isZero();
    assertThat(Signals.rms(out[0], 24_000, 48_000)).isPositive();
  }

  @Test
  void aFullRingLosesNothing() {
    Console console = Console.ofMonoStrips(4, "");
    for (int i = 0; i < 20_000; i++) {
      console.set("/strip/" + (1 + i % 4) + "/fader", -(i % 50));
    }
    assertThat(console.counters.read(Health.MOVES_DEFERRED)).isPositive();
    for (int i = 0; i < 4; i++) {
      console.set("/strip/" + (i + 1) + "/fader", -6 - i);
    }
    float[][] in = Signals.noises(4, 0.25, 96_000);
    console.render(in, 64);
    while (console.feed.work() > 0) {
      console.render(in, 64);
    }
    for (int i = 0; i < 4; i++) {
      float[][] one = new float[4][9600];
      one[i] = Signals.sine(1000, 0.5, 9600, RATE);
      float[][] out = console.render(one, 64);
      double ratio = Signals.rms(out[0], 4800, 9600) / (Signals.rms(one[i], 4800, 9600) * CENTRE);
      assertThat(Signals.db(ratio)).isCloseTo(-6 - i, within(0.001));
    }
  }
}
