package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Outcome;
import hybridge.rt.Health;
import hybridge.testing.Console;
import hybridge.testing.Peaks;
import hybridge.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The master chain by its addresses, measured at main. */
class MasterChainTest {
  private static final double RATE = 48_000;
  private static final int FRAMES = 48_000;
  private static final int FROM = 24_000;
  private static final int LATE = 78;

  /** A stereo strip at unity. */
  private static Console with(String master) {
    return new Console(
        "audio: {inputs: 2, outputs: 2}\nconsole: {strips: [{name: S, input: [1, 2]}]}\nmaster: "
            + master
            + "\n");
  }

  private static float[][] tone(double hz, double amplitude) {
    float[] x = Signals.sine(hz, amplitude, FRAMES, RATE);
    return new float[][] {x, x};
  }

  private static double gainDb(Console console, double hz, double amplitude) {
    float[][] in = tone(hz, amplitude);
    float[][] out = console.render(in, 64);
    return Signals.db(Signals.rms(out[1], FROM, FRAMES) / Signals.rms(in[1], FROM, FRAMES));
  }

  @Test
  void whatNobodyHasTouchedPassesTheBits() {
    float[][] in = Signals.noises(2, 0.5, 9600);
    assertThat(with("[eq, comp]").render(in, 64)).isDeepEqualTo(in);
    Console limited = with("[eq, comp, limiter]");
    assertThat(limited.feed.latencyFrames()).isEqualTo(LATE);
    float[][] out = limited.render(in, 64);
    for (int i = LATE; i < 9600; i++) {
      assertThat(out[0][i]).isEqualTo(in[0][i - LATE]);
    }
  }

  @Test
  void theEqualiserHasBandsAndAHighPass() {
    Console console = with("[eq: {2/freq: 1000, 2/gain: 6, 2/q: 2}, eq]");
    console.set("/master/eq/2/freq", 1000);
    console.set("/master/eq/2/gain", 6);
    console.set("/master/eq/2/q", 2);
    assertThat(gainDb(console, 1000, 0.2)).isCloseTo(6, within(0.05));
    console.set("/master/eq2/2/freq", 1000);
    console.set("/master/eq2/2/gain", -4);
    console.set("/master/eq2/2/q", 2);
    assertThat(gainDb(console, 1000, 0.2)).as("a second one").isCloseTo(2, within(0.05));
    console.set("/master/eq/hpf/on", true);
    console.set("/master/eq/hpf/freq", 100);
    console.set("/master/eq/hpf/slope", "24");
    assertThat(gainDb(console, 50, 0.2)).isCloseTo(-24.1, within(0.3));
    console.set("/master/eq/on", false);
    assertThat(gainDb(console, 50, 0.2)).isCloseTo(0, within(0.05));
    assertThat(gainDb(console, 1000, 0.2)).isCloseTo(-4, within(0.05));
  }

  @Test
  void theCompressorFollowsItsCurveAndItsMeter() {
    Console console = with("[comp]");
    console.set("/master/comp/threshold", -20);
    console.set("/master/comp/knee", 0);
    console.set("/master/comp/release", 20);
    double level = Math.pow(10, -8 / 20.0);
    assertThat(gainDb(console, 1000, level)).isCloseTo(-9, within(0.1));
    assertThat(console.number("/master/comp/meter/gr")).isCloseTo(-9, within(0.1));
    console.set("/master/comp/mix", 0);
    assertThat(gainDb(console, 1000, level)).isCloseTo(0, within(1e-6));
    console.set("/master/comp/mix", 100);
    console.set("/master/comp/keyhpf", 1000);
    assertThat(gainDb(console, 60, level)).as("not heard").isCloseTo(0, within(0.1));
    console.set("/master/comp/on", false);
    assertThat(gainDb(console, 1000, level)).isCloseTo(0, within(1e-6));
  }

  @Test
  void theLimiterHoldsItsCeilingAndItsMeterSaysSo() {
    Console console = with("[limiter]");
    console.set("/master/limiter/ceiling", -3);
    console.set("/master/limiter/gain", 6);
    float[][] out = console.render(tone(997, 0.9), 64);
    double[] y = new double[FRAMES];
    for (int i = 0; i < FRAMES; i++) {
      y[i] = out[0][i];
    }
    assertThat(Signals.db(Peaks.truePeak(y, 10_000, 20_000))).isCloseTo(-3, within(0.01));
    assertThat(console.number("/master/limiter/meter/gr"))
        .isCloseTo(-3 - 6 - Signals.db(0.9), within(0.05));
    console.set("/loudness/reset", 1); // the ceiling was on its way
    console.render(tone(997, 0.9), 64);
    assertThat(console.number("/loudness/truepeak")).isCloseTo(-3, within(0.05));
  }

  @Test
  void anImpulseComesOutWhereTheLatencySays() {
    for (String master : new String[] {"[]", "[limiter]", "[limiter, eq, limiter]"}) {
      Console console = with(master);
      float[][] in = new float[2][1024];
      in[0][100] = 0.5f;
      float[][] out = console.render(in, 64);
      int late = console.feed.latencyFrames();
      for (int i = 0; i < 1024; i++) {
        assertThat(out[0][i]).isEqualTo(i == 100 + late ? 0.5f : 0);
      }
    }
  }

