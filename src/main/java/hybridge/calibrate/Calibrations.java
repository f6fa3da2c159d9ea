package hybridge.calibrate;

import java.io.IOException;
import java.util.Optional;

/** Where calibrations are kept. */
public interface Calibrations {

  /** The last one of an insert at a rate and a block size; else its last one at all. */
  Optional<Calibration> find(String insert, int rate, int block);

  /**
   * Keeps one, in place of one of the same insert, rate and block.
   *
   * @throws IOException if it cannot be written, with the reason in words: what was written down
   *     before stays, and {@link #find} gives this one until the end all the same
   */
  void keep(Calibration calibration) throws IOException;
}
