package hybridge.io.jack;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What our side adds to a path, told to JACK: what came in has this much behind it when it leaves,
 * and the other way round.
 *
 * <p>Only sound on its way through counts. What comes back on a return of an insert, or through
 * another program, has left us before: with it the told latency would grow with each change of the
 * graph. On a send and a return the range begins without our own part, because an insert stands
 * somewhere between our inputs and our outputs.
 */
final class JackLatencies {
  private static final int CAPTURE = 0;
  private static final int PLAYBACK = 1;

  /**
   * The channels of the inserts, from 0.
   *
   * @param sends outputs
   * @param returns inputs
   */
  record Loops(Set<Integer> sends, Set<Integer> returns) {
    Loops {
      sends = Set.copyOf(sends);
      returns = Set.copyOf(returns);
    }
  }

  /** The far ports that count, for each channel of ours. */
  private record Far(List<List<String>> sources, List<List<String>> sinks) {}

  private final JackCycle cycle;
  private final MemorySegment range = Arena.global().allocate(JAVA_INT, 2); // notification thread
  private volatile long client;
  private volatile int ownFrames;
  private volatile Loops loops = new Loops(Set.of(), Set.of());
  private volatile Far far = new Far(List.of(), List.of());

  JackLatencies(JackCycle cycle) {
    this.cycle = cycle;
  }

  /** A new server; 0 when it is left. Under the client's lock, as the next. */
  void joined(long nativeClient) {
    far = new Far(List.of(), List.of());
    client = nativeClient;
  }

  /** Follows the graph; returns whether JACK has to ask us again. */
  boolean follow(String name, int inputs, int outputs) {
    JackRoutes routes = LibJack.routes(client, name);
    Far now =
        new Far(
            IntStream.range(0, inputs)
                .mapToObj(n -> routes.sourcesOf(name + ":in_" + (n + 1)))
                .toList(),
            IntStream.range(0, outputs)
                .mapToObj(n -> routes.sinksOf(name + ":out_" + (n + 1)))
                .toList());
    boolean changed = !now.equals(far);
    far = now;
    return changed;
  }

  /** Frames from our inputs to our outputs. Any thread. */
  int ownFrames() {
    return ownFrames;
  }

  void setOwn(int frames) {
    ownFrames = frames;
  }

  /** Any thread. */
  void setLoops(Loops inserts) {
    loops = inserts;
  }

  /** On JACK's notification thread. */
  void publish(int mode) {
    boolean capture = mode == CAPTURE;
    Loops inserts = loops;
    List<List<String>> from = capture ? far.sources() : far.sinks();
    Set<Integer> notFrom = capture ? inserts.returns() : inserts.sends();
    Set<String> counted = new HashSet<>();
    for (int n = 0; n < from.size(); n++) {
      if (!notFrom.contains(n)) {
        counted.addAll(from.get(n));
      }
    }
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (String name : counted) {
      long port = LibJack.portByName(client, name);
      if (port != 0) {
        LibJack.latencyRange(port, mode, range.address());
        least = Math.min(least, range.getAtIndex(JAVA_INT, 0));
        most = Math.max(most, range.getAtIndex(JAVA_INT, 1));
      }
    }
    tell(mode, Math.min(least, most), most, inserts);
  }

  private void tell(int mode, int least, int most, Loops inserts) {
    boolean capture = mode == CAPTURE;
    long[] to = capture ? cycle.outPorts() : cycle.inPorts();
    Set<Integer> between = capture ? inserts.sends() : inserts.returns();
    int own = ownFrames;
    for (int n = 0; n < to.length; n++) {
      range.setAtIndex(JAVA_INT, 0, least + (between.contains(n) ? 0 : own));
      range.setAtIndex(JAVA_INT, 1, most + own);
      LibJack.setLatencyRange(to[n], mode, range.address());
    }
  }

  static String modeName(int mode) {
    return mode == PLAYBACK ? "playback" : "capture";
  }
}
