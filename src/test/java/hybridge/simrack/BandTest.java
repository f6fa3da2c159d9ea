package hybridge.simrack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The players of the demo. */
class BandTest {
  private static final int RATE = 48_000;
  private static final int BLOCK = 256;
  private static final int PLAYERS = 9;

  /** They come in through an interface, and that ends at full scale. */
  @Test
  void everybodyIsHeardAndNobodyClipsTheInput() {
    Band band = new Band(RATE);
    float[][] in = new float[PLAYERS][BLOCK];
    double[] peak = new double[PLAYERS];
    for (int block = 0; block < 60 * RATE / BLOCK; block++) {
      for (float[] channel : in) {
        java.util.Arrays.fill(channel, 0);
      }
      band.play(in, BLOCK);
      for (int c = 0; c < PLAYERS; c++) {
        for (float x : in[c]) {
          peak[c] = Math.max(peak[c], Math.abs(x));
        }
      }
    }
    for (double p : peak) {
      assertThat(20 * Math.log10(p)).isBetween(-30.0, -0.5);
    }
  }
}
