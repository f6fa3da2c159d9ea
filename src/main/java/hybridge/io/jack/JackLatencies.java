package hybridge.io.jack;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What our side adds to a path, told to JACK: what came in has this much behind it when it leaves,
 * and the other way round.
 */
final class JackLatencies {
  private static final int CAPTURE = 0;
  private static final int PLAYBACK = 1;

  private final JackCycle cycle;
  private final MemorySegment range = Arena.global().allocate(JAVA_INT, 2); // notification thread
  private volatile int ownFrames;

  JackLatencies(JackCycle cycle) {
    this.cycle = cycle;
  }

  /** Frames from our inputs to our outputs. Any thread. */
  int ownFrames() {
    return ownFrames;
  }

  void setOwn(int frames) {
    ownFrames = frames;
  }

  /** On JACK's notification thread. */
  void publish(int mode) {
    long[] from = mode == CAPTURE ? cycle.inPorts() : cycle.outPorts();
    long[] to = mode == CAPTURE ? cycle.outPorts() : cycle.inPorts();
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (long port : from) {
      if (LibJack.isConnected(port)) { // nothing reaches us through the others
        LibJack.latencyRange(port, mode, range.address());
        least = Math.min(least, range.getAtIndex(JAVA_INT, 0));
        most = Math.max(most, range.getAtIndex(JAVA_INT, 1));
      }
    }
    int own = ownFrames;
    range.setAtIndex(JAVA_INT, 0, Math.min(least, most) + own);
    range.setAtIndex(JAVA_INT, 1, most + own);
    for (long port : to) {
      LibJack.setLatencyRange(port, mode, range.address());
    }
  }

  static String modeName(int mode) {
    return mode == PLAYBACK ? "playback" : "capture";
  }
}
