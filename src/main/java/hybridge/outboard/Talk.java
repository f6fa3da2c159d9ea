package hybridge.outboard;

import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.wire.Bytes;
import hybridge.wire.Framing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The conversation with a box: one question at a time, at the pace it can bear. Owned by {@link
 * Unit}.
 */
final class Talk {

  /** A request that waits for its answer. */
  static final class Flight {
    Message message;
    List<Integer> knobs = List.of();
    int attempt;
    long deadline;
    boolean overtaken;
    boolean poll;

    /** It is not sent again: the box has its one chance. */
    boolean once;

    /** When it went out last. */
    long sentAt;

    /** What came meanwhile and made no sense; empty: nothing. */
    String heard = "";

    /** The same as to the attempt before: it is the answer, and no noise. */
    boolean sure;

    /** What came to the attempt before. */
    String heardBefore = "";

    /** Something came that is no frame. */
    boolean broken;

    /** As it went out; in protocols that count their messages a retry is the same over again. */
    byte[] bytes;

    /** What it was answered with, and not understood; empty: nothing. */
    String answer() {
      return heard.isEmpty() ? heardBefore : heard;
    }

    boolean sets() {
      // Not a stage: its answer moves nothing yet.
      return message instanceof Message.Set || message instanceof Message.Several;
    }
  }

  private static final long ECHO_NANOS = 100_000_000L;
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final int MOST_CHATTER = 64;
  private static final int MOST_SHAPE = 200;

  final Link link;
  Protocol protocol;
  Dialect dialect;
  Flight flight;

  /** What was asked last, whether it was answered or not; may be null. */
  Message asked;

  /** Nothing of ours goes out before. */
  long notBefore;

  /** What a person wants sent. */
  private record ByHand(String text, boolean raw) {}

  private final ArrayDeque<ByHand> byHand = new ArrayDeque<>();

  private final UnitProfile profile;
  private final int address;
  private final Counters counters;
  private final ToDoubleFunction<String> held;
  private final byte[] buffer = new byte[512];

  /** What the box says unasked and is not understood, its digits left out. */
  private final Set<String> chatter = new HashSet<>();

  private Framing framing;
  private int variant;
  private int inARow;
  private long lastSentAt;
  private long byteAt;
  private long garbage;
  private int identitiesDue;
  private long identityAskedAt;
  private long identityHeardAt = Long.MIN_VALUE;

  /**
   * @param held what the box is thought to hold, by the parameter's id
   */
  Talk(
      UnitProfile profile,
      int address,
      Link link,
      Counters counters,
      ToDoubleFunction<String> held) {
    this.profile = profile;
    this.address = address;
    this.link = link;
    this.counters = counters;
    this.held = held;
    speak(0);
  }

  private void speak(int which) {
    variant = which;
    protocol = profile.protocols().get(which);
    dialect = new Dialect(protocol, address);
    framing = dialect.boxFraming();
    garbage = 0;
  }

  /** Another firmware may cut its messages elsewhere, and not even understand the question. */
  void tryAnother() {
    if (profile.protocols().size() > 1) {
      speak((variant + 1) % profile.protocols().size());
    }
  }

  /** Speaks the protocol of this firmware; false if there is none. */
  boolean chosen(String version) {
    if (knows(protocol, version)) {
      return true;
    }
    for (int i = 0; i < profile.protocols().size(); i++) {
      if (knows(profile.protocols().get(i), version)) {
        speak(i);
        return true;
      }
    }
    return false;
  }

  private static boolean knows(Protocol p, String version) {
    return p.identify().map(w -> w.firmware().knows(version)).orElse(false);
  }

  /** The port was opened anew. */
  void reset() {
    identitiesDue = 0;
    identityHeardAt = Long.MIN_VALUE;
    framing.reset();
  }

  /** Takes what came in; returns how many bytes. */
  int listen(long now, Consumer<String> hear) {
    int done = 0;
    int count;
    while ((count = link.read(buffer)) > 0) {
      byteAt = now;
      framing.take(buffer, count, hear);
      done += count;
    }
    if (framing.waiting() && now - byteAt > protocol.pace().timeoutNanos()) {
      framing.lapse(hear);
    }
    if (framing.dropped() > garbage) {
      counters.count(Health.UNIT_GARBAGE, framing.dropped() - garbage);
      if (flight != null) {
        flight.broken = true;
      }
      garbage = framing.dropped();
    }
    return done;
  }

  /** What a payload says; nothing for a receipt, and for what makes no sense, which is counted. */
  List<Message> understood(String payload) {
    boolean receipt = dialect.isReceipt(payload);
    boolean confirms = receipt && flight != null && flight.sets() && dialect.receiptConfirms();
    if (receipt && !confirms) {
      return List.of();
    }
    if (dialect.wantsReceipt(payload)) {
      link.write(dialect.receipt());
    }
    List<Message> understood = dialect.fromBox(payload, asked);
    counters.count(Health.UNIT_GARBAGE, understood.isEmpty() && !link.shared() ? 1 : 0);
    boolean passedBy = understood.stream().allMatch(m -> m instanceof Message.Status);
    if (passedBy && !link.shared() && !isAbout(understood)) {
      unclear(payload);
    }
    return understood;
  }

  /** Does a line about several say anything of the one that is asked for? */
  private boolean isAbout(List<Message> understood) {
    return !understood.isEmpty()
        && !(flight != null
            && flight.message instanceof Message.Get(String p)
            && understood.stream()
                .noneMatch(m -> m instanceof Message.Status(String q, double v) && q.equals(p)));
  }

