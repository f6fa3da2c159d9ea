package hybridge.profile;

import hybridge.value.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one kind of unit can do (its model) and, if it has a wire, how its bytes look (its
 * protocol). Immutable; one that came out of {@link UnitProfileReader} is sound in itself.
 *
 * @param id {@code maker/model}
 * @param unitClass what it is: compressor, eq, preamp…
 * @param evidence how sure we are
 * @param knobs its parameters, in the order of the file
 * @param protocols one for each range of firmware, the usual one first; empty for a unit that hands
 *     set
 * @param over the same for each way of connecting it that differs from the usual one
 * @param vectors messages whose bytes are known
 * @param snapshot what a saved state of it is made of
 * @param ranks the order in which knobs are sent that are wanted at the same time, one number a
 *     knob, the smallest first; empty: in turn
 */
public record UnitProfile(
    String id,
    String unitClass,
    String name,
    Evidence evidence,
    List<Knob> knobs,
    List<Protocol> protocols,
    Map<Protocol.Medium, List<Protocol>> over,
    List<Vector> vectors,
    Snapshot snapshot,
    List<Integer> ranks) {

  public UnitProfile {
    knobs = List.copyOf(knobs);
    protocols = List.copyOf(protocols);
    over = Map.copyOf(over);
    vectors = List.copyOf(vectors);
    ranks = List.copyOf(ranks);
  }

  /** The same unit as it speaks when it is connected in this way. */
  public UnitProfile on(Protocol.Medium medium) {
    List<Protocol> other = over.get(medium);
    return other == null
        ? this
        : new UnitProfile(
            id, unitClass, name, evidence, knobs, other, Map.of(), vectors, snapshot, ranks);
  }

  /** The parameters at addresses such as {@code /threshold}. */
  public List<Parameter> model() {
    return knobs.stream().map(Knob::parameter).toList();
  }

  /** The usual protocol; empty for a unit that hands set. */
  public Optional<Protocol> protocol() {
    return protocols.stream().findFirst();
  }

  /** Can it show itself, that a person sees which of several it is? */
  public boolean locatable() {
    return protocols.stream().anyMatch(p -> p.locate().isPresent());
  }

  /** What a saved state of a unit is made of. */
  public enum Snapshot {
    /** The value of each parameter. */
    PARAMETERS,
    /** The number of a preset in the unit. */
    PRESET,
    /** Bytes that only the unit understands. */
    BLOB
  }

  /** The place of a parameter in {@link #knobs}, or −1. */
  public int indexOf(String knob) {
    for (int i = 0; i < knobs.size(); i++) {
      if (knobs.get(i).id().equals(knob)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * One thing that can be set or read.
   *
   * @param tolerance two values nearer than this are the same setting
   * @param settleNanos how long the box takes to get there; the longer of this and the protocol's
   *     counts
   */
  public record Knob(String id, Parameter parameter, double tolerance, long settleNanos) {}

  /**
   * @param level from a {@code document}, {@code measured} on a unit, or from the {@code community}
   * @param source where that can be checked
   */
  public record Evidence(String level, String source) {}

  /**
   * A message and its exact bytes.
   *
   * @param text the bytes, frame included, one character 0..255 each
   * @param protocol which of the protocols, from 0
   * @param held what the box holds at that moment, where it matters: values that share a number
   *     with the one that is set
   * @param address of the unit
   * @param over the way it is connected, where it matters
   * @param heard the box may say so, and we or its simulator would say it otherwise
   * @param evidence how sure we are of these bytes
   * @param source where the bytes are printed; empty: they follow from the rest
   * @param line in the profile file
   */
  public record Vector(
      Message message,
      String text,
      int protocol,
      Map<String, Double> held,
      int address,
      Optional<Protocol.Medium> over,
      boolean heard,
      String evidence,
      String source,
      int line) {
    public Vector {
      held = Map.copyOf(held);
    }
  }
}
