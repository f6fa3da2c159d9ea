package hybridge.io.osc;

import com.illposed.osc.BufferBytesReceiver;
import com.illposed.osc.OSCMessage;
import com.illposed.osc.OSCParseException;
import com.illposed.osc.OSCParser;
import com.illposed.osc.OSCSerializeException;
import com.illposed.osc.OSCSerializer;
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
  private final OSCSerializer serializer =
      new OSCSerializerAndParserBuilder().buildSerializer(new BufferBytesReceiver(out));

  /** The messages of a packet, those of its bundles included; empty when it is malformed. */
  Optional<List<Message>> parse(byte[] bytes, int length) {
    List<Message> messages = new ArrayList<>();
    try {
      return collect(bytes, 0, length, 0, messages) ? Optional.of(messages) : Optional.empty();
    } catch (OSCParseException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Sizes are whole words inside the packet, bundles are not nested without end, texts end inside.
   */
  private boolean collect(byte[] b, int from, int to, int depth, List<Message> into)
      throws OSCParseException {
    if (to - from < 4 || (to - from) % 4 != 0 || depth > MAX_DEPTH) {
      return false;
    }
    if (b[from] == '/') {
      return message(b, from, to, into);
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
      if (size < 4 || size > to - at - 4 || !collect(b, at + 4, at + 4 + size, depth + 1, into)) {
        return false;
      }
      at += 4 + size;
    }
    return true;
  }

  /**
   * The address is read here, since the library takes no patterns; a stand-in goes to it in its
   * place. Old senders leave the type tag out when there are no arguments.
   */
  private boolean message(byte[] b, int from, int to, List<Message> into) throws OSCParseException {
    int end = from;
    while (end < to && b[end] != 0) {
      end++;
    }
    if (end == to) {
      return false;
    }
    String address = new String(b, from, end - from, StandardCharsets.UTF_8);
    int arguments = from + ((end - from) / 4 + 1) * 4;
    if (arguments == to) {
      into.add(new Message(address, List.of()));
      return true;
    }
    ByteBuffer standIn = ByteBuffer.allocate(4 + to - arguments);
    standIn.put(new byte[] {'/', 'x', 0, 0}).put(b, arguments, to - arguments).flip();
    if (!(parser.convert(standIn.asReadOnlyBuffer()) instanceof OSCMessage m)) {
      return false;
    }
    into.add(new Message(address, new ArrayList<>(m.getArguments())));
    return true;
  }

  /**
   * One message as bytes; floats for all numbers but {@link Integer}s.
   *
   * @throws IllegalArgumentException if an argument cannot be sent
   */
  byte[] serialize(String address, List<?> arguments) {
    try {
      out.clear();
      serializer.write(new OSCMessage(address, arguments));
      byte[] bytes = new byte[out.position()];
      out.get(0, bytes);
      return bytes;
    } catch (OSCSerializeException e) {
      throw new IllegalArgumentException(
          address + " " + arguments + " cannot be sent: " + e.getMessage(), e);
    }
  }
}
