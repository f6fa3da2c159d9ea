package hybridge.value;

import java.util.Locale;

/** What sort of value a parameter holds. */
public enum Kind {
  /** Any number in its range. */
  CONTINUOUS,
  /** Numbers on a grid of {@code step} from {@code min}. */
  STEPPED,
  /** One of a list of names. */
  CHOICE,
  /** On or off. */
  SWITCH,
  /** Words. */
  TEXT,
  /** Does something when set; holds nothing. */
  ACTION;

  /** The word in {@code --json} and in profiles. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
