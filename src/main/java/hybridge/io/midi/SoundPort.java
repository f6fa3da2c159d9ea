package hybridge.io.midi;

import hybridge.rt.ByteRing;
import hybridge.surface.Port;

/**
 * A pair of Java Sound's devices, those there are of it, under the id of a surface or unit. The
 * devices come and go by {@link SoundMidi}; the rest belongs to the thread that owns the surface.
 */
final class SoundPort implements Port {
  private final String id;
  final String in;
  final String out;
  private final byte[] buffer = new byte[1 << 13];
  private volatile In heard;
  private volatile SoundWire spoken;
  private volatile int generation;
  private volatile String trouble = "";

  /** A device that we listen to, and what it said to us. */
  private record In(SoundWire wire, ByteRing ring) {}

  /**
   * @param in what its name contains; null for none
   */
  SoundPort(String id, String in, String out) {
    this.id = id;
    this.in = in;
    this.out = out;
  }

  /** What is wrong, in words; empty when nothing is. Any thread. */
  String trouble() {
    return trouble;
  }

  void trouble(String words) {
    trouble = words;
  }

  /** Its devices are these from now on; null for none. By the thread that opens them. */
  void connect(SoundWire source, SoundWire sink) {
    In before = heard;
    SoundWire spokenBefore = spoken;
    if (source != (before == null ? null : before.wire())) {
      if (before != null) {
        before.wire().leave(before.ring());
      }
      heard = source == null ? null : new In(source, source.listen());
    }
    spoken = sink;
    boolean newSource = source != null && source != (before == null ? null : before.wire());
    if (newSource || sink != null && sink != spokenBefore) {
      generation = generation + 1; // that thread's alone
    }
  }

  SoundWire source() {
    In now = heard;
    return now == null ? null : now.wire();
  }

  SoundWire sink() {
    return spoken;
  }

  @Override
  public String id() {
    return id;
  }

  /** What is said to a controller that listens to nobody counts as said. */
  @Override
  public boolean send(byte[] message) {
    SoundWire now = spoken;
    return now == null ? out == null && heard != null : now.send(message);
  }

  @Override
  public int receive(Receiver receiver) {
    In now = heard;
    if (now == null) {
      return 0;
    }
    ByteRing ring = now.ring();
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
    return out == null ? heard != null : spoken != null;
  }

  @Override
  public int generation() {
    return generation;
  }
}
