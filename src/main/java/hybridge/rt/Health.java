package hybridge.rt;

/**
 * What the daemon counts. The label is a sentence an engineer at the desk can read; see {@link
 * Counters}.
 */
public enum Health {
  XRUNS("xruns", "Blocks that missed their deadline, as the audio server reports them"),
  CALLBACK_FAULTS("callbackFaults", "Blocks replaced by silence because our own callback failed"),
  INPUT_NOT_FINITE(
      "inputNotFinite", "Samples from the interface that were NaN or infinite and were silenced"),
  MOVES_REFUSED(
      "movesRefused", "Moves refused: out of range, not a number, unknown address or read-only"),
  MOVES_DEFERRED("movesDeferred", "Moves offered again because the ring to the engine was full"),
  MIDI_BYTES_DROPPED(
      "midiBytesDropped",
      "MIDI bytes that made no message: stray data bytes, broken or oversized sysex"),
  MIDI_INPUT_OVERFLOW("midiInputOverflow", "MIDI messages lost because nobody read them in time"),
  MIDI_OUTPUT_OVERFLOW(
      "midiOutputOverflow", "MIDI messages not sent because the port's queue was full"),
  THREADS_ENDED("threadsEnded", "Threads that ended by a fault, with their part of the daemon"),
  OSC_FLOODED("oscFlooded", "OSC packets that asked for more than one packet may"),
  OSC_MALFORMED("oscMalformed", "OSC packets that could not be read"),
  OSC_STRANGERS("oscStrangers", "OSC packets from addresses that are not on the allow-list"),
  WEB_REFUSED("webRefused", "HTTP requests with a foreign Host or Origin, or without the token"),
  UNIT_TIMEOUTS("unitTimeouts", "Requests to outboard units that were not answered in time"),
  UNIT_GARBAGE("unitGarbage", "Lines or frames from outboard units that made no sense"),
  UNIT_UNCLEAR("unitUnclear", "Answers of outboard units that their profiles do not explain"),
  UNIT_RIVALS("unitRivals", "Times somebody else kept setting what we had set on a unit"),
  SERVER_LOST("serverLost", "Times the audio server went away"),
  AUDIO_STALLS("audioStalls", "Times no block came from the audio server for 250 ms"),
  LOUDNESS_LOST(
      "loudnessLost", "Hundredths of a second that the loudness meter missed: nobody read them"),
  PLAN_SWAPS("planSwaps", "Changes of structure that were crossfaded in");

  private final String key;
  private final String label;

  Health(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** The name in {@code /api/health}. */
  public String key() {
    return key;
  }

  public String label() {
    return label;
  }
}
