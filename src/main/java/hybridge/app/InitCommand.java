package hybridge.app;

import hybridge.io.jack.JackListing;
import hybridge.io.midi.SoundDevices;
import hybridge.io.serial.SerialPorts;
import hybridge.profile.Profiles;
import hybridge.studio.StudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "init",
    description = {
      "Writes a first studio file from what 'hybridge devices' finds: a strip for each input, the"
          + " controllers whose ports it knows,",
      "and, as comments, how boxes and inserts are added."
    })
final class InitCommand implements Callable<Integer> {
  private static final int DEFAULT_CHANNELS = 8;
  private static final int MOST_STRIPS = 32;

  @Parameters(paramLabel = "STUDIO.yaml")
  private Path file;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  /** A controller that is there, and the profile that its port's name sounds like. */
  private record Controller(String id, String profile, String port) {}

  @Override
  public Integer call() {
    if (Files.exists(file) && !force) {
      throw Exit.WrongInput.of(
          file.toString(), "", "a file that exists", "a new file", "--force replaces it");
    }
    Machine machine = Machine.look();
    String text = text(machine);
    try {
      Files.writeString(
          file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw Exit.WrongInput.of(
          file.toString(),
          "",
          "a place that cannot be written to",
          "a file in a folder that exists",
          "");
    }
    System.out.println("wrote " + file + "; next: hybridge check " + file);
    machine.hints().forEach(hint -> System.out.println("hint: " + hint));
    return Exit.DONE;
  }

  /** The file for what is there. */
  static String text(Machine machine) {
    List<Controller> controllers = controllers(machine);
    Optional<JackListing> jack = machine.jack();
    int inputs = jack.map(j -> j.captures().size()).filter(n -> n > 0).orElse(DEFAULT_CHANNELS);
    int outputs =
        Math.max(
            2, jack.map(j -> j.playbacks().size()).filter(n -> n > 0).orElse(DEFAULT_CHANNELS));
    StringBuilder s =
        new StringBuilder("# Written by 'hybridge init'. Every key: docs/studio-file.md\n");
    s.append("studio: My room\naudio: {driver: ").append(jack.isPresent() ? "jack" : "simulated");
    s.append(", rate: ").append(jack.map(JackListing::rate).orElse(48_000));
    s.append(", inputs: ").append(inputs).append(", outputs: ").append(outputs);
    s.append(jack.isPresent() ? ", connect: physical}\n" : "}\n");
    s.append("console:\n  strips:\n");
    for (int n = 1; n <= Math.min(inputs, MOST_STRIPS); n++) {
      s.append("    - {name: In ").append(n).append(", input: ").append(n).append("}\n");
    }
    s.append("  main: {outputs: [1, 2]}\n");
    if (outputs >= 4) {
      s.append("  # monitor: {outputs: [3, 4]}    # speakers with level, dim, cut, PFL\n");
    }
    surfaces(s, controllers, jack.isPresent());
    boxes(s, machine.serial(), inputs, outputs);
    return s.toString();
  }

  private static void surfaces(StringBuilder s, List<Controller> controllers, boolean jack) {
    if (controllers.isEmpty()) {
      s.append("# surfaces:                      # 'hybridge profile list' names the kinds\n");
      s.append("#   - {id: desk, profile: MAKER/MODEL, midi: ");
      s.append(jack ? "{in: \"PORT\", out: \"PORT\"}}\n" : "jack}\n");
      return;
    }
    s.append("surfaces:\n");
    for (Controller c : controllers) {
      s.append("  - {id: ").append(c.id()).append(", profile: ").append(c.profile());
      s.append(", midi: {in: \"").append(c.port()).append("\", out: \"").append(c.port());
      s.append("\"}}\n");
    }
  }

  private static void boxes(
      StringBuilder s, List<SerialPorts.Found> serial, int inputs, int outputs) {
    s.append("# units:                         # boxes in the rack\n");
    if (serial.isEmpty()) {
      s.append("#   vox-comp: {profile: generic/line-compressor, serial: /dev/ttyUSB0}\n");
    }
    for (SerialPorts.Found port : serial) {
      String where = port.usb().isEmpty() ? port.path() : "{usb: \"" + port.usb() + "\"}";
      s.append("#   vox-comp: {profile: generic/line-compressor, serial: ")
          .append(where)
          .append("}\n");
    }
    s.append("# inserts:                       # then: hybridge calibrate vox-comp\n");
    s.append("#   vox-comp: {send: ").append(Math.min(3, outputs)).append(", return: ");
    s.append(inputs).append("}\n");
  }

  /**
   * Ports that give and take under one name, whose name holds the words of a profile's model; the
   * longest match is taken.
   */
  private static List<Controller> controllers(Machine machine) {
    List<Profiles.Entry> known =
        Profiles.ours().list().stream()
            .filter(e -> e.kind() == Profiles.Kind.SURFACE && !e.id().startsWith("generic/"))
            .sorted(Comparator.comparing((Profiles.Entry e) -> -e.id().length()))
            .toList();
    List<Controller> found = new ArrayList<>();
    for (String name : sources(machine)) {
      String plain = plain(name);
      known.stream()
          .filter(e -> plain.contains(plain(e.id().substring(e.id().indexOf('/') + 1))))
          .findFirst()
          .ifPresent(
              e -> {
                String model = e.id().substring(e.id().indexOf('/') + 1);
                String id = found.isEmpty() ? "desk" : "desk-" + (found.size() + 1);
                if (StudioReader.ID.matcher(id).matches()
                    && found.stream().noneMatch(c -> c.profile().endsWith(model))) {
                  found.add(new Controller(id, e.id(), part(name)));
                }
              });
    }
    return found;
  }

  /** Who gives MIDI, by names that users know: on JACK, then among Java Sound's devices. */
  private static List<String> sources(Machine machine) {
    List<String> names = new ArrayList<>();
    machine.jack().map(JackListing::midi).orElse(List.of()).stream()
        .filter(port -> port.physical() && port.source())
        .map(port -> port.aliases().isEmpty() ? port.name() : port.aliases().getFirst())
        .forEach(names::add);
    // Where the card stands in a list may be another number after the next start.
    machine.midi().stream()
        .filter(SoundDevices.Found::source)
        .map(device -> device.name().replaceFirst(" ?\\[hw:[0-9,]*\\]", ""))
        .forEach(names::add);
    return names;
  }

  /** What of a port's name is likely to be in both its directions. */
  private static String part(String name) {
    String last = name.substring(name.lastIndexOf(':') + 1);
    return last.replaceFirst("(?i)[ _-]*(midi[ _]?\\d+|in|out|capture|playback)[ _-]*$", "")
        .replace("\"", "");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
