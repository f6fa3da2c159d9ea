package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.desk.Request;
import hybridge.rt.MoveRing;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import hybridge.value.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tone of 1 kHz at −6 dBFS runs while something happens; what is heard above 5 kHz in any 50 ms
 * stays under −90 dBFS.
 */
class ClickTest {
  private static final int RATE = 48_000;
  private static final int EVENT = 24_000;
  private static final int FRAMES = 60_000;
  private static final int WINDOW = RATE / 20;
  private static final double[] HIGH_PASS = highPass();

  private static final String EQ =
      "/strip/1/eq/on=on; /strip/1/eq/2/freq=1000; /strip/1/eq/2/gain=18; /strip/1/eq/2/q=3;"
          + " /strip/1/trim=-18";

  /** Slow enough not to bend the tone itself. */
  private static final String DYNAMICS =
      "/strip/1/comp/on=on; /strip/1/comp/threshold=-30; /strip/1/comp/attack=50;"
          + " /strip/1/comp/release=1000; /strip/1/comp/makeup=10";

  private static final String STUDIO =
      """
      audio: {inputs: 8, outputs: 8}
      console:
        strips:
          - {name: Tone, input: 1, insert: box}
          - {name: Other, input: 2}
        groups: [Drums]
        auxes: [Verb]
        vcas: [All]
        monitor: {outputs: [7, 8]}
      inserts:
        box: {send: 3, return: 5, delay: 100}
      """;

  /** A windowed sinc (Blackman–Harris, 1023 taps): −6 dB at 4.5 kHz, below −100 dB under 4.2. */
  private static double[] highPass() {
    int taps = 1023;
    double[] h = new double[taps];
    for (int i = 0; i < taps; i++) {
      double x = i - taps / 2;
      double a = 2 * Math.PI * i / (taps - 1);
      double w =
          0.35875 - 0.48829 * Math.cos(a) + 0.14128 * Math.cos(2 * a) - 0.01168 * Math.cos(3 * a);
      double low =
          x == 0 ? 2 * 4500.0 / RATE : Math.sin(2 * Math.PI * 4500 / RATE * x) / (Math.PI * x);
      h[i] = (x == 0 ? 1 : 0) - w * low;
    }
    return h;
  }

