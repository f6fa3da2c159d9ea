package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is our own voice and what is an answer. */
class EchoingWireTest {
  private final Deque<byte[]> pieces = new ArrayDeque<>();

  private final EchoingWire wire =
      new EchoingWire(
          new ReopeningLink.Wire() {
            @Override
            public int read(byte[] into) {
              byte[] piece = pieces.isEmpty() ? new byte[0] : pieces.poll();
              System.arraycopy(piece, 0, into, 0, piece.length);
              return piece.length;
            }

            @Override
            public void write(byte[] bytes) {}

            @Override
            public void close() {}
          });

  private byte[] heard() throws IOException {
    byte[] all = new byte[512];
    int count = 0;
    byte[] into = new byte[64];
    for (int empty = 0; empty < 2; ) {
      int n = wire.read(into);
      empty = n == 0 && pieces.isEmpty() ? empty + 1 : 0;
      System.arraycopy(into, 0, all, count, n);
      count += n;
    }
    return Arrays.copyOf(all, count);
  }

  private void come(int... bytes) {
    byte[] piece = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      piece[i] = (byte) bytes[i];
    }
    pieces.add(piece);
  }

  @Test
  void ourOwnVoiceIsLeftOutWhereverItIsCut() throws IOException {
    wire.write(new byte[] {2, 7, 3});
    come(2);
    come(7, 3, 2, 9, 3);
    assertThat(heard()).containsExactly(2, 9, 3);
  }

  @Test
  void anAdapterThatDoesNotHearItselfLosesNothing() throws IOException {
    wire.write(new byte[] {2, 7, 3});
    come(2, 9, 3);
    assertThat(heard()).containsExactly(2, 9, 3);
  }

  @Test
  void anAnswerEqualToTheQuestionIsHeardOnce() throws IOException {
    wire.write(new byte[] {2, 7, 3});
    come(2, 7, 3, 2, 7, 3);
    assertThat(heard()).containsExactly(2, 7, 3);
  }

  @Test
  void whatSomebodySpokeOverIsPassedOn() throws IOException {
    wire.write(new byte[] {2, 7, 3});
    come(2, 6, 3, 2, 7, 3);
    assertThat(heard()).containsExactly(2, 6, 3, 2, 7, 3);
  }

  @Property(tries = 300)
  void anAnswerBehindTheEchoComesWholeInAnyPieces(
      @ForAll @Size(min = 1, max = 200) byte[] said,
      @ForAll @Size(max = 200) byte[] answer,
      @ForAll @IntRange(min = 1, max = 64) int piece)
      throws IOException {
    pieces.clear();
    wire.write(said);
    byte[] all = Arrays.copyOf(said, said.length + answer.length);
    System.arraycopy(answer, 0, all, said.length, answer.length);
    for (int at = 0; at < all.length; at += piece) {
      pieces.add(Arrays.copyOfRange(all, at, Math.min(all.length, at + piece)));
    }
    assertThat(heard()).isEqualTo(answer);
  }
}
