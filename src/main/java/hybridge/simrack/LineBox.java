package hybridge.simrack;

import hybridge.outboard.Simulator;

/**
 * The sound of a simulated line compressor, between the two converters of a simulated interface.
 * Its knobs are those of a {@link Simulator}: what is set over the wire or on its panel is heard.
 *
 * <p>A feed-forward compressor in the log domain: gain computer with a soft knee, then smoothing of
 * the gain reduction, branching between attack and release (Giannoulis, Massberg, Reiss, JAES
 * 60(6), 2012). Then what analog gear adds: a gentle cubic bend, noise, and the round trip of the
 * converters with its fraction.
 *
 * <p>One thread calls {@link #process}; it allocates nothing, locks nothing, and looks at the knobs
 * once a block. The same input in the same blocks gives the same output.
 */
public final class LineBox implements Box {

  /**
   * What the way through the box does beside compressing.
   *
   * @param delayFrames of the converters, both ways, with a fraction; 16 at least
   * @param noiseDbfs RMS of the noise; −∞ for none
   * @param bend y = x − bend·x³ for |x| up to 1: 0.003 is a third harmonic 62 dB below full scale
   */
  public record Character(double delayFrames, double noiseDbfs, double bend) {
    /** A good converter and a quiet box. */
    public static final Character GENTLE = new Character(48.37, -100, 0.003);
  }

  private static final double KNEE_DB = 6;
  private static final double FLOOR_DB = -200;
  private static final double SMALLEST = 1e-10;
  private static final double LN_TO_DB = 20 / Math.log(10);

  private final Simulator simulator;
  private final int threshold;
  private final int ratio;
  private final int attack;
  private final int release;
  private final int makeup;
  private final int bypass;
  private final double rate;
  private final Character character;
  private final FractionalDelay converters;
  private final double noisePeak;
  private double reductionDb;
  private long random = 0x9E3779B97F4A7C15L;

  /**
   * @param simulator of a profile with threshold, ratio, attack, release, makeup and bypass
   * @param rate frames a second
   * @throws IllegalArgumentException if the profile has not all of them
   */
  public LineBox(Simulator simulator, double rate, Character character) {
    this.simulator = simulator;
    this.rate = rate;
    this.character = character;
    threshold = knob("threshold");
    ratio = knob("ratio");
    attack = knob("attack");
    release = knob("release");
    makeup = knob("makeup");
    bypass = knob("bypass");
    converters = new FractionalDelay(character.delayFrames());
    // An even distribution of ±p has an RMS of p/√3.
    noisePeak = Math.pow(10, character.noiseDbfs() / 20) * Math.sqrt(3);
  }

  private int knob(String id) {
    int i = simulator.profile().indexOf(id);
    if (i < 0) {
      throw new IllegalArgumentException(
          simulator.profile().id() + " has no '" + id + "': it is no compressor");
    }
    return i;
  }

  @Override
  public double delayFrames() {
    return character.delayFrames();
  }

  @Override
  public void process(float[] in, float[] out, int frames) {
    double[] knobs = simulator.values();
    double thresholdDb = knobs[threshold];
    double slope = 1 / knobs[ratio] - 1;
    double attackKeep = Math.exp(-1000 / (knobs[attack] * rate));
    double releaseKeep = Math.exp(-1000 / (knobs[release] * rate));
    double makeupDb = knobs[makeup];
    boolean straight = knobs[bypass] != 0;
    double reduction = reductionDb;
    for (int i = 0; i < frames; i++) {
      double x = in[i];
      double level = Math.abs(x) < SMALLEST ? FLOOR_DB : LN_TO_DB * Math.log(Math.abs(x));
      double over = level - thresholdDb;
      double wanted;
      if (2 * over < -KNEE_DB) {
        wanted = 0;
      } else if (2 * over <= KNEE_DB) {
        wanted = -slope * (over + KNEE_DB / 2) * (over + KNEE_DB / 2) / (2 * KNEE_DB);
      } else {
        wanted = -slope * over;
      }
      double keep = wanted > reduction ? attackKeep : releaseKeep;
      reduction = keep * reduction + (1 - keep) * wanted;
      double y = straight ? x : x * Math.exp((makeupDb - reduction) / LN_TO_DB);
      double held = Math.clamp(y, -1.0, 1.0);
      y = held - character.bend() * held * held * held;
      out[i] = (float) (converters.next(y) + noise());
    }
    // A tail this small is silence, and slow arithmetic on some machines.
    reductionDb = reduction < 1e-12 ? 0 : reduction;
  }

  /** Xorshift: the same noise each time. */
  private double noise() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return noisePeak * (random >> 11) * 0x1.0p-52;
  }
}
