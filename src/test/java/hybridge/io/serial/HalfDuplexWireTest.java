package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who speaks when on a pair of wires, by a clock of the test's own. */
class HalfDuplexWireTest {
  private static final long BYTE = 1_041_667;

  private final List<String> events = new ArrayList<>();
  private long now = 5;
  private boolean hasLine = true;
  private boolean broken;

  /** When the system's buffer is empty; the adapter still has the last byte then. */
  private long emptyAt;

  private long emptiesIn;

  private final HalfDuplexWire wire =
      new HalfDuplexWire(
          new ReopeningLink.Wire() {
            @Override
            public int read(byte[] into) {
              into[0] = 42;
              return 1;
            }

            @Override
            public void write(byte[] bytes) throws IOException {
              if (broken) {
                throw new IOException("gone");
              }
              events.add("write " + bytes.length);
              emptyAt = now + emptiesIn;
            }

            @Override
            public void close() {
              events.add("close");
            }
          },
          new HalfDuplexWire.Driver() {
            @Override
            public boolean speak(boolean on) {
              events.add((on ? "on " : "off ") + now);
              return hasLine;
            }

            @Override
            public int waiting() {
              return now < emptyAt ? 1 : 0;
            }
          },
          "port",
          BYTE,
          new HalfDuplexWire.Clock() {
            @Override
            public long nanos() {
              return now;
            }

            @Override
            public void pause(long nanos) {
              now += nanos;
            }
          });

  @Test
  void theDriverIsOpenFromTheFirstBitToTheLast() throws IOException {
    emptiesIn = 0;
    wire.write(new byte[10]);
    assertThat(events).containsExactly("on 5", "write 10", "off " + (5 + 10 * BYTE));
  }

  @Test
  void aSlowBufferIsWaitedForAndAByteMore() throws IOException {
    emptiesIn = 30 * BYTE;
    wire.write(new byte[10]);
    assertThat(events).containsExactly("on 5", "write 10", "off " + (5 + 31 * BYTE));
  }

  @Test
  void aBufferThatNeverEmptiesIsGivenUpWithTheDriverClosed() {
    emptiesIn = Long.MAX_VALUE / 2;
    assertThatThrownBy(() -> wire.write(new byte[10])).hasMessage("port takes no bytes");
    assertThat(events.getLast()).startsWith("off ");
    assertThat(now).isLessThan(200_000_000L);
  }

  @Test
  void aPortWithoutTheLineSaysSoAndNothingIsSent() {
    hasLine = false;
    assertThatThrownBy(() -> wire.write(new byte[1])).hasMessageContaining("no RTS line");
    assertThat(events).containsExactly("on 5");
  }

  @Test
  void aWireThatBreaksLeavesThePairToTheOthers() {
    broken = true;
    assertThatThrownBy(() -> wire.write(new byte[1])).hasMessage("gone");
    assertThat(events).containsExactly("on 5", "off 5");
  }

  @Test
  void readingAndClosingGoThrough() throws IOException {
    byte[] into = new byte[4];
    assertThat(wire.read(into)).isEqualTo(1);
    assertThat(into[0]).isEqualTo((byte) 42);
    wire.close();
    assertThat(events).containsExactly("close");
  }
}
