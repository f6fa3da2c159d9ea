package hybridge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FramingTest {
  private final Framing framing = new Framing(List.of(new LineShape("\n", "\r\n", 16, false)));
  private final List<String> lines = new ArrayList<>();

  private void take(byte[] bytes) {
    framing.take(bytes, bytes.length, lines::add);
  }

  private void take(String text) {
    take(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void linesComeWholeHoweverTheyAreCut() {
    take("THR -20.0\r\nRA");
    take("T 4.0\n\n");
    assertThat(lines).containsExactly("THR -20.0", "RAT 4.0");
    assertThat(framing.dropped()).isZero();
  }

  @Test
  void aLineThatIsTooLongIsDroppedAndCounted() {
    take("x".repeat(17) + "\nTHR 1\n" + "y".repeat(16) + "\n");
    assertThat(lines).containsExactly("THR 1", "y".repeat(16));
    assertThat(framing.dropped()).isEqualTo(1);
  }

  @Test
  void aLineWithBytesThatAreNoTextIsDroppedAndCounted() {
    take("TH\u00d2 1\nTHR\u00012\nTHR 3\n");
    assertThat(lines).containsExactly("THR 3");
    assertThat(framing.dropped()).isEqualTo(2);
  }

  @Test
  void halfALineIsForgottenWhenThePortIsOpenedAnew() {
    take("THR -2");
    framing.reset();
    take("RAT 4.0\n");
    assertThat(lines).containsExactly("RAT 4.0");
  }

  @Property(tries = 500)
  void afterAnyBytesTheNextGoodLineIsUnderstood(
      @ForAll @Size(max = 300) byte[] noise, @ForAll @IntRange(min = 1, max = 7) int piece) {
    Framing fresh = new Framing(List.of(new LineShape("\n", "\r\n", 16, false)));
    List<String> found = new ArrayList<>();
    for (int at = 0; at < noise.length; at += piece) {
      int n = Math.min(piece, noise.length - at);
      byte[] part = java.util.Arrays.copyOfRange(noise, at, at + n);
      fresh.take(part, n, found::add);
    }
    byte[] good = "\nTHR -20.0\n".getBytes(StandardCharsets.US_ASCII);
    fresh.take(good, good.length, found::add);
    assertThat(found.getLast()).isEqualTo("THR -20.0");
    assertThat(found).allSatisfy(l -> assertThat(l.length()).isBetween(1, 16));
  }
}
