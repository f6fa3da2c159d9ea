package hybridge.desk;

import hybridge.value.Value;

/** What came of a request. */
public sealed interface Outcome {

  /**
   * @param value what the parameter holds now, perhaps clamped
   */
  record Held(Value value) implements Outcome {}

  /** It was refused and counted; nothing has changed. */
  record Refused(String found, String wanted) implements Outcome {}
}
