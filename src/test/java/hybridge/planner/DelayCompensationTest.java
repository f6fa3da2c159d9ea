package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Outcome;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hardware in strips, groups and auxes: everything meets on the same frame. */
class DelayCompensationTest {
  private static final String STUDIO =
      """
      audio: {inputs: 16, outputs: 16}
      console:
        strips:
          - {name: Boxed, input: 1, insert: [one, two]}
          - {name: Plain, input: 2}
          - {name: Member, input: 3, group: Drums}
          - {name: Sender, input: 4}
        groups: [{name: Drums, insert: bus}]
        auxes: [{name: Verb, insert: hall}]
      inserts:
        one: {send: 3, return: 9, delay: 100}
        two: {send: 4, return: 10, delay: 1000}
        bus: {send: [5, 6], return: [11, 12], delay: [300, 64]}
        hall: {send: [7, 8], return: [13, 14], delay: 70, midside: true}
      """;
  private static final Console.Loop[] LOOPS = {
    new Console.Loop(2, 8, 100),
    new Console.Loop(3, 9, 1000),
    new Console.Loop(4, 10, 300),
    new Console.Loop(5, 11, 64),
    new Console.Loop(6, 12, 70),
    new Console.Loop(7, 13, 70),
  };
  private static final int LATENCY = 1100 + 300 + 70;
  private static final double CENTRE = Math.sqrt(0.5);
  private static final int FRAMES = 24_000;

  private final Console console = new Console(STUDIO);

  private float[][] play(int strip, int block) {
    float[][] in = new float[16][FRAMES];
    in[strip - 1] = Signals.noise(strip, 0.5, FRAMES);
    return console.render(in, block, LOOPS);
  }

  private void assertArrives(float[] out, float[] x, double gain, double tolerance) {
    for (int i = 12_000; i < FRAMES; i++) {
      assertThat((double) out[i]).isCloseTo(gain * x[i - LATENCY], within(tolerance));
    }
  }

