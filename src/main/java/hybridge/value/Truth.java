package hybridge.value;

/**
 * How far a wanted value of a unit is believed. Sent is not reported. Times are of {@link
 * System#nanoTime}.
 */
public sealed interface Truth {

  /** Nobody knows what the box holds. */
  record Unknown() implements Truth {}

  /** The bytes went out; the box has not confirmed them. */
  record Sent(double value, long nanos) implements Truth {}

  /** The box said so. */
  record Reported(double value, long nanos) implements Truth {}

  /** No wire: a hand sets it, and this is what the hand should do. */
  record ByHand(String instruction) implements Truth {}

  /** The box is away; what is wanted was not sent and will not be sent by itself. */
  record Away() implements Truth {}

  /** The word under {@code /unit/{name}/{parameter}/truth}. */
  default String word() {
    return switch (this) {
      case Unknown u -> "unknown";
      case Sent s -> "sent";
      case Reported r -> "reported";
      case ByHand b -> "byhand";
      case Away a -> "away";
    };
  }
}
