package hybridge.io.audio;

import hybridge.rt.AudioCallback;
import hybridge.rt.FloatRing;
import hybridge.rt.RealTime;
import hybridge.rt.Role;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes two outputs of an audio callback to a file while it runs. It stands between the driver and
 * the engine: the audio thread only copies into a ring, {@link #work} writes it away. A frame that
 * was lost is counted and told, never papered over.
 */
public final class Recorder implements AudioCallback, Role, AutoCloseable {
  private static final int RING_FRAMES = 1 << 18;
  private static final int CHUNK = 4096;

  private final AudioCallback engine;
  private final int left;
  private final int right;
  private final long limit;
  private final FloatRing ring = new FloatRing(RING_FRAMES);
  private final float[][] chunk = new float[2][CHUNK];
  private final WavWriter writer;
  private long taken; // audio thread
  private volatile long lost;
  private volatile boolean full;

  /**
   * @param left output channel of the left side, from 0
   * @param limit frames to record; everything after them is left out
   */
  public Recorder(AudioCallback engine, WavWriter writer, int left, int right, long limit) {
    this.engine = engine;
    this.writer = writer;
    this.left = left;
    this.right = right;
    this.limit = limit;
  }

  @Override
  @RealTime
  public void process(float[][] in, float[][] out, int frames) {
    engine.process(in, out, frames);
    int wanted = (int) Math.min(frames, limit - taken);
    if (wanted > 0) {
      taken += wanted;
      if (!ring.write(out[left], out[right], wanted)) {
        lost += wanted;
      }
      full = taken >= limit;
    }
  }

  /** Frames that could not be recorded because the disk was too slow. Any thread. */
  public long lostFrames() {
    return lost;
  }

  /** Has all of it been played? Any thread. */
  public boolean full() {
    return full;
  }

  @Override
  public String roleName() {
    return "recorder";
  }

  @Override
  public int work() {
    int n = ring.read(chunk, CHUNK);
    try {
      if (n > 0) {
        writer.write(chunk, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the recording cannot be written", e);
    }
    return n;
  }

  /** Writes what is left and closes the file. After the thread that works has ended. */
  @Override
  public void close() throws IOException {
    while (work() > 0) {}
    writer.close();
  }
}
