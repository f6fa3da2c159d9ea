package hybridge.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchFinderTest {
  private static final int FRAMES = PatchFinder.FRAMES + 48_000;

  @Test
  void sixteenScrambledCablesAreUntangled() {
    Random random = new Random(3);
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      inputs.add(i);
    }
    Collections.shuffle(inputs, random);
    PatchFinder finder = new PatchFinder(16, -40);
    float[][] recordings = new float[16][FRAMES];
    List<PatchFinder.Way> wired = new ArrayList<>();
    for (int o = 0; o < 16; o++) {
      if (o == 5) {
        continue; // a cable that is not plugged in
      }
      int delay = 64 + random.nextInt(47_000);
      double gainDb = -random.nextInt(30);
      boolean inverted = random.nextBoolean();
      double gain = Math.pow(10, gainDb / 20) * (inverted ? -1 : 1);
      float[] to = recordings[inputs.get(o)];
      for (int i = 0; i < PatchFinder.FRAMES; i++) {
        to[i + delay] += (float) (gain * finder.sequence(o)[i]);
      }
      wired.add(new PatchFinder.Way(o, inputs.get(o), delay, gainDb, inverted));
    }
    for (float[] r : recordings) {
      for (int i = 0; i < FRAMES; i++) {
        r[i] += (float) (0.0003 * random.nextGaussian()); // −70 dBFS
      }
    }
    List<PatchFinder.Way> found = finder.find(recordings, FRAMES);
    assertThat(found).hasSameSizeAs(wired);
    for (PatchFinder.Way w : wired) {
      assertThat(found)
          .anySatisfy(
              f -> {
                assertThat(f.output()).isEqualTo(w.output());
                assertThat(f.input()).isEqualTo(w.input());
                assertThat(f.delayFrames()).isEqualTo(w.delayFrames());
                assertThat(f.gainDb()).isCloseTo(w.gainDb(), within(0.5));
                assertThat(f.inverted()).isEqualTo(w.inverted());
              });
    }
  }

  @Test
  void twoOutputsMayMeetOnOneInput() {
    PatchFinder finder = new PatchFinder(3, -40);
    float[][] recordings = new float[1][FRAMES];
    for (int i = 0; i < PatchFinder.FRAMES; i++) {
      recordings[0][i + 100] += finder.sequence(0)[i];
      recordings[0][i + 200] += 0.5f * finder.sequence(2)[i];
    }
    assertThat(finder.find(recordings, FRAMES))
        .extracting(PatchFinder.Way::output)
        .containsExactly(0, 2);
  }
}
