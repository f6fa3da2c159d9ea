package hybridge.engine;

import hybridge.dsp.Lanes;
import hybridge.dsp.LoudnessMeter;
import hybridge.rt.AudioCallback;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.RealTime;
import hybridge.rt.RowRing;
import java.util.Arrays;

/**
 * The mix, driven by whoever calls {@link #process}: JACK, a file, a test. It has no clock, device
 * or thread of its own.
 *
 * <p>Frames are counted from 0. Everything that is not done per sample happens where that count is
 * a multiple of {@link Lanes#GRID}, so that the same moves at the same frames give the same bits
 * for every block size.
 */
public final class Engine implements AudioCallback {
  private static final int FADE_FRAMES = 1024;
  private static final double[] FADE = fade();

  /** Two minutes and a half of hops: nobody is that late. */
  private static final int LOUDNESS_ROWS = 16_384;

  private final MoveRing moves;
  private final Counters counters;
  private final RowRing loudness = new RowRing(LOUDNESS_ROWS, LoudnessMeter.ROW);
  private final LoudnessMeter loudnessMeter;
  private boolean loudnessMeasured = true;
  private final double[] heardLeft = new double[Lanes.GRID];
  private final double[] heardRight = new double[Lanes.GRID];
  private Mix mix;
  private Mix next;

  /** Frames that the next mix has still to run unheard, until its delay lines are full. */
  private int preRoll;

  private int faded;
  private long frame;
  private volatile Mix published;
  private volatile long publishedFrame;
  private volatile int blockFrames;
  private volatile Probe probe;

  /**
   * @param mix what runs first
   * @param moves the door from the desk; entries that carry a {@link Mix} change the structure,
   *     entries that carry a {@code double[]} are tables of targets
   */
  public Engine(Mix mix, MoveRing moves, Counters counters) {
    this.mix = mix;
    this.moves = moves;
    this.counters = counters;
    this.published = mix;
    this.loudnessMeter = new LoudnessMeter(mix.plan().rate(), loudness);
  }

  /** Half a raised cosine from 0 to 1. */
  private static double[] fade() {
    double[] w = new double[FADE_FRAMES];
    for (int i = 0; i < w.length; i++) {
      w[i] = 0.5 - 0.5 * StrictMath.cos(StrictMath.PI * (i + 0.5) / FADE_FRAMES);
    }
    return w;
  }

  /** The mix that is heard, or is being faded in. Any thread. */
  public Mix current() {
    return published;
  }

  /**
   * What {@link LoudnessMeter} measured of main, behind the master chain and through every change
   * of structure: a row each hop, to be read by one thread at a time.
   */
  public RowRing loudness() {
    return loudness;
  }

  /**
   * Leaves the loudness of main unmeasured, to know what the rest costs. Before the first block.
   */
  public void withoutLoudness() {
    loudnessMeasured = false;
  }

  /** The frame that the next block begins with. Any thread. */
  public long frame() {
    return publishedFrame;
  }

  @Override
  @RealTime
  public void process(float[][] in, float[][] out, int frames) {
    int at = 0;
    while (at < frames) {
      int intoGrid = (int) (frame & (Lanes.GRID - 1));
      if (intoGrid == 0) {
        gridPoint();
      }
      int n = Math.min(Lanes.GRID - intoGrid, frames - at);
      mix.process(in, at, n);
      if (next == null) {
        write(out, at, n);
        measure(mix.heard(0), mix.heard(1), n);
      } else {
        next.process(in, at, n);
        if (preRoll > 0) {
          write(out, at, n);
          measure(mix.heard(0), mix.heard(1), n);
          preRoll -= n;
        } else {
          writeFading(out, at, n);
          fade(mix.heard(0), next.heard(0), n, heardLeft);
          fade(mix.heard(1), next.heard(1), n, heardRight);
          measure(heardLeft, heardRight, n);
          faded += n;
        }
      }
      at += n;
      frame += n;
    }
    publishedFrame = frame;
    if (blockFrames != frames) {
      blockFrames = frames;
    }
    Probe listening = probe;
    if (listening != null) {
      listening.process(in, out, frames);
    }
  }

  /** How many frames the last block had; 0 before the first. Any thread. */
  public int blockFrames() {
    return blockFrames;
  }

  /** Who plays and listens from the next block on; null for nobody. Any thread. */
  public void probe(Probe now) {
    probe = now;
  }

  @RealTime
  private void gridPoint() {
    if (next != null && faded >= FADE_FRAMES) {
      mix = next;
      mix.watched(true);
      next = null;
    }
    // While a new mix fades in, what is behind it in the ring waits if it brings another one.
    while (moves.due(frame)) {
      if (moves.slot() != MoveRing.THING) {
        latest().move(moves.slot(), moves.value());
      } else if (moves.thing() instanceof Mix coming) {
        if (next != null) {
          break;
        }
        coming.follow(mix);
        coming.watched(false);
        next = coming;
        preRoll = (coming.preRollFrames() + Lanes.GRID - 1) / Lanes.GRID * Lanes.GRID;
        faded = 0;
        published = coming;
        counters.count(Health.PLAN_SWAPS);
      } else if (moves.thing() instanceof double[] table) {
        latest().moveAll(table);
      }
      moves.pop();
    }
    mix.grid(frame);
    if (next != null) {
      next.grid(frame);
    }
    if (loudnessMeasured && !loudnessMeter.grid()) {
      counters.count(Health.LOUDNESS_LOST);
    }
  }

  @RealTime
  private Mix latest() {
    return next != null ? next : mix;
  }

  @RealTime
  private void write(float[][] out, int at, int n) {
    for (int c = 0; c < out.length; c++) {
      double[] x = mix.output(c);
      if (x == null) {
        Arrays.fill(out[c], at, at + n, 0f);
      } else {
        float[] y = out[c];
        for (int f = 0; f < n; f++) {
          y[at + f] = (float) x[f];
        }
      }
    }
  }

  @RealTime
  private void writeFading(float[][] out, int at, int n) {
    for (int c = 0; c < out.length; c++) {
      double[] before = mix.output(c);
      double[] after = next.output(c);
      float[] y = out[c];
      for (int f = 0; f < n; f++) {
        double w = FADE[Math.min(FADE_FRAMES - 1, faded + f)];
        double a = before == null ? 0 : before[f];
        double b = after == null ? 0 : after[f];
        y[at + f] = (float) (a + w * (b - a));
      }
    }
  }

  @RealTime
  private void measure(double[] left, double[] right, int n) {
    if (loudnessMeasured) {
      loudnessMeter.process(left, right, n);
    }
  }

  /** Main on its way from one mix to the next. */
  @RealTime
  private void fade(double[] before, double[] after, int n, double[] heard) {
    for (int f = 0; f < n; f++) {
      double w = FADE[Math.min(FADE_FRAMES - 1, faded + f)];
      heard[f] = before[f] + w * (after[f] - before[f]);
    }
  }
}
