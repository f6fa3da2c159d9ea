package hybridge.desk;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeskTest {
  private static final Origin A = Origin.surface("a");
  private static final Origin B = Origin.osc("b");

  private final Counters counters = new Counters();
  private final Studio studio =
      StudioReader.parse(
              "console: {strips: [{input: 1}, {input: 2}]}\nunits: {box: {profile: x/y}}\n",
              Path.of("s"),
              new Problems("s"))
          .orElseThrow();
  private final Parameter threshold =
      new Parameter(
          new hybridge.value.Address("/threshold"),
          hybridge.value.Kind.CONTINUOUS,
          hybridge.value.Unit.DB,
          -60,
          0,
          Value.of(0),
          0,
          hybridge.value.Law.LINEAR,
          hybridge.value.Access.SET,
          hybridge.value.Safety.LEVEL,
          List.of(),
          true,
          "");
  private final Desk desk =
      new Desk(Tree.of(studio, Map.of("box", List.of(threshold))), Signal.ofJava(), counters);
  private final List<List<Change>> told = new ArrayList<>();

  {
    desk.listen((changes, bulk, frame) -> told.add(changes));
  }

  private int at(String address) {
    return desk.tree().require(address);
  }

  private Outcome set(String address, Object raw, Origin origin) {
    var answer = desk.ask(new Request.Set(at(address), raw, origin, -1));
    desk.work();
    return answer.join();
  }

  @Test
  void aMoveIsHeldAndToldWithItsOrigin() {
    assertThat(set("/strip/1/fader", -6, A)).isEqualTo(new Outcome.Held(Value.of(-6)));
    assertThat(told).hasSize(1);
    Change change = told.getFirst().getFirst();
    assertThat(change.concerns(A)).isFalse();
    assertThat(change.concerns(B)).isTrue();
    assertThat(desk.value(at("/strip/1/fader")).number()).isEqualTo(-6);
  }

  @Test
  void aClampedValueIsTheAnswerAndIsToldToItsOriginToo() {
    assertThat(set("/strip/1/fader", 99, A)).isEqualTo(new Outcome.Held(Value.of(10)));
    assertThat(told.getFirst().getFirst().concerns(A)).isTrue();
    set("/strip/1/fader", 99, A);
    assertThat(told).as("said again each time").hasSize(2);
  }

  /** The desk knows what is wanted of a box, and the unit whether it goes out. */
  @Test
  void theSameAgainIsAMoveForAUnitAndItsOwnReportIsNone() {
    set("/unit/box/threshold", -12, A);
    int before = told.size();
    set("/unit/box/threshold", -12, A);
    assertThat(told).hasSize(before + 1);
    set("/unit/box/threshold", -12, Origin.unit("box"));
    assertThat(told).hasSize(before + 1);
  }

  @Test
  void theSameAgainIsNoChange() {
    set("/strip/1/fader", -6, A);
    set("/strip/1/fader", -6, B);
    assertThat(told).hasSize(1);
  }

  @Test
  void whatIsRefusedChangesNothingAndIsCounted() {
    long revision = desk.revision();
    assertThat(set("/unit/box/threshold", 1, A)).isInstanceOf(Outcome.Refused.class);
    assertThat(set("/unit/box/threshold", Double.NaN, A)).isInstanceOf(Outcome.Refused.class);
    assertThat(set("/unit/box/state", "ready", A)).isInstanceOf(Outcome.Refused.class);
    assertThat(set("/strip/1/fader", "x", A)).isInstanceOf(Outcome.Refused.class);
    assertThat(set("/strip/1/meter/peak", 0, A)).isInstanceOf(Outcome.Refused.class);
    assertThat(desk.revision()).isEqualTo(revision);
    assertThat(told).isEmpty();
    assertThat(counters.read(Health.MOVES_REFUSED)).isEqualTo(5);
  }

  @Test
  void aReportIsToldEachTimeItComes() {
    Request report =
        new Request.Publish(at("/unit/box/threshold/reported"), Value.of(-20), Origin.unit("box"));
    desk.submit(report);
    desk.submit(report);
    desk.work();
    assertThat(told).hasSize(2);
  }

  @Test
  void aTableIsToldAsOne() {
    desk.submit(
        new Request.Table(
            List.of(
                new Request.Set(at("/strip/1/fader"), -1, A, -1),
                new Request.Set(at("/strip/2/fader"), "bad", A, -1),
                new Request.Set(at("/strip/2/pan"), 5, A, -1)),
            A,
            -1));
    desk.work();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).hasSize(2);
  }

  @Test
  void aNudgeMovesByTravelAndStopsAtTheEnds() {
    desk.submit(new Request.Nudge(at("/strip/1/pan"), 0.25, A));
    desk.work();
    assertThat(desk.value(at("/strip/1/pan")).number()).isEqualTo(50);
    desk.submit(new Request.Nudge(at("/strip/1/pan"), 9, A));
    desk.work();
    assertThat(desk.value(at("/strip/1/pan")).number()).isEqualTo(100);
  }

  @Test
  void aListenerThatFailsSilencesNobody() {
    List<Change> after = new ArrayList<>();
    desk.listen(
        (changes, bulk, frame) -> {
          throw new IllegalStateException("broken listener");
        });
    desk.listen((changes, bulk, frame) -> after.addAll(changes));
    set("/strip/1/fader", -6, A);
    assertThat(after).hasSize(1);
  }

  @Test
  void unitsShowWhatIsWantedReportedAndBelieved() {
    Map<String, Object> view = View.of(desk, at("/unit/box/threshold"));
    assertThat(view).containsEntry("wanted", 0L).containsEntry("truth", "unknown");
    assertThat(view.get("reported")).isNull();
    assertThat(View.of(desk, at("/strip/1/fader")))
        .doesNotContainKey("wanted")
        .containsEntry("min", "-inf")
        .containsEntry("norm", 0.75);
  }

  @Test
  void oneStripIsSelectedAtMostWhoeverSelects() {
    set("/strip/1/select", true, A);
    told.clear();
    set("/strip/2/select", true, A);
    assertThat(told).hasSize(1);
    assertThat(
            told.getFirst().stream().map(c -> c.parameter().address().path() + c.value().number()))
        .containsExactly("/strip/2/select1.0", "/strip/1/select0.0");
    assertThat(told.getFirst().get(1).concerns(A)).as("the lamp of who selects follows").isTrue();
    desk.submit(
        new Request.Table(
            List.of(
                new Request.Set(at("/strip/1/select"), 1, A, -1),
                new Request.Set(at("/strip/2/select"), 1, A, -1)),
            A,
            -1));
    desk.work();
    assertThat(desk.value(at("/strip/1/select")).number()).isZero();
    assertThat(desk.value(at("/strip/2/select")).number()).isEqualTo(1);
    set("/strip/2/select", false, A);
    assertThat(desk.value(at("/strip/2/select")).number()).isZero();
  }
}
