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
            master: [clipper]
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
    long allocated = 0;
    int blocksThatDid = 0;
    for (int block = 0; block < WARM + MEASURED; block++) {
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
      if (block >= WARM && bytes > 0) {
        allocated += bytes;
        blocksThatDid++;
      }
    }
    assertThat(allocated)
        .as("bytes allocated in %d of %d blocks", blocksThatDid, MEASURED)
        .isZero();
  }
}
