package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.UnitProfile;
import hybridge.rt.Health;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Boxes that tell what has changed since they were asked last; on a clock of the test. */
class ChangedTest extends UnitBench {
  private void begin(UnitProfile p) {
    plug(p);
    ready();
    pass(50);
    heard.clear();
    sent.clear();
  }

  /** As a shipped one, with something replaced. */
  private static UnitProfile changed(String id, String... pairs) throws Exception {
    String text = Files.readString(Path.of("device-profiles/outboard/" + id + ".yaml"));
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(text).contains(pairs[i]);
      text = text.replace(pairs[i], pairs[i + 1]);
    }
    return parse(text);
  }

  /** A reference unit that never says anything by itself, and is hardly ever read. */
  private static UnitProfile silent() throws Exception {
    return changed(
        "hybridge/reference-eq",
        "announces: true",
        "announces: false",
        "    report: {line: \"07 {[}{word}{value:i16}{]}\", after: init}\n",
        "",
        "  - {message: report, param: low-gain, value: -10, hex: \"08 40 07 12 FC 18 B9 DF 00\","
            + " evidence: derived}\n",
        "",
        "poll: 5 s",
        "poll: 999 s");
  }

  @Test
  void aHandIsSeenWithTheNextQuestionAndNothingElseIsSaid() throws Exception {
    begin(silent());
    int gain = profile.indexOf("low-gain");
    assertThat(box.turn("low-gain", -7, now)).isEmpty();
    assertThat(until(260, () -> heard.contains("panel " + gain + " -7.0"))).isTrue();
    heard.clear();
    sent.clear();
    pass(1_000);
    assertThat(heard).as("it has been told").isEmpty();
    assertThat(sent).hasSizeBetween(3, 4).allMatch(s -> s.hex().contains(" 06 "));
  }

  @Test
  void ourOwnSetIsConfirmedAndNoHand() throws Exception {
    begin(silent());
    int gain = profile.indexOf("low-gain");
    for (int i = 1; i < 60; i++) {
      unit.want(gain, -i / 10.0);
      pass(17);
    }
    pass(300);
    assertThat(unit.settled(gain)).isTrue();
    assertThat(unit.reported(gain)).isEqualTo(-5.9);
    assertThat(heard).noneMatch(h -> h.startsWith("panel") || h.startsWith("note"));
    assertThat(counters.read(Health.UNIT_RIVALS)).isZero();
  }

  /** One knob was off its start value: without the epoch this could not be told from a hand. */
  @Test
  void aRestartThatMovesOneParameterIsNoHand() throws Exception {
    begin(silent());
    int gain = profile.indexOf("low-gain");
    unit.want(gain, -7);
    assertThat(until(2_000, () -> unit.settled(gain) && unit.reported(gain) == -7)).isTrue();
    pass(600);
    heard.clear();
    box.blink(now);
    assertThat(until(600, () -> heard.contains("identifying"))).isTrue();
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    pass(1_000);
    assertThat(unit.reported(gain)).isZero();
    assertThat(box.values()[gain]).as("nothing is sent by itself").isZero();
    assertThat(heard).noneMatch(h -> h.startsWith("panel"));
  }

  /** The poll sees the difference first: it waits for the word of the box. */
  @Test
  void aPollThatComesFirstDoesNotCallItAHand() throws Exception {
    begin(
        changed(
            "hybridge/reference-eq",
            "announces: true",
            "announces: false",
            "every: 250 ms",
            "every: 30 s",
            "poll: 5 s",
            "poll: 100 ms"));
    int gain = profile.indexOf("low-gain");
    unit.want(gain, -7);
    assertThat(until(2_000, () -> unit.settled(gain) && unit.reported(gain) == -7)).isTrue();
    pass(600);
    heard.clear();
    box.blink(now);
    assertThat(until(600, () -> heard.contains("identifying"))).isTrue();
    assertThat(until(2_000, () -> unit.state() == State.READY)).isTrue();
    assertThat(unit.reported(gain)).isZero();
    assertThat(heard).noneMatch(h -> h.startsWith("panel"));
    // And a hand is one still.
    pass(1_000);
    assertThat(box.turn("low-gain", 2, now)).isEmpty();
    assertThat(until(600, () -> heard.contains("panel " + gain + " 2.0"))).isTrue();
  }

  /** A box of the first version of the protocol does not know the question. */
  @Test
  void aBoxThatRefusesIsAskedNoMoreAndPolled() throws Exception {
    begin(changed("hybridge/reference-eq", "poll: 5 s", "poll: 100 ms"));
    UnitProfile old =
        changed(
            "hybridge/reference-eq",
            "    init: [{send: \"07 01\"",
            "    init: [{send: \"77 01\"",
            "send: \"06 {epoch:u8}{mark:u16}\"",
            "send: \"76 {epoch:u8}{mark:u16}\"");
    box = new Simulator(old, Set.of());
    wire = new SimulatorLink(box);
    unit = new Unit(profile, wire, UnitTest.listener(heard), counters);
    assertThat(until(5_000, () -> unit.state() == State.READY)).isTrue();
    pass(1_000);
    assertThat(heard.stream().filter(h -> h.contains("what has changed"))).hasSize(1);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(box.turn("low-gain", 2, now)).isEmpty();
    int gain = profile.indexOf("low-gain");
    assertThat(until(600, () -> heard.contains("panel " + gain + " 2.0"))).isTrue();
  }

  @Test
  void aBoxWithoutMarksTellsEachChangeOnce() {
    begin(shipped("rme/octamic-xtc"));
    int gain = profile.indexOf("gain-3");
    assertThat(box.turn("gain-3", 20, now)).isEmpty();
    assertThat(until(400, () -> heard.contains("panel " + gain + " 20.0"))).isTrue();
    pass(1_500);
    assertThat(heard.stream().filter(h -> h.equals("panel " + gain + " 20.0"))).hasSize(1);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(counters.read(Health.UNIT_GARBAGE)).isZero();
  }

  /** An answer to nobody's question that names nothing is not taken for the box's identity. */
  @Test
  void aLateAnswerThatNothingHasChangedIsNoRestart() {
    begin(shipped("rme/octamic-xtc"));
    Dialect dialect = new Dialect(profile.protocol().orElseThrow(), 0);
    assertThat(dialect.fromBox("\u0000\u0030", null))
        .containsExactly(new Message.Changed(0, 0, List.of()));
    assertThat(dialect.fromBox("\u0000\u0030", new Message.AskIdentity()))
        .doesNotHaveAnyElementsOfTypes(Message.Identity.class);
  }

  /** The answer to a set of one knob shows a hand on another. */
  @Test
  void aHandThatAReadBackRevealsIsAHand() throws Exception {
    begin(changed("rme/octamic-xtc", "every: 250 ms", "every: 900 s", "poll: 2 s", "poll: 900 s"));
    assertThat(box.turn("gain-3", 20, now)).isEmpty();
    int other = profile.indexOf("gain-4");
    int both = profile.indexOf("mute-5");
    unit.want(other, 30);
    unit.want(both, 1);
    assertThat(until(2_000, () -> heard.contains("panel " + profile.indexOf("gain-3") + " 20.0")))
        .isTrue();
    pass(1_000);
    assertThat(heard).noneMatch(h -> h.startsWith("panel " + other));
    assertThat(heard).noneMatch(h -> h.startsWith("panel " + both));
    assertThat(unit.reported(other)).isEqualTo(30);
  }
}
