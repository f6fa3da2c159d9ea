package hybridge.surface;

/**
 * A two-way MIDI port as a surface or a MIDI unit sees it. Implemented in {@code hybridge.io}; used
 * by one thread (the control thread), never by the audio thread.
 */
public interface Port {

  /** Takes bytes as they came in. */
  @FunctionalInterface
  interface Receiver {
    /**
     * @param bytes the port's own buffer, only valid during the call
     * @param length how many of them count; may be part of a message or several
     * @param nanos when they arrived, on the clock of {@link System#nanoTime}
     */
    void bytes(byte[] bytes, int length, long nanos);
  }

  /** The port's name in the daemon: the id of its surface or unit. */
  String id();

  /**
   * Sends one whole MIDI message. Returns false when the port cannot take it now: the caller keeps
   * what it wanted to show and offers it again.
   */
  boolean send(byte[] message);

  /** Hands over everything that has arrived since the last call; returns how many bytes. */
  int receive(Receiver receiver);

  /** Is somebody there to hear what we send? */
  boolean present();

  /**
   * Rises each time the far side comes anew (a port connected, a server back, a cable plugged):
   * whoever shows something on it then shows everything again.
   */
  int generation();
}
