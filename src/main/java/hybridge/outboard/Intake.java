package hybridge.outboard;

import hybridge.outboard.Simulator.Fault;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.UnitProfile;
import hybridge.value.Access;
import hybridge.value.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated box takes of what it is told: all of one message or nothing. Owned by {@link
 * Simulator}.
 */
final class Intake {
  private final UnitProfile profile;
  private final Dialect dialect;
  private final Memory memory;
  private final Outlet outlet;

  Intake(UnitProfile profile, Dialect dialect, Memory memory, Outlet outlet) {
    this.profile = profile;
    this.dialect = dialect;
    this.memory = memory;
    this.outlet = outlet;
  }

  /** Moves all of these, or none; says why it refuses. */
  Optional<String> set(List<Message.Set> sets) {
    Map<Integer, Double> taken = new LinkedHashMap<>();
    for (Message.Set s : sets) {
      Optional<String> wrong = check(s, "fault", "readonly");
      if (wrong.isPresent()) {
        return wrong;
      }
      Parameter p = parameter(s);
      double rough = has(Fault.ROUNDING) ? p.nearest(Math.rint(exact(s))) : exact(s);
      taken.put(profile.indexOf(s.param()), rough);
    }
    memory.hold(taken);
    return Optional.empty();
  }

  /** Holds all of these ready, or nothing at all; says why it refuses. */
  Optional<String> stage(List<Message> many) {
    for (Message m : many) {
      if (m instanceof Message.Set s) {
        Optional<String> wrong = check(s, "refused", "refused");
        if (wrong.isPresent()) {
          memory.staged.clear();
          return wrong;
        }
        memory.staged.put(profile.indexOf(s.param()), dialect.asSent(s.param(), exact(s)));
      }
    }
    return Optional.empty();
  }

  /** What was staged moves; says why it does not. */
  Optional<String> commit() {
    if (memory.staged.isEmpty()) {
      return Optional.of("nothing staged");
    }
    memory.hold(memory.staged);
    memory.staged.clear();
    return Optional.empty();
  }

  /** Takes a whole state back; says why it refuses. */
  Optional<String> restore(String bytes) {
    Optional<Map<Integer, Double>> all = memory.ofDump(bytes);
    if (all.isEmpty() || has(Fault.NAK)) {
      return Optional.of("refused");
    }
    memory.hold(all.get());
    return Optional.empty();
  }

  private Optional<String> check(Message.Set s, String stubborn, String readOnly) {
    if (has(Fault.NAK)) {
      return Optional.of(stubborn);
    }
    if (parameter(s).access() != Access.SET) {
      return Optional.of(readOnly);
    }
    return parameter(s).accept(s.value()) instanceof Parameter.Answer.Accepted
        ? Optional.empty()
        : Optional.of("range");
  }

  private double exact(Message.Set s) {
    return parameter(s).accept(s.value()) instanceof Parameter.Answer.Accepted(var value)
        ? value.number()
        : s.value();
  }

  private Parameter parameter(Message.Set s) {
    return profile.knobs().get(profile.indexOf(s.param())).parameter();
  }

  private boolean has(Fault fault) {
    return outlet.faults.contains(fault);
  }
}