  @Test
  void theOrderChangesWhileSoundRuns() {
    Console console = with("[eq, comp, limiter]");
    assertThat(console.desk.value(console.desk.tree().require("/master/order")).words())
        .isEqualTo("eq comp limiter");
    console.set("/master/eq/2/freq", 1000);
    console.set("/master/eq/2/gain", 12);
    console.set("/master/comp/threshold", -20);
    console.set("/master/comp/knee", 0);
    double level = Math.pow(10, -20 / 20.0);
    assertThat(gainDb(console, 1000, level)).as("boosted, compressed").isCloseTo(3, within(0.15));
    assertThat(console.set("/master/order", "comp, eq  limiter")).isInstanceOf(Outcome.Held.class);
    assertThat(gainDb(console, 1000, level)).as("the reverse").isCloseTo(12, within(0.15));
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isEqualTo(1);
    assertThat(console.number("/master/comp/meter/gr")).isCloseTo(0, within(0.15));
    console.set("/master/eq/2/gain", 0);
    assertThat(gainDb(console, 1000, level)).isCloseTo(0, within(0.1));
  }

  @Test
  void aChangeOfOrderDoesNotClick() {
    Console console = with("[eq, limiter, clipper]");
    console.set("/master/limiter/gain", 6);
    float[][] in = tone(500, 0.7);
    console.set("/master/order", "clipper limiter eq", 9600);
    float[] y = console.render(in, 64)[0];
    double steepest = 0;
    for (int i = 1000; i < y.length; i++) {
      steepest = Math.max(steepest, Math.abs(y[i] - y[i - 1]));
    }
    assertThat(steepest).isLessThan(1.1 * 0.9 * 2 * Math.PI * 500 / RATE);
    assertThat(console.feed.latencyFrames()).isEqualTo(LATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eq comp | 'limiter' is missing",
        "eq comp limiter reverb | 'reverb' is no slot of this chain",
        "eq comp eq limiter | 'eq' stands there twice",
        "'' | 'eq' is missing"
      })
  void anOrderThatIsNoneIsRefused(String order, String why) {
    Console console = with("[eq, comp, limiter]");
    Outcome outcome = console.set("/master/order", order);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).wanted())
        .isEqualTo("eq comp limiter, each once: " + why);
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isZero();
  }

  @Test
  void loudnessIsThatOfMainBehindTheChainThroughEveryChange() {
    Console console = with("[limiter, eq]");
    console.set("/main/fader", -3);
    float[][] in = tone(1000, Math.pow(10, -20 / 20.0));
    for (int second = 0; second < 4; second++) {
      console.render(in, 64);
      // A new plan each second: what was measured stays.
      console.set("/master/order", second % 2 == 0 ? "eq limiter" : "limiter eq");
    }
    for (String leaf : new String[] {"momentary", "shortterm", "integrated", "truepeak"}) {
      double wanted = leaf.equals("truepeak") ? -20 : -23;
      assertThat(console.number("/loudness/" + leaf)).as(leaf).isCloseTo(wanted, within(0.2));
    }
    assertThat(console.number("/loudness/range")).isCloseTo(0, within(0.2));
    console.set("/main/fader", -13);
    console.render(in, 64);
    console.set("/loudness/reset", 1);
    console.render(in, 64);
    assertThat(console.number("/loudness/integrated")).isCloseTo(-33, within(0.1));
    assertThat(console.number("/loudness/truepeak")).isCloseTo(-33, within(0.1));
    assertThat(console.counters.read(Health.LOUDNESS_LOST)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {44_100, 96_000})
  void everyRateReadsAlike(int rate) {
    Console console =
        new Console(
            "audio: {rate: "
                + rate
                + ", inputs: 2, outputs: 2}\nconsole: {strips: [{name: S, input: [1, 2]}]}\n");
    float[] x = Signals.sine(1000, Math.pow(10, -23 / 20.0), 4 * rate, rate);
    console.render(new float[][] {x, x}, 480);
    assertThat(console.number("/loudness/integrated")).isCloseTo(-23, within(0.05));
  }

  private static double[] busyLoudness(int block) {
    Console console = with("[eq, comp, limiter]");
    console.set("/master/limiter/gain", 12, 3000);
    console.set("/master/comp/threshold", -30, 5000);
    console.set("/master/order", "limiter comp eq", 9000);
    console.render(Signals.noises(2, 0.5, 40_000), block);
    double[] read = new double[4];
    read[0] = console.number("/loudness/momentary");
    read[1] = console.number("/loudness/shortterm");
    read[2] = console.number("/loudness/integrated");
    read[3] = console.number("/loudness/truepeak");
    return read;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 480, 8192})
  void everyBlockSizeReadsTheSameBits(int block) {
    assertThat(busyLoudness(block)).isEqualTo(busyLoudness(64));
  }
}
