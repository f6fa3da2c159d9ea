package hybridge.profile;

import hybridge.wire.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the bytes of a unit look and how fast they may come: everything about the wire, nothing about
 * what a compressor is.
 *
 * @param transport how to reach it, unless the studio file says otherwise
 * @param frames where one message of the box ends and the next begins
 * @param ours the same for what we send
 * @param codes how each parameter is written, by the parameter's id, in the order of the model
 * @param identify who are you? Empty for a box that says nothing at all
 * @param verbs how parameters are read and put, by the verb's name; the usual one has none
 * @param init is said once after the box was identified
 * @param keepAlive is said again and again
 * @param error the box refuses
 * @param receipt what either side says to each message of the other, and means nothing more; empty:
 *     nothing is said
 * @param numbered the first byte of a frame counts: 01 to 3F ours, the same with its top bit in the
 *     answer, 40 where the box speaks by itself, C0 where that is its identity
 * @param never beginnings of messages that must never be sent
 * @param dump asks for the whole state, which is then bytes that only the box understands
 * @param restore gives such bytes back
 * @param changed asks for what has changed since it was last asked for
 * @param locate has the box show itself
 * @param standby how it is known that the box sleeps, and says nothing of the rest
 * @param refusals what the box says to what it will not do
 * @param describes how the box tells what it has, beside what is declared here
 * @param pace how fast
 */
