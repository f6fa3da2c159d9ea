package hybridge.calibrate;

/** A measurement that cannot be made, or was not to go on; the message says why and what to do. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of reason. */
  public enum Because {
    /** The loop or the request is not as it has to be. */
    LOOP,
    /** Somebody called it off. */
    CANCELLED,
    /** The audio server stands still, or something else of ours does not answer. */
    AWAY,
    /** Another measurement is under way. */
    BUSY
  }

  private final Because because;

  public Refused(String message) {
    this(Because.LOOP, message);
  }

  public Refused(Because because, String message) {
    super(message);
    this.because = because;
  }

  public Because because() {
    return because;
  }

  /** The same with something to add. */
  Refused and(String more) {
    return new Refused(because, getMessage() + "; " + more);
  }
}