  /**
   * The loudest 50 ms above 5 kHz, in dBFS of RMS, from before the event to half a second after.
   */
  static double splatterDb(float[] x) {
    double[] y = new double[FRAMES];
    for (int i = EVENT - 2 * WINDOW; i < FRAMES - 600; i++) {
      double sum = 0;
      for (int k = 0; k < HIGH_PASS.length; k++) {
        sum += HIGH_PASS[k] * x[i + HIGH_PASS.length / 2 - k];
      }
      y[i] = sum * sum;
    }
    double worst = 0;
    for (int from = EVENT - 2 * WINDOW; from + WINDOW < FRAMES - 600; from += WINDOW / 8) {
      double sum = 0;
      for (int i = from; i < from + WINDOW; i++) {
        sum += y[i];
      }
      worst = Math.max(worst, sum / WINDOW);
    }
    return 10 * Math.log10(worst);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/strip/1/mute=on",
        "/strip/1/fader=-inf",
        "/strip/1/fader=10",
        "/strip/1/trim=24",
        "/strip/1/polarity=on",
        "/strip/1/pan=-100",
        "/strip/1/pan=100",
        "/main/fader=-inf",
        "/main/pan=100",
        "/main/panlaw=-6",
        "/strip/2/solo=on",
        "/strip/1/solo=on",
        "/vca/1/mute=on; /strip/1/vca/1=on",
        "/strip/1/mutegroup/1=on; /mutegroup/1=on",
        "/strip/1/eq/on=on; /strip/1/eq/2/freq=1000; /strip/1/eq/2/gain=18",
        "/strip/1/eq/on=on; /strip/1/eq/2/freq=1000; /strip/1/eq/2/gain=18; /strip/1/eq/2/q=3",
        "/strip/1/eq/on=on; /strip/1/eq/2/gain=-18; /strip/1/eq/2/q=10; /strip/1/eq/2/freq=1000",
        "/strip/1/hpf/on=on; /strip/1/hpf/freq=1000",
        "/strip/1/lpf/on=on; /strip/1/lpf/freq=1000",
        "/strip/1/lpf/on=on; /strip/1/lpf/freq=2000 | /strip/1/lpf/slope=24",
        "/strip/1/lpf/on=on; /strip/1/lpf/freq=2000; /strip/1/lpf/slope=18 | /strip/1/lpf/on=off",
        "/strip/1/comp/on=on; /strip/1/comp/threshold=-40; /strip/1/comp/attack=20",
        "/strip/1/comp/on=on; /strip/1/comp/makeup=20",
        "/strip/1/gate/on=on; /strip/1/gate/threshold=0; /strip/1/gate/release=20",
        "/insert/box/on=off",
        "/insert/box/mix=50",
        "/insert/box/sendtrim=24",
        "/insert/box/returntrim=-24",
        "/insert/box/offset=40",
        "/strip/1/insertpoint=pre",
        "/strip/1/group=Drums",
        "/insert/box/1/delay=1000",
        "/strip/1/send/1/level=0",
        "/strip/1/send/1/pre=on; /strip/1/send/1/level=-10",
        "/strip/1/solo=on | /solo/mode=pfl",
        "/strip/1/mute=on | /strip/1/mute=off",
        EQ + " | /strip/1/eq/2/freq=8000",
        EQ + " | /strip/1/eq/2/freq=20",
        EQ + "; /strip/1/eq/2/freq=20 | /strip/1/eq/2/freq=20000",
        EQ + " | /strip/1/eq/2/type=highshelf",
        EQ + " | /strip/1/eq/2/type=notch; /strip/1/eq/2/q=10",
        EQ + " | /strip/1/eq/2/gain=-18",
        EQ + " | /strip/1/eq/on=off",
        EQ + "; " + DYNAMICS + " | /strip/1/insertpoint=pre",
        DYNAMICS + " | /strip/1/comp/on=off",
        DYNAMICS + " | /strip/1/comp/threshold=0",
        DYNAMICS + " | /strip/1/group=Drums",
        DYNAMICS
            + " | /strip/1/fader=-20; /strip/1/pan=40; /strip/1/trim=-12; /strip/1/eq/on=on;"
            + " /strip/1/eq/1/gain=12; /strip/1/eq/4/gain=-12; /strip/1/comp/ratio=2;"
            + " /strip/1/comp/makeup=0; /strip/1/hpf/on=on; /strip/1/group=Drums;"
            + " /group/1/eq/on=on; /group/1/eq/2/gain=6; /main/fader=-3; /insert/box/mix=30"
      })
  void nothingClicks(String what) {
    Console console = new Console(STUDIO);
    String[] beforeAndThen = what.split(" \\| ");
    if (beforeAndThen.length > 1) {
      submit(console, beforeAndThen[0], MoveRing.NOW);
    }
    float[][] in = new float[8][FRAMES];
    in[0] = Signals.sine(1000, 0.5, FRAMES, RATE);
    submit(console, beforeAndThen[beforeAndThen.length - 1], EVENT);
    float[][] out = console.render(in, 64, new Console.Loop(2, 4, 100));
    for (int channel : new int[] {0, 6}) {
      assertThat(splatterDb(out[channel])).as("output " + (channel + 1)).isLessThan(-90);
    }
  }

  @Test
  void aFullThrowOfTheFaderInTwentyMillisecondsStaysBelowMinus120() {
    Console console = new Console(STUDIO);
    int steps = 20;
    for (int i = 1; i <= steps; i++) {
      double norm = 0.75 * (1 - i / (double) steps); // from 0 dB to the bottom, 1 ms a step
      int fader = console.desk.tree().require("/strip/1/fader");
      long frame = EVENT + 48L * i;
      console.desk.submit(new Request.SetNorm(fader, norm, Origin.web("test"), frame));
    }
    console.desk.work();
    float[][] in = new float[8][FRAMES];
    in[0] = Signals.sine(1000, 0.5, FRAMES, RATE);
    float[] out = console.render(in, 64, new Console.Loop(2, 4, 100))[0];
    assertThat(Signals.rms(out, FRAMES - 4800, FRAMES)).isZero();
    assertThat(splatterDb(out)).isLessThan(-120);
  }

  private static void submit(Console console, String moves, long frame) {
    List<Request.Set> sets = new ArrayList<>();
    for (String move : moves.split("; *")) {
      String[] parts = move.split("=");
      int index = console.desk.tree().require(parts[0]);
      sets.add(new Request.Set(index, parts[1], Origin.web("test"), frame));
    }
    console.desk.submit(new Request.Table(sets, Origin.web("test"), frame));
    console.desk.work();
  }
}
