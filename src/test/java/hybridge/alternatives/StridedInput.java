package hybridge.alternatives;

/** Input lane by lane, each sample looked at and written at its place in the frame. */
public final class StridedInput {
  private StridedInput() {}

  public static int read(float[][] in, int at, int frames, int[] channel, double[] buf, int lanes) {
    int broken = 0;
    for (int l = 0; l < lanes; l++) {
      float[] x = in[channel[l]];
      for (int f = 0, o = l; f < frames; f++, o += lanes) {
        boolean number = Math.abs(x[at + f]) <= Float.MAX_VALUE;
        buf[o] = number ? x[at + f] : 0;
        broken += number ? 0 : 1;
      }
    }
    return broken;
  }
}
