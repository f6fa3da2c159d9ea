package hybridge.engine.master;

import hybridge.dsp.Clipper;
import hybridge.dsp.Glide;
import hybridge.dsp.Smoothing;
import hybridge.rt.RealTime;

/** {@link Clipper} as a slot: on (0..1, crossfades), ceiling and threshold (linear). */
public final class ClipperSlot implements Processor {
  /** Targets, in the order of the table. */
  public static final int ON = 0;

  public static final int CEILING = 1;
  public static final int THRESHOLD = 2;

  /** How many there are. */
  public static final int TARGETS = 3;

  private final double k;
  private final Glide on = new Glide();
  private final Glide ceiling = new Glide();
  private final Glide threshold = new Glide();

  public ClipperSlot(double rate) {
    k = Smoothing.factor(rate);
  }

  @Override
  public int targets() {
    return TARGETS;
  }

  @Override
  public int latencyFrames() {
    return 0;
  }

  @Override
  @RealTime
  public void jump(double[] targets, int at) {
    on.jump(targets[at + ON]);
    ceiling.jump(targets[at + CEILING]);
    threshold.jump(targets[at + THRESHOLD]);
  }

  @Override
  @RealTime
  public void grid(double[] targets, int at) {
    on.settle(targets[at + ON]);
    ceiling.settle(targets[at + CEILING]);
    threshold.settle(targets[at + THRESHOLD]);
  }

  @Override
  @RealTime
  public void process(double[] left, double[] right, int n, double[] targets, int at) {
    for (int f = 0; f < n; f++) {
      double mix = on.next(targets[at + ON], k);
      double c = ceiling.next(targets[at + CEILING], k);
      double t = Math.min(c, threshold.next(targets[at + THRESHOLD], k));
      double l = left[f];
      double r = right[f];
      // Fully on is written out, so that the ceiling holds to the last bit.
      left[f] = mix == 1 ? Clipper.clip(l, c, t) : l + mix * (Clipper.clip(l, c, t) - l);
      right[f] = mix == 1 ? Clipper.clip(r, c, t) : r + mix * (Clipper.clip(r, c, t) - r);
    }
  }

  @Override
  @RealTime
  public double takeLeastGain() {
    return 1;
  }

  @Override
  @RealTime
  public boolean copy(Processor from) {
    if (from instanceof ClipperSlot other) {
      on.copy(other.on);
      ceiling.copy(other.ceiling);
      threshold.copy(other.threshold);
      return true;
    }
    return false;
  }
}
