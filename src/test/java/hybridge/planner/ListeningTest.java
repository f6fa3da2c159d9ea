package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Outcome;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pan laws and width, PFL and AFL, the monitors and the sources, measured at the outputs. */
class ListeningTest {
  private static final double RATE = 48_000;
  private static final int FRAMES = 14_400;
  private static final int FROM = 9_600;
  private static final double CENTRE_DB = -3.0103;
  private static final int MONITOR = 6;
  private final Console console =
      new Console(
          """
          audio: {inputs: 8, outputs: 8}
          console:
            strips:
              - {name: Kick, input: 1, group: Drums}
              - {name: Keys, input: [3, 4]}
              - {name: Vocal, input: 5}
            groups: [Drums]
            auxes: [Verb]
            monitor: {outputs: [7, 8]}
            talkback: 8
          master: [clipper]
          """);

  private float[][] play(int... inputs) {
    float[][] in = new float[8][FRAMES];
    for (int input : inputs) {
      in[input - 1] = Signals.sine(1000, 0.25, FRAMES, RATE);
    }
    return console.render(in, 64);
  }

  private double db(float[] x) {
    return Signals.db(Signals.rms(x, FROM, FRAMES) / (0.25 * Math.sqrt(0.5)));
  }

  @ParameterizedTest
  @CsvSource({"-2.5, -2.5", "-3, -3.0103", "-4.5, -4.5", "-6, -6.0206"})
  void thePanLawIsExactInTheMiddleAndOpenAtTheEnds(String law, double centreDb) {
    console.set("/main/panlaw", law);
    float[][] out = play(5);
    assertThat(db(out[0])).isCloseTo(centreDb, within(1e-4));
    assertThat(db(out[1])).isCloseTo(centreDb, within(1e-4));
    console.set("/strip/3/pan", 100);
    out = play(5);
    assertThat(db(out[0])).isLessThan(-200);
    assertThat(db(out[1])).isCloseTo(0, within(1e-4));
  }

  @Test
  void widthMakesAPairMonoOrWider() {
    console.set("/strip/2/width", 0);
    float[][] out = play(3);
    assertThat(db(out[0])).isCloseTo(-6.0206, within(1e-3));
    assertThat(db(out[1])).isCloseTo(-6.0206, within(1e-3));
    console.set("/strip/2/width", 200);
    out = play(3);
    assertThat(db(out[0])).isCloseTo(Signals.db(1.5), within(1e-3));
    assertThat(db(out[1])).as("the other side, inverted").isCloseTo(-6.0206, within(1e-3));
    float[][] both = play(3, 4);
    assertThat(db(both[0])).as("what is in the middle stays").isCloseTo(0, within(1e-3));
  }

  @Test
  void pflLetsTheMonitorsHearWhatIsBeforeFaderAndMute() {
    console.set("/solo/mode", "pfl");
    console.set("/strip/3/fader", "-inf");
    console.set("/strip/3/mute", true);
    console.set("/strip/3/solo", true);
    float[][] out = play(1, 5);
    assertThat(db(out[0])).as("main goes on").isCloseTo(CENTRE_DB, within(1e-3));
    assertThat(db(out[MONITOR])).as("the vocal alone").isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/solo/level", -10);
    assertThat(db(play(5)[MONITOR])).isCloseTo(CENTRE_DB - 10, within(1e-3));
    console.set("/strip/3/solo", false);
    assertThat(db(play(1)[MONITOR])).as("main again").isCloseTo(CENTRE_DB, within(1e-3));
  }

  @Test
  void aflHearsWhatComesBehindTheFader() {
    console.set("/solo/mode", "afl");
    console.set("/strip/3/fader", -20);
    console.set("/strip/3/pan", -100);
    console.set("/strip/3/solo", true);
    float[][] out = play(1, 5);
    assertThat(db(out[MONITOR])).isCloseTo(-20, within(1e-3));
    assertThat(db(out[MONITOR + 1])).isLessThan(-200);
    console.set("/strip/3/mute", true);
    assertThat(db(play(5)[MONITOR])).isLessThan(-200);
  }

  @Test
  void groupsAndAuxesCanBeListenedTo() {
    console.set("/solo/mode", "pfl");
    console.set("/group/1/fader", -30);
    console.set("/group/1/solo", true);
    assertThat(db(play(1)[MONITOR])).isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/group/1/solo", false);
    console.set("/strip/3/send/1/level", 0);
    console.set("/aux/1/mute", true);
    console.set("/aux/1/solo", true);
    assertThat(db(play(5)[MONITOR])).isCloseTo(CENTRE_DB, within(1e-3));
  }

