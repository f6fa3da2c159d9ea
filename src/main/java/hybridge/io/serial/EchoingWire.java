package hybridge.io.serial;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * A wire that hears what it says, as two-wire adapters do. What comes back whole is no answer and
 * is left out; where it differs, the box or somebody else spoke, and all of it is passed on.
 */
final class EchoingWire implements ReopeningLink.Wire {
  private static final byte[] NOTHING = {};

  private final ReopeningLink.Wire wire;
  private final ArrayDeque<Byte> heard = new ArrayDeque<>();
  private byte[] said = NOTHING;
  private int matched;

  EchoingWire(ReopeningLink.Wire wire) {
    this.wire = wire;
  }

  @Override
  public int read(byte[] into) throws IOException {
    if (heard.isEmpty()) {
      int n = wire.read(into);
      for (int i = 0; i < n; i++) {
        hear(into[i]);
      }
    }
    int n = 0;
    while (n < into.length && !heard.isEmpty()) {
      into[n++] = heard.poll();
    }
    return n;
  }

  private synchronized void hear(byte b) {
    if (matched < said.length && said[matched] == b) {
      matched++;
      if (matched == said.length) {
        expect(NOTHING);
      }
      return;
    }
    for (int i = 0; i < matched; i++) {
      heard.add(said[i]);
    }
    expect(NOTHING);
    heard.add(b);
  }

  private synchronized void expect(byte[] bytes) {
    said = bytes;
    matched = 0;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    expect(bytes.clone());
    wire.write(bytes);
  }

  @Override
  public void close() {
    wire.close();
  }
}
