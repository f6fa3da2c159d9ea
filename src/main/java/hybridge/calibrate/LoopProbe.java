package hybridge.calibrate;

import hybridge.engine.Probe;
import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * Plays sounds on outputs and records inputs while the mix runs. What the mix has on those outputs
 * fades out first and comes back by a fade when {@link #release} is called. Frame 0 of sounds and
 * recordings is the first one behind the fade, the same for both.
 *
 * <p>Nothing louder than its cap leaves it, and a return above its limit, or one that is no number,
 * silences its outputs in the very block that brings it.
 */
final class LoopProbe implements Probe {
  /** How long the mix takes to leave and to come back. */
  static final int FADE_FRAMES = 512;

  private final int[] outputs;
  private final int[] inputs;
  private final float[][] sounds;
  private final float[][] recordings;
  private final float cap;
  private final float limit;

  // Audio thread.
  private int frame = -FADE_FRAMES;
  private int coming = -1;

  private volatile int recorded;
  private volatile int ranAway = -1;
  private volatile boolean release;
  private volatile boolean released;

  /**
   * @param outputs channels that play, from 0
   * @param sounds what each of them plays
   * @param inputs channels that are recorded, from 0
   * @param frames how much is recorded at most
   * @param cap no sample leaves above it
   * @param limit a return above it ends everything
   */
  LoopProbe(int[] outputs, float[][] sounds, int[] inputs, int frames, float cap, float limit) {
    this.outputs = outputs.clone();
    this.sounds = sounds.clone();
    this.inputs = inputs.clone();
    this.recordings = new float[inputs.length][frames];
    this.cap = cap;
    this.limit = limit;
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
    if (frame >= 0 && ranAway < 0) {
      record(in, frames);
    }
    boolean silent = ranAway >= 0 || coming >= 0;
    for (int c = 0; c < outputs.length; c++) {
      if (outputs[c] < out.length) {
        float[] y = out[outputs[c]];
        for (int f = 0; f < frames; f++) {
          y[f] = sample(c, frame + f, coming + f, y[f], silent);
        }
      }
    }
    if (coming >= 0) {
      coming += frames;
      released = coming >= FADE_FRAMES;
    } else if (frame < Integer.MAX_VALUE - frames) {
      frame += frames;
    }
  }

  @RealTime
  private float sample(int c, int at, int back, float mix, boolean silent) {
    if (at < 0 && coming < 0) {
      return mix * (-at / (float) FADE_FRAMES);
    }
    if (silent) {
      return coming < 0 ? 0 : mix * Math.min(1, back / (float) FADE_FRAMES);
    }
    float x = at < sounds[c].length ? sounds[c][at] : 0;
    return Math.max(-cap, Math.min(cap, x));
  }

  @RealTime
  private void record(float[][] in, int frames) {
    int room = Math.min(frames, recordings.length == 0 ? 0 : recordings[0].length - frame);
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] >= in.length) {
        continue;
      }
      float[] x = in[inputs[i]];
      for (int f = 0; f < frames; f++) {
        if (!(Math.abs(x[f]) <= limit)) {
          ranAway = i;
          return;
        }
      }
      if (room > 0) {
        System.arraycopy(x, 0, recordings[i], frame, room);
      }
    }
    if (room > 0) {
      recorded = frame + room;
    }
  }

  /** How many frames have been recorded. Any thread; what lies before them may be read. */
  int recorded() {
    return recorded;
  }

  /** Of the i-th input. */
  float[] recording(int i) {
    return recordings[i];
  }

  /** The place of the input that ran away among those recorded; −1 for none. Any thread. */
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

  /** Copies a stretch of a recording. */
  float[] stretch(int i, int from, int to) {
    return Arrays.copyOfRange(recordings[i], from, to);
  }
}
