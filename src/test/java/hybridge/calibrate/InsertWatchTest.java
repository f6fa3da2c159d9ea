package hybridge.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Request;
import hybridge.testing.Await;
import hybridge.testing.Console;
import hybridge.testing.LoopRig;
import hybridge.testing.LoopRig.Box;
import hybridge.testing.Signals;
import hybridge.value.InsertState;
import hybridge.value.Origin;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How soon a return that is not well is noticed, what is done about it, and how it heals. */
class InsertWatchTest {
  private static final int RATE = 48_000;
  private static final double DELAY = 1000;

  /** Of main when the dry sound takes the place: noise of 0.2, panned to the middle. */
  private static final double BYPASSED = 0.2 / Math.sqrt(3) * Math.sqrt(0.5);

  private static final float[] NOISE = Signals.noise(3, 0.2, 1 << 17);

  private final Console console =
      new Console(
          """
          audio: {inputs: 16, outputs: 16}
          console: {strips: [{name: Voice, input: 1, insert: box}]}
          inserts: {box: {send: 3, return: 9, delay: 1000, gain: -6.0206, onfault: bypass}}
          """);
  private final InsertWatch watch =
      new InsertWatch(() -> console.studio, console.desk, console.feed.taps());
  private volatile double programme = 1;
  private volatile LoopRig rig;
  private volatile long noticedAt;
  private volatile InsertState last = InsertState.UNPROVEN;

  private final Box well = Box.of(2, 8, DELAY, 0.5).noisy(0.0001);

  private LoopRig start(LoopRig.Programme sound) {
    rig =
        new LoopRig(
            console,
            List.of(well),
            sound,
            () -> {
              watch.work();
              InsertState now = InsertState.of(console.number("/insert/box/state"));
              if (now != last && rig != null) {
                noticedAt = rig.frame();
                last = now;
              }
            });
    return rig;
  }

  private LoopRig start() {
    return start((c, n) -> c == 0 ? programme * NOISE[(int) n & (NOISE.length - 1)] : 0);
  }

  private void awaitState(InsertState state) {
    Await.until("the state " + state, () -> last == state);
  }

  /** Milliseconds of sound from a fault until it was noticed. */
  private double noticedAfterMs(InsertState fault, Box box) throws InterruptedException {
    awaitState(InsertState.OK);
    rig.listen(0, 4 * RATE); // long enough to be sure of it
    assertThat(last).isEqualTo(InsertState.OK);
    rig.patch(box);
    awaitState(fault);
    return (noticedAt - rig.patchedAt()) * 1000.0 / RATE;
  }

  @Test
  void aPulledCableIsNoticedBypassedAndHeals() throws Exception {
    try (LoopRig r = start()) {
      double ms = noticedAfterMs(InsertState.DEAD, Box.of(2, 8, DELAY, 0).noisy(0.0001));
      assertThat(ms).isLessThan(200);
      float[] dry = r.listen(0, RATE / 2);
      assertThat(Signals.rms(dry, RATE / 4, RATE / 2))
          .as("the aligned dry sound has taken its place")
          .isCloseTo(0.2 / Math.sqrt(3) * Math.sqrt(0.5), within(0.005));
      r.patch(well);
      awaitState(InsertState.OK);
      float[] wet = r.listen(0, RATE / 2);
      assertThat(Signals.rms(wet, RATE / 4, RATE / 2))
          .isCloseTo(0.2 / Math.sqrt(3) * Math.sqrt(0.5), within(0.005));
      set("/insert/box/onfault", "mute");
      r.patch(Box.of(2, 8, DELAY, 0));
      awaitState(InsertState.DEAD);
      assertThat(Signals.rms(r.listen(0, RATE / 2), RATE / 4, RATE / 2)).isZero();
    }
  }

