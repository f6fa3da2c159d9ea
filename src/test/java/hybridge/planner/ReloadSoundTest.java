package hybridge.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.rt.Health;
import hybridge.testing.Console;
import hybridge.testing.Signals;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is heard while a studio file is read again: nothing but what it asks for. */
class ReloadSoundTest {
  private static final int RATE = 48_000;
  private static final int BLOCK = 64;
  private static final int SWAP = RATE / 2 / BLOCK * BLOCK;
  private static final String AUDIO = "audio: {inputs: 8, outputs: 8}\n";

  private static String studio(String strips, String more) {
    return AUDIO + "console:\n  strips:\n" + strips + more;
  }

  private static String strip(String name, int input, String more) {
    return "    - {name: " + name + ", input: " + input + more + "}\n";
  }

  /** A second of tone on input 1; half way through the file is read again. */
  private static float[] swap(Console console, String after) {
    float[] tone = Signals.sine(1000, 0.5, RATE, RATE);
    float[][] first = console.render(new float[][] {Arrays.copyOf(tone, SWAP)}, BLOCK);
    console.reload(after);
    float[][] second = console.render(new float[][] {Arrays.copyOfRange(tone, SWAP, RATE)}, BLOCK);
    float[] y = Arrays.copyOf(first[0], RATE);
    System.arraycopy(second[0], 0, y, SWAP, RATE - SWAP);
    return y;
  }

  private static void clean(float[] y) {
    for (int from = SWAP - 2400; from < SWAP + 7200; from += 480) {
      assertThat(Signals.splatterDb(Signals.doubles(y), from))
          .as("splatter from frame %d", from)
          .isLessThan(-90);
    }
  }

  private static double levelDb(float[] y, int from) {
    return Signals.db(Signals.rms(y, from, from + 4800) * Math.sqrt(2) / 0.5);
  }

  @Test
  void stripsInFrontOfOthersLeaveTheirSoundAlone() {
    String tone = strip("Tone", 1, "");
    Console console = new Console(studio(strip("A", 2, "") + tone, ""));
    console.set("/strip/2/fader", -6);
    console.set("/strip/2/hpf/on", true);
    console.set("/strip/2/comp/on", true);
    String more = strip("N", 3, "") + strip("M", 4, "") + strip("A", 2, "") + tone;
    float[] y = swap(console, studio(more, ""));
    clean(y);
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isEqualTo(1);
    assertThat(console.number("/strip/4/fader")).isEqualTo(-6);
    assertThat(levelDb(y, SWAP + 4800)).isCloseTo(levelDb(y, SWAP - 4800), within(1e-4));
    for (int from = SWAP - 480; from < SWAP + 4800; from += 48) {
      double window = Signals.rms(y, from, from + 48);
      assertThat(window)
          .as("from frame %d", from)
          .isCloseTo(Signals.rms(y, SWAP - 480, SWAP - 432), within(1e-4));
    }
  }

  @Test
  void anInputThatMovesIsCrossfaded() {
    Console console = new Console(studio(strip("Tone", 1, ""), ""));
    float[] y = swap(console, studio(strip("Tone", 2, ""), ""));
    clean(y);
    assertThat(Signals.rms(y, RATE - 4800, RATE)).isLessThan(1e-9);
  }

  @Test
  void anAuxInFrontOfAnotherLeavesTheSendsAlone() {
    String tone = strip("Tone", 1, "");
    Console console = new Console(studio(tone, "  auxes: [Verb]\n"));
    console.set("/strip/1/fader", "-inf");
    console.set("/strip/1/send/1/pre", true);
    console.set("/strip/1/send/1/level", -6);
    float[] y = swap(console, studio(tone, "  auxes: [Delay, Verb]\n"));
    clean(y);
    for (int from = SWAP - 480; from < SWAP + 4800; from += 48) {
      assertThat(Signals.rms(y, from, from + 48))
          .as("from frame %d", from)
          .isCloseTo(Signals.rms(y, SWAP - 480, SWAP - 432), within(1e-4));
    }
  }

  @Test
  void aStartValueIsAMoveAndNoNewMix() {
    Console console = new Console(studio(strip("Tone", 1, ""), ""));
    float[] y = swap(console, studio(strip("Tone", 1, ""), "values: {/strip/1/fader: -20}\n"));
    clean(y);
    assertThat(console.counters.read(Health.PLAN_SWAPS)).isZero();
    assertThat(levelDb(y, RATE - 4800)).isCloseTo(levelDb(y, SWAP - 4800) - 20, within(0.01));
  }

  @Test
  void aNameIsNothingToTheEngine() {
    Console console = new Console(studio(strip("Tone", 1, ""), "  groups: [One]\n"));
    console.set("/strip/1/comp/on", true);
    console.set("/strip/1/group", "One");
    swap(console, studio(strip("Sine", 1, ""), "  groups: [Two]\n"));
    assertThat(console.counters.read(Health.PLAN_SWAPS)).as("into the group").isEqualTo(1);
    assertThat(console.number("/strip/1/meter/peak")).isBetween(-40.0, -1.0);
    assertThat(console.desk.value(console.desk.tree().require("/strip/1/name")).words())
        .isEqualTo("Sine");
  }

  @Test
  void manyReloadsInARowAllArrive() {
    String tone = strip("Tone", 1, "");
    Console console = new Console(studio(tone, ""));
    float[][] x = {Signals.sine(1000, 0.5, BLOCK, RATE)};
    for (int i = 0; i < 40; i++) {
      console.reload(studio(i % 2 == 0 ? strip("B", 2, "") + tone : tone, ""));
      console.set("/strip/" + (i % 2 == 0 ? 2 : 1) + "/fader", -i);
      console.render(x, BLOCK);
      assertThat(console.number("/strip/1/meter/peak")).isNotNaN();
    }
    float[] y = console.render(new float[][] {Signals.sine(1000, 0.5, 3 * RATE, RATE)}, BLOCK)[0];
    assertThat(levelDb(y, 3 * RATE - 4800)).isCloseTo(-39 - 3.01, within(0.01));
  }
}
