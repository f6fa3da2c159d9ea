package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A wire whose far side is the test. */
final class ScriptedLink implements Link {
  private final List<String> sent = new ArrayList<>();
  private final ByteArrayOutputStream coming = new ByteArrayOutputStream();
  private boolean open = true;
  private boolean takes = true;
  private int generation = 1;

  /** The box says a line. */
  void says(String line) {
    byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    coming.write(bytes, 0, bytes.length);
  }

  /** Takes what was sent since the last look. */
  List<String> sent() {
    List<String> lines = List.copyOf(sent);
    sent.clear();
    return lines;
  }

  void expect(String... lines) {
    assertThat(sent()).containsExactly(lines);
  }

  void pull() {
    open = false;
  }

  void plug() {
    open = true;
    generation++;
  }

  void refuse() {
    takes = false;
  }

  @Override
  public String name() {
    return "script";
  }

  @Override
  public boolean open() {
    return open;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public String trouble() {
    return open ? "" : "pulled";
  }

  @Override
  public boolean write(byte[] bytes) {
    if (!takes) {
      open = false;
      takes = true;
      return false;
    }
    sent.add(new String(bytes, StandardCharsets.US_ASCII).strip());
    return true;
  }

  @Override
  public int read(byte[] into) {
    byte[] all = coming.toByteArray();
    int n = Math.min(all.length, into.length);
    System.arraycopy(all, 0, into, 0, n);
    coming.reset();
    coming.write(all, n, all.length - n);
    return n;
  }

  @Override
  public void close() {
    open = false;
  }
}