  /**
   * It makes no sense. What comes when nothing was asked, or again and again, is no answer to
   * anything; what comes once to each of two attempts is one for sure.
   */
  private void unclear(String payload) {
    String shape =
        DIGITS
            .matcher(payload.substring(0, Math.min(payload.length(), MOST_SHAPE)))
            .replaceAll("#");
    if (flight == null || payload.equals(flight.heard)) {
      if (chatter.size() < MOST_CHATTER) {
        chatter.add(shape);
      }
      if (flight != null) {
        flight.sure = false;
      }
    } else if (!chatter.contains(shape)) {
      flight.sure = payload.equals(flight.heardBefore);
      flight.heard = payload;
    }
  }

  /**
   * An identity came; was it asked for, lately or a while ago? A question that was asked twice may
   * be answered twice; that is no box that starts anew.
   */
  boolean expectedIdentity(long now) {
    boolean mine = flight != null && flight.message instanceof Message.AskIdentity;
    long lateUntil =
        identityAskedAt + (protocol.pace().timeoutNanos() << (protocol.pace().retries() + 1));
    boolean late = !mine && identitiesDue > 0 && now - lateUntil <= 0;
    boolean echo = !mine && !late && echoes(now);
    identitiesDue = mine || late ? identitiesDue - 1 : echo ? identitiesDue : 0;
    if (mine) {
      land();
    }
    identityHeardAt = mine || late ? now : identityHeardAt;
    return mine || late || echo;
  }

  /**
   * Some boxes and adapters say everything twice. No box starts in a tenth of a second, and one
   * that says nothing at power-on has answered a question.
   */
  private boolean echoes(long now) {
    boolean announces = protocol.identify().map(Protocol.Identify::announces).orElse(false);
    long window = announces ? ECHO_NANOS : Math.max(ECHO_NANOS, protocol.pace().timeoutNanos());
    return identityHeardAt != Long.MIN_VALUE && now - identityHeardAt <= window;
  }

  /** Asks something once, with the time that a repeated question has. */
  boolean askOnce(Message message, long now) {
    flight = new Flight();
    flight.message = message;
    flight.attempt = 1;
    flight.once = true;
    link.seize();
    return send(now);
  }

  /** Asks or says something; false when the wire takes no bytes. */
  boolean ask(Message message, List<Integer> knobs, long now) {
    flight = new Flight();
    flight.message = message;
    flight.knobs = knobs;
    link.seize();
    return send(now);
  }

  /** Sends the question in flight, again if need be. */
  boolean send(long now) {
    asked = flight.message;
    flight.sentAt = now;
    flight.heardBefore = flight.heard;
    flight.heard = "";
    if (flight.message instanceof Message.AskIdentity) {
      identitiesDue++;
      identityAskedAt = now;
    }
    flight.deadline = now + (protocol.pace().timeoutNanos() << flight.attempt);
    boolean again = flight.bytes != null && protocol.numbered();
    flight.bytes = again ? flight.bytes : dialect.encode(flight.message, held);
    return transmit(flight.bytes, protocol.gapAfter(flight.message), now);
  }

  /** Sends something that nobody answers. */
  boolean transmit(Message message, long now) {
    return transmit(dialect.encode(message, held), protocol.gapAfter(message), now);
  }

  private boolean transmit(byte[] bytes, long gap, long now) {
    long onTheWire = bytes.length * link.nanosPerByte();
    notBefore = now + Math.max(gap, pause(now)) + onTheWire;
    if (flight != null) {
      flight.deadline += onTheWire;
    }
    return link.write(bytes);
  }

  /** A box that takes so many messages in a row wants time after the last of them. */
  private long pause(long now) {
    Protocol.Pace pace = protocol.pace();
    if (pace.burst() == 0) {
      return 0;
    }
    inARow = now - lastSentAt >= pace.pauseNanos() ? 1 : inARow + 1;
    lastSentAt = now;
    return inARow % pace.burst() == 0 ? pace.pauseNanos() : 0;
  }

  /** Must this never be said? */
  boolean forbids(String param, double value) {
    return dialect.forbids(new Message.Set(param, value), held);
  }

  /**
   * A person wants something sent as it is.
   *
   * @param raw all the bytes; else what a frame carries
   * @return what is wrong, or nothing
   */
  Optional<String> byHand(String text, boolean raw) {
    List<String> payloads = new ArrayList<>(List.of(text));
    if (raw) {
      byte[] bytes = Bytes.of(text);
      payloads.clear();
      dialect.ourFraming().take(bytes, bytes.length, p -> payloads.add(dialect.withoutNumber(p)));
    }
    if (payloads.stream().anyMatch(dialect::forbids)) {
      return Optional.of("it is among 'never' in " + profile.id());
    }
    byHand.add(new ByHand(text, raw));
    return Optional.empty();
  }

  boolean byHandWaits() {
    return !byHand.isEmpty();
  }

  /** Sends what a person wants sent; empty when that is nothing, false when the wire takes none. */
  Optional<Boolean> sendByHand(long now) {
    ByHand next = byHand.poll();
    if (next == null) {
      return Optional.empty();
    }
    byte[] bytes = next.raw() ? Bytes.of(next.text()) : dialect.frame(next.text());
    return Optional.of(transmit(bytes, protocol.pace().gapNanos(), now));
  }

  /** The question that waits is not repeated. */
  void once() {
    if (flight != null) {
      flight.once = true;
    }
  }

  /** What waits for its answer, or null. */
  Message waits() {
    return flight == null ? null : flight.message;
  }

  /** The flight is over. */
  void land() {
    flight = null;
    link.release(notBefore);
  }
}
