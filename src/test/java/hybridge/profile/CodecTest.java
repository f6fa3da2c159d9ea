package hybridge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

  @ParameterizedTest
  @CsvSource({
    "LETTER_FOR_SIDE,-3,2,L03", "LETTER_FOR_SIDE,3,2,R03", "LETTER_FOR_SIDE,0,2,000",
    "LETTER_FOR_SIDE,-15,2,L15", "ZERO_WITHOUT_SIGN,2,2,+02", "ZERO_WITHOUT_SIGN,-10,2,-10",
    "ZERO_WITHOUT_SIGN,0,2,000", "ZERO_WITHOUT_SIGN,7,1,+7", "ZERO_WITHOUT_SIGN,0,1,00"
  })
  void signsOfTheirOwn(Codec.Signs signs, long number, int width, String text) {
    assertThat(signs.text(number, width)).isEqualTo(text);
    assertThat(signs.number(text)).isEqualTo(OptionalLong.of(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "L", "03", "X03", "L0x", "l03", "L-3", "R9999999999999", "+", " 000"})
  void otherTextsAreNoNumbers(String text) {
    assertThat(Codec.Signs.LETTER_FOR_SIDE.number(text)).isEmpty();
  }

  @Property
  void theEighthBitStandsBesideTheAddress(
      @ForAll @IntRange(max = 255) int number, @ForAll @IntRange(min = 1, max = 31) int address) {
    Codec.Placing p = Codec.Placing.EIGHTH_BIT_WITH_ADDRESS;
    long low = p.low(number);
    long with = p.address(number, address);
    assertThat(low).isBetween(0L, 127L);
    // Bit 5 and nothing else of it is the number's.
    assertThat(with).isEqualTo(address + (number / 128) * 32);
    assertThat(p.number(low, with, address)).isEqualTo(OptionalLong.of(number));
    assertThat(p.number(low, with, address % 31 + 1)).as("another unit's").isEmpty();
    assertThat(p.number(low, with | 0x40, address)).as("no such byte").isEmpty();
  }

  @Test
  void aWrongNameIsToldThoseThatThereAre() throws Exception {
    String text =
        Files.readString(Path.of("device-profiles/outboard/rotel/rc-1572.yaml"))
            .replace("codec: letter-for-side", "codec: letter-for-sides");
    Problems problems = new Problems("rc-1572.yaml");
    assertThat(UnitProfileReader.parse(text, problems)).isEmpty();
    assertThat(problems.list())
        .anyMatch(
            p ->
                p.at().endsWith("balance.codec")
                    && p.wanted().contains("zero-without-sign")
                    && p.wanted().contains("eighth-bit-with-address")
                    && p.hint().contains("letter-for-side"));
  }

  @Test
  void aCodecThatCannotCarryTheRangeIsRefused() throws Exception {
    String text =
        Files.readString(Path.of("src/test/resources/profiles/eighth-bit.yaml"))
            .replace("offset: 192", "offset: 200");
    Problems problems = new Problems("eighth-bit.yaml");
    assertThat(UnitProfileReader.parse(text, problems)).isEmpty();
    assertThat(problems.list()).anyMatch(p -> p.wanted().contains("0 to 255"));
  }
}
