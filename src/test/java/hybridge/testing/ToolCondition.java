package hybridge.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides about {@link NeedsTool}. */
public final class ToolCondition implements ExecutionCondition {
  /** How a reason begins, so that {@link LeftOutListener} knows its own. */
  static final String PREFIX = "not on this machine: ";

  /** Debian's package, where it is not called like the tool. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "jackd", "jackd2",
          "jack_lsp", "jackd2",
          "jack_bufsize", "jackd2",
          "jack_connect", "jackd2",
          "jack_iodelay", "jackd2",
          "jack_disconnect", "jackd2",
          "jack/jack.h", "libjack-jackd2-dev",
          "psql", "postgresql-client",
          "avr-gcc", "gcc-avr avr-libc",
          "simavr/sim_avr.h", "libsimavr-dev");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class)
            .map(needs -> Arrays.stream(needs.value()).filter(tool -> !present(tool)).toList())
            .orElse(List.of());
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("every tool is here");
    }
    String reason = reason(missing);
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(reason + ", and CI=true allows no test to be left out");
    }
    return ConditionEvaluationResult.disabled(reason);
  }

  static String reason(List<String> missing) {
    Set<String> packages =
        missing.stream()
            .map(tool -> PACKAGES.getOrDefault(tool, tool))
            .collect(Collectors.toCollection(TreeSet::new));
    return PREFIX + String.join(" ", missing) + "; install " + String.join(" ", packages);
  }

  static boolean present(String tool) {
    if (tool.endsWith(".h")) {
      return Files.exists(Path.of("/usr/include", tool))
          || Files.exists(Path.of("/usr/local/include", tool));
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
