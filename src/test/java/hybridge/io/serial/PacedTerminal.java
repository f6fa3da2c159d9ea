package hybridge.io.serial;

import hybridge.outboard.Simulator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A simulator behind a pseudo-terminal whose bytes take their time, both ways, as on a serial wire:
 * a message is heard when its last byte would have arrived, and an answer arrives when its last
 * byte has.
 */
final class PacedTerminal implements AutoCloseable {
  private record Piece(long at, byte[] bytes) {}

  private final PseudoTerminal terminal;
  private final Simulator box;
  private final long nanosPerByte;
  private final Thread ear;
  private final Thread wire;
  private final ArrayDeque<Piece> toBox = new ArrayDeque<>();
  private final ArrayDeque<Piece> toHost = new ArrayDeque<>();
  private long toBoxFreeAt = Long.MIN_VALUE;
  private long toHostFreeAt = Long.MIN_VALUE;
  private volatile boolean stop;

  /** Bytes both ways so far. */
  volatile long bytes;

  /** Pieces that came from the host: messages, as long as they do not crowd. */
  volatile long messages;

  /** The longest time that what was written still had to wait. */
  volatile long worstBacklogNanos;

  volatile byte[] last = {};
  volatile long lastBegunAt;

  PacedTerminal(Simulator box, long nanosPerByte) throws IOException {
    this.terminal = PseudoTerminal.open();
    this.box = box;
    this.nanosPerByte = nanosPerByte;
    this.wire = Thread.ofPlatform().name("paced-wire").daemon(true).start(this::carry);
    this.ear = Thread.ofPlatform().name("paced-ear").daemon(true).start(this::listen);
  }

  String path() {
    return terminal.path().toString();
  }

  private void listen() {
    byte[] into = new byte[4096];
    int n;
    while (!stop && (n = terminal.read(into, 100)) >= 0) {
      if (n > 0) {
        long now = System.nanoTime();
        synchronized (this) {
          long begin = Math.max(toBoxFreeAt, now);
          worstBacklogNanos = Math.max(worstBacklogNanos, begin - now);
          toBoxFreeAt = begin + n * nanosPerByte;
          last = Arrays.copyOf(into, n);
          lastBegunAt = now;
          toBox.add(new Piece(toBoxFreeAt, last));
          bytes += n;
          messages++;
        }
        LockSupport.unpark(wire);
      }
    }
  }

  private void carry() {
    byte[] into = new byte[4096];
    while (!stop) {
      long now = System.nanoTime();
      Piece out = null;
      long next = now + 50_000_000L;
      synchronized (this) {
        while (!toBox.isEmpty() && toBox.peek().at() <= now) {
          byte[] b = toBox.poll().bytes();
          box.hear(b, b.length, now);
        }
        int n;
        while ((n = box.say(into, now)) > 0) {
          toHostFreeAt = Math.max(toHostFreeAt, now) + n * nanosPerByte;
          toHost.add(new Piece(toHostFreeAt, Arrays.copyOf(into, n)));
          bytes += n;
        }
        if (!toHost.isEmpty() && toHost.peek().at() <= now) {
          out = toHost.poll();
        }
        next = toBox.isEmpty() ? next : Math.min(next, toBox.peek().at());
        next = toHost.isEmpty() ? next : Math.min(next, toHost.peek().at());
        next = Math.min(next, box.nextNanos());
      }
      if (out != null) {
        terminal.write(out.bytes(), out.bytes().length);
      } else {
        LockSupport.parkNanos(next - now);
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop = true;
    LockSupport.unpark(wire);
    wire.join(2_000);
    ear.join(2_000);
    terminal.close();
  }
}
