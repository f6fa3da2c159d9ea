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
  private static final String NONE =
      "no JACK server runs: start one, such as 'jackd -d alsa -r 48000 -p 64', or let PipeWire be"
          + " one; Hybridge never starts one";

  public JackListing {
    ports = List.copyOf(ports);
  }

  /**
   * What came of a look.
   *
   * @param listing empty when there is no library, or no server that answers
   * @param trouble why it is empty, and what to do about it; "" when it is not
   */
  public record Look(Optional<JackListing> listing, String trouble) {}

  /** Never starts a server, and waits for one that stands still for some seconds only. */
  public static Look look() {
    if (LibJack.missing().isPresent()) {
      return new Look(Optional.empty(), LibJack.missing().get());
    }
    return Patience.within(Patience.MILLIS, "jack look", JackListing::ask)
        .map(found -> new Look(found, found.isPresent() ? "" : NONE))
        .orElse(new Look(Optional.empty(), new JackOpening.NoAnswer(null).message()));
  }

  private static Optional<JackListing> ask() {
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

  /** Does a server answer? Waits as long as one stands still. */
  static boolean answers(String server) {
    long client = LibJack.openUnderAnyName(CLIENT, server);
    if (client != 0) {
      LibJack.close(client);
    }
    return client != 0;
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
