package hybridge.value;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is known of a hardware insert from what it sends and gets back. */
public enum InsertState {
  /** Nothing has been sent that could be compared with what came back. */
  UNPROVEN,
  /** What comes back fits what was sent. */
  OK,
  /** It is being measured. */
  MEASURING,
  /** Programme goes out and nothing comes back. */
  DEAD,
  /** The return is at full scale. */
  CLIPPING,
  /** The return carries a direct voltage. */
  DC,
  /** The return carries mains hum that was not sent. */
  HUM,
  /** The loop takes another time than it is compensated for. */
  DRIFT,
  /** The return carries something that was not sent here: another programme, a tone. */
  FOREIGN,
  /** Left and right come back crossed. */
  SWAPPED,
  /** The return is upside down. */
  INVERTED,
  /** All of it comes back louder or softer than it did. */
  GAIN,
  /** The return carries noise that it did not carry. */
  NOISE,
  /** Measured, and its return did not become quiet: it is out of the mix until it does. */
  HOWLING;

  /** What is done about a fault. */
  public enum OnFault {
    /** It is said, and nothing else. */
    HOLD,
    /** The aligned dry sound takes the insert's place, crossfaded, until it is well again. */
    BYPASS,
    /** Silence takes its place. */
    MUTE;

    /**
     * Of one state's own switch, whose first word is {@code default}.
     *
     * @param own the number of that word
     * @param all what is done about faults of this insert
     */
    public static OnFault of(InsertState state, double own, double all) {
      if (own > 0) {
        return of(own - 1);
      }
      return state.doubtful() ? HOLD : of(all);
    }

    public static OnFault of(double number) {
      return values()[(int) number];
    }

    public static List<String> words() {
      return Stream.of(values()).map(InsertState::word).toList();
    }

    /** The words of one state's own switch. */
    public static List<String> ownWords() {
      return Stream.concat(Stream.of("default"), words().stream()).toList();
    }
  }

  public static InsertState of(double number) {
    return values()[(int) number];
  }

  /** Is it held out of the mix by a measurement, and not to be judged? */
  public boolean held() {
    return this == MEASURING || this == HOWLING;
  }

  public boolean fault() {
    return ordinal() >= DEAD.ordinal() && this != HOWLING;
  }

  /**
   * A hand on the box may look like this, or the box itself: unless told otherwise, it is only
   * said.
   */
  public boolean doubtful() {
    return this == GAIN || this == NOISE;
  }

  /** Those that are faults. */
  public static List<InsertState> faults() {
    return Stream.of(values()).filter(InsertState::fault).toList();
  }

  public static List<String> words() {
    return Stream.of(values()).map(InsertState::word).toList();
  }

  public static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }
}
