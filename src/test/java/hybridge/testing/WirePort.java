package hybridge.testing;

import hybridge.surface.Port;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;

/** A MIDI port on a wire of a given speed, on a fake clock: knows when each message had passed. */
public final class WirePort implements Port {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  /**
   * A message at the far end.
   *
   * @param nanos when its last byte came
   */
  public record Passed(byte[] bytes, long nanos) {
    public String hex() {
      return HEX.formatHex(bytes);
    }
  }

  public final List<Passed> passed = new ArrayList<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final long nanosPerByte;
  private final LongSupplier clock;
  private long free;

  /** The longest that a message had to wait for the wire. */
  public long longestQueueNanos;

  public WirePort(int bytesPerSecond, LongSupplier clock) {
    this.nanosPerByte = 1_000_000_000L / bytesPerSecond;
    this.clock = clock;
    this.free = clock.getAsLong();
  }

  public void arrive(byte[] bytes) {
    waiting.add(bytes);
  }

  @Override
  public String id() {
    return "wire";
  }

  @Override
  public boolean send(byte[] message) {
    long now = clock.getAsLong();
    longestQueueNanos = Math.max(longestQueueNanos, free - now);
    free = Math.max(free, now) + message.length * nanosPerByte;
    passed.add(new Passed(message, free));
    return true;
  }

  @Override
  public int receive(Receiver receiver) {
    int count = 0;
    while (!waiting.isEmpty()) {
      byte[] bytes = waiting.poll();
      count += bytes.length;
      receiver.bytes(bytes, bytes.length, clock.getAsLong());
    }
    return count;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public int generation() {
    return 1;
  }
}
