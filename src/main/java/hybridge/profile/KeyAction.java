package hybridge.profile;

import hybridge.value.Node;
import java.util.Map;
import java.util.OptionalInt;

/** What a key of a surface does, or what a wheel, a pedal or a fader of its own rides. */
public sealed interface KeyAction {

  /** A switch turns over, a choice goes on, an action is done; a wheel rides it. */
  record Ride(String address) implements KeyAction {}

  /** The switch of this name of what stands in the key's own place of the bank. */
  record Own(String leaf) implements KeyAction {}

  /** Selects what stands in the key's own place; a VCA is spilled instead. */
  record Select() implements KeyAction {}

  /** The push of an encoder: what it holds turns over, goes on, or goes to its initial value. */
  record Push() implements KeyAction {}

  /** The faders hold another layer; from that one, the layer of the start again. */
  record ToLayer(String layer) implements KeyAction {}

  record ToPage(String page) implements KeyAction {}

  /** To the next eight parameters of a page, or back. */
  record TurnPage(int by) implements KeyAction {}

  /**
   * Which aux sends go to.
   *
   * @param number the aux, from 1; 0 where {@code by} counts
   * @param by one on, or one back
   */
  record ToAux(int number, int by) implements KeyAction {}

  /**
   * The bank moves.
   *
   * @param by 1 or −1
   * @param whole by its width, or by one place
   */
  record Bank(int by, boolean whole) implements KeyAction {}

  record Flip() implements KeyAction {}

  /**
   * A VCA's members come onto the faders, or go.
   *
   * @param vca its number; empty: the one whose fader was moved last
   */
  record Spill(OptionalInt vca) implements KeyAction {}

  record SoloClear() implements KeyAction {}

  /** A lamp that tells of solos anywhere. */
  record SoloLamp() implements KeyAction {}

  record MuteAll() implements KeyAction {}

  /** While it is held other bindings hold: those with its name in front. */
  record Modifier() implements KeyAction {}

  /** {@code /transport/…}, where the studio has it. */
  record Transport(String leaf) implements KeyAction {}

  /**
   * Several values in one step.
   *
   * @param values address and value, each with the line it stands on
   * @param toggle a second press brings back what was before
   * @param confirm it acts when it has been held for a second
   */
  record Macro(Map<String, Node.Scalar> values, boolean toggle, boolean confirm)
      implements KeyAction {
    public Macro {
      values = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(values));
    }
  }
}
