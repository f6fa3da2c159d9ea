package hybridge.calibrate;

import java.util.List;
import java.util.Optional;

/**
 * What came of measuring an insert.
 *
 * @param calibration what was measured
 * @param before what was kept of it until now, at whatever rate and block
 * @param verdict what it is worth
 * @param inForce is the mix compensated by it now?
 * @param notKept why it could not be written down: it is in force until the daemon ends; empty when
 *     it was, or was not to be
 * @param remarks what else an engineer has to know, a sentence each
 */
public record Measured(
    Calibration calibration,
    Optional<Calibration> before,
    Verdict verdict,
    boolean inForce,
    String notKept,
    List<String> remarks) {
  public Measured {
    remarks = List.copyOf(remarks);
  }
}
