package hybridge.desk;

import java.util.List;

/**
 * Is told of every change, on the desk's thread. Implemented above: feedback, the engine's feed,
 * the rack, the journal.
 */
public interface Listener {

  /**
   * @param changes in the order they were made
   * @param bulk true when they were made as one (recall, cue, reload) and are to be heard as one
   * @param frame the stream frame they are due at, or {@link hybridge.rt.MoveRing#NOW}
   */
  void changed(List<Change> changes, boolean bulk, long frame);

  /**
   * The studio file was read again. The desk holds the new tree and its values already; what has
   * moved with it is told right after, as a bulk of changes. Indexes that a listener keeps are
   * still right, addresses and patterns are to be looked up again.
   */
  default void retree(Retree retree) {}
}
