package hybridge.testing;

import hybridge.surface.Port;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** A MIDI port whose far side is the test. */
public final class FakePort implements Port {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  public final List<String> sent = new ArrayList<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  public boolean present = true;
  public int generation = 1;
  public int room = Integer.MAX_VALUE;

  /** Bytes arrive, such as {@code "E0 00 40"}. */
  public void arrive(String hex) {
    waiting.add(HEX.parseHex(hex));
  }

  public void arrive(byte[] bytes) {
    waiting.add(bytes);
  }

  /** What was sent since the last call. */
  public List<String> takeSent() {
    List<String> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public boolean send(byte[] message) {
    if (room == 0) {
      return false;
    }
    room--;
    sent.add(HEX.formatHex(message));
    return true;
  }

  @Override
  public int receive(Receiver receiver) {
    int count = 0;
    while (!waiting.isEmpty()) {
      byte[] bytes = waiting.poll();
      count += bytes.length;
      receiver.bytes(bytes, bytes.length, 0);
    }
    return count;
  }

  @Override
  public boolean present() {
    return present;
  }

  @Override
  public int generation() {
    return generation;
  }
}