  @Test
  void theLatencyIsThatOfTheLongestPath() {
    assertThat(console.feed.latencyFrames()).isEqualTo(LATENCY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyPathArrivesOnTheSameFrame(int strip) {
    float[] x = Signals.noise(strip, 0.5, FRAMES);
    assertArrives(play(strip, 64)[0], x, CENTRE, 1e-7);
  }

  @Test
  void soDoesAnAuxThroughMidAndSide() {
    console.set("/strip/4/fader", "-inf");
    console.set("/strip/4/send/1/level", 0);
    console.set("/strip/4/send/1/pre", true);
    console.set("/strip/4/send/1/pan", -40);
    float[][] out = play(4, 64);
    float[] x = Signals.noise(4, 0.5, FRAMES);
    double theta = Math.PI / 4 * 0.6;
    assertArrives(out[0], x, Math.cos(theta), 1e-6);
    assertArrives(out[1], x, Math.sin(theta), 1e-6);
  }

  @Test
  void aGroupSendsToAnAuxOnTheFrameToo() {
    console.set("/group/1/fader", "-inf");
    console.set("/group/1/send/1/level", 0);
    console.set("/group/1/send/1/pre", true);
    assertArrives(play(3, 64)[0], Signals.noise(3, 0.5, FRAMES), CENTRE, 1e-6);
  }

  @Test
  void aPathAndItsInverseCancelToNothing() {
    console.set("/strip/2/polarity", true);
    float[][] in = new float[16][FRAMES];
    in[0] = Signals.noise(1, 0.5, FRAMES);
    in[1] = in[0];
    float[][] out = console.render(in, 64, LOOPS);
    // Boxed and plain: whole frames of delay pass every bit.
    assertThat(Signals.rms(out[0], 12_000, FRAMES)).isZero();
  }

  @Test
  void soDoStripsThatLieInTheSamePlaceOfTwoOctets() {
    Console many = Console.ofMonoStrips(9, "");
    for (String strip : new String[] {"1", "9"}) {
      many.set("/strip/" + strip + "/pan", 17);
      many.set("/strip/" + strip + "/fader", -3.3);
      many.set("/strip/" + strip + "/hpf/on", true);
      many.set("/strip/" + strip + "/eq/on", true);
      many.set("/strip/" + strip + "/eq/2/gain", 5);
      many.set("/strip/" + strip + "/comp/on", true);
    }
    many.set("/strip/9/polarity", true);
    float[][] in = new float[9][FRAMES];
    in[0] = Signals.noise(1, 0.5, FRAMES);
    in[8] = in[0];
    float[][] out = many.render(in, 64);
    // At the start their polarities are still on their way, and the filters remember it for a
    // while;
    // then the sum is nothing, to the bit.
    assertThat(Signals.rms(out[0], 20_000, FRAMES)).isZero();
    assertThat(Signals.rms(out[1], 20_000, FRAMES)).isZero();
  }

  @Test
  void theInsertPointMovesBeforeTheDynamicsWhilePlaying() {
    console.set("/strip/1/comp/on", true);
    console.set("/strip/1/comp/threshold", -40);
    console.set("/strip/1/comp/ratio", 20);
    float[] x = Signals.noise(1, 0.5, FRAMES);
    float[][] post = play(1, 64);
    assertThat(Signals.rms(post[2], 12_000, FRAMES))
        .as("behind the compressor its send is compressed")
        .isLessThan(0.3 * Signals.rms(x, 0, FRAMES));
    console.set("/strip/1/insertpoint", "pre");
    float[][] pre = play(1, 64);
    for (int i = 12_000; i < FRAMES; i++) {
      assertThat(pre[2][i]).isEqualTo(x[i]);
    }
    assertThat(console.feed.latencyFrames()).isEqualTo(LATENCY);
    double ratio = Signals.rms(pre[0], 12_000, FRAMES) / Signals.rms(post[0], 12_000, FRAMES);
    assertThat(Signals.db(ratio)).as("compressed all the same").isCloseTo(0, within(0.3));
  }

  @Test
  void aKeyIsAsLateAsWhatItKeys() {
    // A burst on strip 2 ducks strip 1, whose sound has been outside first: the dip stands where
    // the burst does.
    console.set("/strip/1/insertpoint", "pre");
    console.set("/strip/1/comp/on", true);
    console.set("/strip/1/comp/threshold", -40);
    console.set("/strip/1/comp/ratio", 20);
    console.set("/strip/1/comp/attack", 0.05);
    console.set("/strip/1/comp/release", 5);
    console.set("/strip/1/comp/key", "plain");
    console.set("/strip/2/fader", "-inf");
    float[][] in = new float[16][FRAMES];
    in[0] = Signals.sine(1000, 0.25, FRAMES, 48_000);
    int burst = 12_000;
    for (int i = burst; i < burst + 2400; i++) {
      in[1][i] = i % 2 == 0 ? 0.9f : -0.9f;
    }
    float[] out = console.render(in, 64, LOOPS)[0];
    double before = Signals.rms(out, burst + LATENCY - 480, burst + LATENCY);
    double in10 = Signals.rms(out, burst + LATENCY + 48, burst + LATENCY + 528);
    assertThat(before).isCloseTo(0.25 * CENTRE * CENTRE, within(1e-3));
    assertThat(Signals.db(in10 / before)).isLessThan(-20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 33, 480})
  void theBitsDoNotDependOnTheBlock(int block) {
    // Loops shorter than a block cannot be made here, so their inputs are noise of their own.
    float[][] in = Signals.noises(16, 0.3, 6000);
    Console other = new Console(STUDIO);
    for (Console c : new Console[] {console, other}) {
      c.set("/strip/1/insertpoint", "pre", 1000);
      c.set("/strip/4/send/1/level", -3, 1500);
      c.set("/group/1/mute", true, 2000);
      c.set("/insert/hall/mix", 40, 2500);
      c.set("/strip/3/fader", -7, 3000);
      c.set("/solo/clear", 1, 3000);
    }
    assertThat(console.render(in, block)).isDeepEqualTo(other.render(in, 64));
  }

  private static final String MASTER =
      """
      audio: {inputs: 8, outputs: 8}
      console:
        strips: [{name: A, input: 1, insert: [one, two]}]
        monitor: {outputs: [7, 8]}
      inserts:
        bus: {send: [3, 4], return: [5, 6], delay: [200, 96.5], gain: -6, midside: true}
        one: {send: 5, return: 7, delay: 64}
        two: {send: 6, return: 8, delay: 64}
      master: [bus, limiter]
      """;

  @Test
  void hardwareStandsInTheMasterChainAndItsOrderChangesWhilePlaying() {
    Console c = new Console(MASTER);
    int latency = c.feed.latencyFrames();
    float[][] in = new float[8][FRAMES];
    in[0] = Signals.sine(1000, 0.25, FRAMES, 48_000);
    // Mid comes back softer by 6 dB and is made up for; nothing is on side.
    Console.Loop[] cables = {
      new Console.Loop(2, 4, 200), new Console.Loop(4, 6, 64), new Console.Loop(5, 7, 64)
    };
    float[] out = c.render(in, 64, cables)[0];
    double level = Signals.rms(out, 12_000, FRAMES) / (0.25 * Math.sqrt(0.5));
    assertThat(level).isCloseTo(CENTRE * Math.pow(10, 6 / 20.0), within(1e-3));
    assertThat(c.set("/master/order", "limiter bus")).isInstanceOf(Outcome.Held.class);
    assertThat(c.set("/strip/1/inserts", "two one")).isInstanceOf(Outcome.Held.class);
    assertThat(c.set("/strip/1/inserts", "two two")).isInstanceOf(Outcome.Refused.class);
    out = c.render(in, 64, cables)[0];
    assertThat(c.feed.latencyFrames()).isEqualTo(latency);
    level = Signals.rms(out, 12_000, FRAMES) / (0.25 * Math.sqrt(0.5));
    assertThat(level).isCloseTo(CENTRE * Math.pow(10, 6 / 20.0), within(1e-3));
  }

  @Test
  void theMonitorsCompareMainBeforeAndBehindHardwareOnTheSameFrame() {
    Console c = new Console(MASTER);
    c.set("/insert/bus/on", false);
    float[][] in = new float[8][FRAMES];
    in[0] = Signals.noise(4, 0.1, FRAMES);
    Console.Loop[] cables = {new Console.Loop(4, 6, 64), new Console.Loop(5, 7, 64)};
    c.set("/monitor/source", "premaster");
    float[][] out = c.render(in, 64, cables);
    for (int i = 12_000; i < FRAMES; i++) {
      assertThat(out[6][i]).isEqualTo(out[0][i]);
    }
  }
}
