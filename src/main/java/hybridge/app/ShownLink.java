package hybridge.app;

import hybridge.outboard.Link;
import hybridge.outboard.Relay;
import hybridge.wire.Bytes;
import java.util.function.Consumer;

/**
 * A wire whose bytes can be shown to a person while they go by: {@code > F0 7E} ours, {@code <} the
 * box's. Used by one thread.
 */
final class ShownLink extends Relay {
  private final Consumer<String> out;
  private boolean shown;

  ShownLink(Link link, Consumer<String> out) {
    super(link);
    this.out = out;
  }

  void show(boolean on) {
    shown = on;
  }

  @Override
  public boolean write(byte[] bytes) {
    boolean taken = super.write(bytes);
    if (shown && taken) {
      out.accept("> " + Bytes.written(Bytes.text(bytes, 0, bytes.length)));
    }
    return taken;
  }

  @Override
  public int read(byte[] into) {
    int count = super.read(into);
    if (shown && count > 0) {
      out.accept("< " + Bytes.written(Bytes.text(into, 0, count)));
    }
    return count;
  }
}
