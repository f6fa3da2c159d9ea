package hybridge.io.jack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which cables lead away for good, and which come back. */
class JackRoutesTest {

  /** Cables as {@code from>to}; ports of {@code system} are hardware. */
  private static JackRoutes routes(String... cables) {
    Map<String, List<String>> sinks = new HashMap<>();
    TreeSet<String> names = new TreeSet<>();
    for (String cable : cables) {
      String[] ends = cable.split(">");
      sinks.computeIfAbsent(ends[0], k -> new java.util.ArrayList<>()).add(ends[1]);
      names.addAll(Arrays.asList(ends));
    }
    List<JackPort> ports =
        names.stream()
            .map(
                n ->
                    new JackPort(
                        n, List.of(), false, sinks.containsKey(n), n.startsWith("system:")))
            .toList();
    return new JackRoutes("us", ports, sinks);
  }

  @Test
  void hardwareCountsAndEndsTheWay() {
    JackRoutes r = routes("system:capture_1>us:in_1", "us:out_1>system:playback_1");
    assertThat(r.sourcesOf("us:in_1")).containsExactly("system:capture_1");
    assertThat(r.sinksOf("us:out_1")).containsExactly("system:playback_1");
  }

  @Test
  void aPlayerCountsAndSoDoesARecorder() {
    JackRoutes r = routes("player:out>us:in_1", "us:out_1>recorder:in");
    assertThat(r.sourcesOf("us:in_1")).containsExactly("player:out");
    assertThat(r.sinksOf("us:out_1")).containsExactly("recorder:in");
  }

  /** A reverb that is a program of its own, on an aux and a strip: no insert, and a loop. */
  @Test
  void whatComesBackThroughProgramsDoesNot() {
    JackRoutes r =
        routes(
            "system:capture_1>us:in_1",
            "us:out_3>reverb:in",
            "reverb:out>eq:in",
            "eq:out>us:in_7",
            "us:out_1>system:playback_1",
            "us:out_1>meter:in");
    assertThat(r.sourcesOf("us:in_7")).isEmpty();
    assertThat(r.sinksOf("us:out_3")).isEmpty();
    assertThat(r.sourcesOf("us:in_1")).containsExactly("system:capture_1");
    assertThat(r.sinksOf("us:out_1")).containsExactly("meter:in", "system:playback_1");
  }

  /** A DAW records main and plays its tracks into strips; main goes to the loudspeakers, too. */
  @Test
  void aPortWithBothKindsOfCablesKeepsTheOther() {
    JackRoutes r =
        routes(
            "system:capture_1>us:in_1",
            "us:out_1>daw:in",
            "daw:out>us:in_1",
            "us:out_1>system:playback_1",
            "us:out_2>us:in_2");
    assertThat(r.sinksOf("us:out_1")).containsExactly("system:playback_1");
    assertThat(r.sourcesOf("us:in_1")).containsExactly("system:capture_1");
    assertThat(r.sourcesOf("us:in_2")).isEmpty();
    assertThat(r.sinksOf("us:out_7")).isEmpty();
  }
}
