package hybridge.simrack;

import hybridge.outboard.Simulator;

/**
 * A peak limiter: what reaches the threshold comes out at the ceiling, and nothing louder. The gain
 * comes down at once and goes back, in dB, as a one-pole with the time constant of the release.
 */
final class ReferenceLimiter extends AnalogBox {
  private final int thresholdAt = knob("threshold");
  private final int ceilingAt = knob("ceiling");
  private final int releaseAt = knob("release");
  private final SlowKnob threshold = new SlowKnob(rate);
  private final SlowKnob ceiling = new SlowKnob(rate);
  private double releaseKeep;
  private double reductionDb;

  ReferenceLimiter(Simulator simulator, double rate, LineBox.Character character) {
    super(simulator, rate, character);
  }

  @Override
  void look(double[] knobs) {
    threshold.turn(knobs[thresholdAt]);
    ceiling.turn(knobs[ceilingAt]);
    releaseKeep = keep(knobs[releaseAt]);
    reductionDb = reductionDb < 1e-12 ? 0 : reductionDb;
  }

  @Override
  double next(double x) {
    double top = threshold.next();
    double over = db(x) - top;
    reductionDb = Math.max(Math.max(0, over), releaseKeep * reductionDb);
    return x * gain(ceiling.next() - top - reductionDb);
  }
}
