package hybridge.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import hybridge.io.serial.PseudoTerminal;
import hybridge.io.serial.SimulatedPort;
import hybridge.outboard.Rehearsal;
import hybridge.outboard.Simulator;
import hybridge.outboard.codec.Vectors;
import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.UnitProfile;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.surface.SurfaceVectors;
import hybridge.value.Numbers;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code hybridge profile …}: the files that say what a kind of unit can do. */
@Command(
    name = "profile",
    description = "Lists, shows, checks and plays the profiles of units and surfaces.",
    subcommands = DescribeCommand.class,
    mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int WRONG_INPUT = 2;

  @Spec CommandSpec spec;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = ".",
      scope = ScopeType.INHERIT,
      description =
          "Where a device-profiles folder may stand; ours come after it (${DEFAULT-VALUE}).")
  Path folder = Path.of(".");

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return WRONG_INPUT;
  }

  private Profiles profiles() {
    return new Profiles(folder);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  @Command(name = "list", description = "Lists every profile that can be found.")
  int list(@Option(names = "--json", description = "One JSON value.") boolean json) {
    List<Profiles.Entry> entries = profiles().list();
    if (json) {
      printJson(
          entries.stream()
              .map(
                  e -> {
                    Map<String, Object> o = new LinkedHashMap<>();
                    o.put("id", e.id());
                    o.put("kind", e.kind().word());
                    o.put("evidence", e.evidence());
                    o.put("vectors", e.vectors());
                    return o;
                  })
              .toList());
    } else {
      for (Profiles.Entry e : entries) {
        out()
            .printf(
                Locale.ROOT,
                "%-32s %-9s %-10s %3d vectors%n",
                e.id(),
                e.kind().word(),
                e.evidence(),
                e.vectors());
      }
      out().flush();
    }
    return DONE;
  }

  @Command(name = "show", description = "Prints a profile.")
  int show(@Parameters(paramLabel = "ID", description = "maker/model") String id) {
    for (Profiles.Kind kind : Profiles.Kind.values()) {
      Optional<Profiles.Source> source = profiles().source(id, kind);
      if (source.isPresent()) {
        out().print("# " + source.get().place() + "\n" + source.get().text());
        out().flush();
        return DONE;
      }
    }
    Problems problems = new Problems("profile");
    profiles().unit(id, problems);
    return report(problems.list(), false);
  }

  @Command(
      name = "check",
      description = "Names every problem of profile files: file, line, place, found, wanted, hint.")
  int check(
      @Parameters(paramLabel = "ID|FILE", arity = "1..*", description = "Profiles by id, or files.")
          List<Path> files,
      @Option(names = "--json", description = "One JSON value.") boolean json) {
    List<Problem> all = new ArrayList<>();
    for (Path file : files) {
      all.addAll(source(file).map(FileCheck::check).orElseGet(() -> FileCheck.check(file)));
    }
    return report(all, json);
  }

  /** A profile by its id; a file that exists comes first. */
  private Optional<Profiles.Source> source(Path idOrFile) {
    return java.nio.file.Files.exists(idOrFile)
        ? Optional.empty()
        : java.util.stream.Stream.of(Profiles.Kind.values())
            .flatMap(kind -> profiles().source(idOrFile.toString(), kind).stream())
            .findFirst();
  }

  @Command(
      name = "test",
      description = "Plays a profile's vectors both ways, and its driver against its simulator.")
  int test(@Parameters(paramLabel = "ID", description = "maker/model") String id) {
    Problems problems = new Problems(id);
    if (profiles().source(id, Profiles.Kind.SURFACE).isPresent()) {
      return testSurface(id, problems);
    }
    Optional<UnitProfile> profile = profiles().unit(id, problems);
    if (profile.isEmpty()) {
      return report(problems.list(), false);
    }
    Vectors.check(profile.get(), problems);
    if (profile.get().protocol().isPresent() && problems.none()) {
      Rehearsal.check(profile.get(), problems);
    }
    int code = report(problems.list(), false);
    if (code == DONE) {
      out()
          .printf(
              Locale.ROOT,
              "%s: %d parameters, %d vectors both ways, %s%n",
              id,
              profile.get().knobs().size(),
              profile.get().vectors().size(),
              profile.get().protocol().isPresent()
                  ? "set and read back through the simulator"
                  : "set by hand");
      out().flush();
    }
    return code == DONE ? DONE : 1;
  }

  private int testSurface(String id, Problems problems) {
    Optional<SurfaceProfile> profile = profiles().surface(id, 0, "", problems);
    profile.ifPresent(p -> SurfaceVectors.check(p, problems));
    if (!problems.none()) {
      report(problems.list(), false);
      return Exit.FAILED;
    }
    out().printf(Locale.ROOT, "%s: %d vectors%n", id, profile.orElseThrow().vectors().size());
    out().flush();
    return DONE;
  }

  @Command(
      name = "simulate",
      description = {
        "Makes a box from a profile and serves it on a pseudo-terminal, whose path is the first"
            + " line.",
        "Each change of a parameter is printed; a typed line such as 'threshold -18.5' turns a"
            + " knob."
      })
  int simulate(
      @Parameters(paramLabel = "ID", description = "maker/model") String id,
      @Option(
              names = "--fault",
              paramLabel = "F",
              description = "What goes wrong; may be repeated.")
          List<String> faultWords,
      @Option(names = "--pty", paramLabel = "LINK", description = "A symbolic link to make.")
          Path link,
      @Option(
              names = "--listen",
              paramLabel = "PORT",
              description = "Serve TCP on loopback instead; 0 takes any free port.")
          Integer port,
      @Option(names = "--address", paramLabel = "N", description = "Its number on a shared wire.")
          Integer address,
      @Option(
              names = "--variant",
              paramLabel = "N",
              description = "Which firmware: 0 the usual one, 1 the first of the variants.")
          Integer variant,
      @Option(
              names = "--hands",
              paramLabel = "FILE",
              description = "Knobs to turn: lines 'MILLISECONDS PARAMETER VALUE' from the start.")
          Path hands)
      throws InterruptedException {
    Problems problems = new Problems("simulate");
    Set<Simulator.Fault> faults = faults(faultWords, problems);
    Optional<UnitProfile> profile = profiles().unit(id, problems);
    if (profile.isPresent() && profile.get().protocol().isEmpty()) {
      problems.add(0, "", id, "a profile with a protocol", "this one is set by hand");
    }
    if (link != null && port != null) {
      problems.add(0, "--pty", "--pty and --listen", "one of them", "");
    }
    if (port != null && (port < 0 || port > 65_535)) {
      problems.add(0, "--listen", port.toString(), "a port from 0 to 65535", "");
    }
    int which = variant == null ? 0 : variant;
    if (profile.isPresent() && (which < 0 || which >= profile.get().protocols().size())) {
      int most = profile.get().protocols().size() - 1;
      problems.add(0, "--variant", Integer.toString(which), "a number from 0 to " + most, "");
    }
    Optional<HandScript> script =
        hands == null ? Optional.empty() : HandScript.read(hands, problems);
    if (!problems.none()) {
      return report(problems.list(), false);
    }
    UnitProfile as = profile.get().on(port == null ? Protocol.Medium.SERIAL : Protocol.Medium.TCP);
    Simulator simulator = new Simulator(as, which, address == null ? -1 : address, faults);
    simulator.listen(
        new Simulator.Listener() {
          @Override
          public void changed(String knob, double value) {
            say(knob + " " + shown(profile.get(), knob, value));
          }

          @Override
          public void located(int seconds) {
            say("locate " + seconds);
          }
        });
    try (SimulatedPort served = announced(simulator, link, port)) {
      CountDownLatch end = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      Thread hook =
          new Thread(
              () -> {
                end.countDown();
                await(closed);
                // Ended by SIGTERM or SIGINT, as it is meant to be: that is no failure.
                Runtime.getRuntime().halt(DONE);
              },
              "simulate-end");
      Runtime.getRuntime().addShutdownHook(hook);
      script.ifPresent(s -> s.play(served::turn, wrong -> err().println(hands + ": " + wrong)));
      Thread.ofPlatform().name("simulate-hand").daemon(true).start(() -> hands(served));
      end.await();
      served.close();
      closed.countDown();
      return DONE;
    } catch (IOException e) {
      err().println("hybridge: " + e.getMessage());
      err().flush();
      return 1;
    }
  }

  @Command(
      name = "talk",
      description = {
        "Talks with a box through its profile.",
        "A line 'threshold' tells where it stands, 'threshold -18' sets it; 'state' and 'all' tell"
            + " the rest; 'locate 5' has it show itself; 'send' and 'raw' send bytes by hand;"
            + " 'help' lists them all."
      })
  int talk(
      @Parameters(paramLabel = "ID", description = "maker/model") String id,
      @Mixin BoxWire box,
      @Option(names = "--address", paramLabel = "N", description = "Its number on the wire.")
          Integer address,
      @Option(names = "--seconds", paramLabel = "N", description = "End after so long.")
          double seconds)
      throws InterruptedException {
    Problems problems = new Problems("talk");
    Optional<UnitProfile> profile = profiles().unit(id, problems);
    Optional<Studio.Wire> wire = box.wire(problems);
    Optional<Protocol> protocol = profile.flatMap(UnitProfile::protocol);
    if (profile.isPresent() && protocol.isEmpty()) {
      problems.add(0, "", id, "a profile with a protocol", "this one is set by hand");
    } else if (protocol.isPresent() && wire.isPresent()) {
      BoxWire.fits(wire.get(), protocol.get().transport(), problems);
    }
    if (!problems.none()) {
      return report(problems.list(), false);
    }
    Signal signal = Signal.ofJava();
    Protocol.Transport transport = protocol.orElseThrow().transport();
    try (BoxWire.Opened open = BoxWire.open(wire.orElseThrow(), transport, signal)) {
      int number = address == null ? -1 : address;
      UnitProfile as = profile.get().on(wire.orElseThrow().medium());
      UnitTalk talk = new UnitTalk(as, number, open.link(), signal, this::say);
      talk.listen(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
      return talk.run((long) (seconds * 1e9)) ? DONE : Exit.FAILED;
    }
  }

  /** The path is the first line, whatever a host that knew the link already changes meanwhile. */
  private synchronized SimulatedPort announced(Simulator simulator, Path link, Integer port)
      throws IOException {
    SimulatedPort served = serve(simulator, link, port);
    say(served.name());
    return served;
  }

  private static void await(CountDownLatch latch) {
    try {
      // Bounded: nothing may keep the process from ending.
      boolean inTime = latch.await(3, TimeUnit.SECONDS);
      assert inTime;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tookFrom(Path link, Path before) {
    err().println(link + " led to " + before + ": what is there has lost its name to this one");
    err().flush();
  }

  private SimulatedPort serve(Simulator simulator, Path link, Integer port) throws IOException {
    if (port != null) {
      return SimulatedPort.listen(port, simulator);
    }
    PseudoTerminal terminal = PseudoTerminal.open();
    try {
      if (link != null) {
        terminal.linkFrom(link).ifPresent(before -> tookFrom(link, before));
      }
      return SimulatedPort.on(terminal, simulator);
    } catch (IOException e) {
      terminal.close();
      throw e;
    }
  }

  private static Set<Simulator.Fault> faults(List<String> words, Problems problems) {
    Set<Simulator.Fault> faults = EnumSet.noneOf(Simulator.Fault.class);
    for (String word : words == null ? List.<String>of() : words) {
      Simulator.Fault.of(word)
          .ifPresentOrElse(
              faults::add,
              () ->
                  problems.add(
                      0,
                      "--fault",
                      "'" + word + "'",
                      "one of "
                          + String.join(
                              ", ",
                              EnumSet.allOf(Simulator.Fault.class).stream()
                                  .map(Simulator.Fault::word)
                                  .toList()),
                      ""));
    }
    return faults;
  }

  /** Reads what is typed; the end of it ends nothing, since a daemon has no keyboard. */
  private void hands(SimulatedPort served) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        String[] words = line.strip().split("\\s+", 2);
        Optional<String> wrong =
            words.length == 2
                ? served.turn(words[0], words[1])
                : line.isBlank() ? Optional.empty() : Optional.of("wanted: PARAMETER VALUE");
        if (wrong.isPresent()) {
          err().println(line + ": " + wrong.get());
          err().flush();
        }
      }
    } catch (IOException e) {
      err().println("no more hands: " + e.getMessage());
      err().flush();
    }
  }

  private static String shown(UnitProfile profile, String knob, double value) {
    return switch (profile.knobs().get(profile.indexOf(knob)).parameter().kind()) {
      case SWITCH, CHOICE ->
          profile
              .knobs()
              .get(profile.indexOf(knob))
              .parameter()
              .text(hybridge.value.Value.of(value));
      case CONTINUOUS, STEPPED, TEXT, ACTION -> Numbers.text(value);
    };
  }

  private synchronized void say(String line) {
    out().println(line);
    out().flush();
  }

  private int report(List<Problem> problems, boolean json) {
    if (json) {
      printJson(problems);
    } else {
      problems.forEach(p -> err().println(p));
      err().flush();
    }
    return problems.isEmpty() ? DONE : WRONG_INPUT;
  }

  private void printJson(Object value) {
    try {
      out().println(new ObjectMapper().writeValueAsString(value));
      out().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records and maps can always be written", e);
    }
  }
}
