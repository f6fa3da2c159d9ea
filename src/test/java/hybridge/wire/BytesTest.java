package hybridge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
  @Property
  void whatIsWrittenIsReadAgain(@ForAll @CharRange(from = 0, to = 255) String text) {
    assertThat(Bytes.fromWritten(Bytes.written(text))).isEqualTo(text);
    assertThat(Bytes.fromHex(Bytes.hex(text))).isEqualTo(text);
  }

  @Test
  void wordsStandInQuotationMarksAndBytesInHexadecimal() {
    assertThat(Bytes.written("SET \"A\"\\ 1\r\n")).isEqualTo("\"SET \\\"A\\\"\\\\ 1\\r\\n\"");
    assertThat(Bytes.written("\u00f0\u0000\u00f7")).isEqualTo("F0 00 F7");
    assertThat(Bytes.fromWritten("\"\\e\\x1b\\xFFa\\t\"")).isEqualTo("\u001b\u001b\u00ffa\t");
    assertThat(Bytes.fromWritten("f0 0 0F7")).isEqualTo("\u00f0\u0000\u00f7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"", "\"a", "\"a\\\"", "\"\\q\"", "\"\\x1\"", "\"a\"b\"", "\"€\"", "F", "zz"})
  void nothingElseIs(String written) {
    assertThatThrownBy(() -> Bytes.fromWritten(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(written);
  }
}