  /** One state's own word goes before that for all; without one, the state follows it again. */
  @Test
  void whatIsDoneMayDifferFromStateToState() throws Exception {
    try (LoopRig r = start()) {
      set("/insert/box/onfault/dead", "mute");
      noticedAfterMs(InsertState.DEAD, Box.of(2, 8, DELAY, 0));
      assertThat(level(r)).as("its own word").isZero();
      set("/insert/box/onfault/dead", "default");
      assertThat(level(r)).as("bypass, as for all").isCloseTo(BYPASSED, within(0.005));
      set("/insert/box/onfault/dead", "hold");
      assertThat(level(r)).as("what comes back: nothing").isZero();
      set("/insert/box/onfault/dead", "bypass");
      assertThat(level(r)).isCloseTo(BYPASSED, within(0.005));
    }
  }

  /** Of main, once a crossfade is over. */
  private static double level(LoopRig r) throws InterruptedException {
    return Signals.rms(r.listen(0, RATE / 2), RATE / 4, RATE / 2);
  }

  private void set(String address, Object value) {
    console.desk.submit(
        new Request.Set(console.desk.tree().require(address), value, Origin.DAEMON, -1));
  }

  /** Hum has to stand still for half a second: harmonics of low notes do not. */
  @ParameterizedTest
  @EnumSource(
      value = InsertState.class,
      names = {"CLIPPING", "DC", "HUM"})
  void otherFaultsAreNoticedSoon(InsertState fault) throws Exception {
    Box bad =
        switch (fault) {
          case CLIPPING -> Box.of(2, 8, DELAY, 40).driven(1.001);
          case DC -> well.direct(0.1);
          default -> well.humming(0.05, 50);
        };
    try (LoopRig r = start()) {
      assertThat(noticedAfterMs(fault, bad)).isLessThan(fault == InsertState.CLIPPING ? 200 : 1000);
      r.patch(well);
      awaitState(InsertState.OK);
    }
  }

  @Test
  void aDriftOfTwoFramesIsNoticedWithinTwoSeconds() throws Exception {
    try (LoopRig r = start()) {
      double ms = noticedAfterMs(InsertState.DRIFT, Box.of(2, 8, DELAY + 2, 0.5).noisy(0.0001));
      assertThat(ms).isLessThan(2000);
      r.patch(well);
      awaitState(InsertState.OK);
    }
  }

  @Test
  void withoutProgrammeNothingIsProven() throws Exception {
    programme = 0.0001; // −95 dBFS
    try (LoopRig r = start()) {
      r.listen(0, 4 * RATE);
      assertThat(last).isEqualTo(InsertState.UNPROVEN);
      r.patch(Box.of(2, 8, DELAY, 0));
      r.listen(0, 2 * RATE);
      assertThat(last).as("a dead box that nobody plays through").isEqualTo(InsertState.UNPROVEN);
      programme = 1;
      awaitState(InsertState.DEAD);
    }
  }

  /** Music is not noise: notes, pauses, a bass drum; a compressor and a gate in the box. */
  @Test
  void musicRaisesNoAlarm() throws Exception {
    Random random = new Random(9);
    double[] gains = new double[64];
    double[] hz = new double[64];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = i % 5 == 4 ? 0 : 0.1 + 0.4 * random.nextDouble();
      hz[i] = i % 4 == 0 ? 41 : i % 4 == 1 ? 55 : 110 * Math.pow(2, random.nextInt(36) / 12.0);
    }
    try (LoopRig r =
        start(
            (c, n) -> {
              int note = (int) (n / (RATE / 4)) % gains.length;
              double t = n % (RATE / 4) / (double) RATE;
              return c != 0
                  ? 0
                  : gains[note] * Math.exp(-6 * t) * Math.sin(2 * Math.PI * hz[note] * t);
            })) {
      awaitState(InsertState.OK);
      for (int i = 0; i < 30; i++) {
        r.listen(0, RATE);
        assertThat(last).isIn(InsertState.OK, InsertState.UNPROVEN);
      }
    }
  }
}
