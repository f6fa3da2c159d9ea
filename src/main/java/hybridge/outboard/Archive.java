package hybridge.outboard;

import hybridge.profile.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whole states on their way out of a box and back into it. Owned by {@link Unit}. */
final class Archive {
  private static final long NEVER = Standing.NEVER;

  private final List<Consumer<Optional<Blob>>> readers = new ArrayList<>();
  private Blob restoring;
  private Consumer<Optional<String>> restorer;
  private boolean sent;
  private long askAt = NEVER;

  void read(Consumer<Optional<Blob>> done, long now) {
    readers.add(done);
    askAt = Math.min(askAt, now);
  }

  void restore(Blob blob, Consumer<Optional<String>> done, long now) {
    if (restorer != null) {
      done.accept(Optional.of("another state is just being restored"));
      return;
    }
    restoring = blob;
    restorer = done;
    sent = false;
    askAt = now;
  }

  /** When it has something to say. */
  long due() {
    return askAt;
  }

  /** What is to be said now; a restore wants to be proved after {@code settle}. */
  Message next(long now, long settle) {
    if (restoring != null && !sent) {
      sent = true;
      askAt = now + settle;
      return new Message.Restore(restoring.text());
    }
    askAt = NEVER;
    return new Message.AskDump();
  }

  /** The box has said its state. */
  void heard(Blob blob) {
    List<Consumer<Optional<Blob>>> waiting = List.copyOf(readers);
    readers.clear();
    if (restoring != null && sent) {
      boolean same = blob.text().equals(restoring.text());
      end(
          same
              ? Optional.empty()
              : Optional.of(
                  "the box holds "
                      + blob.fingerprint()
                      + " after it was given "
                      + restoring.fingerprint()));
    }
    waiting.forEach(done -> done.accept(Optional.of(blob)));
  }

  /** Nothing more will come. */
  void abandon(String why) {
    askAt = NEVER;
    List<Consumer<Optional<Blob>>> waiting = List.copyOf(readers);
    readers.clear();
    if (restorer != null) {
      end(Optional.of(why));
    }
    waiting.forEach(done -> done.accept(Optional.empty()));
  }

  private void end(Optional<String> wrong) {
    Consumer<Optional<String>> done = restorer;
    restorer = null;
    restoring = null;
    done.accept(wrong);
  }
}
