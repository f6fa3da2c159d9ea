package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.testing.Signals;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LaneSvfTest {
  private static final double RATE = 48_000;
  private static final int LANES = Lanes.OCTET;
  private final EqDesign design = new EqDesign(RATE);

  /** One filter of one section in all lanes, driven grid by grid. */
  private static final class Bench {
    final double[] target = new double[LaneSvf.rows(1) * LANES];
    final LaneSvf svf = new LaneSvf(LANES, 1, RATE);
    final double[] buf = new double[Lanes.GRID * LANES];

    Bench(Section section) {
      set(section);
      svf.jump(target, 0);
    }

    void set(Section section) {
      for (int l = 0; l < LANES; l++) {
        section.put(target, 0, LANES, 0, l);
      }
      svf.touch(0);
    }

    /** The next grid of x, in place; the lanes all hear the same. */
    void run(double[] x, int at) {
      svf.grid(target, 0, 0);
      for (int f = 0; f < Lanes.GRID; f++) {
        for (int l = 0; l < LANES; l++) {
          buf[f * LANES + l] = x[at + f];
        }
      }
      svf.process(buf, Lanes.GRID, 0);
      for (int f = 0; f < Lanes.GRID; f++) {
        x[at + f] = buf[f * LANES + 5];
      }
    }

    double[] render(double[] x) {
      double[] y = x.clone();
      for (int at = 0; at < y.length; at += Lanes.GRID) {
        run(y, at);
      }
      return y;
    }
  }

  private static double[] noise(int frames) {
    Random random = new Random(3);
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = random.nextGaussian() * 0.3;
    }
    return x;
  }

  private static double[] sine(double hz, double amplitude, int frames) {
    double[] x = new double[frames];
    for (int i = 0; i < frames; i++) {
      x[i] = amplitude * Math.sin(2 * Math.PI * hz * i / RATE);
    }
    return x;
  }

  /** The same transfer function as a direct form I biquad by the bilinear transform. */
  private static double[] directForm(Section s, double[] x) {
    double g = Math.tan(Math.PI * Math.pow(2, s.frequency()));
    double k = Math.pow(2, s.damping());
    double a0 = 1 + k * g + g * g;
    double a1 = 2 * (g * g - 1) / a0;
    double a2 = (1 - k * g + g * g) / a0;
    double b0 = (s.high() + s.band() * k * g + s.low() * g * g) / a0;
    double b1 = 2 * (s.low() * g * g - s.high()) / a0;
    double b2 = (s.high() - s.band() * k * g + s.low() * g * g) / a0;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          b0 * x[i]
              + (i > 0 ? b1 * x[i - 1] - a1 * y[i - 1] : 0)
              + (i > 1 ? b2 * x[i - 2] - a2 * y[i - 2] : 0);
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource
  void standingStillItIsTheTextbookBiquad(EqDesign.Type type) {
    for (double f0 : new double[] {40, 700, 11_000}) {
      Section section = design.band(type, f0, 8, 1.3);
      double[] x = noise(4800);
      double[] y = new Bench(section).render(x);
      double[] wanted = directForm(section, x);
      for (int i = 0; i < y.length; i++) {
        assertThat(y[i]).isCloseTo(wanted[i], within(1e-7));
      }
    }
  }

  @Test
  void atTheIdentityTheBitsPass() {
    double[] x = noise(960);
    assertThat(new Bench(design.band(EqDesign.Type.BELL, 500, 12, 1).off()).render(x)).isEqualTo(x);
  }

  @Test
  void switchedOffItIsTheIdentityASecondLaterAndIdle() {
    Bench bench = new Bench(design.band(EqDesign.Type.BELL, 500, 12, 1));
    bench.render(noise(4800));
    assertThat(bench.svf.idle(0)).isFalse();
    bench.set(design.band(EqDesign.Type.BELL, 500, 12, 1).off());
    bench.render(noise(48_000));
    double[] x = noise(960);
    assertThat(bench.render(x)).isEqualTo(x);
    assertThat(bench.svf.idle(0)).isTrue();
  }

  @Test
  void tenSecondsOfSilenceLeaveZero() {
    Bench bench = new Bench(design.band(EqDesign.Type.LOW_SHELF, 80, 6, 0.7));
    bench.render(noise(4800));
    double[] y = bench.render(new double[480_000]);
    assertThat(y[479_999]).isZero();
    bench.svf.grid(bench.target, 0, 0);
    assertThat(bench.svf.idle(0)).isTrue();
  }

  @Test
  void whatIsNoNumberIsGoneAGridLater() {
    Bench bench = new Bench(design.band(EqDesign.Type.BELL, 500, 12, 1));
    double[] x = noise(9600);
    x[40] = Double.POSITIVE_INFINITY;
    double[] y = bench.render(x);
    for (int i = 64; i < y.length; i++) {
      assertThat(y[i]).isFinite();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BELL, 300, 12, 1, 3000, 12, 1",
    "BELL, 100, 12, 1, 10000, 12, 1",
    "BELL, 100, 12, 2, 5000, 12, 2",
    "BELL, 1000, 18, 1, 1000, -18, 1",
    "BELL, 1000, 12, 0.3, 1000, 12, 10",
    "LOW_SHELF, 200, 12, 0.7, 5000, 12, 0.7",
    "HIGH_SHELF, 200, -12, 0.7, 5000, 12, 0.7",
    "NOTCH, 900, 0, 3, 1100, 0, 3"
  })
  void aSweepStaysClean(
      EqDesign.Type type, double hz, double db, double q, double toHz, double toDb, double toQ) {
    Bench bench = new Bench(design.band(type, hz, db, q));
    double[] y = sine(1000, 0.5, 28_800);
    for (int at = 0; at < y.length; at += Lanes.GRID) {
      if (at == 14_400) {
        bench.set(design.band(type, toHz, toDb, toQ));
      }
      bench.run(y, at);
    }
    for (int from = 12_480; from < 18_000; from += 480) {
      assertThat(Signals.splatterDb(y, from)).as("splatter from frame %d", from).isLessThan(-90);
    }
  }

  @Test
  void switchingAHighPassOnAndOffStaysClean() {
    Section section = PassDesign.highPass(400, 12, RATE)[0];
    Bench bench = new Bench(section.off());
    double[] y = sine(1000, 0.5, 43_200);
    for (int at = 0; at < y.length; at += Lanes.GRID) {
      if (at == 14_400) {
        bench.set(section);
      } else if (at == 28_800) {
        bench.set(section.off());
      }
      bench.run(y, at);
    }
    for (int from = 12_480; from < 33_000; from += 480) {
      assertThat(Signals.splatterDb(y, from)).as("splatter from frame %d", from).isLessThan(-90);
    }
  }

  /** Against the same band in twice the digits: exact numbers of a slow, simple kind. */
  @Test
  void aLowNarrowBandIsQuiet() {
    Section section = design.band(EqDesign.Type.BELL, 20, 12, 10);
    double[] x = sine(1000, 0.5, 48_000);
    double[] y = new Bench(section).render(x);
    java.math.MathContext digits = new java.math.MathContext(34);
    double g = LaneMath.tanPi(LaneMath.exp2(section.frequency()));
    double k = LaneMath.exp2(section.damping());
    java.math.BigDecimal bigG = new java.math.BigDecimal(g);
    java.math.BigDecimal bigK = new java.math.BigDecimal(k);
    java.math.BigDecimal one = java.math.BigDecimal.ONE;
    java.math.BigDecimal a = one.divide(one.add(bigG.multiply(bigG.add(bigK))), digits);
    java.math.BigDecimal m1 =
        bigK.multiply(new java.math.BigDecimal(section.band() - section.high()));
    java.math.BigDecimal m2 = new java.math.BigDecimal(section.low() - section.high());
    java.math.BigDecimal s1 = java.math.BigDecimal.ZERO;
    java.math.BigDecimal s2 = java.math.BigDecimal.ZERO;
    double error = 0;
    int n = 9600;
    for (int i = 0; i < n; i++) {
      java.math.BigDecimal in = new java.math.BigDecimal(x[i]);
      java.math.BigDecimal v1 = in.subtract(s2).multiply(bigG).add(s1).multiply(a, digits);
      java.math.BigDecimal v2 = bigG.multiply(v1, digits).add(s2, digits);
      double exact =
          in.multiply(new java.math.BigDecimal(section.high()))
              .add(m1.multiply(v1))
              .add(m2.multiply(v2))
              .doubleValue();
      s1 = v1.add(v1).subtract(s1, digits);
      s2 = v2.add(v2).subtract(s2, digits);
      error += (y[i] - exact) * (y[i] - exact);
    }
    assertThat(10 * Math.log10(error / n)).as("noise, dBFS").isLessThan(-240);
  }

  /** Any knobs, jumping every 16 grids: no louder than either setting may be, 20 for this noise. */
  @Property(tries = 200)
  void everySettingIsStable(
      @ForAll @IntRange(max = 3) int type,
      @ForAll @DoubleRange(min = 20, max = 20_000) double hz,
      @ForAll @DoubleRange(min = -18, max = 18) double db,
      @ForAll @DoubleRange(min = 0.3, max = 10) double q,
      @ForAll @DoubleRange(min = 20, max = 20_000) double toHz,
      @ForAll @DoubleRange(min = -18, max = 18) double toDb,
      @ForAll @DoubleRange(min = 0.3, max = 10) double toQ) {
    EqDesign.Type kind = EqDesign.Type.values()[type];
    Section a = design.band(kind, hz, db, q);
    Section b = design.band(EqDesign.Type.values()[3 - type], toHz, toDb, toQ);
    Bench bench = new Bench(a);
    double[] y = noise(9600);
    for (int at = 0; at < y.length; at += Lanes.GRID) {
      if (at % (16 * Lanes.GRID) == 0) {
        bench.set(at % (32 * Lanes.GRID) == 0 ? a : b);
      }
      bench.run(y, at);
    }
    for (double v : y) {
      assertThat(Math.abs(v)).isLessThan(40);
    }
  }

  @Test
  void aLaneThatIsFollowedGoesOnWithTheSameBits() {
    Section section = design.band(EqDesign.Type.BELL, 500, 12, 1);
    Bench old = new Bench(section);
    old.render(noise(4800));
    Bench fresh = new Bench(section);
    for (int l = 0; l < LANES; l++) {
      fresh.svf.follow(old.svf, l, l);
    }
    double[] x = noise(960);
    double[] wanted = old.render(x);
    double[] y = fresh.render(x);
    for (int i = 0; i < y.length; i++) {
      assertThat(y[i]).isCloseTo(wanted[i], within(1e-12));
    }
  }
}
