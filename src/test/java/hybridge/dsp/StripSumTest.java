package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The end of a strip in one pass, against the sums written out. */
class StripSumTest {
  private static final int LANES = 24;

  @Property(tries = 200)
  void onePassIsTheSumsWrittenOut(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = Lanes.GRID) int frames) {
    Random random = new Random(seed);
    double[] buf = random.doubles(Lanes.GRID * LANES, -1, 1).toArray();
    double[] target = random.doubles(4 * LANES, 0, 2).toArray();
    for (int l = 0; l < LANES; l++) {
      target[l] = random.nextInt(3) == 0 ? 0 : 1; // on or muted
    }
    double[] left = new double[frames];
    double[] right = new double[frames];
    double[] peak = new double[LANES];
    double[] square = new double[LANES];
    for (int f = 0; f < frames; f++) {
      for (int l = 0; l < LANES; l++) {
        double y = buf[f * LANES + l] * target[l] * target[LANES + l];
        left[f] += y * target[2 * LANES + l];
        right[f] += y * target[3 * LANES + l];
        peak[l] = Math.max(peak[l], Math.abs(y));
        square[l] += y * y;
      }
    }
    double[][] one = run(buf.clone(), target, frames, false);
    double[][] pairs = run(buf.clone(), target, frames, true);
    for (int i = 0; i < one.length; i++) {
      assertThat(pairs[i]).as("two octets in a pass give the same bits").isEqualTo(one[i]);
    }
    for (int f = 0; f < frames; f++) {
      assertThat(one[0][f]).isCloseTo(left[f], within(1e-12));
      assertThat(one[1][f]).isCloseTo(right[f], within(1e-12));
    }
    for (int l = 0; l < LANES; l++) {
      assertThat(one[2][l]).isEqualTo(peak[l]);
      assertThat(one[3][l]).isCloseTo(square[l], within(1e-12));
    }
  }

  private static double[][] run(double[] buf, double[] target, int frames, boolean pair) {
    double[] left = new double[Lanes.GRID * Lanes.OCTET];
    double[] right = left.clone();
    double[] peak = new double[LANES];
    double[] square = new double[LANES];
    int fader = LANES;
    int toLeft = 2 * LANES;
    int toRight = 3 * LANES;
    int first = pair ? 16 : 0;
    if (pair) {
      StripSum.addPair(
          buf, LANES, frames, 0, 8, target, 0, fader, toLeft, toRight, peak, square, left, right);
    }
    for (int o = first; o < LANES; o += Lanes.OCTET) {
      StripSum.addKeeping(
          buf, LANES, frames, o, target, 0, fader, toLeft, toRight, peak, square, left, right);
    }
    double[] l = new double[Lanes.GRID];
    double[] r = new double[Lanes.GRID];
    PanSum.fold(left, frames, l);
    PanSum.fold(right, frames, r);
    return new double[][] {Arrays.copyOf(l, frames), Arrays.copyOf(r, frames), peak, square};
  }
}
