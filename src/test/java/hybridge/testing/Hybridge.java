package hybridge.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The packaged program in a process of its own, by the launcher, as a user has it. */
public final class Hybridge implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final StringBuffer errors = new StringBuffer();
  private final String what;

  private Hybridge(String what, Process process) {
    this.what = what;
    this.process = process;
    Thread.ofPlatform().daemon().start(() -> pump(process.inputReader(), true));
    Thread.ofPlatform().daemon().start(() -> pump(process.errorReader(), false));
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  private static ProcessBuilder builder(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("./hybridge"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    packaged();
    return builder;
  }

  /** Maven has just packaged it: the launcher need not build it again, and must not. */
  private static synchronized void packaged() throws IOException {
    Path stamp = Path.of("target/launcher.stamp");
    FileTime built = Files.getLastModifiedTime(Path.of("target/hybridge.jar"));
    if (!Files.exists(stamp) || Files.getLastModifiedTime(stamp).compareTo(built) < 0) {
      Files.write(stamp, new byte[0]);
    }
  }

  /** Starts it and lets it run. */
  public static Hybridge start(Map<String, String> environment, String... arguments)
      throws IOException {
    return new Hybridge(String.join(" ", arguments), builder(environment, arguments).start());
  }

  /** What a command left: its exit code and what it printed. */
  public record Done(int code, String out, String err) {}

  /** Runs a command to its end. */
  public static Done run(String... arguments) throws IOException, InterruptedException {
    Process process = builder(Map.of(), arguments).start();
    process.getOutputStream().close();
    StringBuilder err = new StringBuilder();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () ->
                    new BufferedReader(
                            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))
                        .lines()
                        .forEach(l -> err.append(l).append('\n')));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    reader.join();
    return new Done(process.waitFor(), out, err.toString());
  }

  private void pump(BufferedReader reader, boolean out) {
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (out) {
          lines.add(line);
        } else {
          errors.append(line).append('\n');
        }
      }
    } catch (IOException ended) {
      // A process that is killed takes its streams along: there is no more to hear.
    }
  }

  /** The next line of standard output that has this in it. */
  public String expect(String part) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    List<String> seen = new ArrayList<>();
    try {
      while (System.nanoTime() < until) {
        String line = lines.poll(100, TimeUnit.MILLISECONDS);
        if (line != null) {
          seen.add(line);
          if (line.contains(part)) {
            return line;
          }
        } else if (!process.isAlive()) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(
        "'"
            + part
            + "' did not come from hybridge "
            + what
            + "; it said "
            + seen
            + " and "
            + errors);
  }

  /** The words of the line that says that everything is up: {@code web}, {@code osc} and more. */
  public Map<String, String> ready() {
    Map<String, String> words = new HashMap<>();
    for (String word : expect("ready ").split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return words;
  }

  public void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  public String errors() {
    return errors.toString();
  }

  /** Sends a signal, such as {@code HUP}. */
  public void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + " ended with " + code);
    }
  }

  /** SIGTERM; its exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("hybridge " + what + " did not end on SIGTERM");
    }
    return process.exitValue();
  }

  /** Waits for its own end; its exit code. */
  public int await() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("hybridge " + what + " did not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
