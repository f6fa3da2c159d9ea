package hybridge.simrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBoxTest {
  private static final int RATE = 48_000;
  private static final LineBox.Character CLEAN =
      new LineBox.Character(48.37, Double.NEGATIVE_INFINITY, 0);

  private final Simulator box = new Simulator(profile(), Set.of());

  private static UnitProfile profile() {
    Problems problems = new Problems("test");
    return new Profiles(Path.of("nowhere"))
        .unit("generic/line-compressor", problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  private void knob(String id, Object value) {
    assertThat(box.turn(id, value, 0)).isEmpty();
  }

  private static float[] sine(double hz, double dbfs, int frames) {
    float[] x = new float[frames];
    double peak = Math.pow(10, dbfs / 20);
    for (int i = 0; i < frames; i++) {
      x[i] = (float) (peak * Math.sin(2 * Math.PI * hz * i / RATE));
    }
    return x;
  }

  private static float[] play(LineBox line, float[] in, int block) {
    float[] out = new float[in.length];
    float[] a = new float[block];
    for (int at = 0; at < in.length; at += block) {
      int n = Math.min(block, in.length - at);
      System.arraycopy(in, at, a, 0, n);
      line.process(a, a, n);
      System.arraycopy(a, 0, out, at, n);
    }
    return out;
  }

  /** Peak of a sine from its RMS over the last half, in dBFS. */
  private static double levelDb(float[] x) {
    double sum = 0;
    for (int i = x.length / 2; i < x.length; i++) {
      sum += (double) x[i] * x[i];
    }
    return 10 * Math.log10(2 * sum / (x.length - x.length / 2));
  }

  @Test
  void belowTheThresholdNothingHappens() {
    knob("threshold", -10);
    float[] out = play(new LineBox(box, RATE, CLEAN), sine(1000, -20, RATE), 64);
    assertThat(levelDb(out)).isCloseTo(-20, within(0.01));
  }

  @Test
  void aboveTheThresholdTheRatioHolds() {
    knob("threshold", -30);
    knob("ratio", 4);
    knob("attack", 0.1);
    knob("release", 3000);
    float[] out = play(new LineBox(box, RATE, CLEAN), sine(1000, -10, 2 * RATE), 64);
    // 20 dB over at 4:1 is 5 dB over; a release this long holds the peaks' reduction.
    assertThat(levelDb(out)).isCloseTo(-25, within(0.3));
  }

  @Test
  void makeupAndBypassAreHeard() {
    knob("makeup", 6);
    assertThat(levelDb(play(new LineBox(box, RATE, CLEAN), sine(1000, -20, RATE), 64)))
        .isCloseTo(-14, within(0.01));
    knob("bypass", "on");
    assertThat(levelDb(play(new LineBox(box, RATE, CLEAN), sine(1000, -20, RATE), 64)))
        .isCloseTo(-20, within(0.01));
  }

  @Test
  void aSetOverTheWireIsHeardInTheNextBlock() {
    LineBox line = new LineBox(box, RATE, CLEAN);
    knob("bypass", "on");
    float[] quiet = play(line, sine(1000, -20, RATE), 64);
    byte[] set = "SET BYP 0\nSET MKP 12.0\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    box.hear(set, set.length, 0);
    float[] loud = play(line, sine(1000, -20, RATE), 64);
    assertThat(levelDb(loud) - levelDb(quiet)).isCloseTo(12, within(0.02));
  }

  @ParameterizedTest
  @ValueSource(doubles = {16, 48.37, 100.5, 1000.25})
  void theDelayIsExactToAThousandthOfAFrame(double frames) {
    LineBox line =
        new LineBox(box, RATE, new LineBox.Character(frames, Double.NEGATIVE_INFINITY, 0));
    double hz = 997;
    float[] in = sine(hz, -20, RATE);
    float[] out = play(line, in, 64);
    double re = 0;
    double im = 0;
    int from = RATE / 4;
    int cycles = 480;
    int count = (int) Math.round(cycles * RATE / hz);
    for (int i = from; i < from + count; i++) {
      re += out[i] * Math.sin(2 * Math.PI * hz * i / RATE);
      im += out[i] * Math.cos(2 * Math.PI * hz * i / RATE);
    }
    double phase = -Math.atan2(im, re) / (2 * Math.PI) * RATE / hz;
    double wrapped = frames % (RATE / hz);
    double found = (phase % (RATE / hz) + RATE / hz) % (RATE / hz);
    assertThat(found).isCloseTo(wrapped, within(0.002));
  }

  @Test
  void silenceCarriesTheNoiseItWasGiven() {
    float[] out = play(new LineBox(box, RATE, LineBox.Character.GENTLE), new float[2 * RATE], 64);
    assertThat(levelDb(out) - 10 * Math.log10(2)).isCloseTo(-100, within(0.1));
  }

  @Test
  void theSameInputGivesTheSameOutputWhateverTheBlock() {
    knob("threshold", -30);
    float[] in = sine(333, -6, RATE / 4);
    float[] first = play(new LineBox(box, RATE, LineBox.Character.GENTLE), in, 64);
    assertThat(play(new LineBox(box, RATE, LineBox.Character.GENTLE), in, 64)).isEqualTo(first);
    assertThat(play(new LineBox(box, RATE, LineBox.Character.GENTLE), in, 1)).isEqualTo(first);
    assertThat(play(new LineBox(box, RATE, LineBox.Character.GENTLE), in, 777)).isEqualTo(first);
  }
}
