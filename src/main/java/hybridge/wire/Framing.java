package hybridge.wire;

import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into frames of one or more shapes. Takes any bytes in any pieces, never
 * throws, holds at most one frame, and finds the next good one after any noise. Used by one thread.
 */
public final class Framing {
  private final List<Shape> shapes;
  private final byte[] held;
  private int from;
  private int to;
  private boolean spoiled;
  private boolean noise;
  private long dropped;

  /**
   * @param shapes tried in this order
   */
  public Framing(List<Shape> shapes) {
    this.shapes = List.copyOf(shapes);
    int longest = shapes.stream().mapToInt(Shape::longest).max().orElse(1);
    this.held = new byte[2 * longest + 16];
  }

  /** Takes the next bytes and hands on what each whole frame carries. */
  public void take(byte[] bytes, int count, Consumer<String> payloads) {
    int taken = 0;
    while (taken < count) {
      System.arraycopy(held, from, held, 0, to - from);
      to -= from;
      from = 0;
      int n = Math.min(count - taken, held.length - to);
      System.arraycopy(bytes, taken, held, to, n);
      to += n;
      taken += n;
      scan(payloads);
      if (to - from == held.length) {
        drop(1);
      }
    }
  }

  private void scan(Consumer<String> payloads) {
    while (from < to && step(payloads)) {
      // One frame, or one piece of noise, each time.
    }
  }

  private boolean step(Consumer<String> payloads) {
    boolean more = false;
    Shape.Look worst = null;
    for (Shape shape : shapes) {
      Shape.Look look = shape.look(held, from, to, spoiled);
      switch (look.kind()) {
        case FRAME -> {
          from += look.length();
          noise = false;
          payloads.accept(look.payload());
          return true;
        }
        case NOTHING -> {
          from += look.length();
          return true;
        }
        case MORE -> more = true;
        case SPOILED, BROKEN -> worst = worst == null ? look : worst;
        case OTHER -> {}
      }
    }
    if (more) {
      return false;
    }
    if (worst == null) {
      drop(1);
      return true;
    }
    spoiled = worst.kind() == Shape.Look.Kind.SPOILED;
    from += worst.length();
    if (!spoiled) {
      dropped++;
    }
    return true;
  }

  /** A byte that belongs to nothing; a run of them counts once. */
  private void drop(int count) {
    from += count;
    dropped += noise ? 0 : 1;
    noise = true;
  }

  /**
   * Nothing came for so long that what is held is no beginning of a frame: looks for one behind it.
   */
  public void lapse(Consumer<String> payloads) {
    while (from < to) {
      drop(1);
      scan(payloads);
    }
  }

  /** Is the beginning of a frame waiting for its rest? */
  public boolean waiting() {
    return from < to;
  }

  /** Forgets what is held: the port was opened anew. */
  public void reset() {
    from = 0;
    to = 0;
    spoiled = false;
    noise = false;
  }

  /** Frames and runs of noise dropped so far. */
  public long dropped() {
    return dropped;
  }

  /**
   * The bytes of a frame of the first shape that takes this payload.
   *
   * @throws IllegalArgumentException if none does
   */
  public static byte[] wrap(List<Shape> shapes, String payload) {
    for (Shape shape : shapes) {
      byte[] bytes = shape.wrap(payload);
      if (bytes != null) {
        return bytes;
      }
    }
    throw new IllegalArgumentException(
        "no frame of this protocol carries " + Bytes.hex(payload) + "");
  }
}
