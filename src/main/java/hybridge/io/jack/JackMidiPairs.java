package hybridge.io.jack;

import hybridge.rt.Counters;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The MIDI pairs of our client: those that somebody asked for, over all servers, with the native
 * ports that the present one gave them. All of it under the client's lock.
 */
final class JackMidiPairs {
  private final JackCycle cycle;
  private final Counters counters;
  private final Map<String, JackMidi> pairs = new TreeMap<>();

  JackMidiPairs(JackCycle cycle, Counters counters) {
    this.cycle = cycle;
    this.counters = counters;
  }

  /** Null when there is none of this name. */
  JackMidi find(String id) {
    return pairs.get(id);
  }

  Collection<JackMidi> all() {
    return pairs.values();
  }

  /**
   * A new pair, at work at once where a server runs.
   *
   * @param client the native client; 0 while there is no server
   * @throws IllegalStateException if the server refuses the ports
   */
  JackMidi make(long client, String id) {
    JackMidi made = new JackMidi(id, counters);
    if (client != 0) {
      if (!register(client, made)) {
        String said = LibJack.lastError();
        unregister(client, made);
        throw new IllegalStateException("JACK refused the MIDI ports of " + id + ": " + said);
      }
      made.joined();
    }
    pairs.put(id, made);
    publish();
    return made;
  }

  /** The audio thread learns of it with its next block, until when the ports must stay. */
  JackMidi remove(String id) {
    JackMidi pair = pairs.remove(id);
    if (pair != null) {
      publish();
      pair.left();
    }
    return pair;
  }

  /** Ports for all of them at a new server; false when it refused some. */
  boolean registerAll(long client) {
    boolean all = true;
    for (JackMidi pair : pairs.values()) {
      all &= register(client, pair);
    }
    publish();
    return all;
  }

  private static boolean register(long client, JackMidi pair) {
    pair.discardUnsent();
    pair.inPort =
        LibJack.registerPort(client, pair.id() + "_in", LibJack.MIDI, LibJack.PORT_IS_INPUT);
    pair.outPort =
        LibJack.registerPort(client, pair.id() + "_out", LibJack.MIDI, LibJack.PORT_IS_OUTPUT);
    return pair.inPort != 0 && pair.outPort != 0;
  }

  static void unregister(long client, JackMidi pair) {
    for (long port : new long[] {pair.inPort, pair.outPort}) {
      if (port != 0) {
        LibJack.unregisterPort(client, port);
      }
    }
    pair.inPort = 0;
    pair.outPort = 0;
  }

  private void publish() {
    cycle.setMidi(
        pairs.values().stream()
            .filter(pair -> pair.inPort != 0 && pair.outPort != 0)
            .toArray(JackMidi[]::new));
  }

  void joined() {
    pairs.values().forEach(JackMidi::joined);
  }

  void left() {
    pairs.values().forEach(JackMidi::left);
  }

  /** The server is gone and its ports with it. */
  void forgetPorts() {
    cycle.setMidi(new JackMidi[0]);
    for (JackMidi pair : pairs.values()) {
      pair.inPort = 0;
      pair.outPort = 0;
    }
  }
}
