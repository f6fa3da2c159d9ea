package hybridge.outboard;

import java.util.Optional;

/**
 * Asks a box what it has, over a wire: one question at a time, again when no answer comes. One
 * thread owns it and calls {@link #work} with the time.
 */
public final class Interview {
  private static final long TIMEOUT_NANOS = 500_000_000L;
  private static final int MOST_ATTEMPTS = 4;

  /** Questions in a row that a box may not know; after more of them it is gone. */
  private static final int MOST_SKIPPED = 3;

  private final Describer describer;
  private final Link link;
  private final byte[] buffer = new byte[512];
  private long deadline = Long.MIN_VALUE;
  private long firstAsked;
  private long quietUntil = Long.MIN_VALUE;
  private int attempts;
  private int skipped;
  private int answered;
  private boolean asked;
  private String trouble = "";

  public Interview(Describer describer, Link link) {
    this.describer = describer;
    this.link = link;
  }

  /** Is there nothing more to ask? */
  public boolean over() {
    return trouble().isPresent() || describer.question().isEmpty();
  }

  /** Why it came to nothing; empty when it did not. */
  public Optional<String> trouble() {
    return trouble.isEmpty() ? describer.trouble() : Optional.of(trouble);
  }

  /**
   * Does what is due.
   *
   * @param nanos the time, of a clock that never goes back
   * @return how much was done
   */
  public int work(long nanos) {
    if (over() || !link.open()) {
      return 0;
    }
    int done = 0;
    int count;
    while ((count = link.read(buffer)) > 0) {
      if (nanos >= quietUntil) {
        describer.hear(buffer, count);
      }
      done += count;
    }
    if (describer.answered() > answered) {
      answered = describer.answered();
      quiet(nanos);
      attempts = 0;
      skipped = 0;
      asked = false;
    }
    if (!over() && nanos >= quietUntil && (!asked || nanos - deadline >= 0)) {
      ask(nanos);
      done++;
    }
    return done;
  }

  /**
   * What was asked twice may be answered twice, and the second answer must not be taken for that to
   * the next question: it comes within as long as the first one took.
   */
  private void quiet(long nanos) {
    if (attempts > 1) {
      quietUntil = nanos + (nanos - firstAsked);
    }
  }

  private void ask(long nanos) {
    if (attempts == MOST_ATTEMPTS && skipped < MOST_SKIPPED && answered > 0 && describer.skip()) {
      skipped++;
      attempts = 0;
      if (describer.question().isEmpty()) {
        return;
      }
    }
    if (attempts == MOST_ATTEMPTS) {
      trouble =
          answered == 0
              ? "nobody on " + link.name() + " says who it is"
              : "no answer any more after " + answered + " questions";
      return;
    }
    byte[] bytes = describer.question().orElseThrow();
    asked = true;
    firstAsked = attempts == 0 ? nanos : firstAsked;
    deadline = nanos + (TIMEOUT_NANOS << attempts++) + bytes.length * link.nanosPerByte();
    link.write(bytes);
  }

  /** When {@link #work} has something to do if nothing comes in. */
  public long nextNanos() {
    return asked ? deadline : quietUntil;
  }
}
