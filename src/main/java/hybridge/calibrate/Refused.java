package hybridge.calibrate;

/** A measurement that could not be made; the message says why and what to try. Nothing changed. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Refused(String message) {
    super(message);
  }
}
