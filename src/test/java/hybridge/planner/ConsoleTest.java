package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Outcome;
import hybridge.rt.Health;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, auxes, VCAs, mute groups and solos: what reaches main, measured. */
class ConsoleTest {
  private static final double RATE = 48_000;
  private static final int FRAMES = 14_400;
  private static final int FROM = 9_600;
  private static final String STUDIO =
      """
      audio: {inputs: 8, outputs: 8}
      console:
        strips:
          - {name: Kick, input: 1, group: Drums}
          - {name: Snare, input: 2, group: Drums}
          - {name: Keys, input: [3, 4]}
          - {name: Vocal, input: 5, group: Voices}
        groups: [Drums, Voices]
        auxes: [Verb, {name: Delay}]
        vcas: [All, Rhythm, Top]
      """;
  private final Console console = new Console(STUDIO);

  /** The level of main's left side when a tone goes into one input, against that tone. */
  private double gainDb(int input) {
    return gainDb(input, 0);
  }

  private double gainDb(int input, int output) {
    float[][] in = new float[8][FRAMES];
    in[input - 1] = Signals.sine(1000, 0.25, FRAMES, RATE);
    float[][] out = console.render(in, 64);
    return Signals.db(
        Signals.rms(out[output], FROM, FRAMES) / Signals.rms(in[input - 1], FROM, FRAMES));
  }

  private static final double CENTRE_DB = -3.0103;

