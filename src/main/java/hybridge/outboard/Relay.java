package hybridge.outboard;

/**
 * A wire that hands everything on to another one; whoever wants to see or change something of it
 * overrides that.
 */
public class Relay implements Link {
  protected final Link link;

  protected Relay(Link link) {
    this.link = link;
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public boolean open() {
    return link.open();
  }

  @Override
  public int generation() {
    return link.generation();
  }

  @Override
  public String trouble() {
    return link.trouble();
  }

  @Override
  public boolean write(byte[] bytes) {
    return link.write(bytes);
  }

  @Override
  public int read(byte[] into) {
    return link.read(into);
  }

  @Override
  public long nanosPerByte() {
    return link.nanosPerByte();
  }

  @Override
  public long lookNanos() {
    return link.lookNanos();
  }

  @Override
  public Object wire() {
    return link.wire();
  }

  @Override
  public boolean shared() {
    return link.shared();
  }

  @Override
  public long freeAt(long nanos) {
    return link.freeAt(nanos);
  }

  @Override
  public void seize() {
    link.seize();
  }

  @Override
  public void release(long quiet) {
    link.release(quiet);
  }

  @Override
  public void renew() {
    link.renew();
  }

  @Override
  public void close() {
    link.close();
  }
}
