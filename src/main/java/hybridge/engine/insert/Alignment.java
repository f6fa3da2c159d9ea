package hybridge.engine.insert;

import hybridge.dsp.FractionalDelay;

/**
 * Where the return of one insert channel lands in time. A loop of D frames is met by T = ⌈D⌉ + 31
 * frames when D has a fraction, the filter giving the rest; by T = D when it has none, and then the
 * return passes bit for bit.
 *
 * @param loopFrames D: from the sample written to the send to the same sample at the return
 * @param pathFrames T: what the whole path through the insert takes, a whole number
 * @param fraction the rest for the filter, 0 to 1; used when {@code filtered}
 * @param aligned false: the return is taken as it comes
 */
public record Alignment(
    double loopFrames, int pathFrames, double fraction, boolean filtered, boolean aligned) {

  /** Of a loop that is aligned. */
  public static Alignment of(double loopFrames) {
    double whole = Math.ceil(loopFrames);
    if (whole == loopFrames) {
      return new Alignment(loopFrames, (int) whole, 0, false, true);
    }
    return new Alignment(
        loopFrames, (int) whole + FractionalDelay.CENTRE, whole - loopFrames, true, true);
  }

  /** Of a loop that is left as it is: {@code align: off}, or beyond the limit. */
  public static Alignment none(double loopFrames) {
    return new Alignment(loopFrames, 0, 0, false, false);
  }
}
