package hybridge.desk;

import hybridge.value.Value;

/**
 * Knows what a value by itself does not tell: that it does not go with what other parameters hold.
 */
@FunctionalInterface
public interface Guard {

  /** Null when the value may be held; else what would be right, in words. On the desk's thread. */
  String refuse(int index, Value value);
}
