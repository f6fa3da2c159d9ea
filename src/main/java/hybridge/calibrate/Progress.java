package hybridge.calibrate;

/**
 * How far a measurement has come.
 *
 * @param what is measured: an insert's name, or {@code discover}
 * @param phase in words
 * @param done how much of that phase, 0 to 1
 */
public record Progress(String what, String phase, double done) {}
