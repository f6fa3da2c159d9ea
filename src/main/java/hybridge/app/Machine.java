package hybridge.app;

import hybridge.io.jack.JackListing;
import hybridge.io.jack.JackPort;
import hybridge.io.midi.SoundDevices;
import hybridge.io.serial.SerialPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this machine has that Hybridge can use, and what stands in the way.
 *
 * @param jack empty when no server runs
 * @param midi what Java Sound knows, in the order of its providers
 * @param hints in sentences, each with what to do
 */
record Machine(
    Optional<JackListing> jack,
    List<SoundDevices.Found> midi,
    List<SerialPorts.Found> serial,
    List<String> hints) {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern PRIORITY =
      Pattern.compile("^Max realtime priority\\s+(\\S+)", Pattern.MULTILINE);

  static Machine look() {
    List<String> hints = new ArrayList<>();
    JackListing.Look jack = JackListing.look();
    if (jack.listing().isEmpty()) {
      hints.add(jack.trouble());
    }
    List<SerialPorts.Found> serial = SerialPorts.list();
    for (SerialPorts.Found port : serial) {
      if (!port.open()) {
        hints.add(
            port.path()
                + " is not ours to open: 'sudo usermod -aG dialout $USER', and log in again");
      }
    }
    realTime().ifPresent(hints::add);
    return new Machine(jack.listing(), new SoundDevices().look(), serial, List.copyOf(hints));
  }

  /** Without real-time scheduling the audio server's threads wait behind everybody else's. */
  private static Optional<String> realTime() {
    try {
      Matcher m = PRIORITY.matcher(Files.exists(LIMITS) ? Files.readString(LIMITS) : "");
      return m.find() && m.group(1).equals("0")
          ? Optional.of(
              "real-time scheduling is not allowed here: put '@audio - rtprio 90' into"
                  + " /etc/security/limits.d/audio.conf and this user into the group audio")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    Map<String, Object> audio = new LinkedHashMap<>();
    audio.put("jack", jack.isPresent());
    jack.ifPresent(
        j -> {
          audio.put("rate", j.rate());
          audio.put("block", j.blockFrames());
          audio.put("inputs", j.captures().stream().map(JackPort::name).toList());
          audio.put("outputs", j.playbacks().stream().map(JackPort::name).toList());
        });
    view.put("audio", audio);
    view.put(
        "midi",
        Stream.concat(
                jack.map(JackListing::midi).orElse(List.of()).stream().map(Machine::midi),
                midi.stream().map(Machine::midi))
            .toList());
    view.put("serial", serial.stream().map(Machine::port).toList());
    view.put("hints", hints);
    return view;
  }

  private static Map<String, Object> midi(JackPort port) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", port.name());
    view.put("aliases", port.aliases());
    view.put("direction", port.source() ? "in" : "out");
    view.put("through", "jack");
    return view;
  }

  private static Map<String, Object> midi(SoundDevices.Found device) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", device.name());
    view.put("aliases", List.of());
    view.put("direction", device.source() ? "in" : "out");
    view.put("through", "javasound");
    return view;
  }

  private static Map<String, Object> port(SerialPorts.Found port) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("path", port.path());
    view.put("description", port.description());
    view.put("usb", port.usb());
    view.put("open", port.open());
    return view;
  }
}
