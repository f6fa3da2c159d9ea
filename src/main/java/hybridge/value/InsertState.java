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
  /** Measured, and its return did not become quiet: it is out of the mix until it does. */
  HOWLING,
  /** Programme goes out and nothing comes back. */
  DEAD,
  /** The return is at full scale. */
  CLIPPING,
  /** The return carries a direct voltage. */
  DC,
  /** The return carries mains hum that was not sent. */
  HUM,
  /** The loop takes another time than it is compensated for. */
  DRIFT;

  /** What is done about a fault. */
  public enum OnFault {
    /** It is said, and nothing else. */
    HOLD,
    /** The aligned dry sound takes the insert's place, crossfaded, until it is well again. */
    BYPASS,
    /** Silence takes its place. */
    MUTE;

    public static OnFault of(double number) {
      return values()[(int) number];
    }

    public static List<String> words() {
      return Stream.of(values()).map(InsertState::word).toList();
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
    return ordinal() >= DEAD.ordinal();
  }

  public static List<String> words() {
    return Stream.of(values()).map(InsertState::word).toList();
  }

  public static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }
}
