package hybridge.bench;

import com.sun.management.OperatingSystemMXBean;
import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.io.serial.PseudoTerminal;
import hybridge.io.serial.SerialLink;
import hybridge.io.serial.SimulatedPort;
import hybridge.io.serial.TcpLink;
import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rack.Rack;
import hybridge.rack.UnitProfiles;
import hybridge.rt.Counters;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.testing.ChildJvm;
import hybridge.value.Problems;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What many units cost that are left alone: their boxes, each polled once a second, live in another
 * process behind pseudo-terminals and TCP ports; printed is the CPU time of this one. Arguments:
 * units, seconds.
 */
public final class UnitsBench {
  private static final String[] PROFILES = {
    "generic/line-compressor",
    "hybridge/reference-eq",
    "hybridge/reference-compressor",
    "bss/soundweb-london"
  };
  private static final int WARM_SECONDS = 10;

  private UnitsBench() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("boxes")) {
      boxes(Integer.parseInt(args[1]));
      return;
    }
    int units = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    Process far =
        ChildJvm.command(
                UnitsBench.class,
                List.of("-XX:TieredStopAtLevel=1"),
                List.of("boxes", String.valueOf(units)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = far.inputReader(StandardCharsets.UTF_8)) {
      List<String> ports = new ArrayList<>();
      for (int i = 0; i < units; i++) {
        ports.add(out.readLine());
      }
      measure(ports, seconds);
    } finally {
      far.destroy();
    }
  }

  /** The other process: ends when its standard input does. */
  private static void boxes(int units) throws Exception {
    for (int i = 0; i < units; i++) {
      Simulator box = new Simulator(profile(i), Set.of());
      SimulatedPort port =
          i % 8 == 7 ? SimulatedPort.listen(0, box) : SimulatedPort.on(PseudoTerminal.open(), box);
      System.out.println(port.name());
    }
    while (System.in.read() >= 0) {
      // Nothing is said to it.
    }
    System.exit(0);
  }

  private static UnitProfile profile(int i) {
    String id = PROFILES[i % PROFILES.length];
    return Profiles.ours().unit(id, new Problems("bench")).orElseThrow();
  }

  private static void measure(List<String> ports, int seconds) throws Exception {
    StringBuilder text = new StringBuilder("studio: Bench\naudio: {driver: simulated}\nunits:\n");
    for (int i = 0; i < ports.size(); i++) {
      String id = PROFILES[i % PROFILES.length];
      text.append("  u" + i + ": {profile: " + id + ", serial: /dev/null}\n");
    }
    Problems problems = new Problems("bench");
    Studio studio =
        StudioReader.parse(text.toString(), Path.of("bench.yaml"), problems)
            .orElseThrow(() -> new IllegalStateException(problems.list().toString()));
    UnitProfiles profiles = UnitProfiles.of(studio, Profiles.ours(), problems);
    Tree tree = Tree.of(studio, profiles.models());
    Counters counters = new Counters();
    Signal atDesk = Signal.ofJava();
    Desk desk = new Desk(tree, atDesk, counters);
    try (Rack rack = new Rack(desk, address -> false, counters)) {
      for (int i = 0; i < ports.size(); i++) {
        UnitProfile profile = profile(i);
        Signal signal = Signal.ofJava();
        rack.add("u" + i, profile, link(ports.get(i), profile, signal), signal);
      }
      rack.start();
      try (RoleThread thread = new RoleThread("desk", atDesk, List.of(desk)).start()) {
        Thread.sleep(WARM_SECONDS * 1_000L);
        print(desk, ports.size(), seconds);
      }
    }
  }

  private static Link link(String port, UnitProfile profile, Signal signal) {
    return port.startsWith("/")
        ? SerialLink.at(
            port, profile.protocol().orElseThrow().transport().serial().orElseThrow(), signal)
        : TcpLink.to("127.0.0.1", Integer.parseInt(port.substring(port.indexOf(':') + 1)), signal);
  }

  private static void print(Desk desk, int units, int seconds) throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int ready = 0;
    for (int i = 0; i < units; i++) {
      int state = desk.tree().require("/unit/u" + i + "/state");
      ready += desk.value(state).words().equals("ready") ? 1 : 0;
    }
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    Thread.sleep(seconds * 1_000L);
    double took = System.nanoTime() - begin;
    System.out.printf(
        "%d units, %d ready: %.2f %% of a core over %d s%n",
        units, ready, 100 * (system.getProcessCpuTime() - cpu) / took, seconds);
  }
}
