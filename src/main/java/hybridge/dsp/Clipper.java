package hybridge.dsp;

import hybridge.rt.RealTime;

/**
 * A clipper with a ceiling that holds: y = x up to t, then t + (c − t) · u / (1 + u) with u = (|x|
 * − t) / (c − t), which leaves t with slope 1 and nears c without reaching it. With t = c it is y =
 * min(|x|, c).
 */
@RealTime
public final class Clipper {
  private Clipper() {}

  /**
   * @param x the sample
   * @param ceiling c, linear, above 0
   * @param threshold t, linear, 0..c
   */
  public static double clip(double x, double ceiling, double threshold) {
    double a = Math.abs(x);
    if (a <= threshold) {
      return x;
    }
    double room = ceiling - threshold;
    double y = ceiling;
    if (room > 0) {
      double u = (a - threshold) / room;
      y = Math.min(ceiling, threshold + room * (u / (1 + u)));
    }
    return x < 0 ? -y : y;
  }
}
