package hybridge.io.midi;

import hybridge.outboard.Link;
import hybridge.surface.Port;
import hybridge.wire.Bytes;
import hybridge.wire.Framing;
import hybridge.wire.MidiShape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A unit's wire over a pair of MIDI ports. It is open while somebody is there to hear us. Used by
 * the thread that owns the unit.
 */
public final class MidiLink implements Link {
  /** What comes in is not posted to anybody: the owner looks this often. */
  private static final long LOOK_NANOS = 2_000_000L;

  /** DIN's 31250 baud at ten bits a byte: no MIDI unit of outboard is to be sent more. */
  private static final long DIN_NANOS_PER_BYTE = 320_000L;

  /** More than any frame of a profile. */
  private static final int LONGEST = 1 << 14;

  private final Port port;
  private final Supplier<String> trouble;
  private final Runnable remove;
  private final Framing framing = new Framing(List.of(new MidiShape(LONGEST)));
  private byte[] waiting = new byte[1 << 10];
  private int from;
  private int to;

  /**
   * @param trouble why nobody is there, in words
   * @param remove takes the port away when the link is closed
   */
  public MidiLink(Port port, Supplier<String> trouble, Runnable remove) {
    this.port = port;
    this.trouble = trouble;
    this.remove = remove;
  }

  @Override
  public String name() {
    return "midi " + port.id();
  }

  @Override
  public boolean open() {
    return port.present();
  }

  @Override
  public int generation() {
    return port.generation();
  }

  @Override
  public String trouble() {
    return open() ? "" : trouble.get();
  }

  @Override
  public long nanosPerByte() {
    return DIN_NANOS_PER_BYTE;
  }

  @Override
  public long lookNanos() {
    return LOOK_NANOS;
  }

  /** A port wants one message at a time. */
  @Override
  public boolean write(byte[] bytes) {
    boolean[] taken = {true};
    framing.reset();
    framing.take(bytes, bytes.length, m -> taken[0] &= port.send(Bytes.of(m)));
    return taken[0];
  }

  @Override
  public int read(byte[] into) {
    if (from == to) {
      from = 0;
      to = 0;
      port.receive((bytes, length, nanos) -> keep(bytes, length));
    }
    int n = Math.min(into.length, to - from);
    System.arraycopy(waiting, from, into, 0, n);
    from += n;
    return n;
  }

  private void keep(byte[] bytes, int length) {
    if (to + length > waiting.length) {
      waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, to + length));
    }
    System.arraycopy(bytes, 0, waiting, to, length);
    to += length;
  }

  @Override
  public void close() {
    remove.run();
  }
}
