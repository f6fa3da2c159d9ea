package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {
  private static Encoding of(Encoding.Kind kind) {
    return new Encoding(kind, List.of(), List.of(), false);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "TWOS,01,1",
    "TWOS,7F,-1",
    "TWOS,3F,63",
    "TWOS,41,-63",
    "TWOS,00,0",
    "TWOS,40,0",
    "OFFSET64,41,1",
    "OFFSET64,3F,-1",
    "OFFSET64,40,0",
    "OFFSET64,7F,63",
    "OFFSET64,01,-63",
    "SIGN6,01,1",
    "SIGN6,41,-1",
    "SIGN6,00,0",
    "SIGN6,40,0",
    "SIGN6,0F,15",
    "SIGN6,4F,-15",
    "SIGN6INV,41,1",
    "SIGN6INV,01,-1",
    "SIGN6INV,45,5",
    "SIGN6INV,05,-5",
    "SIGN6INV,40,0",
  })
  void theTableOfEachEncoding(String kind, String hex, int ticks) {
    assertThat(of(Encoding.Kind.valueOf(kind)).ticks(Integer.parseInt(hex, 16))).isEqualTo(ticks);
  }

  @Test
  void listsOfTheDevicesOwn() {
    Encoding table =
        new Encoding(
            Encoding.Kind.TABLE, List.of(0x41, 0x42, 0x43), List.of(0x3F, 0x3E, 0x3D), false);
    assertThat(table.ticks(0x43)).isEqualTo(3);
    assertThat(table.ticks(0x3E)).isEqualTo(-2);
    assertThat(table.ticks(0x10)).isZero();
    Encoding two = new Encoding(Encoding.Kind.TWOVALUE, List.of(0x7F), List.of(0x00), false);
    assertThat(two.ticks(0x7F)).isEqualTo(1);
    assertThat(two.ticks(0x00)).isEqualTo(-1);
    assertThat(two.ticks(0x40)).isZero();
  }

  @Test
  void someMakersMeanOneByNone() {
    Encoding e = new Encoding(Encoding.Kind.SIGN6, List.of(), List.of(), true);
    assertThat(e.ticks(0x00)).isEqualTo(1);
    assertThat(e.ticks(0x40)).isEqualTo(-1);
  }

  @Property
  void whatIsSaidIsUnderstood(@ForAll @IntRange(min = -63, max = 63) int ticks) {
    for (Encoding.Kind kind :
        List.of(
            Encoding.Kind.TWOS,
            Encoding.Kind.OFFSET64,
            Encoding.Kind.SIGN6,
            Encoding.Kind.SIGN6INV)) {
      assertThat(of(kind).ticks(of(kind).value(ticks))).as("%s", kind).isEqualTo(ticks);
    }
  }
}
