package hybridge.calibrate;

import hybridge.rt.RealTime;
import java.util.Arrays;

/**
 * Sounds that are played once and what is recorded meanwhile; frame 0 is the same for both. Filled
 * by the audio thread; any thread may read what lies before {@link #recorded}.
 */
final class Take {
  private static final int MOST_LOSSES = 256;

  private final float[][] sounds;
  private final float[][] recordings;
  private final int soundFrames;
  private final int[] lostAt = new int[MOST_LOSSES];
  private int frame; // audio thread
  private volatile int losses;
  private volatile int recorded;

  /**
   * @param sounds one for each output; may be of different lengths
   * @param inputs how many inputs are recorded
   * @param frames how much is recorded at most
   */
  Take(float[][] sounds, int inputs, int frames) {
    this.sounds = sounds.clone();
    this.recordings = new float[inputs][frames];
    int longest = 0;
    for (float[] sound : sounds) {
      longest = Math.max(longest, sound.length);
    }
    this.soundFrames = longest;
  }

  /** The next sample of an output, before {@link #advance}. */
  @RealTime
  float sample(int output, int at) {
    int f = frame + at;
    return f < sounds[output].length ? sounds[output][f] : 0;
  }

  /** Is something played in the block that comes? */
  @RealTime
  boolean sounds() {
    return frame < soundFrames;
  }

  @RealTime
  void record(int input, float[] x, int frames) {
    int room = Math.min(frames, recordings[input].length - frame);
    if (room > 0) {
      System.arraycopy(x, 0, recordings[input], frame, room);
    }
  }

  /** A block was lost not long before the one that comes. */
  @RealTime
  void lost() {
    int n = losses;
    if (n < MOST_LOSSES) {
      lostAt[n] = frame;
      losses = n + 1;
    }
  }

  /** The block is done. */
  @RealTime
  void advance(int frames) {
    int room = recordings.length == 0 ? 0 : recordings[0].length - frame;
    if (room > 0) {
      recorded = frame + Math.min(frames, room);
    }
    if (frame < Integer.MAX_VALUE - frames) {
      frame += frames;
    }
  }

  /** How many inputs are recorded. */
  int inputs() {
    return recordings.length;
  }

  /** How many frames have been recorded. */
  int recorded() {
    return recorded;
  }

  /** Frames it was made for. */
  int length() {
    return recordings.length == 0 ? 0 : recordings[0].length;
  }

  /** Of the i-th input. */
  float[] recording(int i) {
    return recordings[i];
  }

  /** Copies a stretch of a recording. */
  float[] stretch(int i, int from, int to) {
    return Arrays.copyOfRange(recordings[i], from, to);
  }

  /** How many blocks were lost so far. */
  int losses() {
    return losses;
  }

  /** Was the loss of a block noticed in this stretch? */
  boolean lostIn(int from, int to) {
    for (int i = 0; i < losses; i++) {
      if (lostAt[i] >= from && lostAt[i] < to) {
        return true;
      }
    }
    return losses == MOST_LOSSES;
  }
}