  @Test
  void theMonitorsHearAnAuxOrWhatIsBeforeTheMasterChain() {
    console.set("/strip/3/send/1/level", -6);
    console.set("/aux/1/fader", -4);
    console.set("/monitor/source", "aux-1");
    assertThat(db(play(5)[MONITOR])).isCloseTo(CENTRE_DB - 10, within(1e-3));
    console.set("/monitor/match", false);
    console.set("/monitor/source", "premaster");
    console.set("/strip/3/send/1/on", false);
    console.set("/master/clipper/ceiling", -24);
    float[][] out = play(5);
    assertThat(db(out[0])).isLessThan(-8);
    assertThat(db(out[MONITOR])).isCloseTo(CENTRE_DB, within(1e-3));
  }

  @Test
  void whatIsComparedIsAsLoudAsMain() {
    console.set("/monitor/source", "premaster");
    console.set("/master/clipper/ceiling", -24);
    double main = 0;
    double heard = 0;
    for (int second = 0; second < 5; second++) {
      float[][] in = new float[8][48_000];
      in[4] = Signals.sine(1000, 0.25, 48_000, RATE);
      float[][] out = console.render(in, 480);
      console.feed.work();
      main = Signals.rms(out[0], 24_000, 48_000);
      heard = Signals.rms(out[MONITOR], 24_000, 48_000);
    }
    assertThat(Signals.db(main / 0.25)).isLessThan(-5);
    assertThat(Signals.db(heard / main))
        .as("a tone and what is left of it")
        .isCloseTo(0, within(0.6));
  }

  @Test
  void theOscillatorGoesWhereItIsSent() {
    console.set("/source/oscillator/freq", 997);
    console.set("/source/oscillator/level", -18);
    console.set("/source/oscillator/on", true);
    double level = Signals.db(Signals.rms(play()[0], FROM, FRAMES) * Math.sqrt(2));
    assertThat(level).isCloseTo(-18, within(0.01));
    console.set("/source/oscillator/main", false);
    assertThat(db(play()[0])).isLessThan(-200);
    console.set("/source/oscillator/group/1", true);
    console.set("/group/1/fader", -10);
    level = Signals.db(Signals.rms(play()[1], FROM, FRAMES) * Math.sqrt(2));
    assertThat(level).isCloseTo(-28, within(0.01));
    console.set("/source/oscillator/kind", "pink");
    level = Signals.db(Signals.rms(play()[1], FROM, FRAMES) * Math.sqrt(2));
    assertThat(level).as("noise has the power of the sine").isCloseTo(-28, within(1.5));
  }

  @Test
  void theTalkbackSpeaksToTheAuxesAndDimsTheMonitors() {
    console.set("/source/talkback/on", true);
    console.set("/monitor/source", "aux-1");
    float[][] out = play(8);
    assertThat(db(out[MONITOR])).isCloseTo(-20, within(1e-3));
    assertThat(db(out[0])).as("the aux is heard in main").isCloseTo(0, within(1e-3));
    console.set("/source/talkback/on", false);
    assertThat(db(play(8)[0])).isLessThan(-200);
  }

  @Test
  void withoutMonitorsThereIsNothingToListenWith() {
    Console plain = Console.ofMonoStrips(2, "");
    assertThat(plain.set("/solo/mode", "pfl")).isInstanceOf(Outcome.Refused.class);
    assertThat(plain.desk.tree().find("/solo/level")).isEmpty();
    assertThat(plain.desk.tree().find("/source/talkback/on")).isEmpty();
  }

  @Test
  void aPeakIsHeldForTwoSeconds() {
    float[][] in = new float[8][96_000 + 24_000];
    in[4][1000] = 0.5f;
    float[][] first =
        java.util.Arrays.stream(in)
            .map(x -> java.util.Arrays.copyOf(x, 48_000))
            .toArray(float[][]::new);
    console.render(first, 64);
    assertThat(console.number("/strip/3/meter/peak")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(console.number("/strip/3/meter/hold")).isCloseTo(Signals.db(0.5), within(0.01));
    assertThat(console.number("/main/meter/left/hold"))
        .isCloseTo(Signals.db(0.5) + CENTRE_DB, within(0.01));
    console.render(new float[8][60_000], 64);
    assertThat(console.number("/strip/3/meter/hold")).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
