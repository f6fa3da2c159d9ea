package hybridge.outboard;

import java.util.ArrayDeque;

/** A serial wire to a simulator, as slow as its baud rate, on a clock of the test. */
final class PacedLink implements Link {
  private record Piece(long at, byte[] bytes) {}

  private final Simulator box;
  private final long nanosPerByte;
  private final ArrayDeque<Piece> toBox = new ArrayDeque<>();
  private final ArrayDeque<Piece> toHost = new ArrayDeque<>();
  private long toBoxFreeAt;
  private long toHostFreeAt;
  private long now;
  long bytes;
  long messages;
  byte[] last = {};
  long lastAt;

  PacedLink(Simulator box, long nanosPerByte) {
    this.box = box;
    this.nanosPerByte = nanosPerByte;
  }

  void tick(long nanos) {
    now = nanos;
    while (!toBox.isEmpty() && toBox.peek().at() <= now) {
      byte[] b = toBox.poll().bytes();
      box.hear(b, b.length, now);
    }
    byte[] into = new byte[512];
    int n;
    while ((n = box.say(into, now)) > 0) {
      toHostFreeAt = Math.max(toHostFreeAt, now) + n * nanosPerByte;
      toHost.add(new Piece(toHostFreeAt, java.util.Arrays.copyOf(into, n)));
      bytes += n;
    }
  }

  /** How long what was written still needs to go out. */
  long backlogNanos() {
    return Math.max(0, toBoxFreeAt - now);
  }

  @Override
  public String name() {
    return "paced";
  }

  @Override
  public boolean open() {
    return true;
  }

  @Override
  public int generation() {
    return 1;
  }

  @Override
  public String trouble() {
    return "";
  }

  @Override
  public long nanosPerByte() {
    return nanosPerByte;
  }

  @Override
  public boolean write(byte[] b) {
    toBoxFreeAt = Math.max(toBoxFreeAt, now) + b.length * nanosPerByte;
    toBox.add(new Piece(toBoxFreeAt, b));
    bytes += b.length;
    messages++;
    last = b;
    lastAt = toBoxFreeAt;
    return true;
  }

  @Override
  public int read(byte[] into) {
    if (toHost.isEmpty() || toHost.peek().at() > now) {
      return 0;
    }
    byte[] b = toHost.poll().bytes();
    System.arraycopy(b, 0, into, 0, b.length);
    return b.length;
  }

  @Override
  public void close() {
    box.unplug();
  }
}
