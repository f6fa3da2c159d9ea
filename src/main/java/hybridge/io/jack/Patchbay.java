package hybridge.io.jack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides which cables to plug: pure, no JACK. A cable is plugged once while both its ends exist;
 * one that a hand pulls stays out until the far port comes anew. Owned by the thread that holds the
 * client's lock.
 */
final class Patchbay {

  /** From the port that gives to the port that takes. */
  record Cable(String from, String to) {}

  /**
   * @param plug to connect now, in order
   * @param ambiguous new since the last time: what was asked for, and the names that all fit
   */
  record Plan(List<Cable> plug, Map<String, List<String>> ambiguous) {}

  private record Wish(String in, String out) {}

  private final String client;
  private final int inputs;
  private final int outputs;
  private final boolean physical;
  private final Map<String, Wish> wishes = new TreeMap<>();
  private final Set<Cable> plugged = new HashSet<>();
  private final Map<String, List<String>> told = new LinkedHashMap<>();

  Patchbay(String client, int inputs, int outputs, boolean physical) {
    this.client = client;
    this.inputs = inputs;
    this.outputs = outputs;
    this.physical = physical;
  }

  /** Remembers what a MIDI pair is to be connected to; null or empty for a side leaves it alone. */
  void wish(String id, String in, String out) {
    wishes.put(id, new Wish(in, out));
  }

  void forget(String id) {
    wishes.remove(id);
  }

  /** A new server: nothing is plugged. */
  void unplugAll() {
    plugged.clear();
    told.clear();
  }

  Plan plan(List<JackPort> ports) {
    Set<String> names = new HashSet<>();
    ports.forEach(port -> names.add(port.name()));
    plugged.removeIf(cable -> !names.contains(cable.from()) || !names.contains(cable.to()));

    List<Cable> wanted = new ArrayList<>();
    Map<String, List<String>> ambiguous = new LinkedHashMap<>();
    if (physical) {
      List<JackPort> capture = hardware(ports, true);
      List<JackPort> playback = hardware(ports, false);
      for (int n = 0; n < Math.min(inputs, capture.size()); n++) {
        wanted.add(new Cable(capture.get(n).name(), own("in_" + (n + 1))));
      }
      for (int n = 0; n < Math.min(outputs, playback.size()); n++) {
        wanted.add(new Cable(own("out_" + (n + 1)), playback.get(n).name()));
      }
    }
    wishes.forEach(
        (id, wish) -> {
          String source = find(ports, id, true, wish.in(), ambiguous);
          String sink = find(ports, id, false, wish.out(), ambiguous);
          if (source != null) {
            wanted.add(new Cable(source, own(id + "_in")));
          }
          if (sink != null) {
            wanted.add(new Cable(own(id + "_out"), sink));
          }
        });
    wanted.removeIf(
        cable ->
            !names.contains(cable.from()) || !names.contains(cable.to()) || !plugged.add(cable));
    return new Plan(List.copyOf(wanted), ambiguous);
  }

  /** This port was registered: whatever it was connected to under this name before, it is not. */
  void cameAnew(String port) {
    plugged.removeIf(cable -> cable.from().equals(port) || cable.to().equals(port));
  }

  /** A cable that JACK refused may be tried again when ports change. */
  void failed(Cable cable) {
    plugged.remove(cable);
  }

  private String own(String port) {
    return client + ":" + port;
  }

  private static List<JackPort> hardware(List<JackPort> ports, boolean source) {
    return ports.stream()
        .filter(port -> port.physical() && !port.midi() && port.source() == source)
        .toList();
  }

  /** The port that is meant, or null; a whole name beats a part of one. */
  private String find(
      List<JackPort> ports,
      String id,
      boolean source,
      String part,
      Map<String, List<String>> ambiguous) {
    if (part == null || part.isEmpty()) {
      return null;
    }
    List<JackPort> candidates =
        ports.stream()
            .filter(port -> port.midi() && port.source() == source)
            .filter(port -> !port.name().startsWith(client + ":"))
            .toList();
    List<JackPort> fits = candidates.stream().filter(port -> port.isNamed(part)).toList();
    if (fits.isEmpty()) {
      fits = candidates.stream().filter(port -> port.contains(part)).toList();
    }
    String question = id + (source ? " in: " : " out: ") + part;
    if (fits.size() > 1) {
      List<String> names = fits.stream().map(JackPort::name).toList();
      if (!names.equals(told.put(question, names))) {
        ambiguous.put(question, names);
      }
      return null;
    }
    told.remove(question);
    return fits.isEmpty() ? null : fits.getFirst().name();
  }
}
