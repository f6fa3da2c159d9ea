package hybridge.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * A start, a body, an end: sysex, STX … ETX, DLE STX … DLE ETX.
 *
 * @param start bytes before the body
 * @param end bytes after it
 * @param escape what stands for bytes that may not be in the body; count and sum included
 * @param seven the body's bytes have no top bit; real-time bytes of MIDI may stand between them
 * @param checksum of the unescaped body
 * @param sumFrom how many bytes of the start the sum covers too, counted from its end; below zero:
 *     so many bytes of the body it does not cover
 * @param sumOptional the sum may be missing, and we send none; where bytes travel in pairs, an odd
 *     one tells that it is there
 * @param counted the number of the body's bytes stands behind them, before the sum
 * @param packed how the payload's bytes travel as seven bits; empty: as they are
 * @param plain so many bytes at its beginning are never packed
 * @param longest bytes on the wire
 */
public record BlockShape(
    String start,
    String end,
    Escape escape,
    boolean seven,
    Checksum checksum,
    int sumFrom,
    boolean sumOptional,
    boolean counted,
    Optional<SevenBit> packed,
    int plain,
    int longest)
    implements Shape {

  /** Nothing is packed. */
  public BlockShape(
      String start,
      String end,
      Escape escape,
      boolean seven,
      Checksum checksum,
      int sumFrom,
      boolean counted,
      int longest) {
    this(
        start, end, escape, seven, checksum, sumFrom, false, counted, Optional.empty(), 0, longest);
  }

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    byte[] open = Bytes.of(start);
    byte[] close = Bytes.of(end);
    int begins = Shape.stands(open, bytes, from, to);
    if (begins <= 0) {
      return begins == 0 ? Look.MORE : Look.OTHER;
    }
    byte[] body = new byte[Math.min(longest, to - from)];
    int n = 0;
    int i = from + open.length;
    while (i < to) {
      if (i - from >= longest) {
        return Look.broken(1);
      }
      int b = bytes[i] & 0xFF;
      if (escape.leads(b)) {
        if (i + 1 >= to) {
          return Look.MORE;
        }
        int plain = escape.byteOf(b, bytes[i + 1]);
        if (plain >= 0) {
          body[n++] = (byte) plain;
          i += 2;
          continue;
        }
      }
      int ends = Shape.stands(close, bytes, i, to);
      if (ends > 0) {
        return closed(Arrays.copyOf(body, n), i + close.length - from);
      }
      if (ends == 0) {
        return Look.MORE;
      }
      if (seven && b >= 0xF8) {
        i++;
        continue;
      }
      boolean foreign = seven && b > 0x7F || escape.leads(b) || escape.covers(b);
      if (foreign || Shape.stands(open, bytes, i, to) > 0 && !seven && open.length > 1) {
        return Look.broken(i - from);
      }
      body[n++] = (byte) b;
      i++;
    }
    return i - from >= longest ? Look.broken(1) : Look.MORE;
  }

  private Look closed(byte[] body, int length) {
    int sum = sumOptional && (body.length - plain) % 2 == 0 ? 0 : checksum.length();
    int n = body.length - sum - (counted ? 1 : 0);
    if (n < 0) {
      return Look.broken(length);
    }
    boolean right = sum == 0 || Arrays.equals(sumOf(body, body.length - sum), tail(body, sum));
    boolean complete = !counted || (body[n] & 0xFF) == n;
    return (right && complete ? unpacked(Bytes.text(body, 0, n)) : Optional.<String>empty())
        .map(payload -> Look.frame(length, payload))
        .orElseGet(() -> Look.broken(length));
  }

  private Optional<String> unpacked(String body) {
    int head = Math.min(plain, body.length());
    return packed.isEmpty()
        ? Optional.of(body)
        : packed.get().unpack(body.substring(head)).map(rest -> body.substring(0, head) + rest);
  }

  private byte[] sumOf(byte[] body, int count) {
    int left = Math.min(count, Math.max(0, -sumFrom));
    byte[] head = Bytes.of(start.substring(start.length() - Math.max(0, sumFrom)));
    byte[] all = Arrays.copyOf(head, head.length + count - left);
    System.arraycopy(body, left, all, head.length, count - left);
    return checksum.of(all, 0, all.length);
  }

  private static byte[] tail(byte[] bytes, int count) {
    return Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
  }

  @Override
  public byte[] wrap(String payload) {
    int head = Math.min(plain, payload.length());
    String inside =
        packed
            .map(p -> payload.substring(0, head) + p.pack(payload.substring(head)))
            .orElse(payload);
    byte[] text = Bytes.of(counted ? inside + (char) inside.length() : inside);
    byte[] sum = sumOptional ? new byte[0] : sumOf(text, text.length);
    byte[] body = Arrays.copyOf(text, text.length + sum.length);
    System.arraycopy(sum, 0, body, text.length, sum.length);
    return Bytes.of(start + Bytes.text(escape.escape(body), 0, escape.escape(body).length) + end);
  }
}
