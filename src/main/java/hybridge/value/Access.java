package hybridge.value;

/** Who may do what with a parameter. */
public enum Access {
  /** Can be set; the desk knows the value. */
  SET,
  /** Can only be read; the daemon itself writes it (states, reported values). */
  READ,
  /** Measured by the engine, read from a box at most 30 times a second; no desk value. */
  METER
}
