package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.codec.Vectors;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.value.Kind;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boxes that are asked what they have; on a clock of the test. */
class DescribeTest {
  private static final long MS = 1_000_000L;

  private long now;

  private static UnitProfile shipped(String id) {
    return Profiles.ours().unit(id, new Problems("test")).orElseThrow();
  }

  static UnitProfile parsed(String yaml) {
    Problems problems = new Problems("described");
    return UnitProfileReader.parse(yaml, problems)
        .orElseThrow(() -> new AssertionError(problems.list() + "\n" + yaml));
  }

  private Interview ask(Simulator box, Describer describer) {
    SimulatorLink wire = new SimulatorLink(box);
    Interview interview = new Interview(describer, wire);
    for (; now < 60_000 * MS && !interview.over(); now += MS) {
      wire.now = now;
      interview.work(now);
    }
    assertThat(interview.over()).isTrue();
    return interview;
  }

  private String described(Simulator box) {
    Describer describer = Describers.of("reference").orElseThrow();
    Interview interview = ask(box, describer);
    assertThat(interview.trouble()).isEmpty();
    return describer.profile();
  }

  /** The same in everything that a unit can tell. */
  static void assertSame(UnitProfile found, UnitProfile wanted) {
    assertThat(found.knobs()).hasSameSizeAs(wanted.knobs());
    for (int i = 0; i < wanted.knobs().size(); i++) {
      var f = found.knobs().get(i).parameter();
      var w = wanted.knobs().get(i).parameter();
      assertThat(found.knobs().get(i).id()).isEqualTo(wanted.knobs().get(i).id());
      assertThat(f.kind()).isEqualTo(w.kind());
      assertThat(f.unit()).isEqualTo(w.unit());
      assertThat(f.min()).isEqualTo(w.min());
      assertThat(f.max()).isEqualTo(w.max());
      assertThat(f.step()).isEqualTo(w.step());
      assertThat(f.law()).isEqualTo(w.law());
      assertThat(f.safety()).isEqualTo(w.safety());
      assertThat(f.access()).isEqualTo(w.access());
      assertThat(f.choices()).isEqualTo(w.choices());
      assertThat(f.initial()).isEqualTo(w.initial());
    }
    var f = found.protocol().orElseThrow();
    var w = wanted.protocol().orElseThrow();
    assertThat(f.codes()).isEqualTo(w.codes());
    assertThat(f.pace()).isEqualTo(w.pace());
    assertThat(f.transport()).isEqualTo(w.transport());
  }

