package hybridge.io.jack;

import java.util.List;
import java.util.Optional;

/**
 * What a JACK server offers, looked at once by a client that leaves again.
 *
 * @param rate frames a second
 * @param blockFrames frames a block
 * @param ports all of them but our own
 */
public record JackListing(int rate, int blockFrames, List<JackPort> ports) {
  private static final String CLIENT = "hybridge-looks";

  public JackListing {
    ports = List.copyOf(ports);
  }

  /** Why libjack cannot be used here; empty when it can. */
  public static Optional<String> missing() {
    return LibJack.missing();
  }

  /** Empty when there is no library, or no server runs. Never starts one. */
  public static Optional<JackListing> look() {
    if (LibJack.missing().isPresent()) {
      return Optional.empty();
    }
    long client = LibJack.openUnderAnyName(CLIENT, null);
    if (client == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new JackListing(
              LibJack.sampleRate(client), LibJack.bufferSize(client), LibJack.ports(client)));
    } finally {
      LibJack.close(client);
    }
  }

  /** Physical audio ports that give sound: the interface's inputs. */
  public List<JackPort> captures() {
    return ports.stream().filter(p -> !p.midi() && p.physical() && p.source()).toList();
  }

  /** Physical audio ports that take sound: the interface's outputs. */
  public List<JackPort> playbacks() {
    return ports.stream().filter(p -> !p.midi() && p.physical() && !p.source()).toList();
  }

  /** MIDI ports, of hardware and of programs. */
  public List<JackPort> midi() {
    return ports.stream().filter(JackPort::midi).toList();
  }
}
