package hybridge.io.midi;

import hybridge.io.jack.JackMidi;
import hybridge.rt.ByteRing;
import hybridge.surface.Port;

/** A MIDI pair of our JACK client as surfaces and units see it. */
public final class JackMidiPort implements Port {
  private final JackMidi pair;
  private final byte[] buffer = new byte[JackMidi.MAX_MESSAGE];

  public JackMidiPort(JackMidi pair) {
    this.pair = pair;
  }

  @Override
  public String id() {
    return pair.id();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the message is empty or longer than {@link
   *     JackMidi#MAX_MESSAGE} bytes
   */
  @Override
  public boolean send(byte[] message) {
    return pair.send(message);
  }

  @Override
  public int receive(Receiver receiver) {
    ByteRing ring = pair.received();
    int bytes = 0;
    for (int length = ring.peekLength(); length >= 0; length = ring.peekLength()) {
      long nanos = ring.peekTime();
      ring.peek(buffer);
      ring.pop();
      receiver.bytes(buffer, length, nanos);
      bytes += length;
    }
    return bytes;
  }

  @Override
  public boolean present() {
    return pair.present();
  }

  @Override
  public int generation() {
    return pair.generation();
  }
}
