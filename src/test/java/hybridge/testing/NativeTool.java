package hybridge.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One of the helper clients in {@code src/test/c}, compiled when first needed, running as a process
 * of its own.
 */
public final class NativeTool implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/c");
  private static final Path BINARIES = Path.of("target/c");

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private NativeTool(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon(true).start(this::read);
  }

  /**
   * Starts {@code tool} as a client of this server; the arguments stand in the comment of its
   * source.
   */
  public static NativeTool start(JackServer server, String tool, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(binary(tool).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JACK_DEFAULT_SERVER", server.name());
    return new NativeTool(builder.start());
  }

  /** Starts a program that needs no server. */
  public static NativeTool start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new NativeTool(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** The compiled program, a client of JACK. */
  public static Path binary(String tool) throws IOException {
    return binary(tool, "jack", "m", "pthread");
  }

  /** The compiled program, linked with these libraries. */
  public static synchronized Path binary(String tool, String... libraries) throws IOException {
    Path source = SOURCES.resolve(tool + ".c");
    Path binary = BINARIES.resolve(tool).toAbsolutePath();
    if (Files.exists(binary)
        && newer(binary, source)
        && newer(binary, SOURCES.resolve("common.h"))) {
      return binary;
    }
    Files.createDirectories(BINARIES);
    List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra", "-Werror"));
    command.addAll(List.of("-o", binary.toString(), source.toString()));
    for (String library : libraries) {
      command.add("-l" + library);
    }
    run(new ProcessBuilder(command));
    return binary;
  }

  /** Runs a compiler; what it complains of is thrown. */
  static void run(ProcessBuilder compiler) throws IOException {
    Process process = compiler.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", compiler.command()) + ":\n" + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean newer(Path a, Path b) throws IOException {
    return Files.getLastModifiedTime(a).compareTo(Files.getLastModifiedTime(b)) >= 0;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException closed) {
      lines.add("(output closed)");
    }
  }

  /** Gives it a line. */
  public void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its next line; fails after ten seconds without one. */
  public String hear() {
    try {
      String line = lines.poll(10, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("ten seconds without a line from " + process.info());
      }
      return line;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Its next line if there is one within so long, else null. */
  public String hear(long millis) throws InterruptedException {
    return lines.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Its next line has to begin with this. */
  public NativeTool expect(String line) {
    String heard = hear();
    if (!heard.startsWith(line)) {
      throw new AssertionError("expected \"" + line + "\" but it said \"" + heard + "\"");
    }
    return this;
  }

  /** SIGSTOP: it is there and does nothing any more. */
  public void standStill() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void carryOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String what) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + what, "" + process.pid()).start().waitFor();
  }

  /** Ends its standard input, and with that the program. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
