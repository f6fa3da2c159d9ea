package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;

/**
 * Where we stand with a box that tells what has changed since it was last asked. Owned by {@link
 * Unit}.
 */
final class Since {
  private static final long NEVER = Standing.NEVER;

  private int epoch;
  private int mark;
  private boolean refused;
  private long at;

  /** The box was identified and read: nothing was agreed on yet. */
  void begin(long now) {
    epoch = 0;
    mark = 0;
    refused = false;
    at = now;
  }

  long due(Protocol p) {
    return refused || p.changed().isEmpty() ? NEVER : at;
  }

  /** Is asked with the next word. */
  void hurry(long now) {
    at = now;
  }

  Message ask() {
    return new Message.AskChanged(epoch, mark);
  }

  /** Does the box say with what has changed whether it has started anew? */
  boolean dated(Protocol p) {
    return !refused && p.changed().map(Protocol.Changed::dated).orElse(false);
  }

  /** The box will not say. */
  void refuse() {
    refused = true;
  }

  /**
   * The answer.
   *
   * @return true: the box has started anew since the last one
   */
  boolean anew(Message.Changed answer, Protocol p, long now) {
    // From answer to question: a box that takes long to answer is left time for other things.
    at = now + p.changed().orElseThrow().everyNanos();
    boolean other = epoch != 0 && answer.epoch() != epoch;
    epoch = answer.epoch();
    mark = answer.mark();
    return other;
  }
}
