package hybridge.io.jack;

import static hybridge.io.jack.BlockWatch.Found.GOES_AGAIN;
import static hybridge.io.jack.BlockWatch.Found.NOTHING_NEW;
import static hybridge.io.jack.BlockWatch.Found.STANDS_STILL;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When blocks that do not come are told; times in milliseconds. */
class BlockWatchTest {
  private static final long MS = 1_000_000;
  private final BlockWatch watch = new BlockWatch();

  private BlockWatch.Found look(long count, long ms, long blockMs) {
    return watch.look(count, blockMs * MS, ms * MS);
  }

  @Test
  void aQuarterOfASecondWithoutABlockIsToldOnceAndSoIsTheNextBlock() {
    for (int ms = 0; ms <= 1000; ms += 50) {
      assertThat(look(ms, ms, 1)).isEqualTo(NOTHING_NEW);
    }
    for (int ms = 1050; ms <= 1250; ms += 50) {
      assertThat(look(1000, ms, 1)).isEqualTo(NOTHING_NEW);
    }
    assertThat(watch.stillForNanos(1250 * MS)).isZero();
    assertThat(look(1000, 1300, 1)).isEqualTo(STANDS_STILL);
    assertThat(watch.stillForNanos(1300 * MS)).isEqualTo(300 * MS);
    assertThat(look(1000, 1350, 1)).isEqualTo(NOTHING_NEW);
    assertThat(look(1001, 6000, 1)).as("a single block").isEqualTo(NOTHING_NEW);
    assertThat(look(1050, 6050, 1)).isEqualTo(NOTHING_NEW);
    assertThat(look(1100, 6100, 1)).isEqualTo(GOES_AGAIN);
    assertThat(watch.stillForNanos(6100 * MS)).isZero();
    assertThat(watch.stillSinceNanos()).isEqualTo(1000 * MS);
    assertThat(look(1150, 6150, 1)).isEqualTo(NOTHING_NEW);
  }

  /** A synchronous server that waits for a client that hangs: a block in 100 ms. */
  @Test
  void aServerThatCrawlsStandsStill() {
    int told = 0;
    for (int ms = 0; ms <= 3000; ms += 50) {
      BlockWatch.Found found = look(ms / 100, ms, 5);
      assertThat(found).isNotEqualTo(GOES_AGAIN);
      told += found == STANDS_STILL ? 1 : 0;
    }
    assertThat(told).isEqualTo(1);
    assertThat(watch.stillSinceNanos()).isZero();
    for (int ms = 3050; ms <= 3200; ms += 50) {
      told += look(30 + (ms - 3000) / 5, ms, 5) == GOES_AGAIN ? 1 : 0;
    }
    assertThat(told).isEqualTo(2);
  }

  /** 8 192 frames at 44.1 kHz take 186 ms. */
  @Test
  void longBlocksHaveThreeOfTheirOwn() {
    look(1, 0, 186);
    for (int ms = 50; ms <= 550; ms += 50) {
      assertThat(look(1, ms, 186)).isEqualTo(NOTHING_NEW);
    }
    assertThat(look(1, 600, 186)).isEqualTo(STANDS_STILL);
  }

  /** A laptop that was closed, a process that was stopped. */
  @Test
  void aWatchThatSleptItselfSaysNothing() {
    look(1, 0, 1);
    look(1, 50, 1);
    assertThat(look(1, 5000, 1)).isEqualTo(NOTHING_NEW);
    assertThat(look(1, 5100, 1)).isEqualTo(NOTHING_NEW);
    assertThat(look(1, 5200, 1)).isEqualTo(NOTHING_NEW);
    assertThat(look(1, 5300, 1)).isEqualTo(STANDS_STILL);
  }
}
