package hybridge.simrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.testing.Signals;
import hybridge.value.Problems;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each knob of the reference units is heard as its scale says; nothing clicks when it is turned.
 */
class ReferenceBoxesTest {
  private static final int RATE = 48_000;
  private static final int DELAY = 48;
  private static final LineBox.Character CLEAN =
      new LineBox.Character(DELAY, Double.NEGATIVE_INFINITY, 0);

  private Simulator box;
  private Box sound;

  private void plug(String id, LineBox.Character character) {
    box =
        new Simulator(
            Profiles.ours().unit("hybridge/reference-" + id, new Problems("test")).orElseThrow(),
            Set.of());
    knob("mute", false);
    knob("bypass", false);
    sound = Box.reference(box, RATE, character);
  }

  private void knob(String id, Object value) {
    assertThat(box.turn(id, value, 0)).isEmpty();
  }

  private static float[] signal(int frames, DoubleUnaryOperator of) {
    float[] x = new float[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = (float) of.applyAsDouble((double) i / RATE);
    }
    return x;
  }

  private static float[] sine(double hz, double dbfs, int frames) {
    double peak = Math.pow(10, dbfs / 20);
    return signal(frames, t -> peak * Math.sin(2 * Math.PI * hz * t));
  }

  private float[] play(float[] in) {
    return play(in, 64);
  }

