package hybridge.outboard;

import hybridge.outboard.Simulator.Fault;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a simulated box says and when: bytes on their way out, with what goes wrong on the way.
 * Owned by {@link Simulator}.
 */
final class Outlet {
  private static final long BYTE_NANOS = 1_000_000L;
  private static final int LINES_TO_GARBLE = 5;

  /** Bytes on their way out, in the order of the wire. */
  private record Said(long at, byte[] bytes) {}

  Set<Fault> faults = EnumSet.noneOf(Fault.class);

  private final ArrayDeque<Said> said = new ArrayDeque<>();
  private final long lateNanos;
  private int lines;

  /**
   * @param lateNanos how late the answers of a box are that has {@link Fault#LATE}
   */
  Outlet(long lateNanos) {
    this.lateNanos = lateNanos;
  }

  /** Says something, whatever the faults. */
  void plainly(byte[] bytes, long at) {
    said.add(new Said(at, bytes));
  }

  /**
   * @param byItself nobody asked for it
   */
  void say(byte[] message, boolean byItself, long now) {
    if (faults.contains(Fault.SILENCE)) {
      return;
    }
    byte[] bytes = message.clone();
    if (faults.contains(Fault.GARBLE) && ++lines % LINES_TO_GARBLE == 0) {
      bytes[lines / LINES_TO_GARBLE % bytes.length] ^= (byte) 0x80;
    }
    long at = now + (faults.contains(Fault.LATE) && !byItself ? lateNanos : 0);
    if (faults.contains(Fault.SPLIT)) {
      for (int i = 0; i < bytes.length; i++) {
        said.add(new Said(at + i * BYTE_NANOS, new byte[] {bytes[i]}));
      }
    } else {
      said.add(new Said(at, bytes));
    }
  }

  /** Puts something behind what was said last, in one piece with it. */
  void merge(byte[] more) {
    if (said.pollLast() instanceof Said(long at, byte[] before)) {
      byte[] both = Arrays.copyOf(before, before.length + more.length);
      System.arraycopy(more, 0, both, before.length, more.length);
      said.add(new Said(at, both));
    }
  }

  /** The next piece that is due; returns how many bytes, 0 when there is none. */
  int take(byte[] into, long now) {
    if (said.isEmpty() || said.peek().at() - now > 0) {
      return 0;
    }
    byte[] bytes = said.poll().bytes();
    int count = Math.min(into.length, bytes.length);
    System.arraycopy(bytes, 0, into, 0, count);
    return count;
  }

  /** When there is something to take, or {@link Long#MAX_VALUE}. */
  long due() {
    return said.isEmpty() ? Long.MAX_VALUE : said.peek().at();
  }

  void clear() {
    said.clear();
  }
}
