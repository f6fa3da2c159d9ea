package hybridge.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FourteenBitsTest {
  private static final long MS = 1_000_000;
  private final List<Integer> out = new ArrayList<>();

  @Property
  void bothHalvesMakeOneValue(@ForAll @IntRange(min = 0, max = 16_383) int value) {
    List<Integer> heard = new ArrayList<>();
    FourteenBits high = new FourteenBits(false);
    high.high(value >> 7, 0, heard::add);
    high.low(value & 0x7F, 0, heard::add);
    FourteenBits low = new FourteenBits(true);
    low.low(value & 0x7F, 0, heard::add);
    low.high(value >> 7, 0, heard::add);
    assertThat(heard).containsExactly(value, value);
  }

  @Test
  void aCoarseHalfAloneWaitsTenMilliseconds() {
    FourteenBits bits = new FourteenBits(false);
    bits.high(0x40, 0, out::add);
    bits.low(0x01, 0, out::add);
    bits.high(0x41, 20 * MS, out::add);
    bits.tick(29 * MS, out::add);
    assertThat(out).containsExactly(0x40 << 7 | 1);
    bits.tick(30 * MS, out::add);
    bits.tick(40 * MS, out::add);
    assertThat(out).as("once").containsExactly(0x40 << 7 | 1, 0x41 << 7);
  }

  @Test
  void whoHasNoFineHalvesReachesTheTopAllTheSame() {
    FourteenBits bits = new FourteenBits(false);
    bits.high(0x7E, 0, out::add);
    bits.high(0x7F, MS, out::add);
    bits.tick(20 * MS, out::add);
    assertThat(out).containsExactly(0x7E << 7 | 0x7E, 16_383);
  }

  @Test
  void aFineHalfAloneMovesWithinTheCoarseOne() {
    FourteenBits bits = new FourteenBits(false);
    bits.low(5, 0, out::add);
    assertThat(out).as("nothing is known of the coarse half").isEmpty();
    bits.high(0x10, 0, out::add);
    bits.low(5, 0, out::add);
    bits.low(6, 0, out::add);
    assertThat(out).containsExactly(0x10 << 7 | 5, 0x10 << 7 | 6);
  }

  @Test
  void fineFirstWithoutANewCoarseHalf() {
    FourteenBits bits = new FourteenBits(true);
    bits.low(5, 0, out::add);
    bits.high(0x10, 0, out::add);
    bits.low(6, 20 * MS, out::add);
    bits.tick(30 * MS, out::add);
    assertThat(out).containsExactly(0x10 << 7 | 5, 0x10 << 7 | 6);
  }
}
