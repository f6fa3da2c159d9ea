package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.codec.Vectors;
import hybridge.profile.UnitProfile;
import hybridge.value.Problems;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SimulatorTest {
  private static final UnitProfile PROFILE = UnitTest.profile();
  private final Simulator box = new Simulator(PROFILE, Set.of());

  private static String say(Simulator box, String line) {
    return say(box, line, 0);
  }

  private static String say(Simulator box, String line, long now) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    box.hear(bytes, bytes.length, now);
    return said(box, now);
  }

  private static String said(Simulator box, long now) {
    StringBuilder all = new StringBuilder();
    byte[] into = new byte[256];
    int n;
    while ((n = box.say(into, now)) > 0) {
      all.append(new String(into, 0, n, StandardCharsets.US_ASCII));
    }
    return all.toString();
  }

  @Test
  void vectorsHoldBothWaysAndTheRehearsalPasses() {
    Problems problems = new Problems("test");
    Vectors.check(PROFILE, problems);
    Rehearsal.check(PROFILE, problems);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void valuesAreRoundedToWhatTheProtocolCanSay() {
    assertThat(say(box, "SET THR -20.04\n")).isEqualTo("OK THR -20.0\n");
    assertThat(box.values()[0]).isEqualTo(-20);
  }

  @Test
  void aRebootedBoxIsDeafForAWhileThenSaysItsName() {
    say(box, "SET THR -20.0\n");
    box.reboot(0);
    assertThat(say(box, "GET THR\n")).isEmpty();
    assertThat(said(box, 400_000_000L)).isEqualTo("ID line-compressor 1.0\n");
    assertThat(box.values()[0]).isZero();
  }

  @Test
  void changesAreTold() {
    List<String> changes = new ArrayList<>();
    box.listen((knob, value) -> changes.add(knob + " " + value));
    say(box, "SET THR -20.0\nSET THR -20.0\n");
    box.turn("bypass", "on", 0);
    assertThat(changes).containsExactly("threshold -20.0", "bypass 1.0");
    assertThat(box.turn("threshold", "7", 0).orElseThrow()).contains("-60");
    assertThat(box.turn("treble", "7", 0).orElseThrow()).contains("treble");
  }

  @Property(tries = 300)
  void anyBytesAreTakenAndTheNextGoodLineIsAnswered(@ForAll @Size(max = 200) byte[] noise) {
    Simulator any = new Simulator(PROFILE, Set.of());
    any.hear(noise, noise.length, 0);
    said(any, 0);
    assertThat(say(any, "\nID?\n")).endsWith("ID line-compressor 1.0\n");
  }

  @Property(tries = 300)
  void anyAnswerLeavesTheDriverAlive(@ForAll @Size(max = 200) byte[] noise) {
    ScriptedLink link = new ScriptedLink();
    Unit unit =
        new Unit(PROFILE, link, UnitTest.listener(new ArrayList<>()), new hybridge.rt.Counters());
    unit.work(1);
    link.says(new String(noise, StandardCharsets.ISO_8859_1));
    unit.work(2);
    link.says("ID line-compressor 1.0");
    unit.work(3);
    assertThat(unit.state()).isIn(Unit.State.IDENTIFYING, Unit.State.FAULT);
  }
}
