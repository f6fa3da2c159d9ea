package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.outboard.Unit;
import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Signal;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real ports: pseudo-terminals and TCP, through the same code as real boxes. */
@DisabledOnOs(OS.WINDOWS)
class SerialLinkTest {
  private static final int THRESHOLD = 0;
  private static final long LONGEST_NANOS = 10_000_000_000L;

  @TempDir Path folder;
  private final UnitProfile profile = profile();
  private final Protocol.Serial settings =
      profile.protocol().orElseThrow().transport().serial().orElseThrow();
  private final Signal signal = Signal.ofJava();
  private final List<String> panel = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Unit unit;

  private static UnitProfile profile() {
    Problems problems = new Problems("test");
    return new Profiles(Path.of("nowhere"))
        .unit("generic/line-compressor", problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  private <T extends AutoCloseable> T closing(T what) {
    open.add(what);
    return what;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable what : open.reversed()) {
      what.close();
    }
  }

  private void drive(Link link) {
    unit =
        new Unit(
            profile,
            link,
            new Unit.Listener() {
              @Override
              public void state(Unit.State state, String why) {}

              @Override
              public void reported(int knob, double value, Unit.Cause cause) {
                if (cause == Unit.Cause.PANEL) {
                  panel.add(knob + " " + value);
                }
              }

              @Override
              public void truth(int knob, Truth truth) {}

              @Override
              public void note(String text) {}
            },
            new Counters());
  }

  private void until(BooleanSupplier met) throws InterruptedException {
    long start = System.nanoTime();
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("state " + unit.state()).isLessThan(LONGEST_NANOS);
      if (unit.work(System.nanoTime()) == 0) {
        signal.await(2_000_000);
      }
    }
  }

  private void setAndSeeItBack(Simulator box, double value) throws InterruptedException {
    until(() -> unit.state() == Unit.State.READY);
    unit.want(THRESHOLD, value);
    until(() -> unit.reported(THRESHOLD) == value);
    assertThat(box.values()[THRESHOLD]).isEqualTo(value);
  }

  private SimulatedPort box(Path link) throws Exception {
    PseudoTerminal terminal = PseudoTerminal.open();
    if (link != null) {
      assertThat(terminal.linkFrom(link)).isEmpty();
    }
    return closing(SimulatedPort.on(terminal, new Simulator(profile, Set.of())));
  }

  @Test
  void aBoxOnAPseudoTerminalIsSetReadBackAndReportsItsPanel() throws Exception {
    SimulatedPort box = box(null);
    drive(closing(SerialLink.at(box.name(), settings, signal)));
    setAndSeeItBack(box.simulator(), -20);
    assertThat(box.turn("threshold", "-18.5")).isEmpty();
    until(() -> panel.contains("0 -18.5"));
  }

  @Test
  void aPulledCableIsAwayAndAPluggedOneIsBack() throws Exception {
    Path link = folder.resolve("vox-comp");
    SimulatedPort first = box(link);
    drive(closing(SerialLink.at(link.toString(), settings, signal)));
    setAndSeeItBack(first.simulator(), -20);
    first.close();
    assertThat(link).doesNotExist();
    until(() -> unit.state() == Unit.State.AWAY);
    unit.want(THRESHOLD, -30);
    SimulatedPort second = box(link);
    until(() -> unit.state() == Unit.State.READY);
    assertThat(unit.reported(THRESHOLD)).isZero();
    assertThat(second.simulator().values()[THRESHOLD]).as("nothing was queued").isZero();
    setAndSeeItBack(second.simulator(), -12);
  }

  @Test
  void aBoxOverTcpIsAwayAndBackToo() throws Exception {
    SimulatedPort first = closing(SimulatedPort.listen(0, new Simulator(profile, Set.of())));
    int port = Integer.parseInt(first.name().substring(first.name().indexOf(':') + 1));
    drive(closing(TcpLink.to("127.0.0.1", port, signal)));
    setAndSeeItBack(first.simulator(), -20);
    first.close();
    until(() -> unit.state() == Unit.State.AWAY);
    SimulatedPort second = closing(SimulatedPort.listen(port, new Simulator(profile, Set.of())));
    setAndSeeItBack(second.simulator(), -12);
  }

  @Test
  void aPortThatIsNotThereIsAwayAndSaysWhatToDo() throws Exception {
    Link link = closing(SerialLink.at(folder.resolve("none").toString(), settings, signal));
    drive(link);
    until(() -> link.trouble().contains("cable"));
    assertThat(link.open()).isFalse();
    assertThat(link.write(new byte[] {1})).isFalse();
  }

  @Test
  void aPortWithoutAnRtsLineDrivesNoPair() throws Exception {
    SimulatedPort box = box(null);
    Protocol.Serial pair =
        new Protocol.Serial(
            settings.bauds(),
            settings.format(),
            Protocol.Line.KEEP,
            Protocol.Line.ON,
            Protocol.Rs485.RTS);
    Link link = closing(SerialLink.at(box.name(), pair, signal));
    drive(link);
    until(() -> link.trouble().contains("RTS"));
    assertThat(link.generation()).as("it was never open: nothing was asked").isZero();
    assertThat(unit.state()).isEqualTo(Unit.State.AWAY);
  }

