package hybridge.outboard;

/** A wire without length to a simulator, on a clock of the test. */
class SimulatorLink implements Link {
  private final Simulator box;
  long now;

  SimulatorLink(Simulator box) {
    this.box = box;
  }

  @Override
  public String name() {
    return "simulator";
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
    box.hear(bytes, bytes.length, now);
    return true;
  }

  @Override
  public int read(byte[] into) {
    return box.say(into, now);
  }

  @Override
  public void close() {
    box.unplug();
  }
}