  @Test
  void aGroupCarriesItsMembers() {
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/group/1/fader", -12);
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB - 12, within(1e-3));
    assertThat(gainDb(2)).isCloseTo(CENTRE_DB - 12, within(1e-3));
    assertThat(gainDb(3)).as("not a member").isCloseTo(0, within(1e-3));
    assertThat(gainDb(5)).as("in another group").isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/group/1/mute", true);
    assertThat(gainDb(1)).isLessThan(-200);
  }

  @Test
  void aStripMovesToAnotherGroupWhilePlaying() {
    console.set("/group/2/fader", -20);
    console.set("/strip/1/group", "Voices");
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB - 20, within(1e-3));
    console.set("/strip/1/group", "none");
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB, within(1e-3));
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isEqualTo(2);
    assertThat(console.set("/strip/1/group", "Brass")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aGroupHasABalanceAndAMeter() {
    console.set("/group/1/pan", 100);
    assertThat(gainDb(1, 0)).isLessThan(-200);
    assertThat(gainDb(1, 1)).isCloseTo(CENTRE_DB, within(1e-3));
    assertThat(console.number("/group/1/meter/peak"))
        .isCloseTo(Signals.db(0.25) + CENTRE_DB, within(0.01));
    assertThat(console.number("/group/2/meter/peak")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void sendsBeforeAndBehindTheFader() {
    // The dry path is closed: what is heard comes from the aux.
    console.set("/strip/4/send/1/level", -6);
    console.set("/strip/4/send/1/pre", true);
    console.set("/strip/4/fader", "-inf");
    assertThat(gainDb(5)).isCloseTo(CENTRE_DB - 6, within(1e-3));
    assertThat(console.number("/aux/1/meter/peak"))
        .isCloseTo(Signals.db(0.25) + CENTRE_DB - 6, within(0.01));
    console.set("/aux/1/fader", -10);
    assertThat(gainDb(5)).isCloseTo(CENTRE_DB - 16, within(1e-3));
    console.set("/strip/4/send/1/pre", false);
    assertThat(gainDb(5)).as("behind a closed fader").isLessThan(-200);
    console.set("/strip/4/send/1/pre", true);
    console.set("/strip/4/mute", true);
    assertThat(gainDb(5)).as("a mute silences sends too").isLessThan(-200);
    console.set("/strip/4/mute", false);
    console.set("/strip/4/send/1/on", false);
    assertThat(gainDb(5)).isLessThan(-200);
  }

  @Test
  void groupsSendToo() {
    console.set("/group/1/send/2/level", 0);
    console.set("/group/1/send/2/pre", true);
    console.set("/group/1/fader", "-inf");
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/aux/2/mute", true);
    assertThat(gainDb(1)).isLessThan(-200);
  }

  @Test
  void vcasAddUpAndNest() {
    console.set("/strip/1/vca/1", true);
    console.set("/strip/1/vca/2", true);
    console.set("/vca/1/fader", -5);
    console.set("/vca/2/fader", -3);
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB - 8, within(1e-3));
    console.set("/vca/2/vca/3", true);
    console.set("/vca/3/fader", -10);
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB - 18, within(1e-3));
    assertThat(gainDb(2)).as("no member").isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/vca/3/mute", true);
    assertThat(gainDb(1)).isLessThan(-200);
    console.set("/vca/3/mute", false);
    console.set("/vca/3/fader", "-inf");
    assertThat(gainDb(1)).isLessThan(-200);
    console.set("/group/2/vca/1", true);
    assertThat(gainDb(5)).as("a group may be a member").isCloseTo(CENTRE_DB - 5, within(1e-3));
  }

  @Test
  void aRingOfVcasIsRefused() {
    assertThat(console.set("/vca/1/vca/2", true)).isInstanceOf(Outcome.Held.class);
    assertThat(console.set("/vca/2/vca/3", true)).isInstanceOf(Outcome.Held.class);
    assertThat(console.set("/vca/3/vca/1", true)).isInstanceOf(Outcome.Refused.class);
    assertThat(console.set("/vca/2/vca/1", true)).isInstanceOf(Outcome.Refused.class);
    assertThat(console.number("/vca/3/vca/1")).isZero();
    console.set("/vca/2/vca/3", false);
    assertThat(console.set("/vca/3/vca/1", true)).isInstanceOf(Outcome.Held.class);
    assertThat(console.desk.tree().find("/vca/1/vca/1")).isEmpty();
  }

  @Test
  void muteGroupsSilenceTheirMembers() {
    console.set("/strip/1/mutegroup/3", true);
    console.set("/group/2/mutegroup/3", true);
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/mutegroup/3", true);
    assertThat(gainDb(1)).isLessThan(-200);
    assertThat(gainDb(5)).isLessThan(-200);
    assertThat(gainDb(2)).isCloseTo(CENTRE_DB, within(1e-3));
    console.set("/mutegroup/3", false);
    assertThat(gainDb(1)).isCloseTo(CENTRE_DB, within(1e-3));
  }

  @Test
  void solosKnowOfGroups() {
    console.set("/strip/1/solo", true);
    assertThat(gainDb(1)).as("its group stays open").isCloseTo(CENTRE_DB, within(1e-3));
    assertThat(gainDb(2)).isLessThan(-200);
    assertThat(gainDb(3)).isLessThan(-200);
    console.set("/strip/1/solo", false);
    console.set("/group/1/solo", true);
    assertThat(gainDb(1)).as("members of a soloed group").isCloseTo(CENTRE_DB, within(1e-3));
    assertThat(gainDb(2)).isCloseTo(CENTRE_DB, within(1e-3));
    assertThat(gainDb(5)).isLessThan(-200);
    console.set("/solo/clear", 1);
    console.desk.work();
    assertThat(gainDb(5)).isCloseTo(CENTRE_DB, within(1e-3));
  }

  private static float[][] busy(int block) {
    Console c =
        new Console(
            STUDIO.replace("input: 5, group: Voices}", "input: 5, group: Voices, insert: box}")
                + "inserts: {box: {send: 3, return: 6, delay: 77.7}}\nmaster: [clipper]\n");
    Random random = new Random(4);
    String[] addresses = {
      "/strip/1/send/1/level",
      "/strip/3/send/2/level",
      "/group/1/send/1/level",
      "/aux/1/fader",
      "/vca/1/fader",
      "/group/2/fader",
      "/strip/2/fader"
    };
    c.set("/strip/1/vca/1", true);
    c.set("/group/1/vca/1", true);
    for (int frame = 100; frame < 12_000; frame += 450) {
      c.set(addresses[random.nextInt(addresses.length)], -random.nextInt(30), frame);
    }
    c.set("/strip/2/group", "Voices", 12_100);
    c.set("/strip/4/send/2/pre", true, 13_000);
    c.set("/strip/4/send/2/level", -3, 13_001);
    return c.render(Signals.noises(8, 0.3, 20_000), block);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 100, 4096})
  void everyBlockSizeGivesTheSameBits(int block) {
    assertThat(busy(block)).isDeepEqualTo(busy(64));
  }
}
