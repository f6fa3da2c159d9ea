package hybridge.io.jack;

import hybridge.rt.ByteRing;
import hybridge.rt.Counters;
import hybridge.rt.Health;

/**
 * One MIDI pair of our client, {@code <id>_in} and {@code <id>_out}. It outlives servers: the same
 * object is given new native ports by each. Bytes go through two rings, one to and one from the
 * audio thread; {@link #send} belongs to one thread, {@link #received} to one, the rest to any.
 */
public final class JackMidi {
  /** The longest message that can be sent or received, in bytes. */
  public static final int MAX_MESSAGE = 1 << 14;

  private static final int RING_BYTES = 1 << 16;

  private final String id;
  private final Counters counters;
  final ByteRing in = new ByteRing(RING_BYTES);
  final ByteRing out = new ByteRing(RING_BYTES);

  // Native ports, 0 while there are none: written while the audio thread does not know this pair.
  long inPort;
  long outPort;

  private boolean listensOnly; // under the client's lock
  private volatile boolean live;
  private volatile boolean present;
  private volatile int generation;

  JackMidi(String id, Counters counters) {
    this.id = id;
    this.counters = counters;
  }

  /** The id of the surface or unit this pair belongs to. */
  public String id() {
    return id;
  }

  /**
   * Queues one whole message for the next block. Returns false, and queues nothing, while there is
   * no server or the queue is full.
   *
   * @throws IllegalArgumentException if the message is empty or longer than {@link #MAX_MESSAGE}
   */
  public boolean send(byte[] message) {
    if (message.length == 0 || message.length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          id
              + ": a MIDI message of "
              + message.length
              + " bytes; 1 to "
              + MAX_MESSAGE
              + " can be sent");
    }
    if (!live) {
      return false;
    }
    boolean taken = out.write(0, message, 0, message.length);
    if (!taken) {
      counters.count(Health.MIDI_OUTPUT_OVERFLOW);
    }
    return taken;
  }

  /** The reader's side of what came in; times are on the clock of {@link System#nanoTime}. */
  public ByteRing received() {
    return in;
  }

  /** Somebody who is only listened to is there while our in port is connected. */
  void listensOnly(boolean only) {
    listensOnly = only;
  }

  /** The port of ours whose cable tells that somebody is there; 0 while there is none. */
  long farPort() {
    return listensOnly ? inPort : outPort;
  }

  /**
   * Is our out port connected to something on a running server, or our in port, where there is
   * nobody to speak to?
   */
  public boolean present() {
    return present;
  }

  /** Rises with every server we join and every connection made to that port. */
  public int generation() {
    return generation;
  }

  /** Under the client's lock. What was meant for the last server is not for this one. */
  void joined() {
    live = true;
    generation = generation + 1;
  }

  /** Under the client's lock, when the audio thread no longer reads the ring. */
  void left() {
    live = false;
    present = false;
  }

  void discardUnsent() {
    while (!out.isEmpty()) {
      out.pop();
    }
  }

  /** Under the client's lock. */
  void connected(boolean now) {
    present = now;
  }

  /** Under the client's lock. */
  void connectedAnew(boolean still) {
    present = still;
    generation = generation + 1;
  }
}
