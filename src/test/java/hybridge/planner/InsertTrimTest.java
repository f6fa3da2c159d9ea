package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.testing.Console;
import org.junit.jupiter.api.Test;

/** What an engineer adds to a measured insert: send and return apart, and their meters. */
class InsertTrimTest {
  private static final int LOOP = 1000;
  private static final int FRAMES = 9600;
  private static final int SEND = 2;
  private static final Console.Loop CABLE = new Console.Loop(SEND, 8, LOOP);

  private final Console console =
      new Console(
          """
          audio: {inputs: 16, outputs: 16}
          console: {strips: [{name: Voice, input: 1, insert: box}]}
          inserts: {box: {send: 3, return: 9, delay: 1000}}
          """);

  private float[][] render(double level) {
    float[][] in = new float[1][FRAMES];
    java.util.Arrays.fill(in[0], (float) level);
    return console.render(in, 64, CABLE);
  }

  private static double last(float[] x) {
    return x[FRAMES - 1];
  }

  @Test
  void theSendTrimIsOnTheSendAndNotOnTheDrySound() {
    console.set("/insert/box/sendtrim", 6);
    float[][] out = render(0.1);
    assertThat(last(out[SEND])).isCloseTo(0.1 * Math.pow(10, 6 / 20.0), within(1e-6));
    double wet = last(out[0]);
    console.set("/insert/box/on", false);
    render(0.1);
    double dry = last(render(0.1)[0]);
    assertThat(20 * Math.log10(wet / dry)).isCloseTo(6, within(0.001));
  }

  @Test
  void theReturnTrimIsOnTheWetSoundOnly() {
    double plain = last(render(0.1)[0]);
    console.set("/insert/box/returntrim", -12);
    float[][] out = render(0.1);
    assertThat(last(out[SEND])).isCloseTo(0.1, within(1e-6));
    assertThat(20 * Math.log10(last(out[0]) / plain)).isCloseTo(-12, within(0.001));
    console.set("/insert/box/mix", 0);
    render(0.1);
    assertThat(last(render(0.1)[0])).as("dry").isCloseTo(plain, within(1e-6));
  }

  /** From end to end of their range, under a steady signal: no sample jumps. */
  @Test
  void neitherJumps() {
    for (String trim : new String[] {"sendtrim", "returntrim"}) {
      for (double db : new double[] {-24, 24, 0}) {
        console.set("/insert/box/" + trim, db);
        float[][] out = render(0.05);
        for (int c : new int[] {0, SEND}) {
          double most = 0;
          for (int f = LOOP + 65; f < FRAMES; f++) {
            most = Math.max(most, Math.abs(out[c][f] - out[c][f - 1]));
          }
          // 24 dB of 0.05 are 0.79: at once it would be a step of that, smoothed a hundredth of it.
          assertThat(most).as(trim + " to " + db + " on output " + c).isLessThan(0.02);
        }
      }
    }
  }

  @Test
  void bothHaveMeters() {
    console.set("/insert/box/sendtrim", -6);
    console.set("/insert/box/returntrim", 12);
    render(0.5);
    render(0.5);
    double sent = 20 * Math.log10(0.5) - 6;
    assertThat(console.number("/insert/box/meter/send")).isCloseTo(sent, within(0.01));
    assertThat(console.number("/insert/box/meter/return")).isCloseTo(sent, within(0.01));
  }

  @Test
  void trimsStayWithinTheirRange() {
    console.set("/insert/box/sendtrim", 90);
    assertThat(console.number("/insert/box/sendtrim")).isEqualTo(24);
    console.set("/insert/box/offset", -99_999);
    assertThat(console.number("/insert/box/offset")).isEqualTo(-4800);
  }
}
