package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.rt.Signal;
import hybridge.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ReopeningLinkTest {

  /** It opens, and is lost with the first thing that is read: a port that cannot what it should. */
  private static final class Fleeting implements ReopeningLink.Wire {
    @Override
    public int read(byte[] into) throws IOException {
      throw new IOException("has gone again");
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      throw new IOException("takes nothing");
    }

    @Override
    public void close() {}
  }

  @Test
  void aWireThatIsLostAtOnceIsNotOpenedWithoutPause() {
    List<Long> openings = new CopyOnWriteArrayList<>();
    ReopeningLink link =
        new ReopeningLink(
            "fleeting",
            () -> {
              openings.add(System.nanoTime());
              return new Fleeting();
            },
            Signal.ofJava());
    try (link) {
      Await.until("three openings", () -> openings.size() >= 3);
      assertThat(openings.get(1) - openings.get(0)).isGreaterThan(400_000_000L);
      assertThat(openings.get(2) - openings.get(1)).isGreaterThan(400_000_000L);
      Await.until("it says why", () -> link.trouble().equals("has gone again"));
    }
  }
}
