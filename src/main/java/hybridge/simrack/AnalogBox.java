package hybridge.simrack;

import hybridge.outboard.Simulator;

/**
 * What all reference units have in common: relays for bypass and mute that fade, a gentle cubic
 * bend, noise, and the round trip of the converters with its fraction. Mute silences the box, not
 * its noise.
 */
abstract class AnalogBox implements Box {
  static final double LN_TO_DB = 20 / Math.log(10);
  private static final double FLOOR_DB = -200;
  private static final double SMALLEST = 1e-10;

  final double rate;
  private final Simulator simulator;
  private final LineBox.Character character;
  private final FractionalDelay converters;
  private final double noisePeak;
  private final int bypass;
  private final int mute;
  private final SlowKnob active;
  private final SlowKnob open;
  private long random = 0x9E3779B97F4A7C15L;

  AnalogBox(Simulator simulator, double rate, LineBox.Character character) {
    this.simulator = simulator;
    this.rate = rate;
    this.character = character;
    bypass = knob("bypass");
    mute = knob("mute");
    active = new SlowKnob(rate);
    open = new SlowKnob(rate);
    converters = new FractionalDelay(character.delayFrames());
    // An even distribution of ±p has an RMS of p/√3.
    noisePeak = Math.pow(10, character.noiseDbfs() / 20) * Math.sqrt(3);
  }

  final int knob(String id) {
    int i = simulator.profile().indexOf(id);
    if (i < 0) {
      throw new IllegalArgumentException(simulator.profile().id() + " has no '" + id + "'");
    }
    return i;
  }

  static double db(double x) {
    double size = Math.abs(x);
    return size < SMALLEST ? FLOOR_DB : LN_TO_DB * Math.log(size);
  }

  static double gain(double db) {
    return Math.exp(db / LN_TO_DB);
  }

  /** How much of a one-pole's distance is left after a frame. */
  final double keep(double millis) {
    return Math.exp(-1000 / (millis * rate));
  }

  /** Looks at the knobs, once a block. */
  abstract void look(double[] knobs);

  /** What the box does to a sample when it is not bypassed. */
  abstract double next(double x);

  @Override
  public final void process(float[] in, float[] out, int frames) {
    double[] knobs = simulator.values();
    active.turn(knobs[bypass] != 0 ? 0 : 1);
    open.turn(knobs[mute] != 0 ? 0 : 1);
    look(knobs);
    for (int i = 0; i < frames; i++) {
      double x = in[i];
      double wet = next(x);
      double y = (x + active.next() * (wet - x)) * open.next();
      double held = Math.clamp(y, -1.0, 1.0);
      out[i] = (float) (converters.next(held - character.bend() * held * held * held) + noise());
    }
  }

  @Override
  public final double delayFrames() {
    return character.delayFrames();
  }

  /** Xorshift: the same noise each time. */
  private double noise() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return noisePeak * (random >> 11) * 0x1.0p-52;
  }
}
