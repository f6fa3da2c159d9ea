package hybridge.dsp;

/**
 * The settings of one second-order section of {@link LaneSvf}, as its target rows hold them: H(s) =
 * (high s² + band k s + low) / (s² + k s + 1), s = j tan(π f / rate) / tan(π turns), turns =
 * 2^frequency, k = 2^damping.
 *
 * @param frequency log2 of turns a frame
 * @param damping log2 of 1/Q
 */
public record Section(double frequency, double damping, double high, double band, double low) {

  /** The same section doing nothing, with its poles where they were. */
  public Section off() {
    return new Section(frequency, damping, 1, 1, 1);
  }

  /** Writes the five target rows of one section in one lane. */
  public void put(double[] target, int at, int lanes, int section, int lane) {
    int i = at + section * LaneSvf.ROWS * lanes + lane;
    target[i + LaneSvf.FREQUENCY * lanes] = frequency;
    target[i + LaneSvf.DAMPING * lanes] = damping;
    target[i + LaneSvf.HIGH * lanes] = high;
    target[i + LaneSvf.BAND * lanes] = band;
    target[i + LaneSvf.LOW * lanes] = low;
  }

  /** |H| at a frequency, linear. */
  public double gain(double hz, double rate) {
    double turns = StrictMath.pow(2, frequency);
    double k = StrictMath.pow(2, damping);
    double w = StrictMath.tan(StrictMath.PI * hz / rate) / StrictMath.tan(StrictMath.PI * turns);
    double even = low - high * w * w;
    double odd = band * k * w;
    double pole = 1 - w * w;
    return StrictMath.sqrt((even * even + odd * odd) / (pole * pole + k * w * k * w));
  }
}
