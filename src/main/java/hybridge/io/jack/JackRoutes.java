package hybridge.io.jack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which cables of our client lead away from it, and which come back to it through other programs.
 * What comes back was counted when it left: a latency that took it in once more would grow with
 * each change of the graph. Pure, no JACK.
 */
final class JackRoutes {
  private final String us;
  private final Map<String, List<String>> sinks;
  private final Set<String> physical = new HashSet<>();
  private final Set<String> before = new HashSet<>();
  private final Set<String> behind = new HashSet<>();

  /**
   * @param us our client's name
   * @param ports every port of the graph
   * @param sinks the ports that a port that gives sound is connected to
   */
  JackRoutes(String us, List<JackPort> ports, Map<String, List<String>> sinks) {
    this.us = us;
    this.sinks = sinks;
    ports.stream().filter(JackPort::physical).map(JackPort::name).forEach(physical::add);
    spread(behind, true);
    spread(before, false);
  }

  /** The clients that sound of ours reaches, or that reach us; hardware ends the way. */
  private void spread(Set<String> found, boolean forward) {
    Deque<String> next = new ArrayDeque<>(List.of(us));
    found.add(us);
    while (!next.isEmpty()) {
      String client = next.poll();
      sinks.forEach(
          (source, to) ->
              to.forEach(
                  sink -> {
                    String near = forward ? source : sink;
                    String far = forward ? sink : source;
                    if (clientOf(near).equals(client)
                        && !physical.contains(near)
                        && !physical.contains(far)
                        && found.add(clientOf(far))) {
                      next.add(clientOf(far));
                    }
                  }));
    }
  }

  private static String clientOf(String port) {
    return port.substring(0, Math.max(0, port.indexOf(':')));
  }

  /** The ports from which sound that has not been here before comes to this input of ours. */
  List<String> sourcesOf(String input) {
    return sinks.entrySet().stream()
        .filter(e -> e.getValue().contains(input))
        .map(Map.Entry::getKey)
        .filter(source -> physical.contains(source) || !behind.contains(clientOf(source)))
        .sorted()
        .toList();
  }

  /** The ports to which sound of this output goes and from which it does not come back. */
  List<String> sinksOf(String output) {
    return sinks.getOrDefault(output, List.of()).stream()
        .filter(sink -> physical.contains(sink) || !before.contains(clientOf(sink)))
        .sorted()
        .toList();
  }
}
