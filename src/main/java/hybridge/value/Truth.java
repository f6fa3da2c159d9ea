package hybridge.value;

/**
 * How far a wanted value of a unit is believed. Sent is not reported. Times are of {@link
 * System#nanoTime}.
 */
public sealed interface Truth {

  /**
   * Nobody knows what the box holds.
   *
   * @param why the reason in words, such as what the box said instead; may be empty
   */
  record Unknown(String why) implements Truth {
    /** Without a reason: it was not asked yet. */
    public Unknown() {
      this("");
    }
  }

  /** The bytes went out; the box has not confirmed them. */
  record Sent(double value, long nanos) implements Truth {}

  /** The box said so. */
  record Reported(double value, long nanos) implements Truth {}

  /** No wire: a hand sets it, and this is what the hand should do. */
  record ByHand(String instruction) implements Truth {}

  /** The box is away; what is wanted was not sent and will not be sent by itself. */
  record Away() implements Truth {}

  /**
   * The last move was not sent and will not be; what the box reports is older.
   *
   * @param why the reason in words
   */
  record Unsent(String why) implements Truth {}

  /**
   * The box refused the last move and stands where it stood.
   *
   * @param why what it said
   */
  record Refused(String why) implements Truth {}

  /** The word under {@code /unit/{name}/{parameter}/truth}. */
  default String word() {
    return switch (this) {
      case Unknown u -> "unknown";
      case Sent s -> "sent";
      case Reported r -> "reported";
      case ByHand b -> "byhand";
      case Away a -> "away";
      case Unsent u -> "unsent";
      case Refused r -> "refused";
    };
  }
}
