package hybridge.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results of {@code calibrate} as people read them. */
final class CalibrateReport {
  private CalibrateReport() {}

  static void print(List<Map<String, Object>> ways) {
    for (Map<String, Object> way : ways) {
      System.out.printf(
          Locale.ROOT,
          "output %s returns on input %s after %s frames (%.3f ms), %.1f dB%s%n",
          way.get("output"),
          way.get("input"),
          way.get("delayFrames"),
          number(way.get("delayMs")),
          number(way.get("gainDb")),
          way.get("polarity").equals(-1) ? ", inverted" : "");
    }
    if (ways.isEmpty()) {
      System.out.println("no output returns on any input");
    }
  }

  static void printCheck(String insert, Map<String, Object> result) {
    List<?> delays = (List<?>) result.get("delayFrames");
    for (int c = 0; c < delays.size(); c++) {
      System.out.printf(
          Locale.ROOT,
          "%s/%d  %.4f frames (%.3f ms), %+.4f against what is compensated%n",
          insert,
          c + 1,
          number(delays.get(c)),
          number(of(result, "delayMs", c)),
          number(of(result, "offsetFrames", c)));
    }
  }

  /**
   * @param discarded it was thrown away
   */
  static void print(String insert, Map<String, Object> r, boolean discarded) {
    List<?> delays = (List<?>) r.get("delayFrames");
    for (int c = 0; c < delays.size(); c++) {
      System.out.println(insert + "/" + (c + 1) + "  " + figures(r, c));
      if (r.get("before") instanceof Map<?, ?> before) {
        before(r, before, c);
      }
      if (!discarded) {
        residual(r, c);
      }
    }
    if (discarded) {
      boolean inForce = Boolean.TRUE.equals(r.get("inForce"));
      System.out.println(inForce ? "this is in force again" : "thrown away; nothing has changed");
      return;
    }
    System.out.println(
        "  (0 dB: as loud as the dry sound; -23 dB: 0.3 dB of comb where both are blended; below"
            + " -60 dB nobody hears it)");
    ((List<?>) r.get("remarks")).forEach(remark -> System.out.println("note: " + remark));
    verdict(insert, r);
  }

  private static String figures(Map<?, ?> r, int c) {
    String line =
        String.format(
            Locale.ROOT,
            "%.4f frames (%.3f ms)  %s  %.2f dB  noise %s dBFS",
            number(of(r, "delayFrames", c)),
            number(of(r, "delayMs", c)),
            of(r, "polarity", c).equals(-1) ? "inverted" : "not inverted",
            number(of(r, "gainDb", c)),
            tenths(of(r, "noiseDbfs", c)));
    boolean filters =
        of(r, "nullGainDb", c) instanceof Number nulls
            && Math.abs(nulls.doubleValue() - number(of(r, "gainDb", c))) >= 0.1;
    return filters
        ? line
            + String.format(
                Locale.ROOT, "  (nulls best at %.2f dB)", number(of(r, "nullGainDb", c)))
        : line;
  }

  private static void before(Map<?, ?> r, Map<?, ?> before, int c) {
    if (((List<?>) before.get("delayFrames")).size() <= c) {
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "  before: %s, of %s (now %+.4f frames, %+.2f dB)%n",
        figures(before, c),
        before.get("date"),
        number(of(r, "delayFrames", c)) - number(of(before, "delayFrames", c)),
        number(of(r, "gainDb", c)) - number(of(before, "gainDb", c)));
  }

  private static void residual(Map<?, ?> r, int c) {
    List<?> hz = (List<?>) of(r, "octavesHz", c);
    List<?> rest = (List<?>) of(r, "residualDb", c);
    StringBuilder line = new StringBuilder("  what is left of wet against dry, dB:");
    for (int b = 0; b < hz.size(); b++) {
      line.append(String.format(Locale.ROOT, " %.0f:%s", number(hz.get(b)), tenths(rest.get(b))));
    }
    System.out.println(line);
  }

  private static void verdict(String insert, Map<String, Object> r) {
    boolean doubtful = "doubtful".equals(r.get("verdict"));
    if (!Boolean.TRUE.equals(r.get("inForce"))) {
      System.out.println(
          (doubtful ? "doubtful: " : "")
              + "not taken over, what was in force stays: 'hybridge calibrate "
              + insert
              + " --accept' takes it over, --discard throws it away");
      return;
    }
    System.out.println(
        (doubtful ? "doubtful, and accepted: " : "")
            + (Boolean.TRUE.equals(r.get("gainCompensated"))
                ? "delay, polarity and gain are compensated"
                : "delay and polarity are compensated, the gain is the box's own (--gain takes it"
                    + " over)"));
    if (!Boolean.TRUE.equals(r.get("aligned"))) {
      System.out.println("it is left unaligned: " + r.get("unaligned"));
    }
  }

  private static Object of(Map<?, ?> result, String key, int channel) {
    return ((List<?>) result.get(key)).get(channel);
  }

  private static double number(Object number) {
    return ((Number) number).doubleValue();
  }

  private static String tenths(Object number) {
    return number instanceof Number n
        ? String.format(Locale.ROOT, "%.1f", n.doubleValue())
        : String.valueOf(number);
  }
}
