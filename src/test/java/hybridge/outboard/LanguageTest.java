package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.outboard.codec.Dialect;
import hybridge.outboard.codec.Vectors;
import hybridge.profile.Message;
import hybridge.profile.UnitProfile;
import hybridge.rt.Health;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the profile language can say beside one value a message; on a clock of the test. */
class LanguageTest extends UnitBench {
  private int questions;

  private void begin(UnitProfile p) {
    plug(p);
    ready();
    questions = sent.size();
    sent.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump-box", "eighth-bit", "meter-box", "order-box", "coarse-box"})
  void testProfilesHoldTheirVectorsAndComeBack(String name) {
    UnitProfile p = own(name);
    Problems problems = new Problems(name);
    Vectors.check(p, problems);
    Rehearsal.check(p, problems);
    assertThat(problems.list()).isEmpty();
  }

  /** It echoes whatever it is sent, also what it cannot do. */
  @Test
  void anEchoThatProvesNothingLeavesTheValueSent() {
    begin(shipped("ashly/ne24-24m"));
    want("mute-in-1", 1);
    want("gain-in-1", -6);
    assertThat(until(2_000, this::settled)).isTrue();
    pass(500);
    assertThat(box.values()[profile.indexOf("mute-in-1")]).isEqualTo(1);
    assertThat(unit.truth(profile.indexOf("mute-in-1"))).isInstanceOf(Truth.Sent.class);
    assertThat(unit.truth(profile.indexOf("gain-in-1"))).isInstanceOf(Truth.Reported.class);
  }

  // --- one line, several parameters ------------------------------------------------------------

  @Test
  void oneAnswerTellsWhereSeveralStand() {
    begin(shipped("nuvo/e6d"));
    for (int i = 0; i < profile.knobs().size(); i++) {
      assertThat(unit.reported(i)).isEqualTo(box.values()[i]);
    }
    // Six zones of three parameters were read with six questions.
    assertThat(questions).isEqualTo(1 + 6);
  }

  @Test
  void aHandOnAnyOfThemIsSeenAndTheOthersStay() {
    begin(shipped("nuvo/e6d"));
    int volume = profile.indexOf("volume-2");
    int source = profile.indexOf("source-2");
    int power = profile.indexOf("power-2");
    unit.want(power, 1);
    assertThat(until(2_000, () -> unit.reported(power) == 1 && unit.settled(power))).isTrue();
    heard.clear();
    assertThat(box.turn("source-2", 4, now)).isEmpty();
    assertThat(until(2_000, () -> heard.contains("panel " + source + " 4.0"))).isTrue();
    assertThat(heard)
        .noneMatch(h -> h.startsWith("panel " + volume) || h.startsWith("panel " + power));
    unit.want(volume, -10);
    assertThat(until(2_000, () -> unit.reported(volume) == -10 && unit.settled(volume))).isTrue();
    assertThat(unit.reported(source)).isEqualTo(4);
    assertThat(box.values()[source]).isEqualTo(4);
    assertThat(counters.read(Health.UNIT_GARBAGE)).isZero();
  }

  @Test
  void aMoveThatWaitsIsNotUndoneByALineAboutAnother() {
    begin(shipped("nuvo/e6d"));
    int volume = profile.indexOf("volume-2");
    int source = profile.indexOf("source-2");
    unit.want(volume, -10);
    unit.want(source, 5);
    assertThat(until(3_000, () -> unit.settled(volume) && unit.settled(source))).isTrue();
    assertThat(box.values()[volume]).isEqualTo(-10);
    assertThat(box.values()[source]).isEqualTo(5);
    assertThat(heard).noneMatch(h -> h.startsWith("panel"));
  }

  // --- stage and commit ------------------------------------------------------------------------

  private void recall(double norm) {
    for (int i = 0; i < profile.knobs().size(); i++) {
      unit.want(i, profile.knobs().get(i).parameter().value(norm));
    }
  }

  @Test
  void aWholeRecallLandsAtOnce() {
    begin(shipped("hybridge/reference-eq"));
    List<double[]> rows = new ArrayList<>();
    box.listen(
        (knob, value) -> {
          if (rows.isEmpty() || rows.getLast() != box.values()) {
            rows.add(box.values());
          }
        });
    recall(0.75);
    assertThat(until(2_000, this::settled)).isTrue();
    assertThat(rows).as("rows of values that ever were").hasSize(1);
    for (int i = 0; i < profile.knobs().size(); i++) {
      assertThat(unit.reported(i)).isEqualTo(box.values()[i]).isEqualTo(rows.getFirst()[i]);
    }
  }

  @Test
  void aRefusedRecallMovesNothing() {
    begin(shipped("hybridge/reference-eq"));
    double[] before = box.values();
    box.faults(EnumSet.of(Simulator.Fault.NAK));
    recall(0.75);
    pass(1_000);
    assertThat(box.values()).isEqualTo(before);
    assertThat(heard).anyMatch(h -> h.contains("at once"));
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(until(100, this::settled)).isTrue();
    box.faults(Set.of());
    recall(0.25);
    assertThat(until(2_000, this::settled)).isTrue();
    assertThat(unit.reported(0)).isEqualTo(box.values()[0]).isNotEqualTo(before[0]);
  }

  /** The wire goes in the middle: what was staged must not come with a later recall. */
  @Test
  void halfARecallIsForgottenWithTheWire() {
    begin(shipped("hybridge/reference-eq"));
    double[] before = box.values();
    recall(0.75);
    until(100, () -> sent.size() == 1);
    box.faults(EnumSet.of(Simulator.Fault.SILENCE));
    // It hears and says nothing; the next stage may arrive, the commit must not be sent blindly.
    assertThat(until(20_000, () -> unit.state() == State.AWAY)).isTrue();
    box.faults(Set.of());
    assertThat(until(20_000, () -> unit.state() == State.READY)).isTrue();
    pass(2_000);
    assertThat(box.values()).isEqualTo(before);
    int last = profile.indexOf("high-gain");
    unit.want(last, -3);
    assertThat(until(2_000, this::settled)).isTrue();
    assertThat(box.values()[last]).isEqualTo(-3);
    assertThat(box.values()[0]).isEqualTo(before[0]);
  }

  @Test
  void aMoveDuringARecallIsSentAfterIt() {
    begin(shipped("hybridge/reference-eq"));
    recall(0.75);
    until(100, () -> sent.size() == 1);
    int gain = profile.indexOf("low-gain");
    unit.want(gain, -7);
    assertThat(until(2_000, this::settled)).isTrue();
    assertThat(box.values()[gain]).isEqualTo(-7);
    assertThat(unit.reported(gain)).isEqualTo(-7);
  }

  // --- whole states ----------------------------------------------------------------------------

  private Blob dump() {
    List<Optional<Blob>> got = new ArrayList<>();
    unit.dump(got::add);
    assertThat(until(2_000, () -> !got.isEmpty())).isTrue();
    return got.getFirst().orElseThrow();
  }

  private Optional<String> restore(Blob blob) {
    List<Optional<String>> done = new ArrayList<>();
    unit.restore(blob, done::add);
    assertThat(until(5_000, () -> !done.isEmpty())).isTrue();
    return done.getFirst();
  }

  @Test
  void aWholeStateIsReadAndGivenBackAndProved() {
    begin(own("dump-box"));
    unit.want(0, -6);
    assertThat(until(2_000, () -> unit.reported(0) == -6 && settled())).isTrue();
    Blob first = dump();
    assertThat(first.profile()).isEqualTo("test/dump-box");
    assertThat(first.fingerprint()).matches("[0-9a-f]{16}");
    unit.want(0, 3);
    assertThat(until(2_000, () -> unit.reported(0) == 3 && settled())).isTrue();
    assertThat(dump().fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(restore(first)).isEmpty();
    assertThat(box.values()[0]).isEqualTo(-6);
    assertThat(until(2_000, () -> unit.reported(0) == -6)).as("read again").isTrue();
    assertThat(dump().fingerprint()).isEqualTo(first.fingerprint());
  }

  @Test
  void aStateThatDidNotArriveIsNotBelieved() {
    begin(own("dump-box"));
    Blob start = dump();
    unit.want(0, 3);
    assertThat(until(2_000, () -> unit.reported(0) == 3 && settled())).isTrue();
    box.faults(EnumSet.of(Simulator.Fault.NAK));
    assertThat(restore(start).orElseThrow()).contains(start.fingerprint());
  }

  @Test
  void nothingIsRestoredToAStranger() {
    begin(own("dump-box"));
    Blob good = dump();
    assertThat(restore(new Blob("a/b", good.firmware(), good.text()))).isPresent();
    assertThat(restore(new Blob(good.profile(), "0.9", good.text()))).isPresent();
    box.faults(EnumSet.of(Simulator.Fault.SILENCE));
    assertThat(until(20_000, () -> unit.state() == State.AWAY)).isTrue();
    sent.clear();
    assertThat(restore(good)).isPresent();
    List<Optional<Blob>> none = new ArrayList<>();
    unit.dump(none::add);
    assertThat(none).containsExactly(Optional.empty());
    assertThat(sent).noneMatch(s -> s.bytes().length() > 10);
  }

  @Test
  void aDumpThatNobodyAnswersEndsToo() {
    begin(own("dump-box"));
    box.faults(EnumSet.of(Simulator.Fault.SILENCE));
    List<Optional<Blob>> got = new ArrayList<>();
    unit.dump(got::add);
    assertThat(until(20_000, () -> !got.isEmpty())).isTrue();
    assertThat(got).containsExactly(Optional.empty());
  }

  @Test
  void anAnswerOfAnotherMachineWithTheEighthBitIsNotOurs() {
    UnitProfile p = own("eighth-bit");
    Dialect one = new Dialect(p.protocol().orElseThrow(), 1);
    Dialect two = new Dialect(p.protocol().orElseThrow(), 2);
    byte[] said = two.encode(new Message.Current("level-1", 10));
    List<String> payloads = new ArrayList<>();
    one.boxFraming().take(said, said.length, payloads::add);
    assertThat(one.fromBox(payloads.getFirst(), new Message.Get("level-1"))).isEmpty();
    assertThat(two.fromBox(payloads.getFirst(), new Message.Get("level-1")))
        .containsExactly(new Message.Current("level-1", 10));
  }
}
