package hybridge.calibrate;

import static hybridge.calibrate.Verdict.COMPENSATED;
import static hybridge.calibrate.Verdict.DOUBTFUL;
import static hybridge.calibrate.Verdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import hybridge.measure.LoopFigures;
import hybridge.measure.SimulatedLoop;
import hybridge.measure.Sweep;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of simulated boxes: only what nulls against dry is compensated. */
class VerdictTest {
  private static final Sweep SWEEP = Sweep.of(SimulatedLoop.RATE, 0.6, -20, false);

  private static Arguments box(String name, Verdict wanted, UnaryOperator<SimulatedLoop> box) {
    return Arguments.of(name, wanted, box);
  }

  static Stream<Arguments> boxes() {
    return Stream.of(
        box("a cable", COMPENSATED, b -> b),
        box("6 dB down", COMPENSATED, b -> b.gain(-6)),
        box("converters", COMPENSATED, b -> b.linearPhase(20_000, 22_500)),
        box("3 dB down at 40 kHz", COMPENSATED, b -> b.analogPoles(new double[] {40_000, 0})),
        box("noise of -60 dBFS", COMPENSATED, b -> b.noise(-60, 1)),
        box("noise of -40 dBFS", COMPENSATED, b -> b.noise(-40, 2)),
        box("gentle tanh", COMPENSATED, b -> b.tanh(4)),
        box("a compressor that takes 1 dB", COMPENSATED, b -> b.compressor(-22, 2)),
        box("a reverb 30 dB down", COMPENSATED, b -> b.reverb(-30, 1, 1.5)),
        box("an EQ of 6 dB", DOUBTFUL, b -> b.bell(1000, 1, 6)),
        box("an EQ of 1 dB", DOUBTFUL, b -> b.bell(1000, 1, 1)),
        box("an EQ at 31 Hz", DOUBTFUL, b -> b.bell(31, 1, 1)),
        box("a compressor at work", DOUBTFUL, b -> b.compressor(-30, 4)),
        box("a reverb with dry sound", DOUBTFUL, b -> b.reverb(-13, 1, 1.5)),
        box("tanh, driven hard", DOUBTFUL, b -> b.tanh(20)),
        box("a low-pass at 4 kHz", DOUBTFUL, b -> b.analogPoles(new double[] {4000, 0})),
        box("noise and a low-pass", DOUBTFUL, b -> b.onePole(4000, 1).noise(-60, 3)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("boxes")
  void theResidualDecides(String name, Verdict wanted, UnaryOperator<SimulatedLoop> box) {
    LoopFigures f = box.apply(SimulatedLoop.of(SWEEP, 1000)).measured(SWEEP);
    assertThat(Verdict.of(f))
        .as("%s: worst %s, overall %.1f dB", name, f.worst(), f.overallDb())
        .isEqualTo(wanted);
    assertThat(Verdict.why(f).isEmpty()).isEqualTo(wanted == COMPENSATED);
  }

  /** −13 dB and −21 dB at 31 Hz were told as compensated once. */
  @Test
  void whatIsLeftAboveAFourteenthIsNamedWithItsOctave() {
    LoopFigures.Band good = new LoopFigures.Band(1000, 0, -60, -100);
    LoopFigures bad =
        new LoopFigures(
            1000,
            0,
            0,
            0,
            false,
            90,
            -90,
            List.of(new LoopFigures.Band(31.25, 0, -21, -100), good));
    assertThat(Verdict.of(bad)).isEqualTo(DOUBTFUL);
    assertThat(Verdict.why(bad)).contains("at 31 Hz -21.0 dB of wet is left against dry");
  }

  @Test
  void whatHasMostlySomethingElseInItIsRefused() {
    List<LoopFigures.Band> bands =
        List.of(
            new LoopFigures.Band(500, 0, -1, -60),
            new LoopFigures.Band(1000, 0, 1, -60),
            new LoopFigures.Band(2000, 0, -2, -60));
    LoopFigures f = new LoopFigures(1000, 0, 0, 0, false, 30, -90, bands);
    assertThat(Verdict.of(f)).isEqualTo(REFUSED);
    assertThat(Verdict.why(f)).contains("most of what comes back is not what was sent");
    assertThat(Verdict.of(List.of(f, SimulatedLoop.of(SWEEP, 100).measured(SWEEP))))
        .as("the worst channel's")
        .isEqualTo(REFUSED);
  }

  /** Noise hides what is left, and is not taken for it. */
  @Test
  void noiseIsNotTakenForTheBox() {
    assertThat(new LoopFigures.Band(1000, 0, -20, -20).certainDb())
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(new LoopFigures.Band(1000, 0, -20, -40).certainDb()).isBetween(-20.2, -20.0);
  }
}
