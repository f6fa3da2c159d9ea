package hybridge.app;

import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Hands on a simulated front panel, at given times: lines {@code 1500 threshold -18.5}. */
record HandScript(List<Turn> turns) {

  /** One hand. */
  record Turn(long millis, String knob, String value) {}

  /** Reads a script; every line that is none is a problem. */
  static Optional<HandScript> read(Path file, Problems problems) {
    List<Turn> turns = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        String[] words = line.split("\\s+", 3);
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        if (words.length < 3 || !words[0].matches("[0-9]{1,9}")) {
          problems.add(
              i + 1, file.toString(), "'" + line + "'", "MILLISECONDS PARAMETER VALUE", "");
        } else {
          turns.add(new Turn(Long.parseLong(words[0]), words[1], words[2]));
        }
      }
    } catch (IOException e) {
      problems.add(0, file.toString(), e.getMessage(), "a script of hands", "");
    }
    return problems.none() ? Optional.of(new HandScript(turns)) : Optional.empty();
  }

  /**
   * Plays it on a thread of its own, which ends with the process.
   *
   * @param turn turns a knob and says what is wrong, if anything
   */
  void play(BiFunction<String, Object, Optional<String>> turn, Consumer<String> wrong) {
    long begin = System.nanoTime();
    Thread.ofPlatform()
        .name("simulate-script")
        .daemon(true)
        .start(
            () -> {
              for (Turn t : turns) {
                waitUntil(begin + t.millis() * 1_000_000L);
                turn.apply(t.knob(), t.value()).ifPresent(wrong);
              }
            });
  }

  private static void waitUntil(long nanos) {
    try {
      boolean never = new CountDownLatch(1).await(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      assert !never;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