  private float[] play(float[] in, int block) {
    float[] out = new float[in.length];
    float[] a = new float[block];
    for (int at = 0; at < in.length; at += block) {
      int n = Math.min(block, in.length - at);
      System.arraycopy(in, at, a, 0, n);
      sound.process(a, a, n);
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

  private static double db(double x) {
    return 20 * Math.log10(Math.abs(x));
  }

  private double steady(double dbfs) {
    float[] out = play(signal(4 * RATE, t -> Math.pow(10, dbfs / 20)));
    return db(out[out.length - 1]);
  }

  // --- compressor ------------------------------------------------------------------------------

  /** The static curve on a level that stands still, where the law is exact. */
  @ParameterizedTest
  @CsvSource({"-20,4,-10", "-30,2,-6", "-40,20,-3", "-12,1,-3", "-10,4,-20", "-20,4,-20"})
  void thresholdAndRatioMakeTheCurve(double threshold, double ratio, double level) {
    plug("compressor", CLEAN);
    knob("threshold", threshold);
    knob("ratio", ratio);
    double over = level - threshold;
    double reduction =
        over <= -3
            ? 0
            : over >= 3 ? over * (1 - 1 / ratio) : (1 - 1 / ratio) * (over + 3) * (over + 3) / 12;
    assertThat(steady(level)).isCloseTo(level - reduction, within(0.02));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 10, 100})
  void theAttackIsATimeConstant(double millis) {
    plug("compressor", CLEAN);
    knob("threshold", -30);
    knob("ratio", 20);
    knob("attack", millis);
    double low = Math.pow(10, -50 / 20.0);
    int begin = RATE / 2;
    float[] out = play(signal(RATE * 2, t -> t < 0.5 ? low : 1));
    double last = db(out[out.length - 1]);
    int at = begin + DELAY;
    double goal = last * (1 - Math.exp(-1));
    while (db(out[at]) > goal) {
      at++;
    }
    assertThat((at - begin - DELAY) * 1000.0 / RATE)
        .isCloseTo(millis, within(0.05 + millis * 0.02));
  }

  @ParameterizedTest
  @ValueSource(doubles = {20, 150})
  void theReleaseIsATimeConstant(double millis) {
    plug("compressor", CLEAN);
    knob("threshold", -30);
    knob("ratio", 20);
    knob("attack", 1);
    knob("release", millis);
    double low = Math.pow(10, -50 / 20.0);
    int end = RATE / 2;
    float[] out = play(signal(RATE * 2, t -> t < 0.5 ? 1 : low));
    double first = db(out[end + DELAY + 20]) + 50;
    int at = end + DELAY + 20;
    while (db(out[at]) + 50 < first * Math.exp(-1)) {
      at++;
    }
    assertThat((at - end - DELAY - 20) * 1000.0 / RATE).isCloseTo(millis, within(millis * 0.03));
  }

  @Test
  void makeupMixBypassAndMuteAreHeard() {
    plug("compressor", CLEAN);
    knob("threshold", -40);
    knob("ratio", 20);
    double squeezed = steady(-10);
    knob("makeup", 6);
    assertThat(steady(-10)).isCloseTo(squeezed + 6, within(0.02));
    knob("mix", 50);
    double half = 0.5 * Math.pow(10, -0.5) + 0.5 * Math.pow(10, (squeezed + 6) / 20);
    assertThat(steady(-10)).isCloseTo(db(half), within(0.02));
    knob("bypass", true);
    assertThat(steady(-10)).isCloseTo(-10, within(0.001));
    knob("mute", true);
    assertThat(steady(-10)).isLessThan(-150);
  }

  // --- limiter ---------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"0,-1", "-12,-1", "-30,-12", "-6,0"})
  void nothingIsLouderThanTheCeilingAndWhatIsBelowIsRaised(double threshold, double ceiling) {
    plug("limiter", CLEAN);
    knob("threshold", threshold);
    knob("ceiling", ceiling);
    float[] out = play(sine(443, 0, RATE));
    double peak = 0;
    for (int i = RATE / 4; i < out.length; i++) {
      peak = Math.max(peak, Math.abs(out[i]));
    }
    // The converters' filter may show what lies between two samples.
    assertThat(db(peak)).isCloseTo(ceiling, within(0.1));
    plug("limiter", CLEAN);
    knob("threshold", threshold);
    knob("ceiling", ceiling);
    double quiet = threshold - 10;
    assertThat(steady(quiet)).isCloseTo(quiet - threshold + ceiling, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(doubles = {20, 300})
  void theLimiterGoesBackWithItsRelease(double millis) {
    plug("limiter", CLEAN);
    knob("threshold", -20);
    knob("ceiling", -2);
    knob("release", millis);
    double low = Math.pow(10, -30 / 20.0);
    int end = RATE / 2;
    float[] out = play(signal(RATE * 2, t -> t < 0.5 ? 1 : low));
    int from = end + DELAY + 20;
    double first = -12 - db(out[from]);
    int at = from;
    while (-12 - db(out[at]) > first * Math.exp(-1)) {
      at++;
    }
    assertThat((at - from) * 1000.0 / RATE).isCloseTo(millis, within(millis * 0.03));
  }

  // --- eq --------------------------------------------------------------------------------------

  private double gainAt(double hz) {
    return levelDb(play(sine(hz, -20, RATE))) + 20;
  }

  /** The analog prototypes under the bilinear transform, an independent formula. */
  private static double bell(double hz, double f0, double q, double dbGain) {
    double a = Math.pow(10, dbGain / 40);
    double w = Math.tan(Math.PI * hz / RATE) / Math.tan(Math.PI * f0 / RATE);
    double num = Math.hypot(1 - w * w, w * a / q);
    double den = Math.hypot(1 - w * w, w / (a * q));
    return db(num / den);
  }

  private static double lowShelf(double hz, double f0, double dbGain) {
    double a = Math.pow(10, dbGain / 40);
    double w = Math.tan(Math.PI * hz / RATE) / Math.tan(Math.PI * f0 / RATE);
    double bend = w * Math.sqrt(2 * a);
    return db(a * Math.hypot(a - w * w, bend) / Math.hypot(1 - a * w * w, bend));
  }

  @ParameterizedTest
  @CsvSource({
    "lowmid,400,1,12,400",
    "lowmid,400,1,12,200",
    "lowmid,1000,3,-15,1500",
    "lowmid,50,0.3,6,300",
    "highmid,3000,1,-9,3000",
    "highmid,3000,4,15,2000",
    "highmid,12000,0.7,6,8000"
  })
  void bellsAreWhereTheyAreSetAndAsWide(
      String band, double f0, double q, double dbGain, double hz) {
    plug("eq", CLEAN);
    knob(band + "-freq", f0);
    knob(band + "-q", q);
    knob(band + "-gain", dbGain);
    assertThat(gainAt(hz)).isCloseTo(bell(hz, f0, q, dbGain), within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"100,12,30", "100,12,100", "100,12,400", "500,-15,100", "500,-15,1000"})
  void theLowShelfIsAShelf(double f0, double dbGain, double hz) {
    plug("eq", CLEAN);
    knob("low-freq", f0);
    knob("low-gain", dbGain);
    assertThat(gainAt(hz)).isCloseTo(lowShelf(hz, f0, dbGain), within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"10000,12,15000", "10000,12,10000", "5000,-15,2000", "5000,-15,12000"})
  void theHighShelfIsItsMirror(double f0, double dbGain, double hz) {
    plug("eq", CLEAN);
    knob("high-freq", f0);
    knob("high-gain", dbGain);
    // What a low shelf does not do to the rest, with the other sign.
    assertThat(gainAt(hz)).isCloseTo(dbGain + lowShelf(hz, f0, -dbGain), within(0.1));
  }

  // --- all of them -----------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "compressor,makeup,0,18",
    "compressor,mix,0,100",
    "compressor,threshold,0,-60",
    "compressor,ratio,1,20",
    "compressor,bypass,true,false",
    "compressor,mute,false,true",
    "limiter,threshold,0,-10",
    "limiter,ceiling,0,-12",
    "limiter,bypass,true,false",
    "limiter,mute,true,false",
    "eq,low-gain,-15,15",
    "eq,low-freq,20,1000",
    "eq,lowmid-gain,-15,15",
    "eq,lowmid-freq,50,5000",
    "eq,lowmid-q,0.3,10",
    "eq,highmid-gain,-15,15",
    "eq,highmid-freq,500,15000",
    "eq,highmid-q,0.3,10",
    "eq,high-gain,-15,15",
    "eq,high-freq,1000,20000",
    "eq,bypass,true,false",
    "eq,mute,true,false"
  })
  void aKnobThatIsThrownFromEndToEndDoesNotClick(String id, String name, String from, String to) {
    plug(id, CLEAN);
    for (String band :
        id.equals("eq") ? new String[] {"low", "lowmid", "highmid", "high"} : new String[0]) {
      knob(band + "-gain", 6);
    }
    if (id.equals("compressor")) {
      knob("attack", 200);
      knob("release", 3000);
      knob("threshold", -30);
    }
    knob(name, from);
    // Long enough for the slowest release; below the limiter's threshold.
    float[] before = play(sine(200, -18, RATE));
    knob(name, to);
    float[] in = new float[2 * RATE];
    System.arraycopy(sine(200, -18, 3 * RATE), RATE, in, 0, in.length);
    float[] out = play(in);
    double[] all = new double[before.length / 2 + out.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < before.length / 2 ? before[before.length / 2 + i] : out[i - before.length / 2];
    }
    int turned = before.length / 2 + DELAY;
    for (int at = turned - 2400; at <= turned + 2400; at += 1200) {
      assertThat(Signals.splatterDb(all, at)).as("splatter at %d", at - turned).isLessThan(-90);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compressor", "limiter", "eq"})
  void theBoxIsABelievablePieceOfGear(String id) {
    plug(id, LineBox.Character.GENTLE);
    if (id.equals("limiter")) {
      knob("ceiling", 0);
    }
    float[] silence = play(new float[2 * RATE]);
    assertThat(levelDb(silence) - 10 * Math.log10(2)).as("noise").isCloseTo(-100, within(0.1));
    plug(id, new LineBox.Character(48.37, Double.NEGATIVE_INFINITY, 0.003));
    knob("bypass", true);
    float[] out = play(sine(1000, 0, RATE));
    double re = 0;
    double im = 0;
    for (int i = RATE / 2; i < RATE; i++) {
      re += out[i] * Math.cos(2 * Math.PI * 3000.0 * i / RATE);
      im += out[i] * Math.sin(2 * Math.PI * 3000.0 * i / RATE);
    }
    // sin³ has a third harmonic of a quarter.
    assertThat(db(Math.hypot(re, im) / (RATE / 4.0))).isCloseTo(db(0.003 / 4), within(0.1));
    assertThat(sound.delayFrames()).isEqualTo(48.37);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compressor", "limiter", "eq"})
  void theSameInputGivesTheSameOutputWhateverTheBlock(String id) {
    float[] in = sine(333, -6, RATE / 4);
    plug(id, LineBox.Character.GENTLE);
    float[] first = play(in, 64);
    plug(id, LineBox.Character.GENTLE);
    assertThat(play(in, 1)).isEqualTo(first);
    plug(id, LineBox.Character.GENTLE);
    assertThat(play(in, 777)).isEqualTo(first);
  }

  @Test
  void thereIsNoSoundForAMatrix() {
    Simulator matrix =
        new Simulator(
            Profiles.ours().unit("kramer/vs-88a", new Problems("test")).orElseThrow(), Set.of());
    assertThatThrownBy(() -> Box.reference(matrix, RATE, CLEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("matrix");
  }
}
