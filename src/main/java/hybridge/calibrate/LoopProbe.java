package hybridge.calibrate;

import hybridge.engine.Probe;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.RealTime;

/**
 * Holds the sends of inserts while they are measured. What the mix has on them fades out, they are
 * silent but for what a {@link Take} plays, and the mix comes back by a fade when {@link #release}
 * is called. Meanwhile it listens to the returns: how loud they were before anything was played,
 * when something louder was heard last, and where blocks were lost.
 *
 * <p>Nothing louder than its cap leaves it, and a return above its limit, or one that is no number,
 * silences its outputs in the very block that brings it.
 */
final class LoopProbe implements Probe {
  /** How long the mix takes to leave and to come back. */
  static final int FADE_FRAMES = 512;

  /** How loud a return is before anything is played, is looked at in windows as long as this. */
  private static final int WINDOW_FRAMES = 480;

  /** A return is quiet when it is no louder than this times its quietest window before. */
  private static final float ABOVE_FLOOR = 3;

  /** And louder than this it is never, linear. */
  private static final float NEVER_QUIET = 0.1f;

  private final int[] outputs;
  private final int[] inputs;
  private final float cap;
  private final float limit;
  private final Counters counters;

  // Audio thread.
  private final float[] floor;
  private final float[] window;
  private int windowed;
  private int at = -FADE_FRAMES;
  private int coming = -1;
  private boolean sounded;
  private long xruns = -1;
  private Take now;

  private volatile Take take;
  private volatile float least;
  private volatile long clock;
  private volatile long sounding = -1;
  private volatile long loud = -1;
  private volatile float loudness;
  private volatile int loudest;
  private volatile int ranAway = -1;
  private volatile boolean release;
  private volatile boolean released;

  /**
   * @param outputs channels that are held, from 0
   * @param inputs channels that are listened to, from 0
   * @param cap no sample leaves above it
   * @param limit a return above it while a take plays ends everything
   * @param least a return is quiet below this, however quiet it was before; linear
   * @param counters where lost blocks are counted
   */
  LoopProbe(int[] outputs, int[] inputs, float cap, float limit, float least, Counters counters) {
    this.outputs = outputs.clone();
    this.inputs = inputs.clone();
    this.cap = cap;
    this.limit = limit;
    this.least = Math.min(least, NEVER_QUIET);
    this.counters = counters;
    this.floor = new float[inputs.length];
    this.window = new float[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      floor[i] = Float.MAX_VALUE;
    }
  }

  @Override
  @RealTime
  public void process(float[][] in, float[][] out, int frames) {
    if (released) {
      return;
    }
    if (coming < 0 && release) {
      coming = 0;
    }
    boolean silent = at >= 0;
    Take playing = silent && coming < 0 ? take : null;
    now = playing;
    if (silent) {
      listen(in, frames);
    }
    lookForLosses();
    boolean muted = ranAway >= 0;
    for (int c = 0; c < outputs.length; c++) {
      if (outputs[c] < out.length) {
        write(out[outputs[c]], c, frames, muted);
      }
    }
    if (playing != null) {
      if (playing.sounds() && !muted) {
        sounded = true;
        sounding = clock + frames;
      }
      playing.advance(frames);
    }
    clock = clock + frames;
    if (coming >= 0) {
      coming += frames;
      released = coming >= FADE_FRAMES;
    } else if (!silent) {
      at += frames;
    }
  }

  @RealTime
  private void write(float[] y, int c, int frames, boolean muted) {
    for (int f = 0; f < frames; f++) {
      if (coming >= 0) {
        y[f] *= Math.min(1, (coming + f) / (float) FADE_FRAMES);
      } else if (at < 0) {
        y[f] *= Math.max(0, -(at + f) / (float) FADE_FRAMES);
      } else {
        float x = now == null || muted ? 0 : now.sample(c, f);
        y[f] = Math.max(-cap, Math.min(cap, x));
      }
    }
  }

  /** Levels, the recording, and the guard against what runs away. */
  @RealTime
  private void listen(float[][] in, int frames) {
    boolean closes = false;
    if (!sounded) {
      windowed += frames;
      closes = windowed >= WINDOW_FRAMES;
      windowed = closes ? 0 : windowed;
    }
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] >= in.length) {
        continue;
      }
      float[] x = in[inputs[i]];
      float peak = 0;
      for (int f = 0; f < frames; f++) {
        float size = Math.abs(x[f]);
        peak = size <= peak ? peak : size; // what is no number is louder than everything
      }
      if (now != null) {
        if (!(peak <= limit) && ranAway < 0) {
          ranAway = i;
        }
        now.record(i, x, frames);
      }
      if (!sounded) {
        window[i] = Math.max(window[i], peak);
        if (closes) {
          floor[i] = Math.min(floor[i], window[i]);
          window[i] = 0;
        }
      }
      float before =
          floor[i] == Float.MAX_VALUE ? 0 : Math.min(NEVER_QUIET, ABOVE_FLOOR * floor[i]);
      if (!(peak <= Math.max(least, before))) {
        loud = clock + frames;
        loudness = peak;
        loudest = i;
      }
    }
  }

  @RealTime
  private void lookForLosses() {
    long missed = counters.read(Health.XRUNS);
    if (xruns >= 0 && missed != xruns && now != null) {
      now.lost();
    }
    xruns = missed;
  }

  /** What is played and recorded from the next block on, once the fade is over. Any thread. */
  void play(Take next) {
    take = next;
  }

  /** Below this a return counts as quiet from the next block on, linear. Any thread. */
  void quietBelow(float now) {
    least = Math.min(now, NEVER_QUIET);
  }

  /** Frames since it began to work. Any thread. */
  long clock() {
    return clock;
  }

  /** Until when something was played, by its clock; −1 for never. Any thread. */
  long sounding() {
    return sounding;
  }

  /** Until when a return was louder than quiet, by its clock; −1 for never. Any thread. */
  long loud() {
    return loud;
  }

  /** How loud the last loud block was, linear. Any thread. */
  float loudness() {
    return loudness;
  }

  /** Which of the inputs listened to that was. Any thread. */
  int loudest() {
    return loudest;
  }

  /** The place of the input that ran away among those listened to; −1 for none. Any thread. */
  int ranAway() {
    return ranAway;
  }

  /** From now on the mix comes back. Any thread. */
  void release() {
    release = true;
  }

  /** The mix has its outputs again. Any thread. */
  boolean released() {
    return released;
  }
}
