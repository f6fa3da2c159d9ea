package hybridge.wire;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines of printable ASCII. Takes any bytes in any pieces, never
 * throws, and holds at most one line: what is too long or not printable is dropped to the next line
 * end and counted. Used by one thread.
 */
public final class LineFraming {
  private final boolean[] ends = new boolean[256];
  private final byte[] line;
  private int length;
  private boolean spoiled;
  private long dropped;

  /**
   * @param ends each of these characters ends a line
   * @param longest the longest line in characters, ends not counted
   */
  public LineFraming(String ends, int longest) {
    for (byte end : ends.getBytes(StandardCharsets.ISO_8859_1)) {
      this.ends[end & 0xFF] = true;
    }
    this.line = new byte[longest];
  }

  /** Takes the next bytes and hands on each line that is whole; empty lines mean nothing. */
  public void take(byte[] bytes, int count, Consumer<String> lines) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (ends[b & 0xFF]) {
        end(lines);
      } else if (b < 0x20 || b == 0x7F || length == line.length) {
        spoiled = true;
      } else if (!spoiled) {
        line[length++] = b;
      }
    }
  }

  private void end(Consumer<String> lines) {
    int whole = length;
    boolean bad = spoiled;
    length = 0;
    spoiled = false;
    if (bad) {
      dropped++;
    } else if (whole > 0) {
      lines.accept(new String(line, 0, whole, StandardCharsets.US_ASCII));
    }
  }

  /** Forgets the beginning of a line: the port was opened anew. */
  public void reset() {
    length = 0;
    spoiled = false;
  }

  /** Lines dropped so far because they were too long or held bytes that are no text. */
  public long dropped() {
    return dropped;
  }
}
