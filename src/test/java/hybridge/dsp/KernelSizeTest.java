package hybridge.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The long loops are compiled by themselves: HotSpot never inlines a hot method of more than 325
 * bytes (FreqInlineSize). Shorter, they would be compiled into whatever calls them, and a caller
 * with many of them passes the compiler's node limit: vector operations then make objects.
 */
class KernelSizeTest {
  private static final int LARGEST_INLINED = 325;

  @ParameterizedTest
  @CsvSource({
    "LaneCompressor, process",
    "LaneCompressor, listen",
    "LaneCompressor, reduce",
    "LaneCompressor, apply",
    "LaneGate, gate",
    "LaneSvf, process",
    "LaneSvf, moving",
    "LaneSvf, stillTwo",
    "LaneSvf, stillThree"
  })
  void theLoopIsTooLongToBeInlined(String type, String method) throws IOException {
    int longest =
        ClassFile.of()
            .parse(Path.of("target/classes/hybridge/dsp", type + ".class"))
            .methods()
            .stream()
            .filter(m -> m.methodName().equalsString(method))
            .flatMap(m -> m.findAttribute(Attributes.code()).stream())
            .mapToInt(code -> code.codeLength())
            .max()
            .orElseThrow();
    assertThat(longest).isGreaterThan(LARGEST_INLINED);
  }
}
