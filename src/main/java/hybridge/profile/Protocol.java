package hybridge.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the bytes of a unit look and how fast they may come: everything about the wire, nothing about
 * what a compressor is.
 *
 * @param transport how to reach it, unless the studio file says otherwise
 * @param frame where one message ends and the next begins
 * @param codes how each parameter is written, by the parameter's id, in the order of the model
 * @param identify who are you? Never absent: nothing is written to a box that was not identified
 * @param get reads one parameter
 * @param set puts one parameter
 * @param confirm what proves a set
 * @param error the box refuses
 * @param report the box says by itself what moved
 */
public record Protocol(
    Transport transport,
    Frame frame,
    Map<String, Code> codes,
    Identify identify,
    Exchange get,
    Exchange set,
    Confirm confirm,
    Optional<Template> error,
    Optional<Template> report,
    Pace pace) {

  /**
   * @param serial how the serial port is set, if it has one
   * @param tcpPort the usual TCP port, 0 for none
   * @param tcp it can be reached over TCP
   */
  public record Transport(Optional<Serial> serial, boolean tcp, int tcpPort) {}

  /**
   * @param baud bits a second
   * @param format data bits, parity, stop bits: {@code 8N1}
   * @param dtr what to do with the DTR line when the port is opened
   */
  public record Serial(int baud, String format, Dtr dtr) {
    public int dataBits() {
      return format.charAt(0) - '0';
    }

    public char parity() {
      return format.charAt(1);
    }

    public int stopBits() {
      return format.charAt(2) - '0';
    }
  }

  /** The DTR line: some boxes reset when it moves. */
  public enum Dtr {
    /** As the driver of the port leaves it; nothing is switched. */
    KEEP,
    ON,
    OFF
  }

  /** How messages are cut out of the stream. */
  public sealed interface Frame {

    /**
     * Lines of ASCII.
     *
     * @param end what we send after a line
     * @param ends each of these characters ends a line from the box; empty lines mean nothing
     * @param longest the longest line, in characters; longer ones are dropped
     */
    record Lines(String end, String ends, int longest) implements Frame {}
  }

  /** What is sent and what the box answers. */
  public record Exchange(Template send, Template reply) {}

  /**
   * @param model what the box must call itself; empty when the protocol has no such word
   * @param firmware the versions that are known, such as {@code 1.*}; empty: every one. A box with
   *     another version is read and never written
   */
  public record Identify(Exchange exchange, String model, List<String> firmware) {
    public Identify {
      firmware = List.copyOf(firmware);
    }

    public boolean knows(String version) {
      return firmware.isEmpty()
          || firmware.stream()
              .anyMatch(
                  f ->
                      f.endsWith("*")
                          ? version.startsWith(f.substring(0, f.length() - 1))
                          : version.equals(f));
    }
  }

  /** What proves that a set arrived. */
  public enum Confirm {
    /** The answer carries the value that the box took. */
    REPLY,
    /** It is read back once the parameter has been left alone. */
    READ
  }

  /**
   * @param gapNanos between two messages of ours, at least
   * @param settleNanos from an answered set to its read-back, at least
   * @param timeoutNanos how long an answer may take; doubled with each retry
   * @param retries how often a message is sent again before the box counts as away
   * @param presenceNanos after this long without a word from the box it is asked who it is
   */
  public record Pace(
      long gapNanos, long settleNanos, long timeoutNanos, int retries, long presenceNanos) {}
}
