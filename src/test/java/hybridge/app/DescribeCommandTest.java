package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.io.serial.PseudoTerminal;
import hybridge.io.serial.SimulatedPort;
import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A box on a real pseudo-terminal, opened as a serial port is, is asked what it has. */
class DescribeCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final UnitProfile eq =
      Profiles.ours().unit("hybridge/reference-eq", new Problems("test")).orElseThrow();

  private int run(String... args) {
    return new CommandLine(new ProfileCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void theProfileOfABoxIsWrittenAndCanBeUsed() throws Exception {
    Path maker = Files.createDirectories(folder.resolve("device-profiles/outboard/local"));
    Path file = maker.resolve("reference-eq.yaml");
    try (SimulatedPort box = SimulatedPort.on(PseudoTerminal.open(), new Simulator(eq, Set.of()))) {
      assertThat(run("describe", "--serial", box.name(), "-o", file.toString()))
          .as(err.toString())
          .isZero();
    }
    assertThat(out.toString()).contains("local/reference-eq: 12 parameters");
    assertThat(run("check", file.toString())).as(err.toString()).isZero();
    assertThat(run("test", "--folder", folder.toString(), "local/reference-eq"))
        .as(err.toString())
        .isZero();
    UnitProfile found = UnitProfileReader.read(file, new Problems("found")).orElseThrow();
    assertThat(found.evidence().source()).contains("firmware 1.0", "serial number 00000001");
    for (int i = 0; i < eq.knobs().size(); i++) {
      Parameter f = found.knobs().get(i).parameter();
      Parameter w = eq.knobs().get(i).parameter();
      assertThat(found.knobs().get(i).id()).isEqualTo(eq.knobs().get(i).id());
      assertThat(f.kind()).isEqualTo(w.kind());
      assertThat(f.min()).isEqualTo(w.min());
      assertThat(f.max()).isEqualTo(w.max());
      assertThat(f.unit()).isEqualTo(w.unit());
      assertThat(f.law()).isEqualTo(w.law());
      assertThat(f.safety()).isEqualTo(w.safety());
      assertThat(f.choices()).isEqualTo(w.choices());
    }
  }

  /** Two boxes of one model, or a model that has a better name: the file can still be used. */
  @Test
  void amongProfilesThePlaceGivesTheId() throws Exception {
    Path maker = Files.createDirectories(folder.resolve("device-profiles/outboard/my"));
    Path file = maker.resolve("left-eq.yaml");
    try (SimulatedPort box = SimulatedPort.listen(0, new Simulator(eq, Set.of()))) {
      assertThat(run("describe", "--tcp", box.name(), "-o", file.toString())).isZero();
    }
    assertThat(out.toString()).contains("my/left-eq: 12 parameters");
    assertThat(run("test", "--folder", folder.toString(), "my/left-eq"))
        .as(err.toString())
        .isZero();
  }

  @Test
  void nothingIsOverwrittenWithoutForce() throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "x");
    try (SimulatedPort box = SimulatedPort.listen(0, new Simulator(eq, Set.of()))) {
      assertThat(run("describe", "--tcp", box.name(), "-o", file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("which exists", "--force");
      assertThat(file).hasContent("x");
      assertThat(run("describe", "--tcp", box.name(), "-o", file.toString(), "--force")).isZero();
      assertThat(file).content().contains("id: local/reference-eq");
      assertThat(run("describe", "--tcp", box.name())).isZero();
      assertThat(out.toString()).contains("describes: reference");
    }
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThat(run("describe")).isEqualTo(2);
    assertThat(run("describe", "--serial", "/dev/null", "--speaks", "latin")).isEqualTo(2);
    assertThat(err.toString()).contains("no wire", "'latin'", "control-tree", "reference");
    assertThat(run("describe", "--midi", "a", "--tcp", "b:1")).isEqualTo(2);
    assertThat(run("describe", "--midi", "a", "--midi-in", "b")).isEqualTo(2);
    assertThat(run("describe", "--midi-in", "a")).isEqualTo(2);
    assertThat(run("describe", "--midi", "a", "--only", "b", "--most", "-3")).isEqualTo(2);
    assertThat(run("describe", "--midi", "a", "--product", "99", "--speaks", "control-tree"))
        .isEqualTo(2);
    assertThat(run("talk", "--midi", "a", "hybridge/reference-eq")).isEqualTo(2);
    assertThat(err.toString())
        .contains("2 wires", "--midi and one of its sides", "--midi-in alone")
        .contains("--speaks control-tree with it", "a number up to 4096", "'99'; wanted 00 to 7F")
        .contains("a MIDI port; wanted --serial or --tcp");
    Simulator mute = new Simulator(eq, EnumSet.of(Simulator.Fault.SILENCE));
    try (SimulatedPort box = SimulatedPort.listen(0, mute)) {
      assertThat(run("describe", "--tcp", box.name(), "--seconds", "0.3")).isEqualTo(1);
    }
    assertThat(err.toString()).contains("not all was told within 0.3 s");
  }
}
