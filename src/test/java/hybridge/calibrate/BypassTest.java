package hybridge.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.desk.Listener;
import hybridge.desk.Request;
import hybridge.testing.Console;
import hybridge.testing.LoopRig;
import hybridge.testing.LoopRig.Box;
import hybridge.testing.Signals;
import hybridge.value.Address;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A box with make-up gain in the loop, whose profile has a bypass. */
class BypassTest {
  private static final Box AT_WORK = Box.of(2, 8, 640.5, 2);
  private static final Box BYPASSED = Box.of(2, 8, 640.5, 0.5);
  private static final Origin BOX = Origin.unit("box");

  private final Console console =
      new Console(
          """
          audio: {inputs: 16, outputs: 16}
          console: {strips: [{name: Voice, input: 1, insert: box}], monitor: {outputs: [15, 16]}}
          units: {box: {profile: some/box}}
          inserts: {box: {send: 3, return: 9}}
          """,
          Map.of(
              "box",
              List.of(
                  Parameter.toggle(
                      new Address("/bypass"), false, Safety.LEVEL, "The box is bypassed"))));
  private final List<Boolean> heard = new ArrayList<>();

  /** What the box does when it is told something; the desk's thread. */
  private Calibration measure(boolean answers, boolean gain) throws Exception {
    try (LoopRig rig = new LoopRig(console, List.of(AT_WORK), (channel, frame) -> 0)) {
      int wanted = console.desk.tree().require("/unit/box/bypass");
      int reported = console.desk.tree().require("/unit/box/bypass/reported");
      int truth = console.desk.tree().require("/unit/box/bypass/truth");
      Listener box =
          (changes, bulk, frame) ->
              changes.stream()
                  .filter(c -> c.index() == wanted)
                  .forEach(
                      c -> {
                        boolean bypassed = c.value().number() == 1;
                        heard.add(bypassed);
                        if (answers) {
                          rig.patch(bypassed ? BYPASSED : AT_WORK);
                          console.desk.submit(new Request.Publish(reported, c.value(), BOX));
                          console.desk.submit(
                              new Request.Publish(truth, Value.of("reported"), BOX));
                        }
                      });
      console.desk.listen(box);
      return new Calibrator(
              () -> console.studio,
              console.desk,
              console.feed.engine(),
              new Calibrations() {
                @Override
                public Optional<Calibration> find(String insert, int rate, int block) {
                  return Optional.empty();
                }

                @Override
                public void keep(Calibration calibration) {}
              },
              console.counters)
          .calibrate("box", new Calibrator.Options(gain, -20))
          .calibration();
    }
  }

  @Test
  void itIsBypassedMeasuredAndPutBack() throws Exception {
    Calibration c = measure(true, false);
    assertThat(heard).containsExactly(true, false);
    assertThat(c.channels().getFirst().gainDb()).isCloseTo(Signals.db(0.5), within(0.01));
    assertThat(c.gainCompensated()).as("the bypassed loop is the converters' own").isTrue();
    assertThat(console.number("/unit/box/bypass")).isZero();
    assertThat(console.number("/insert/box/on")).isEqualTo(1);
  }

  @Test
  void whatABoxThatDoesNotAnswerAddsIsTheEngineers() throws Exception {
    Calibration c = measure(false, false);
    assertThat(heard).containsExactly(true, false);
    assertThat(c.channels().getFirst().gainDb()).isCloseTo(Signals.db(2), within(0.01));
    assertThat(c.gainCompensated()).isFalse();
    assertThat(console.number("/insert/box/1/gain")).isZero();
    assertThat(console.number("/insert/box/1/delay")).isCloseTo(640.5, within(0.0005));
  }

  @Test
  void orItIsTakenOverWhenAskedFor() throws Exception {
    assertThat(measure(false, true).gainCompensated()).isTrue();
    assertThat(console.number("/insert/box/1/gain")).isCloseTo(Signals.db(2), within(0.01));
  }
}
