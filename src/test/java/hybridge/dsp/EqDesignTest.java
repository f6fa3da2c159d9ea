package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EqDesignTest {
  private static final double RATE = 48_000;
  private final EqDesign design = new EqDesign(RATE);

  /** |H(j f)| of the analog prototypes, x = f/f0. */
  static double prototype(EqDesign.Type type, double x, double gainDb, double q) {
    double a = Math.pow(10, gainDb / 40);
    double r = Math.sqrt(a);
    double x2 = x * x;
    return switch (type) {
      case BELL -> Math.hypot(1 - x2, x * a / q) / Math.hypot(1 - x2, x / (a * q));
      case LOW_SHELF -> a * Math.hypot(a - x2, x * r / q) / Math.hypot(1 - a * x2, x * r / q);
      case HIGH_SHELF -> a * Math.hypot(1 - a * x2, x * r / q) / Math.hypot(a - x2, x * r / q);
      case NOTCH -> Math.abs(1 - x2) / Math.hypot(1 - x2, x / q);
    };
  }

  /** The largest error in dB between two frequencies, over corner frequencies and gains. */
  private double worst(EqDesign.Type type, double q, double mostDb, double toHz) {
    double worst = 0;
    for (double gainDb : new double[] {-mostDb, -6, -0.5, 0.05, 3, mostDb}) {
      for (int i = 0; i <= 30; i++) {
        double f0 = 20 * Math.pow(1000, i / 30.0);
        Section section = design.band(type, f0, gainDb, q);
        for (int j = 0; j <= 150; j++) {
          double f = 20 * Math.pow(toHz / 20, j / 150.0);
          double error =
              20 * Math.log10(section.gain(f, RATE) / prototype(type, f / f0, gainDb, q));
          worst = Math.max(worst, Math.abs(error));
        }
      }
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({
    // type, Q, gain, to 20 kHz, below 10 kHz
    "BELL, 0.3, 12, 0.15, 0.04",
    "BELL, 1, 12, 0.15, 0.04",
    "BELL, 3, 12, 0.15, 0.04",
    "BELL, 10, 12, 0.1, 0.05",
    "BELL, 1, 18, 0.2, 0.1",
    "LOW_SHELF, 0.3, 12, 0.2, 0.1",
    "LOW_SHELF, 0.707, 12, 0.05, 0.02",
    "LOW_SHELF, 2, 12, 0.25, 0.07",
    "LOW_SHELF, 2.5, 12, 0.35, 0.1",
    "LOW_SHELF, 3, 12, 0.35, 0.1",
    "HIGH_SHELF, 0.707, 12, 0.05, 0.02",
    "HIGH_SHELF, 2, 12, 0.25, 0.07",
    "HIGH_SHELF, 2.5, 12, 0.35, 0.1",
    "HIGH_SHELF, 3, 12, 0.35, 0.1",
  })
  void nothingCramps(EqDesign.Type type, double q, double gainDb, double to20k, double to10k) {
    assertThat(worst(type, q, gainDb, 20_000)).isLessThan(to20k);
    assertThat(worst(type, q, gainDb, 10_000)).isLessThan(to10k);
  }

  /** Nobody hears it, and a tweeter would have to take it. */
  @ParameterizedTest
  @CsvSource({"0.3, 0.1", "0.707, 0.1", "1, 0.5", "2, 2.3", "3, 3.7", "5, 4.4", "7, 6.2", "10, 10"})
  void aboveTwentyKilohertzNothingStraysFarFromThePrototypesPeak(double q, double strayDb) {
    for (double rate : new double[] {44_100, 48_000, 96_000}) {
      EqDesign other = new EqDesign(rate);
      for (EqDesign.Type type : EqDesign.Type.values()) {
        for (double gainDb : new double[] {-18, -12, -6, 3, 6, 12, 18}) {
          for (double f0 = 5000; f0 <= 20_000; f0 *= 1.06) {
            double peak = Math.max(prototype(type, 1e-3, gainDb, q), 1);
            for (double x = 0.05; x < 20; x *= 1.01) {
              peak = Math.max(peak, prototype(type, x, gainDb, q));
            }
            Section section = other.band(type, f0, gainDb, q);
            double most = section.high();
            for (double f = 20_000; f < rate / 2; f += (rate / 2 - 20_000) / 100) {
              most = Math.max(most, section.gain(f, rate));
            }
            assertThat(20 * Math.log10(most / peak))
                .as("%s %s Hz %s dB at %s", type, f0, gainDb, rate)
                .isLessThan(strayDb);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasFittedBeforeLeavesNoTrace(EqDesign.Type type) {
    design.band(EqDesign.Type.HIGH_SHELF, 16_000, 12, 10);
    design.lowPass(19_000, 24);
    design.band(EqDesign.Type.NOTCH, 19_000, 0, 10);
    design.band(EqDesign.Type.HIGH_SHELF, 16_000, 12, 10);
    assertThat(design.band(type, 4000, -5, 2))
        .isEqualTo(new EqDesign(RATE).band(type, 4000, -5, 2));
    assertThat(design.lowPass(17_000, 18)).isEqualTo(new EqDesign(RATE).lowPass(17_000, 18));
  }

  @ParameterizedTest
  @CsvSource({"50, 0.5", "1000, 3", "9000, 1", "16000, 3"})
  void aNotchIsDeepAtItsFrequencyAndFollowsThePrototype(double f0, double q) {
    Section notch = design.band(EqDesign.Type.NOTCH, f0, 0, q);
    assertThat(notch.gain(f0, RATE)).isLessThan(1e-9);
    for (double f = 20; f < 20_000; f *= 1.05) {
      assertThat(notch.gain(f, RATE))
          .isCloseTo(prototype(EqDesign.Type.NOTCH, f / f0, 0, q), within(0.03));
    }
  }

  @ParameterizedTest
  @CsvSource({"12", "18", "24"})
  void lowPassSlopesAreButterworthInTheBand(int slopeDb) {
    for (double cutoffHz : new double[] {200, 1000, 2000, 8000, 12_000, 18_000, 20_000}) {
      Section[] sections = design.lowPass(cutoffHz, slopeDb);
      for (double f = 20; f < 20_000; f *= 1.05) {
        double wanted = 1 / Math.sqrt(1 + Math.pow(f / cutoffHz, slopeDb / 3.0));
        if (wanted > 0.1) {
          double is = sections[0].gain(f, RATE) * sections[1].gain(f, RATE);
          assertThat(20 * Math.log10(is / wanted))
              .as("%s Hz of %s", f, cutoffHz)
              .isCloseTo(0, within(0.15));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"12", "18", "24"})
  void highPassSlopesAreButterworth(int slopeDb) {
    Section[] sections = PassDesign.highPass(100, slopeDb, RATE);
    for (double f = 10; f < 1000; f *= 1.1) {
      double wanted = 1 / Math.sqrt(1 + Math.pow(100 / f, slopeDb / 3.0));
      double is = sections[0].gain(f, RATE) * sections[1].gain(f, RATE);
      assertThat(20 * Math.log10(is / wanted)).isCloseTo(0, within(0.02));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BELL", "LOW_SHELF", "HIGH_SHELF"})
  void aBoostAndAnEqualCutNull(EqDesign.Type type) {
    for (double f0 : new double[] {30, 1000, 9000, 19_000}) {
      Section boost = design.band(type, f0, 9, 1.4);
      Section cut = design.band(type, f0, -9, 1.4);
      for (double f = 20; f < 23_000; f *= 1.1) {
        assertThat(boost.gain(f, RATE) * cut.gain(f, RATE)).isCloseTo(1, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BELL", "LOW_SHELF", "HIGH_SHELF"})
  void noGainIsExactlyNothing(EqDesign.Type type) {
    for (double f0 : new double[] {20, 1000, 20_000}) {
      Section section = design.band(type, f0, 0, 1);
      assertThat(section.high()).isEqualTo(1);
      assertThat(section.band()).isEqualTo(1);
      assertThat(section.low()).isEqualTo(1);
    }
  }

  /** What is heard moves as little as the knob does: no jumps between neighbouring fits. */
  @ParameterizedTest
  @EnumSource
  void aKnobThatMovesALittleMovesTheResponseALittle(EqDesign.Type type) {
    for (double q : new double[] {0.3, 1, 3}) {
      Section before = null;
      for (int i = 0; i <= 2000; i++) {
        double f0 = 20 * Math.pow(1000, i / 2000.0);
        Section now = design.band(type, f0, 12, q);
        if (before != null) {
          assertThat(Math.abs(now.frequency() - before.frequency())).isLessThan(0.15);
          assertThat(Math.abs(now.damping() - before.damping())).isLessThan(0.15);
          assertThat(Math.abs(Math.log(now.high() / before.high()))).isLessThan(0.15);
        }
        before = now;
      }
    }
  }

  @Test
  void theSameKnobsGiveTheSameBitsWhateverWasAskedBefore() {
    Section first = new EqDesign(RATE).band(EqDesign.Type.HIGH_SHELF, 8000, 5, 0.7);
    design.band(EqDesign.Type.NOTCH, 50, 0, 10);
    design.band(EqDesign.Type.BELL, 15_000, -18, 0.3);
    design.band(EqDesign.Type.LOW_SHELF, 9000, 12, 3);
    assertThat(design.band(EqDesign.Type.HIGH_SHELF, 8000, 5, 0.7)).isEqualTo(first);
    assertThat(design.band(EqDesign.Type.NOTCH, 3000, 0, 2))
        .isEqualTo(new EqDesign(RATE).band(EqDesign.Type.NOTCH, 3000, 0, 2));
  }
}
