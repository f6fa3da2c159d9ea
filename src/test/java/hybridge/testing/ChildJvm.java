package hybridge.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the test tree in a JVM of its own, with flags of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /** The command that starts it; for tests that talk to it while it runs. */
  public static ProcessBuilder command(Class<?> main, List<String> flags, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-XX:CompileCommandFile=" + Path.of("src/main/jvm/compile-commands.txt").toAbsolutePath());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(args);
    return new ProcessBuilder(command);
  }

  /** What it printed to standard output; it must end with 0 within a minute. */
  public static String run(Class<?> main, List<String> flags, String... args)
      throws IOException, InterruptedException {
    Process process =
        command(main, flags, List.of(args)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(main + " with " + flags + " did not end well: " + printed);
    }
    return printed;
  }
}
