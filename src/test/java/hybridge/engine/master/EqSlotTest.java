package hybridge.engine.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.dsp.EqDesign;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.PassDesign;
import hybridge.dsp.Section;
import hybridge.testing.Noise;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EqSlotTest {
  private static final double RATE = 48_000;
  private final EqDesign design = new EqDesign(RATE);

  private static double[] targets(Section... sections) {
    double[] targets = new double[EqSlot.TARGETS];
    for (int s = 0; s < EqSlot.PASS_SECTIONS + EqSlot.BANDS; s++) {
      LaneSvf.identity(targets, 0, 1, s, 0);
    }
    for (int s = 0; s < sections.length; s++) {
      sections[s].put(targets, 0, 1, s, 0);
    }
    return targets;
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

  @Test
  void aBlockIsThatOfSixTextbookBiquads() {
    Section[] high = PassDesign.highPass(60, 24, RATE);
    Section[] all = {
      high[0],
      high[1],
      design.band(EqDesign.Type.LOW_SHELF, 120, 4, 0.7),
      design.band(EqDesign.Type.BELL, 700, -5, 1.3),
      design.band(EqDesign.Type.NOTCH, 3000, 0, 5),
      design.band(EqDesign.Type.HIGH_SHELF, 9000, 6, 0.7)
    };
    double[] left = Noise.white(4800, 0.3, 1);
    double[] right = Noise.white(4800, 0.3, 2);
    double[][] y = new SlotBench(new EqSlot(RATE), targets(all)).run(left, right);
    double[] l = left;
    double[] r = right;
    for (Section s : all) {
      l = directForm(s, l);
      r = directForm(s, r);
    }
    for (int i = 0; i < l.length; i++) {
      assertThat(y[0][i]).isCloseTo(l[i], within(1e-6));
      assertThat(y[1][i]).isCloseTo(r[i], within(1e-6));
    }
  }

  @Test
  void flatItPassesTheBits() {
    double[] x = Noise.white(960, 0.3, 1);
    double[] z = Noise.white(960, 0.3, 2);
    double[][] y = new SlotBench(new EqSlot(RATE), targets()).run(x, z);
    assertThat(y[0]).isEqualTo(x);
    assertThat(y[1]).isEqualTo(z);
  }

  @Test
  void switchedOffItGlidesToTheBits() {
    SlotBench bench =
        new SlotBench(new EqSlot(RATE), targets(design.band(EqDesign.Type.BELL, 500, 12, 1)));
    double[] x = Noise.white(4800, 0.3, 1);
    assertThat(bench.run(x, x)[0]).isNotEqualTo(x);
    design.band(EqDesign.Type.BELL, 500, 12, 1).off().put(bench.targets, 0, 1, 0, 0);
    double[] y = bench.run(x, x)[0];
    assertThat(y[1]).as("not at once").isNotEqualTo(x[1]);
    double[] long_ = new double[48_000];
    bench.run(long_, long_);
    assertThat(bench.run(x, x)[0]).isEqualTo(x);
  }

  @Test
  void aSlotThatFollowsGoesOn() {
    double[] targets = targets(design.band(EqDesign.Type.BELL, 500, 12, 1));
    SlotBench old = new SlotBench(new EqSlot(RATE), targets);
    double[] x = Noise.white(4800, 0.3, 1);
    old.run(x, x);
    SlotBench fresh = new SlotBench(new EqSlot(RATE), targets.clone());
    assertThat(fresh.slot.copy(old.slot)).isTrue();
    assertThat(fresh.slot.copy(new CompSlot(RATE))).isFalse();
    double[] wanted = old.run(x, x)[1];
    double[] y = fresh.run(x, x)[1];
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isCloseTo(wanted[i], within(1e-12));
    }
  }

  /** Any knobs, jumping elsewhere now and then: bounded and finite. */
  @Property(tries = 40)
  void everySettingIsStable(
      @ForAll @IntRange(max = 3) int type,
      @ForAll @DoubleRange(min = 20, max = 20_000) double hz,
      @ForAll @DoubleRange(min = -18, max = 18) double db,
      @ForAll @DoubleRange(min = 0.3, max = 10) double q,
      @ForAll @DoubleRange(min = 20, max = 1000) double passHz,
      @ForAll @IntRange(max = 2) int slope) {
    Section[] high = PassDesign.highPass(passHz, 12 + 6 * slope, RATE);
    Section band = design.band(EqDesign.Type.values()[type], hz, db, q);
    Section other = design.band(EqDesign.Type.values()[3 - type], 20_020 - hz, -db, q);
    double[][] tables = {
      targets(high[0], high[1], band, other, band.off()),
      targets(high[0].off(), high[1].off(), other, other.off(), band.off(), band)
    };
    SlotBench bench = new SlotBench(new EqSlot(RATE), tables[0].clone());
    double[] x = Noise.white(960, 0.3, 3);
    for (int turn = 0; turn < 8; turn++) {
      System.arraycopy(tables[turn % 2], 0, bench.targets, 0, EqSlot.TARGETS);
      for (double v : bench.run(x, x)[0]) {
        // Two bands of up to 18 dB, and what rings while one is thrown across the whole range.
        assertThat(Math.abs(v)).isLessThan(30_000);
      }
    }
    double[] silence = new double[192_000];
    double[] rest = bench.run(silence, silence)[0];
    assertThat(Math.abs(rest[silence.length - 1])).as("it rings out").isLessThan(1e-3);
  }
}
