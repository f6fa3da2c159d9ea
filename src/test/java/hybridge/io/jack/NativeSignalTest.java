package hybridge.io.jack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import hybridge.rt.Signal;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class NativeSignalTest {
  private final Signal signal = NativeSignal.best();

  @Test
  void isTheSystemsOwnHere() {
    assertThat(signal).isInstanceOf(NativeSignal.class);
  }

  @Test
  void waitsNoLongerThanAskedFor() throws InterruptedException {
    long start = System.nanoTime();
    signal.await(120_000_000); // more than one nap
    assertThat(System.nanoTime() - start).isBetween(120_000_000L, 1_000_000_000L);
    signal.await(0);
  }

  @Test
  void postBeforeTheWaitIsNotLostAndManyAreOne() throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      signal.post();
    }
    long start = System.nanoTime();
    signal.await(5_000_000_000L);
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    long second = System.nanoTime();
    signal.await(20_000_000);
    assertThat(System.nanoTime() - second).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void wakesASleeper() throws InterruptedException {
    Thread poster =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(20);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  signal.post();
                });
    long start = System.nanoTime();
    signal.await(5_000_000_000L);
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    poster.join();
  }

  @Test
  void canBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> signal.await(5_000_000_000L)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void postAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int i = 0; i < 400_000; i++) {
      if (i == 390_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      signal.post();
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
  }
}
