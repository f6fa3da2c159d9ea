package hybridge.testing;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Says at the end of the run which tests {@link NeedsTool} left out and what to install. */
public final class LeftOutListener implements LauncherSessionListener {
  private final Map<String, Set<String>> testsByReason = new TreeMap<>();

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    session
        .getLauncher()
        .registerTestExecutionListeners(
            new TestExecutionListener() {
              @Override
              public void executionSkipped(TestIdentifier test, String reason) {
                note(test, reason);
              }
            });
  }

  private synchronized void note(TestIdentifier test, String reason) {
    if (reason.startsWith(ToolCondition.PREFIX)) {
      testsByReason.computeIfAbsent(reason, r -> new TreeSet<>()).add(name(test));
    }
  }

  private static String name(TestIdentifier test) {
    return switch (test.getSource().orElse(null)) {
      case ClassSource type -> type.getJavaClass().getSimpleName();
      case MethodSource method ->
          method.getJavaClass().getSimpleName() + "." + method.getMethodName();
      case null, default -> test.getDisplayName();
    };
  }

  @Override
  public synchronized void launcherSessionClosed(LauncherSession session) {
    summary().lines().forEach(System.out::println);
  }

  String summary() {
    StringBuilder lines = new StringBuilder();
    testsByReason.forEach(
        (reason, tests) ->
            lines
                .append("Left out: ")
                .append(String.join(", ", tests))
                .append(" - ")
                .append(reason)
                .append('\n'));
    return lines.toString();
  }
}
