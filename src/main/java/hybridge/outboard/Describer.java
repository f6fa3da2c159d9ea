package hybridge.outboard;

import hybridge.profile.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * Learns from a box itself what it has, where the box can tell: what is to be asked next, and what
 * the answers make. Pure: bytes in, bytes out, no clock and no wire; an {@link Interview} has both.
 * Used by one thread.
 *
 * <p>A protocol whose boxes describe themselves has one implementation, and a name among {@link
 * Describers}.
 */
public interface Describer {

  /** How to reach such a box, unless somebody knows better. */
  Protocol.Transport transport();

  /**
   * What is to be said now, frame included, the same until it was answered; empty when all is told
   * or when it is no use.
   */
  Optional<byte[]> question();

  /** How many questions were answered so far. */
  int answered();

  /**
   * Nobody answers this question: goes on without, and remarks it.
   *
   * @return false where nothing is to be had without the answer
   */
  default boolean skip() {
    return false;
  }

  /** Takes what came in, in any pieces. */
  void hear(byte[] bytes, int count);

  /** Why this box cannot be described, in words; empty as long as it can. */
  Optional<String> trouble();

  /** How far it is, in words. */
  default String progress() {
    return answered() + " answers";
  }

  /** What it has left out, in sentences. */
  default List<String> remarks() {
    return List.of();
  }

  /** After how many seconds somebody who waits for it may give it up. */
  default double usualSeconds() {
    return 30;
  }

  /**
   * The profile of the box, as the text of its file.
   *
   * @throws IllegalStateException if there is a question left, or trouble
   */
  String profile();
}
