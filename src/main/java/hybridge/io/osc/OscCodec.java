package hybridge.io.osc;

import com.illposed.osc.BufferBytesReceiver;
import com.illposed.osc.OSCBundle;
import com.illposed.osc.OSCMessage;
import com.illposed.osc.OSCPacket;
import com.illposed.osc.OSCParseException;
import com.illposed.osc.OSCParser;
import com.illposed.osc.OSCSerializeException;
import com.illposed.osc.OSCSerializerAndParserBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OSC 1.0 packets: bytes ⇄ messages, with JavaOSC's parser and serializer. What comes in is looked
 * over first, so that no size in a packet is believed before it was checked. Used by one thread.
 */
final class OscCodec {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_PACKET = 65_536;

  /**
   * @param address as it was sent; may be a pattern
   * @param arguments numbers, booleans, strings, byte arrays or null
   */
  record Message(String address, List<Object> arguments) {}

  private final OSCParser parser = new OSCSerializerAndParserBuilder().buildParser();
  private final ByteBuffer out = ByteBuffer.allocate(MAX_PACKET);

  /** The messages of a packet, those of its bundles included; empty when it is malformed. */
  Optional<List<Message>> parse(byte[] bytes, int length) {
    if (!sound(bytes, 0, length, 0)) {
      return Optional.empty();
    }
    try {
      ByteBuffer packet = ByteBuffer.wrap(withTypeTag(bytes, length)).asReadOnlyBuffer();
      List<Message> messages = new ArrayList<>();
      collect(parser.convert(packet), messages);
      return Optional.of(messages);
    } catch (OSCParseException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Sizes are whole words inside the packet, bundles are not nested without end, texts end inside.
   */
  private static boolean sound(byte[] b, int from, int to, int depth) {
    if (to - from < 4 || (to - from) % 4 != 0 || depth > MAX_DEPTH) {
      return false;
    }
    if (b[from] == '/') {
      return textEnds(b, from, to);
    }
    if (to - from < 16 || !new String(b, from, 8, StandardCharsets.US_ASCII).equals("#bundle\0")) {
      return false;
    }
    int at = from + 16;
    while (at < to) {
      if (to - at < 4) {
        return false;
      }
      int size = ByteBuffer.wrap(b).getInt(at);
      if (size < 4 || size > to - at - 4 || !sound(b, at + 4, at + 4 + size, depth + 1)) {
        return false;
      }
      at += 4 + size;
    }
    return true;
  }

  private static boolean textEnds(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Old senders leave the type tag out when there are no arguments. */
  private static byte[] withTypeTag(byte[] bytes, int length) {
    int end = 0;
    while (end < length && bytes[end] != 0) {
      end++;
    }
    int next = (end / 4 + 1) * 4;
    if (bytes[0] != '/' || next < length) {
      return java.util.Arrays.copyOf(bytes, length);
    }
    byte[] with = java.util.Arrays.copyOf(bytes, length + 4);
    with[length] = ',';
    return with;
  }

  private static void collect(OSCPacket packet, List<Message> into) {
    switch (packet) {
      case OSCMessage m -> into.add(new Message(m.getAddress(), new ArrayList<>(m.getArguments())));
      case OSCBundle b -> b.getPackets().forEach(p -> collect(p, into));
      default -> {}
    }
  }

  /**
   * One message as bytes; floats for all numbers but {@link Integer}s.
   *
   * @throws IllegalArgumentException if an argument cannot be sent
   */
  byte[] serialize(String address, List<?> arguments) {
    try {
      out.clear();
      BufferBytesReceiver receiver = new BufferBytesReceiver(out);
      new OSCSerializerAndParserBuilder()
          .buildSerializer(receiver)
          .write(new OSCMessage(address, arguments));
      byte[] bytes = new byte[out.position()];
      out.get(0, bytes);
      return bytes;
    } catch (OSCSerializeException e) {
      throw new IllegalArgumentException(
          address + " " + arguments + " cannot be sent: " + e.getMessage(), e);
    }
  }
}
