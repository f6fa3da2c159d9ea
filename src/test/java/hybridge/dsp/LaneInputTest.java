package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.testing.Signals;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LaneInputTest {
  private static final int LANES = 16;

  @Property(tries = 50)
  void everySampleLandsInItsLane(
      @ForAll @IntRange(min = 1, max = 32) int frames, @ForAll @IntRange(max = 40) int at) {
    float[][] in = Signals.noises(20, 1, 80);
    int[] channel = {3, 19, 0, 1, 2, 7, 7, 5, 11, -1, 12, 25, 13, 14, 15, 16};
    double[] buf = new double[Lanes.GRID * LANES];
    for (int o = 0; o < LANES; o += Lanes.OCTET) {
      assertThat(LaneInput.read(in, at, frames, channel, o, buf, LANES)).isZero();
    }
    for (int f = 0; f < frames; f++) {
      for (int l = 0; l < LANES; l++) {
        boolean there = channel[l] >= 0 && channel[l] < in.length;
        assertThat(buf[f * LANES + l]).isEqualTo(there ? in[channel[l]][at + f] : 0.0);
      }
    }
  }

  @Test
  void whatIsNoNumberIsSilencedAndCounted() {
    float[][] in = Signals.noises(8, 1, 32);
    in[3][0] = Float.NaN;
    in[3][31] = Float.POSITIVE_INFINITY;
    in[7][9] = Float.NEGATIVE_INFINITY;
    in[6][9] = Float.MAX_VALUE;
    int[] channel = {0, 1, 2, 3, 4, 5, 6, 7};
    double[] buf = new double[32 * 8];
    assertThat(LaneInput.read(in, 0, 32, channel, 0, buf, 8)).isEqualTo(3);
    assertThat(buf[3]).isZero();
    assertThat(buf[31 * 8 + 3]).isZero();
    assertThat(buf[9 * 8 + 7]).isZero();
    assertThat(buf[9 * 8 + 6]).isEqualTo(Float.MAX_VALUE);
    assertThat(buf[5]).isEqualTo(in[5][0]);
  }

  @Test
  void silenceIsSeen() {
    double[] buf = new double[32 * 16];
    assertThat(LaneInput.silent(buf, 16, 32, 8)).isTrue();
    buf[31 * 16 + 15] = 1e-300;
    assertThat(LaneInput.silent(buf, 16, 32, 8)).isFalse();
    assertThat(LaneInput.silent(buf, 16, 32, 0)).isTrue();
    assertThat(LaneInput.silent(buf, 16, 31, 8)).isTrue();
  }
}
