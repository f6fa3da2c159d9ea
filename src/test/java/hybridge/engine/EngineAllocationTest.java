package hybridge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Once warm, the audio path allocates not one byte, whatever is moved and switched. */
class EngineAllocationTest {
  private static final int WARM = 60_000;
  private static final int MEASURED = 20_000;
  private static final int MOST_RUNS = 5;

  @Test
  void theWarmAudioPathAllocatesNothing() {
    Console console =
        new Console(
            """
            audio: {inputs: 16, outputs: 8}
            console:
              strips:
                - {name: A, input: 1, insert: box}
                - {name: B, input: [2, 3]}
                - {name: C, input: 4}
                - {name: D, input: 6, group: G}
              groups: [G, H]
              auxes: [X, Y]
              vcas: [V]
              monitor: {outputs: [7, 8]}
            inserts: {box: {send: 3, return: 5, delay: 100.25}}
            master: [eq, comp, limiter, clipper, eq]
            """);
    float[][] in = Signals.noises(16, 0.5, 64);
    float[][] out = new float[8][64];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long me = Thread.currentThread().threadId();
    long empty = threads.getThreadAllocatedBytes(me);
    empty = threads.getThreadAllocatedBytes(me) - empty;

    Random random = new Random(1);
    List<Integer> movable =
        java.util.stream.IntStream.range(0, console.desk.tree().size())
            .filter(
                i ->
                    console.desk.tree().get(i).access() == hybridge.value.Access.SET
                        && console.desk.tree().get(i).numeric())
            .filter(
                i ->
                    !console
                        .desk
                        .tree()
                        .get(i)
                        .address()
                        .path()
                        .matches("/insert/.*/(delay|gain|polarity)|.*/group"))
            .boxed()
            .toList();
    // The compiler may yet throw a piece of code away and make it anew, which costs one block a few
    // hundred bytes: so a run
    // of clean blocks counts, and one has to come soon. Code that allocates never has one.
    int clean = 0;
    long allocated = 0;
    for (int block = 0; clean < MEASURED && block < WARM + MOST_RUNS * MEASURED; block++) {
      if (block % 5 == 0) {
        int index = movable.get(random.nextInt(movable.size()));
        console.desk.submit(
            new hybridge.desk.Request.SetNorm(
                index, random.nextDouble(), hybridge.value.Origin.DAEMON, -1));
        console.desk.work();
      }
      // Structure changes too: a new mix is built outside and swapped in inside.
      if (block % 500 == 0) {
        console.set("/insert/box/1/delay", 100 + random.nextInt(100) + 0.25);
        console.set("/strip/4/group", random.nextInt(3));
      }
      long before = threads.getThreadAllocatedBytes(me);
      console.feed.engine().process(in, out, 64);
      long bytes = threads.getThreadAllocatedBytes(me) - before - empty;
      clean = bytes > 0 ? 0 : clean + 1;
      allocated += block >= WARM ? bytes : 0;
    }
    assertThat(clean)
        .as("blocks in a row without an allocation; %d bytes in all after the warm-up", allocated)
        .isGreaterThanOrEqualTo(MEASURED);
  }
}