  private static void assertSound(UnitProfile profile) {
    Problems problems = new Problems("described");
    Vectors.check(profile, problems);
    Rehearsal.check(profile, problems);
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference-eq", "reference-compressor", "reference-limiter"})
  void whatABoxTellsIsItsProfile(String model) {
    UnitProfile wanted = shipped("hybridge/" + model);
    UnitProfile found = parsed(described(new Simulator(wanted, Set.of())));
    assertThat(found.id()).isEqualTo("local/" + model);
    assertThat(found.unitClass()).isEqualTo(wanted.unitClass());
    assertThat(found.evidence().level()).isEqualTo("measured");
    assertSame(found, wanted);
    assertSound(found);
    // And a simulator of it tells the same again.
    assertSame(parsed(described(new Simulator(found, Set.of()))), wanted);
  }

  /** Steps, choices, what can only be read, and names that YAML would take for something else. */
  @Test
  void everyKindOfParameterComesThrough() throws Exception {
    String text =
        Files.readString(Path.of("device-profiles/outboard/hybridge/reference-limiter.yaml"))
            .replace(
                "  ceiling: {kind: continuous, unit: dB, range: [-12, 0], initial: -1, tolerance:"
                    + " 0.01, safety: level}",
                "  ceiling: {kind: stepped, unit: s, range: [-12, 3], step: 0.5, initial: -1,"
                    + " access: read, safety: danger}")
            .replace(
                "  release: {kind: continuous, unit: ms, range: [5, 3000], law: log, initial: 150,"
                    + " tolerance: 0.5}",
                "  release: {kind: choice, values: [\"no\", \"12\", slow-2], initial: \"12\"}")
            .replace(
                "release: {word: \"04\", scale: 1, as: i16}", "release: {word: \"04\", as: i16}");
    UnitProfile wanted = parsed(text);
    assertThat(wanted.knobs().get(2).parameter().kind()).isEqualTo(Kind.CHOICE);
    UnitProfile found = parsed(described(new Simulator(wanted, Set.of())));
    assertSame(found, wanted);
    assertSound(found);
  }

  @ParameterizedTest
  @EnumSource(
      value = Simulator.Fault.class,
      names = {"LATE", "GARBLE", "SPLIT", "PANEL", "WRONG_FIRMWARE"})
  void aBadWireOrAHandDoesNotSpoilIt(Simulator.Fault fault) {
    UnitProfile wanted = shipped("hybridge/reference-eq");
    Simulator box = new Simulator(wanted, EnumSet.of(fault));
    byte[] subscribe = Bytes.of(Bytes.fromHex("06 01 07 01 72 1A 00"));
    box.hear(subscribe, subscribe.length, 0);
    assertSame(parsed(described(box)), wanted);
  }

  @Test
  void aBoxThatSaysNothingIsGivenUp() {
    UnitProfile eq = shipped("hybridge/reference-eq");
    Interview interview =
        ask(
            new Simulator(eq, EnumSet.of(Simulator.Fault.SILENCE)),
            Describers.of("reference").orElseThrow());
    assertThat(interview.trouble().orElseThrow()).contains("simulator", "who it is");
  }

  @Test
  void aUnitThatCannotTellSaysSo() throws Exception {
    String text =
        Files.readString(Path.of("device-profiles/outboard/hybridge/reference-eq.yaml"))
            .replace("  describes: reference\n", "");
    Interview interview =
        ask(new Simulator(parsed(text), Set.of()), Describers.of("reference").orElseThrow());
    assertThat(interview.trouble().orElseThrow()).contains("does not tell of itself: syntax");
  }

  @Test
  void aSumThatIsNotThatOfTheListIsTrouble() {
    Describer describer = Describers.of("reference").orElseThrow();
    say(describer, "81 01 00 62 6F 78 00 31 2E 30");
    say(describer, "82 09 00 01 00 00 00 00 01 01 12 34");
    say(describer, "83 05 00 11 00 01 00 01 00 FF 00 01 00 00 00 00 00 00 0A 61");
    assertThat(describer.trouble()).isEmpty();
    say(describer, "84 7F 6E 6F");
    assertThat(describer.trouble().orElseThrow()).contains("sum");
    assertThat(describer.question()).isEmpty();
  }

  /** What a box calls its knobs becomes part of a file. */
  @Test
  void namesAreNothingButNames() {
    Describer describer = Describers.of("reference").orElseThrow();
    say(describer, "81 01 00 62 6F 78 00 31 2E 30");
    say(describer, "82 09 00 01 00 00 00 00 01 01 12 34");
    say(describer, "83 05 00 11 00 01 00 01 00 FF 00 01 00 00 00 00 00 00 0A 61 0A 62 3A");
    assertThat(describer.trouble().orElseThrow()).contains("letters a-z");
  }

  /** A name that YAML takes for a truth is a name. */
  @Test
  void aKnobMayBeCalledOn() throws Exception {
    String text =
        Files.readString(Path.of("device-profiles/outboard/hybridge/reference-limiter.yaml"))
            .replace("  ceiling: {", "  \"on\": {");
    UnitProfile wanted = parsed(text);
    UnitProfile found = parsed(described(new Simulator(wanted, Set.of())));
    assertSame(found, wanted);
    assertSound(found);
  }

  private static void say(Describer describer, String hex) {
    byte[] frame = new hybridge.wire.CobsShape(ReferenceAnswers.SUM, 256).wrap(Bytes.fromHex(hex));
    describer.hear(frame, frame.length);
  }

  @Property(tries = 300)
  void anyAnswersLeaveItAlive(
      @ForAll @Size(max = 60) byte[] identity, @ForAll @Size(max = 60) byte[] more) {
    Describer describer = Describers.of("reference").orElseThrow();
    describer.hear(identity, identity.length);
    say(describer, "81 01 00 62 6F 78 00 31 2E 30");
    say(describer, "82 09 00 01 00 00 00 00 01 01 12 34");
    say(describer, "83 05 00 " + Bytes.hex(Bytes.text(more, 0, more.length)));
    assertThat(describer.question().isPresent()).isEqualTo(describer.trouble().isEmpty());
  }
}
