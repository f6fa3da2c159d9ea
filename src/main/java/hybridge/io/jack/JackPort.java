package hybridge.io.jack;

import java.util.List;
import java.util.Locale;

/**
 * A port of the JACK graph as it was when it was looked at.
 *
 * @param name full name, {@code client:port}
 * @param aliases up to two other names; hardware MIDI ports often have the useful one here
 * @param midi a MIDI port, else audio
 * @param source gives data (a capture port, a keyboard), else takes it
 * @param physical belongs to hardware
 */
public record JackPort(
    String name, List<String> aliases, boolean midi, boolean source, boolean physical) {

  public JackPort {
    aliases = List.copyOf(aliases);
  }

  boolean isNamed(String wanted) {
    return name.equals(wanted) || aliases.contains(wanted);
  }

  /** Does the name or an alias contain this, upper and lower case alike? */
  boolean contains(String part) {
    String lower = part.toLowerCase(Locale.ROOT);
    return name.toLowerCase(Locale.ROOT).contains(lower)
        || aliases.stream().anyMatch(alias -> alias.toLowerCase(Locale.ROOT).contains(lower));
  }
}
