package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A wire that several units share loses nothing, however much comes at once. */
class BusTest {

  /** A wire on which so many bytes wait, numbered in turn. */
  private static final class Full implements Link {
    private final int all;
    private int taken;
    private int renewed;

    Full(int all) {
      this.all = all;
    }

    @Override
    public String name() {
      return "full";
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
      return true;
    }

    @Override
    public int read(byte[] into) {
      int n = Math.min(into.length, all - taken);
      for (int i = 0; i < n; i++) {
        into[i] = (byte) (taken + i);
      }
      taken += n;
      return n;
    }

    @Override
    public void renew() {
      renewed++;
    }

    @Override
    public void close() {}
  }

  @Test
  void moreThanFitsComesInTurns() {
    Bus bus = new Bus(new Full(100_000));
    Link[] units = {bus.member(), bus.member()};
    int[] heard = new int[2];
    byte[] buffer = new byte[300];
    boolean more = true;
    while (more) {
      more = false;
      for (int u = 0; u < 2; u++) {
        int n;
        while ((n = units[u].read(buffer)) > 0) {
          for (int i = 0; i < n; i++) {
            assertThat(buffer[i]).isEqualTo((byte) heard[u]++);
          }
          more = true;
        }
      }
    }
    assertThat(heard).containsExactly(100_000, 100_000);
  }

  @Test
  void itIsOpenedAnewWhenNobodyOnItHearsAnything() {
    Full wire = new Full(0);
    Bus bus = new Bus(wire);
    Link one = bus.member();
    Link other = bus.member();
    one.renew();
    one.renew();
    assertThat(wire.renewed).isZero();
    other.renew();
    assertThat(wire.renewed).isEqualTo(1);
    assertThat(Arrays.asList(one.shared(), other.shared())).containsOnly(true);
  }
}
