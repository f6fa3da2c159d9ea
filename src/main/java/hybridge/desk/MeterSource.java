package hybridge.desk;

/**
 * Reads what is measured, not set. Implemented above; called by any thread, at most 30 times a
 * second for each reader.
 */
public interface MeterSource {

  /** The level of a meter parameter in its unit, by its index in the tree. */
  double read(int index);
}
