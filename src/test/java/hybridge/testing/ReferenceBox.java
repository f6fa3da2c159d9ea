package hybridge.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference unit's firmware, built as its README says, running in simavr with its serial line
 * on a pseudo-terminal ({@code src/test/c/avr.c}). Needs {@code avr-gcc}, {@code gcc} and {@code
 * simavr/sim_avr.h}.
 */
public final class ReferenceBox implements AutoCloseable {
  private static final Path SOURCES = Path.of("firmware-notes/reference-unit");
  private static final Path FIRMWARE = Path.of("target/avr/reference-unit.elf").toAbsolutePath();

  /** Mute, change, open, each with its wait; and a start. */
  private static final long LONGEST_MOVE_MS = 50;

  /**
   * Which coils have current, since when.
   *
   * @param ms of the simulated clock
   * @param word one bit each
   */
  public record Coils(double ms, long word) {}

  private final NativeTool simavr;
  private final String port;
  private final List<Coils> coils = new ArrayList<>();
  private final List<String> lamp = new ArrayList<>();
  private boolean skipping;

  private ReferenceBox(NativeTool simavr) {
    this.simavr = simavr;
    String first = simavr.hear();
    if (!first.startsWith("pty ")) {
      throw new AssertionError(first);
    }
    port = first.substring(4);
  }

  /** Switched on, with an EEPROM that nobody has written. */
  public static ReferenceBox start() throws IOException {
    Path runner = NativeTool.binary("avr", "simavr");
    return new ReferenceBox(NativeTool.start(runner, firmware().toString()));
  }

  /** Built anew when any file of its folder is newer. */
  private static synchronized Path firmware() throws IOException {
    if (!Files.exists(FIRMWARE) || older(FIRMWARE)) {
      Files.createDirectories(FIRMWARE.getParent());
      String line = buildLine().replace("reference-unit.elf", "'" + FIRMWARE + "'");
      NativeTool.run(new ProcessBuilder("sh", "-c", line).directory(SOURCES.toFile()));
    }
    return FIRMWARE;
  }

  /** The line that the README gives a maker. */
  private static String buildLine() throws IOException {
    return Files.readAllLines(SOURCES.resolve("README.md")).stream()
        .filter(l -> l.startsWith("avr-gcc "))
        .findFirst()
        .orElseThrow();
  }

  private static boolean older(Path built) {
    File[] sources = SOURCES.toFile().listFiles();
    for (File source : sources) {
      if (source.lastModified() >= built.toFile().lastModified()) {
        return true;
      }
    }
    return false;
  }

  /** The path of its serial port. */
  public String port() {
    return port;
  }

  /** A command of the runner. */
  public void say(String command) {
    simavr.say(command);
  }

  /** Lets so much time pass on the simulated clock, which is quickly done. */
  public void skip(long millis) {
    skipping = true;
    say("skip " + millis);
    Await.until(
        "the simulated clock",
        () -> {
          hear();
          return !skipping;
        });
  }

  private void hear() {
    try {
      for (String line = simavr.hear(0); line != null; line = simavr.hear(0)) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "relays" ->
              coils.add(new Coils(Double.parseDouble(words[1]), Long.parseLong(words[2], 16)));
          case "lamp" -> lamp.add(words[2]);
          case "skipped" -> skipping = false;
          default -> throw new AssertionError(line);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What its coils did since this was asked last, those that are about to move included. */
  public List<Coils> coils() {
    skip(LONGEST_MOVE_MS);
    List<Coils> all = List.copyOf(coils);
    coils.clear();
    return all;
  }

  /** What the lamp did since this was asked last. */
  public List<String> lamp() {
    hear();
    List<String> all = List.copyOf(lamp);
    lamp.clear();
    return all;
  }

  @Override
  public void close() throws IOException {
    simavr.close();
  }
}
