package hybridge.engine;

import hybridge.dsp.Lanes;
import hybridge.dsp.Oscillator;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * Sound that comes from no strip: the oscillator and the talkback microphone. Each goes to main, to
 * groups and to auxes, both sides alike. State of the audio thread.
 */
final class Sources {
  private static final int COUNT = 2;

  private final Plan plan;
  private final int places;
  private final double k;
  private final Oscillator oscillator;
  private final Glides kinds;
  private final Glides[] gains = new Glides[COUNT];
  private final double[][] row = new double[COUNT][Lanes.GRID];
  private final boolean[] active = new boolean[COUNT];

  Sources(Plan plan, double[] targets, double k) {
    this.plan = plan;
    this.places = plan.sourcePlaces();
    this.k = k;
    this.oscillator = new Oscillator(plan.rate());
    this.kinds = new Glides(plan.fixedSlot(Plan.OSCILLATOR_HZ), 4, targets);
    for (int s = 0; s < COUNT; s++) {
      gains[s] = new Glides(plan.sourceSlot(s, 0), places, targets);
    }
  }

  @RealTime
  void follow(Sources from) {
    kinds.follow(from.kinds);
    for (int s = 0; s < COUNT; s++) {
      gains[s].follow(0, from.gains[s], 0);
    }
  }

  @RealTime
  void grid(double[] targets) {
    kinds.grid(targets);
    for (int s = 0; s < COUNT; s++) {
      gains[s].grid(targets);
      active[s] = false;
      for (int p = 0; p < places; p++) {
        active[s] |= !gains[s].nothing(p, targets);
      }
    }
  }

  /** Makes the sound of a segment. */
  @RealTime
  void process(float[][] in, int at, int n, double[] targets) {
    if (active[Plan.OSCILLATOR]) {
      double[] x = row[Plan.OSCILLATOR];
      for (int f = 0; f < n; f++) {
        double sine = oscillator.sine(kinds.next(0, targets, k));
        x[f] =
            sine * kinds.next(1, targets, k)
                + oscillator.pink() * kinds.next(2, targets, k)
                + oscillator.white() * kinds.next(3, targets, k);
      }
    }
    if (active[Plan.TALKBACK]) {
      double[] x = row[Plan.TALKBACK];
      int channel = plan.talkback();
      Arrays.fill(x, 0, n, 0);
      if (channel >= 0 && channel < in.length) {
        for (int f = 0; f < n; f++) {
          float sample = in[channel][at + f];
          x[f] = Math.abs(sample) <= Float.MAX_VALUE ? sample : 0;
        }
      }
    }
  }

  /**
   * Adds the sources that go to a place to one or both sides of it.
   *
   * @param place of {@link Plan#sourceSlot}
   * @param left from {@code offset} on, every {@code step}; so the right
   */
  @RealTime
  boolean add(
      int place,
      double[] targets,
      int n,
      double[] left,
      int leftAt,
      double[] right,
      int rightAt,
      int step) {
    boolean any = false;
    for (int s = 0; s < COUNT; s++) {
      if (active[s] && !gains[s].nothing(place, targets)) {
        any = true;
        double[] x = row[s];
        for (int f = 0, l = leftAt, r = rightAt; f < n; f++, l += step, r += step) {
          double y = x[f] * gains[s].next(place, targets, k);
          left[l] += y;
          right[r] += y;
        }
      }
    }
    return any;
  }
}
