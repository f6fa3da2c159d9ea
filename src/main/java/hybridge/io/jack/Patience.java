package hybridge.io.jack;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls to a JACK server that may stand still: libjack then waits for ever, and cannot be
 * interrupted. The call runs on a thread of its own, and is left alone when the time is over; it
 * ends when the server wakes up or dies.
 */
public final class Patience {

  /** A server on a busy machine answers within some hundred milliseconds. */
  public static final long MILLIS = 3_000;

  private Patience() {}

  /** Starts a call on a thread of its own. */
  static <T> CompletableFuture<T> begin(String name, Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .name(name)
        .daemon(true)
        .start(
            () -> {
              try {
                result.complete(call.get());
              } catch (Throwable fault) {
                result.completeExceptionally(fault);
              }
            });
    return result;
  }

  /**
   * What the call answers; empty when it has not answered within so long.
   *
   * @param name of the thread
   * @throws RuntimeException what the call throws
   */
  public static <T> Optional<T> within(long millis, String name, Supplier<T> call) {
    return await(begin(name, call), millis);
  }

  static <T> Optional<T> await(CompletableFuture<T> result, long millis) {
    try {
      return Optional.of(result.get(millis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException standsStill) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault
          ? fault
          : new IllegalStateException(e.getCause());
    }
  }
}
