package hybridge.simrack;

import hybridge.outboard.Simulator;

/**
 * A feed-forward compressor in the log domain: gain computer with a soft knee of 6 dB, then
 * smoothing of the gain reduction, branching between attack and release (Giannoulis, Massberg,
 * Reiss, JAES 60(6), 2012); makeup, and a mix with what came in.
 */
final class ReferenceCompressor extends AnalogBox {
  private static final double KNEE_DB = 6;

  private final int thresholdAt = knob("threshold");
  private final int ratioAt = knob("ratio");
  private final int attackAt = knob("attack");
  private final int releaseAt = knob("release");
  private final int makeupAt = knob("makeup");
  private final int mixAt = knob("mix");
  private final SlowKnob threshold = new SlowKnob(rate);
  private final SlowKnob slope = new SlowKnob(rate);
  private final SlowKnob makeup = new SlowKnob(rate);
  private final SlowKnob mix = new SlowKnob(rate);
  private double attackKeep;
  private double releaseKeep;
  private double reductionDb;

  ReferenceCompressor(Simulator simulator, double rate, LineBox.Character character) {
    super(simulator, rate, character);
  }

  @Override
  void look(double[] knobs) {
    threshold.turn(knobs[thresholdAt]);
    slope.turn(1 - 1 / knobs[ratioAt]);
    makeup.turn(knobs[makeupAt]);
    mix.turn(knobs[mixAt] / 100);
    attackKeep = keep(knobs[attackAt]);
    releaseKeep = keep(knobs[releaseAt]);
    // A tail this small is silence, and slow arithmetic on some machines.
    reductionDb = reductionDb < 1e-12 ? 0 : reductionDb;
  }

  @Override
  double next(double x) {
    double over = db(x) - threshold.next();
    double steep = slope.next();
    double knee = over + KNEE_DB / 2;
    double wanted =
        2 * over < -KNEE_DB
            ? 0
            : 2 * over <= KNEE_DB ? steep * knee * knee / (2 * KNEE_DB) : steep * over;
    double keep = wanted > reductionDb ? attackKeep : releaseKeep;
    reductionDb = keep * reductionDb + (1 - keep) * wanted;
    double wet = x * gain(makeup.next() - reductionDb);
    return x + mix.next() * (wet - x);
  }
}