  @Test
  void aBoxIsDrivenThroughAnAdapterThatHearsItself() throws Exception {
    PseudoTerminal ours = closing(PseudoTerminal.open());
    Simulator box = new Simulator(profile, Set.of());
    Thread adapter = Thread.ofPlatform().daemon().start(() -> echo(ours, box));
    Link link = closing(SerialLink.at(ours.path().toString(), settings, true, signal));
    drive(link);
    setAndSeeItBack(box, -20);
    assertThat(adapter.isAlive()).isTrue();
  }

  /** The far side of an adapter: what comes is heard again first, then what the box says to it. */
  private static void echo(PseudoTerminal terminal, Simulator box) {
    byte[] bytes = new byte[1024];
    for (int n = terminal.read(bytes, 100); n >= 0; n = terminal.read(bytes, 100)) {
      terminal.write(bytes, n);
      long now = System.nanoTime();
      box.hear(bytes, n, now);
      for (int said = box.say(bytes, now); said > 0; said = box.say(bytes, now)) {
        terminal.write(bytes, said);
      }
    }
  }

  @Test
  void aFileIsNoSerialPort() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Link link = closing(SerialLink.at(file.toString(), settings, signal));
    drive(link);
    String real = file.toRealPath().toString();
    until(() -> link.trouble().contains(real));
    assertThat(link.open()).isFalse();
  }

  @Test
  void aFarSideThatReadsNothingIsGivenUpAndHoldsNobodyForLong() throws Exception {
    PseudoTerminal terminal = closing(PseudoTerminal.open());
    Link link = closing(SerialLink.at(terminal.path().toString(), settings, signal));
    while (!link.open()) {
      signal.await(10_000_000);
    }
    byte[] much = new byte[1000];
    int generation = link.generation();
    long start = System.nanoTime();
    while (link.write(much)) {
      assertThat(System.nanoTime() - start).isLessThan(LONGEST_NANOS);
    }
    assertThat(link.open() && link.generation() == generation).isFalse();
  }

  @Test
  void onlyASymbolicLinkIsReplaced() throws Exception {
    Path file = Files.writeString(folder.resolve("precious"), "x");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    try (PseudoTerminal terminal = PseudoTerminal.open()) {
      assertThatThrownBy(() -> terminal.linkFrom(file))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(terminal.linkFrom(link)).contains(file.toRealPath());
      assertThat(link.toRealPath()).isEqualTo(terminal.path());
    }
    assertThat(link).doesNotExist();
    assertThat(file).hasContent("x");
  }

  @Test
  void aPseudoTerminalIsRawBothWays() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    try (PseudoTerminal terminal = PseudoTerminal.open()) {
      ReopeningLink link =
          closing((ReopeningLink) SerialLink.at(terminal.path().toString(), settings, signal));
      while (!link.open()) {
        signal.await(10_000_000);
      }
      assertThat(link.write(all)).isTrue();
      byte[] there = new byte[256];
      for (int n = 0; n < 256; ) {
        byte[] piece = new byte[256];
        int got = terminal.read(piece, 200);
        assertThat(got).isPositive();
        System.arraycopy(piece, 0, there, n, got);
        n += got;
      }
      assertThat(there).isEqualTo(all);
      assertThat(terminal.write(all, 256)).isTrue();
      byte[] back = new byte[256];
      long start = System.nanoTime();
      for (int n = 0; n < 256; ) {
        byte[] piece = new byte[256];
        int got = link.read(piece);
        System.arraycopy(piece, 0, back, n, got);
        n += got;
        signal.await(2_000_000);
        assertThat(System.nanoTime() - start).isLessThan(LONGEST_NANOS);
      }
      assertThat(back).isEqualTo(all);
    }
  }

  /** The command in a process of its own, as people run it. */
  @Test
  void aBoxInAnotherProcessIsSetTurnedAndEndedBySigterm() throws Exception {
    Path link = folder.resolve("box");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "hybridge.app.ProfileMain",
                "simulate",
                "generic/line-compressor",
                "--pty",
                link.toString())
            .redirectError(new File(folder.toFile(), "stderr"))
            .start();
    closing(process::destroyForcibly);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String path = out.readLine();
    assertThat(link.toRealPath()).isEqualTo(Path.of(path));
    drive(closing(SerialLink.at(link.toString(), settings, signal)));
    until(() -> unit.state() == Unit.State.READY);
    unit.want(THRESHOLD, -20);
    until(() -> unit.reported(THRESHOLD) == -20);
    assertThat(out.readLine()).isEqualTo("threshold -20");
    process
        .getOutputStream()
        .write("threshold -18.5\nbypass on\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    until(() -> panel.contains("0 -18.5") && panel.contains("5 1.0"));
    assertThat(out.readLine()).isEqualTo("threshold -18.5");
    assertThat(out.readLine()).isEqualTo("bypass on");
    unit.want(THRESHOLD, -7);
    until(() -> unit.reported(THRESHOLD) == -7);
    process.destroy();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(link).doesNotExist();
    until(() -> unit.state() == Unit.State.AWAY);
  }
}
