package hybridge.io.jack;

import java.util.Locale;

/** What came of trying to join the JACK server. Each case is a sentence an engineer can act on. */
public sealed interface JackOpening {

  /** What happened and what to do about it. */
  String message();

  /** Joined: audio runs. */
  record Ready(int rate, int blockFrames) implements JackOpening {
    @Override
    public String message() {
      return "joined JACK at " + rate + " Hz, " + blockFrames + " frames a block";
    }
  }

  /** No libjack on this machine, or one that lacks a function. */
  record LibraryMissing(String problem) implements JackOpening {
    @Override
    public String message() {
      return problem;
    }
  }

  /** Nobody answers under this server name; null is the default server. */
  record ServerMissing(String server) implements JackOpening {
    @Override
    public String message() {
      String which = server == null ? "no JACK server is" : "no JACK server \"" + server + "\" is";
      return which
          + " running: start jackd, or PipeWire with pipewire-jack (Hybridge never starts one)";
    }
  }

  /** A server is there and does not answer; null is the default server. */
  record NoAnswer(String server) implements JackOpening {
    @Override
    public String message() {
      String which = server == null ? "the JACK server" : "the JACK server \"" + server + "\"";
      return which
          + " does not answer: it stands still, and has to be continued, or ended and started"
          + " again; Hybridge joins it when it answers";
    }
  }

  /** Another client has our name. */
  record NameTaken(String name) implements JackOpening {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "JACK already has a client \"%s\": is another Hybridge running? audio.client gives this"
              + " one another name",
          name);
    }
  }

  /** The server's rate, in Hz, is not the one the engine was made for. */
  record WrongRate(int found, int wanted) implements JackOpening {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "the JACK server runs at %d Hz, but %d Hz is wanted: change the server's rate or"
              + " audio.rate",
          found,
          wanted);
    }
  }

  /** Anything else libjack refused; the status bits are those of {@code jack_status_t}. */
  record Refused(int status, String said) implements JackOpening {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT, "JACK refused us (status 0x%x): %s", status, said.isEmpty() ? "-" : said);
    }
  }
}
