package hybridge.value;

import java.util.Locale;

/** What can go wrong when a parameter is set blindly; recalls and reloads go by it. */
public enum Safety {
  SAFE,
  LEVEL,
  MUTE,
  ROUTE,
  PHANTOM,
  POWER,
  STORE,
  DANGER;

  /** The word in profiles and in {@code --json}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
