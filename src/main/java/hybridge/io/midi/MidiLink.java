package hybridge.io.midi;

import hybridge.io.jack.JackMidi;
import hybridge.outboard.Link;
import hybridge.rt.ByteRing;
import hybridge.wire.Bytes;
import hybridge.wire.Framing;
import hybridge.wire.MidiShape;
import java.util.List;

/**
 * A unit's wire over the MIDI pair of our JACK client that bears its name. It is open while our out
 * port is connected to something. Used by the thread that owns the unit.
 */
public final class MidiLink implements Link {
  /** What comes in is not posted to anybody: the owner looks this often. */
  private static final long LOOK_NANOS = 2_000_000L;

  /** DIN's 31250 baud at ten bits a byte: no MIDI unit of outboard is to be sent more. */
  private static final long DIN_NANOS_PER_BYTE = 320_000L;

  private final JackMidi pair;
  private final Runnable remove;
  private final Framing framing = new Framing(List.of(new MidiShape(4096)));
  private final byte[] message = new byte[JackMidi.MAX_MESSAGE];
  private int from;
  private int to;

  /**
   * @param remove takes the port away when the link is closed
   */
  public MidiLink(JackMidi pair, Runnable remove) {
    this.pair = pair;
    this.remove = remove;
  }

  @Override
  public String name() {
    return "midi " + pair.id();
  }

  @Override
  public boolean open() {
    return pair.present();
  }

  @Override
  public int generation() {
    return pair.generation();
  }

  @Override
  public String trouble() {
    return open() ? "" : "the MIDI port " + pair.id() + "_out is connected to nothing";
  }

  @Override
  public long nanosPerByte() {
    return DIN_NANOS_PER_BYTE;
  }

  @Override
  public long lookNanos() {
    return LOOK_NANOS;
  }

  /** JACK wants one message at a time. */
  @Override
  public boolean write(byte[] bytes) {
    boolean[] taken = {true};
    framing.reset();
    framing.take(bytes, bytes.length, m -> taken[0] &= pair.send(Bytes.of(m)));
    return taken[0];
  }

  @Override
  public int read(byte[] into) {
    ByteRing ring = pair.received();
    if (from == to) {
      int length = ring.peekLength();
      if (length < 0) {
        return 0;
      }
      ring.peek(message);
      ring.pop();
      from = 0;
      to = length;
    }
    int n = Math.min(into.length, to - from);
    System.arraycopy(message, from, into, 0, n);
    from += n;
    return n;
  }

  @Override
  public void close() {
    remove.run();
  }
}
