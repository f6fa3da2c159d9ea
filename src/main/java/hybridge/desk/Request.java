package hybridge.desk;

import hybridge.value.Origin;
import hybridge.value.Value;
import java.util.List;

/** What can be asked of the desk, from any thread. */
public sealed interface Request {

  /**
   * A value from outside.
   *
   * @param raw a number, a boolean, or text; see {@link hybridge.value.Parameter#accept}
   * @param frame the stream frame it is due at, or {@link hybridge.rt.MoveRing#NOW}
   */
  record Set(int index, Object raw, Origin origin, long frame) implements Request {}

  /** A travel from outside, 0..1. */
  record SetNorm(int index, double norm, Origin origin, long frame) implements Request {}

  /**
   * A relative move of an encoder.
   *
   * @param norms how much of the whole travel, signed
   */
  record Nudge(int index, double norms, Origin origin) implements Request {}

  /** Turns a switch over. */
  record Toggle(int index, Origin origin) implements Request {}

  /** Many values as one; those that are refused are left out and counted. */
  record Table(List<Set> sets, Origin origin, long frame) implements Request {}

  /**
   * The daemon itself says what a read-only parameter holds; told to all listeners even when it is
   * the same again.
   */
  record Publish(int index, Value value, Origin origin) implements Request {}

  /** Runs on the desk's thread, between two moves. */
  record Run(Runnable what) implements Request {}
}