public record Protocol(
    Transport transport,
    List<Shape> frames,
    List<Shape> ours,
    Map<String, Code> codes,
    Optional<Identify> identify,
    Map<String, Verb> verbs,
    List<Exchange> init,
    Optional<KeepAlive> keepAlive,
    Optional<Template> error,
    Addressing addressing,
    String receipt,
    boolean numbered,
    List<Template> never,
    Optional<Exchange> dump,
    Optional<Exchange> restore,
    Optional<Changed> changed,
    Optional<Exchange> locate,
    Optional<Standby> standby,
    Refusals refusals,
    Optional<SelfDescription> describes,
    Pace pace) {

  public Protocol {
    frames = List.copyOf(frames);
    ours = List.copyOf(ours);
    init = List.copyOf(init);
    never = List.copyOf(never);
  }

  /** The verb of a parameter. */
  public Verb verb(String param) {
    return verbs.get(codes.get(param).by());
  }

  /** Can it be connected in this way? */
  public boolean reaches(Medium medium) {
    return switch (medium) {
      case SERIAL -> transport.serial().isPresent();
      case TCP -> transport.tcp();
      case MIDI -> transport.midi();
    };
  }

  /** Nothing comes back from this box: what was sent is all that is known. */
  public boolean blind() {
    return identify.isEmpty();
  }

  /** What a message of ours needs before the next one, at least, in nanoseconds. */
  public long gapAfter(Message message) {
    Optional<Exchange> exchange =
        switch (message) {
          case Message.Get(String p) -> verb(p).get();
          case Message.Set(String p, double v) -> verb(p).set();
          case Message.Several(List<Message> many) ->
              many.getFirst() instanceof Message.Set(String p, double v)
                  ? verb(p).set()
                  : Optional.empty();
          case Message.Init(int step) -> Optional.of(init.get(step));
          case Message.AskDump d -> dump;
          case Message.Restore r -> restore;
          default -> Optional.empty();
        };
    return Math.max(pace.gapNanos(), exchange.map(Exchange::gapNanos).orElse(0L));
  }

  /** Can the box be asked for this parameter? */
  public boolean readable(String param) {
    return verb(param).get().isPresent();
  }

  /**
   * @param serial how the serial port is set, if it has one
   * @param tcpPort the usual TCP port, 0 for none
   * @param tcp it can be reached over TCP
   * @param midi it can be reached over a MIDI port
   */
  public record Transport(Optional<Serial> serial, boolean tcp, int tcpPort, boolean midi) {}

  /**
   * @param bauds bits a second that the box can be set to, the usual ones first
   * @param format data bits, parity, stop bits: {@code 8N1}
   * @param dtr what to do with the DTR line when the port is opened
   * @param rts the same of RTS; without meaning where RTS tells who drives an RS-485 pair
   * @param rs485 who tells the driver of an RS-485 pair when to speak
   */
  public record Serial(List<Integer> bauds, String format, Line dtr, Line rts, Rs485 rs485) {
    /** What a box has that nothing is known of. */
    public static final Serial USUAL =
        new Serial(List.of(9600), "8N1", Line.KEEP, Line.KEEP, Rs485.NONE);

    public Serial {
      bauds = List.copyOf(bauds);
    }

    /** Bits a second. */
    public int baud() {
      return bauds.getFirst();
    }

    public int dataBits() {
      return format.charAt(0) - '0';
    }

    public char parity() {
      return format.charAt(1);
    }

    public int stopBits() {
      return format.charAt(2) - '0';
    }

    /** Bits on the wire for one byte: start, data, parity, stop. */
    public int bitsPerByte() {
      return 1 + dataBits() + (parity() == 'N' ? 0 : 1) + stopBits();
    }
  }

  /** DTR or RTS: some boxes reset when it moves, some adapters are fed by it. */
  public enum Line {
    /** As the driver of the port leaves it; nothing is switched. */
    KEEP,
    ON,
    OFF
  }

  /** Two wires for both directions: somebody has to say who speaks. */
  public enum Rs485 {
    /** Not RS-485, or the adapter knows by itself. */
    NONE,
    /** We raise RTS while we send. */
    RTS,
    /** The port's own driver does it (TIOCSRS485 on Linux). */
    DRIVER
  }

  /**
   * What is sent and what the box answers.
   *
   * @param sends messages that belong together, in their order; the last one is what is meant, the
   *     ones before it say of what
   * @param negative the last one for values below zero, which it carries without their sign
   * @param reply empty: the box says nothing
   * @param gapNanos until our next message, at least, where this one needs more than {@link Pace}
   *     says
   */
  public record Exchange(
      List<Template> sends, Optional<Template> negative, Optional<Template> reply, long gapNanos) {
    public Exchange {
      sends = List.copyOf(sends);
    }

    /** One that needs no time of its own. */
    public Exchange(List<Template> sends, Optional<Template> negative, Optional<Template> reply) {
      this(sends, negative, reply, 0);
    }

    Exchange then(long gapNanos) {
      return new Exchange(sends, negative, reply, gapNanos);
    }

    public Template send() {
      return sends.getLast();
    }
  }

  /**
   * One way to read and put parameters.
   *
   * @param get empty: the box cannot be asked
   * @param set empty: they can only be read
   * @param confirm what proves a set
   * @param report the box says by itself what moved
   * @param reportsAfterInit and only after it has heard all of {@link Protocol#init}
   * @param repliesUnasked the reply to a set also comes when a hand was on the panel
   * @param answersUnasked the answer to a get does
   * @param most how many sets one message may carry
   * @param stage like a set, but nothing moves before the commit; empty: there is no such thing
   * @param commit what was staged moves, all at once
   * @param everyNanos how often one of its parameters is asked for when nothing else is to do; 0:
   *     as the pace says
   */
  public record Verb(
      String name,
      Optional<Exchange> get,
      Optional<Exchange> set,
      Confirm confirm,
      Optional<Template> report,
      boolean reportsAfterInit,
      boolean repliesUnasked,
      boolean answersUnasked,
      int most,
      Optional<Template> stage,
      Optional<Exchange> commit,
      long everyNanos) {}

  /**
   * @param model what the box must call itself; empty when the reply can be no other box's
   * @param firmware the versions that are known, such as {@code 1.*}; empty: every one. A box with
   *     another version is read and never written
   * @param announces the box says so by itself when it is switched on
   */
  public record Identify(Exchange exchange, String model, Firmware firmware, boolean announces) {
    public Template reply() {
      return exchange.reply().orElseThrow();
    }
  }

  /**
   * @param everyNanos how often
   */
  public record KeepAlive(Template send, long everyNanos) {}

  /**
   * What has changed since last time.
   *
   * @param everyNanos how often it is asked for
   */
  public record Changed(Template send, Template reply, long everyNanos) {

    /** Does the box say with it which of its lives this is? */
    public boolean dated() {
      return reply.has("epoch");
    }
  }

  /**
   * The number of a unit on a wire that it shares.
   *
   * @param min smallest, and
   * @param max largest number there is; −1: the protocol has no addresses
   * @param usual where the studio file says none
   * @param anyone the address of whoever is on the wire, who answers with his own; −1: there is
   *     none
   */
  public record Addressing(int min, int max, int usual, int anyone) {
    public static final Addressing NONE = new Addressing(0, -1, 0, -1);

    public boolean used() {
      return max >= min;
    }
  }

  /** What proves that a set arrived. */
  public enum Confirm {
    /** The answer carries the value that the box took. */
    REPLY,
    /** It is read back once the parameter has been left alone. */
    READ,
    /** Nothing does: it stays "sent". */
    NONE
  }

  /**
   * @param gapNanos between two messages of ours, at least
   * @param settleNanos from an answered set to its read-back, at least
   * @param timeoutNanos how long an answer may take; doubled with each retry
   * @param retries how often a message is sent again before the box counts as away
   * @param presenceNanos after this long without a word from the box it is asked who it is
   * @param pollNanos how often one parameter is asked for when nothing else is to do; 0: never
   * @param burst so many messages may follow each other before a longer pause; 0: any number
   * @param pauseNanos that pause
   */
  public record Pace(
      long gapNanos,
      long settleNanos,
      long timeoutNanos,
      int retries,
      long presenceNanos,
      long pollNanos,
      int burst,
      long pauseNanos) {}

  /** The ways a unit may be connected. */
  public enum Medium {
    SERIAL,
    TCP,
    MIDI;

    /** The word in a profile. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * While this parameter has this value the box sleeps: nothing else is asked or set.
   *
   * @param param its id
   */
  public record Standby(String param, double value) {}

  /**
   * What a box says to what it will not do.
   *
   * @param reasons the numbers of {@code syntax}, {@code range}, {@code readonly}, {@code fault}
   * @param broken it also says so to a frame whose sum is wrong
   */
  public record Refusals(Map<String, Integer> reasons, boolean broken) {
    public Refusals {
      reasons = Map.copyOf(reasons);
    }
  }
}
