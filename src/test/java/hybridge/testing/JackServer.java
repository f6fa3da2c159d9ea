package hybridge.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JACK server of the test's own, on the dummy driver, under a name that nobody else has. {@code
 * jackd} runs with real-time scheduling where the machine allows it.
 */
public final class JackServer implements AutoCloseable {
  private static final int NAMES = 4;
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final boolean REAL_TIME = succeeds("chrt", "-f", "5", "true");

  private final String name;
  private final List<String> driver;
  private final Path log;
  private Process process;

  private JackServer(String name, List<String> driver) throws IOException {
    this.name = name;
    this.driver = driver;
    log = Files.createTempFile(name, ".log");
    log.toFile().deleteOnExit();
    Runtime.getRuntime().addShutdownHook(new Thread(this::terminate));
  }

  /** 48 kHz, blocks of 64, two channels each way. */
  public static JackServer start() throws IOException {
    return start(48000, 64);
  }

  public static JackServer start(int rate, int blockFrames, String... driverOptions)
      throws IOException {
    return start(List.of(), rate, blockFrames, driverOptions);
  }

  /**
   * A server that waits for every client in each block, as with {@code jackd -S}: no client's block
   * is lost where the machine is busy.
   */
  public static JackServer startSynchronous(int rate, int blockFrames) throws IOException {
    return start(List.of("-S"), rate, blockFrames);
  }

  private static JackServer start(
      List<String> options, int rate, int blockFrames, String... driverOptions) throws IOException {
    String name = freeName();
    List<String> driver = new ArrayList<>(options);
    driver.addAll(List.of("-d", "dummy"));
    driver.addAll(List.of("-r", "" + rate, "-p", "" + blockFrames));
    driver.addAll(List.of(driverOptions));
    JackServer server = new JackServer(name, driver);
    server.startAgain();
    return server;
  }

  /**
   * The same few names in every run of this checkout: JACK remembers eight servers, forgets none
   * that was killed, and lets a new one take the place of a dead one only under its name.
   */
  private static String freeName() throws IOException {
    String checkout = Integer.toHexString(Path.of("").toAbsolutePath().hashCode());
    for (int tried = 0; tried < NAMES; tried++) {
      String name = "hybridge-" + checkout + "-" + NUMBER.getAndIncrement() % NAMES;
      if (!isUp(name)) {
        return name;
      }
    }
    throw new IOException(NAMES + " test servers of this checkout run already");
  }

  private static boolean isUp(String name) {
    return succeeds("jack_lsp", "-s", name);
  }

  /** A new server under the same name, after {@link #kill} or {@link #terminate}. */
  public void startAgain() throws IOException {
    List<String> command = new ArrayList<>(List.of("jackd", "-n", name, REAL_TIME ? "-R" : "-r"));
    command.addAll(driver);
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Await.until("jackd " + name + " to answer", this::answers);
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("jackd ended:\n" + Files.readString(log));
    }
    return isUp(name);
  }

  /** For {@code JACK_DEFAULT_SERVER} and the client's configuration. */
  public String name() {
    return name;
  }

  /** SIGKILL, and waits until it is dead. */
  public void kill() {
    end(process.destroyForcibly());
  }

  /** It stands still: every call to it waits, until {@link #carryOn} or its death. */
  public void standStill() throws IOException {
    signal("STOP");
  }

  public void carryOn() throws IOException {
    signal("CONT");
  }

  private void signal(String what) throws IOException {
    if (!succeeds("kill", "-" + what, "" + process.pid())) {
      throw new IOException("jackd did not take SIG" + what);
    }
  }

  /** SIGTERM, and waits until it has gone. */
  public void terminate() {
    process.destroy();
    end(process);
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs one of JACK's own tools on this server; its standard output. */
  public String tool(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JACK_DEFAULT_SERVER", name);
    Process tool = builder.start();
    tool.getOutputStream().close();
    return new String(tool.getInputStream().readAllBytes());
  }

  /**
   * Ends it; one that was killed is started once more, because only a server clears up what it left
   * in shared memory.
   */
  @Override
  public void close() throws IOException {
    if (!process.isAlive()) {
      startAgain();
    }
    terminate();
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
