package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import hybridge.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All kernels in a row: the same bits however they are cut and run, and nothing allocated. */
class KernelBitsTest {
  /** Prints the vector width and the hash. */
  public static final class Hash {
    public static void main(String[] args) {
      System.out.println(Lanes.WIDTH + " " + BusyKernels.hash());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 17, 31})
  void everySegmentLengthGivesTheSameBits(int longest) {
    assertThat(BusyKernels.render(12_000, longest))
        .isEqualTo(BusyKernels.render(12_000, Lanes.GRID));
  }

  @Test
  void everyWidthAndTheInterpreterGiveTheSameBits() throws Exception {
    String here = BusyKernels.hash();
    String two = ChildJvm.run(Hash.class, List.of("-XX:MaxVectorSize=16")).strip();
    String four = ChildJvm.run(Hash.class, List.of("-XX:MaxVectorSize=32")).strip();
    String interpreted = ChildJvm.run(Hash.class, List.of("-Xint")).strip();
    assertThat(two).isEqualTo("2 " + here);
    assertThat(four.split(" ")[1]).isEqualTo(here);
    assertThat(interpreted.split(" ")[1]).isEqualTo(here);
  }

  @Test
  void everythingStaysFiniteAndBounded() {
    double peak = 0;
    for (double x : BusyKernels.render(24_000, Lanes.GRID)) {
      peak = Math.max(peak, Math.abs(x));
      assertThat(x).isFinite();
    }
    assertThat(peak).isBetween(0.1, 1000.0);
  }

  @Test
  void warmKernelsAllocateNothing() {
    int frames = 48_000;
    BusyKernels kernels = new BusyKernels(frames);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long me = Thread.currentThread().threadId();
    long empty = threads.getThreadAllocatedBytes(me);
    empty = threads.getThreadAllocatedBytes(me) - empty;
    long allocated = 0;
    int warm = 60_000;
    for (int i = 0; i < warm + 10_000; i++) {
      long before = threads.getThreadAllocatedBytes(me);
      if (i % 7 == 0) {
        kernels.turnAKnob();
      }
      kernels.grid();
      kernels.segment(32 * i % frames, 20);
      kernels.segment((32 * i + 20) % frames, 12);
      long bytes = threads.getThreadAllocatedBytes(me) - before - empty;
      if (i >= warm) {
        allocated += bytes;
      }
    }
    assertThat(allocated).isZero();
  }
}
