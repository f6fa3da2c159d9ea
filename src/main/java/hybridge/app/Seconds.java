package hybridge.app;

/** How long a command is to run. */
final class Seconds {
  private Seconds() {}

  /** Refuses what is no length of time; null is for ever. */
  static void require(Double seconds) {
    if (seconds != null && !(seconds > 0 && seconds < 1e9)) {
      throw Exit.WrongInput.of("--seconds", "", String.valueOf(seconds), "a number above 0", "");
    }
  }
}
