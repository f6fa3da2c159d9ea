package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.testing.Await;
import hybridge.wire.Bytes;
import hybridge.wire.Checksum;
import hybridge.wire.Cobs;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;

/** Talks to the reference unit frame by frame, without the driver. Bodies are hexadecimal. */
final class ReferenceWire {
  private static final Checksum CRC = new Checksum.Crc16(0x1021, 0xFFFF, false, 0, false);
  private static final int ANSWER = 0x80;

  private final Link link;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private final Deque<String> frames = new ArrayDeque<>();
  private int number;

  ReferenceWire(Link link) {
    this.link = link;
  }

  private static byte[] sealed(String inside) {
    byte[] bytes = Bytes.of(Bytes.fromHex(inside));
    byte[] all = Arrays.copyOf(bytes, bytes.length + CRC.length());
    byte[] sum = CRC.of(bytes, 0, bytes.length);
    System.arraycopy(sum, 0, all, bytes.length, sum.length);
    return all;
  }

  private static byte[] wrapped(byte[] sealed) {
    byte[] stuffed = Cobs.encode(sealed);
    return Arrays.copyOf(stuffed, stuffed.length + 1);
  }

  private static String hex(byte[] bytes) {
    return Bytes.hex(Bytes.text(bytes, 0, bytes.length));
  }

  /** A frame as it goes over the wire. */
  static byte[] frame(int number, String body) {
    return wrapped(sealed("%02X %s".formatted(number, body)));
  }

  /** The same with one wrong bit in its checksum. */
  static byte[] damaged(int number, String body) {
    byte[] sealed = sealed("%02X %s".formatted(number, body));
    sealed[sealed.length - 1] ^= 4;
    return wrapped(sealed);
  }

  void send(byte[] bytes) {
    assertThat(link.write(bytes)).isTrue();
  }

  /** Asks with the next number; the answer's body from behind its operation. */
  String ask(String body) {
    number = number % 0x3F + 1;
    return ask(number, body);
  }

  String ask(int number, String body) {
    send(frame(number, body));
    String head = "%02X %s".formatted(number | ANSWER, body.substring(0, 2));
    String answer = hear();
    assertThat(answer).startsWith(head);
    return answer.substring(Math.min(answer.length(), head.length() + 1));
  }

  /** Asks for what is refused; the reason. */
  String refused(String body) {
    number = number % 0x3F + 1;
    send(frame(number, body));
    String head = "%02X 7F ".formatted(number | ANSWER);
    String answer = hear();
    assertThat(answer).startsWith(head);
    return Bytes.fromHex(answer.substring(head.length()));
  }

  /** The next frame whose checksum is right, without it. */
  String hear() {
    Await.until("a frame", this::any);
    return frames.poll();
  }

  /** Is there a frame, now? */
  boolean any() {
    byte[] into = new byte[256];
    int n;
    while ((n = link.read(into)) > 0) {
      for (int i = 0; i < n; i++) {
        if (into[i] == 0) {
          unwrapped(begun.toByteArray()).ifPresent(frames::add);
          begun.reset();
        } else {
          begun.write(into[i]);
        }
      }
    }
    return !frames.isEmpty();
  }

  /** What is in it; nothing when it is half a frame, as after the port was opened. */
  private static Optional<String> unwrapped(byte[] stuffed) {
    byte[] all = Cobs.decode(stuffed, 0, stuffed.length).orElse(new byte[0]);
    byte[] inside = Arrays.copyOf(all, Math.max(0, all.length - CRC.length()));
    return Optional.of(hex(inside)).filter(hex -> hex(sealed(hex)).equals(hex(all)));
  }

  /** Asks who is there until that is answered, and drops what came before. */
  void begin() {
    send(new byte[1]);
    send(frame(0x3F, "01"));
    Await.until("an answer", () -> hear().startsWith("BF 01 "));
  }

  /** Random bytes, the same each time, and the end of a frame. */
  void noise(int count) {
    byte[] bytes = new byte[4096];
    Random random = new Random(328);
    for (int sent = 0; sent < count; sent += bytes.length) {
      random.nextBytes(bytes);
      send(bytes);
    }
    send(new byte[1]);
  }
}
