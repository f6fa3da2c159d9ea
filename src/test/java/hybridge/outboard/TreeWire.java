package hybridge.outboard;

import hybridge.testing.TreeBox;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A wire to a box whose parameters hang on a tree, on a clock of the test. */
final class TreeWire implements Link {
  private record Late(long at, byte[] bytes) {}

  long now;

  /** How long its answers take. */
  long delayNanos;

  /** After so many answers the cable is pulled. */
  int answersLeft = Integer.MAX_VALUE;

  private final TreeBox box;
  private final Deque<Late> under = new ArrayDeque<>();

  TreeWire(TreeBox box) {
    this.box = box;
  }

  @Override
  public String name() {
    return "tree";
  }

  @Override
  public boolean open() {
    return true;
  }

  @Override
  public int generation() {
    return 1;
  }

  @Override
  public String trouble() {
    return "";
  }

  @Override
  public boolean write(byte[] bytes) {
    if (answersLeft-- <= 0) {
      return true;
    }
    box.hear(bytes, bytes.length);
    byte[] answer = new byte[4096];
    int n = box.say(answer);
    under.add(new Late(now + delayNanos, Arrays.copyOf(answer, n)));
    return true;
  }

  @Override
  public int read(byte[] into) {
    int spontaneous = box.say(into);
    if (spontaneous > 0) {
      return spontaneous;
    }
    if (under.isEmpty() || under.peek().at() > now) {
      return 0;
    }
    byte[] bytes = under.poll().bytes();
    System.arraycopy(bytes, 0, into, 0, bytes.length);
    return bytes.length == 0 ? read(into) : bytes.length;
  }

  @Override
  public void close() {}
}
