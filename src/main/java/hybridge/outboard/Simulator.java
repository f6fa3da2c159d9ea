package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.wire.LineFraming;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A box made from a profile: the bytes of the host in, the bytes of the box out, and a state of its
 * own that is rounded to what its protocol can say. Has no clock: whoever owns the wire passes the
 * time. Any thread may call it; {@link #values} never waits.
 */
public final class Simulator {

  /** What can go wrong with a box or its wire. */
  public enum Fault {
    /** It never answers. */
    SILENCE,
    /** It answers after half the time-out again. */
    LATE,
    /** It refuses every set. */
    NAK,
    /** One bit is wrong in every fifth line. */
    GARBLE,
    /** Its bytes come one at a time. */
    SPLIT,
    /** Each answer comes together with a report, in one piece. */
    MERGED,
    /** It starts anew after every fortieth message, with its start values. */
    REBOOT,
    /** It names a firmware that nobody knows. */
    WRONG_FIRMWARE,
    /** It takes whole numbers only. */
    ROUNDING,
    /** Somebody else puts back what was there before each set. */
    SECOND_MASTER;

    /** The word for {@code --fault}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of this word, if it is one. */
    public static Optional<Fault> of(String word) {
      for (Fault fault : values()) {
        if (fault.word().equals(word)) {
          return Optional.of(fault);
        }
      }
      return Optional.empty();
    }
  }

  /** Is told of each value that changes, whoever changed it. */
  @FunctionalInterface
  public interface Listener {
    void changed(String knob, double value);
  }

  private static final long BOOT_NANOS = 300_000_000L;
  private static final long BYTE_NANOS = 1_000_000L;
  private static final long SECOND_MASTER_NANOS = 100_000_000L;
  private static final int MESSAGES_TO_REBOOT = 40;
  private static final int LINES_TO_GARBLE = 5;

  /** Bytes on their way out, in the order of the wire. */
  private record Said(long at, byte[] bytes) {}

  /** Another hand that will be on the box. */
  private record Turn(long at, int knob, double value) {}

  private final UnitProfile profile;
  private final Protocol protocol;
  private final LineDialect dialect;
  private final LineFraming framing;
  private final Set<Fault> faults;
  private final ArrayDeque<Said> said = new ArrayDeque<>();
  private final ArrayDeque<Turn> turns = new ArrayDeque<>();
  private volatile double[] values;
  private Listener listener = (knob, value) -> {};
  private long now;
  private long bootedAt = Long.MIN_VALUE;
  private int messages;
  private int lines;

  /**
   * @param profile of a unit with a protocol
   * @throws IllegalArgumentException if it has none
   */
  public Simulator(UnitProfile profile, Set<Fault> faults) {
    this.profile = profile;
    this.protocol =
        profile
            .protocol()
            .orElseThrow(() -> new IllegalArgumentException(profile.id() + " has no protocol"));
    this.dialect = new LineDialect(protocol);
    Protocol.Frame.Lines frame =
        switch (protocol.frame()) {
          case Protocol.Frame.Lines l -> l;
        };
    this.framing = new LineFraming(frame.ends(), frame.longest());
    this.faults = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
    this.values = initial();
  }

  public UnitProfile profile() {
    return profile;
  }

  public synchronized void listen(Listener listener) {
    this.listener = listener;
  }

  /**
   * What it holds now, in the order of the profile's knobs: a row that is never changed again. Any
   * thread, the audio thread included; never waits.
   */
  public double[] values() {
    return values;
  }

  /** Bytes from the host. */
  public synchronized void hear(byte[] bytes, int count, long nanos) {
    now = nanos;
    if (now < bootedAt) {
      return;
    }
    framing.take(bytes, count, this::line);
  }

  /**
   * Bytes for the host that are due.
   *
   * @return how many; 0 when there are none now. Call until it returns 0: each call is one piece,
   *     as the wire would deliver it
   */
  public synchronized int say(byte[] into, long nanos) {
    now = nanos;
    while (!turns.isEmpty() && turns.peek().at() - now <= 0) {
      Turn t = turns.poll();
      turn(t.knob(), t.value(), now);
    }
    if (said.isEmpty() || said.peek().at() - now > 0) {
      return 0;
    }
    byte[] bytes = said.poll().bytes();
    int count = Math.min(into.length, bytes.length);
    System.arraycopy(bytes, 0, into, 0, count);
    return count;
  }

  /** When {@link #say} has something to say, or {@link Long#MAX_VALUE}. */
  public synchronized long nextNanos() {
    return Math.min(
        said.isEmpty() ? Long.MAX_VALUE : said.peek().at(),
        turns.isEmpty() ? Long.MAX_VALUE : turns.peek().at());
  }

  /** Forgets half a line and what was not said yet: the cable was pulled. */
  public synchronized void unplug() {
    framing.reset();
    said.clear();
  }

  /**
   * A hand turns a knob on the front panel; the box reports it.
   *
   * @param raw what {@link Parameter#accept} takes
   * @return what is wrong with the value, or empty
   */
  public synchronized Optional<String> turn(String knob, Object raw, long nanos) {
    int i = profile.indexOf(knob);
    if (i < 0) {
      return Optional.of("no parameter '" + knob + "'");
    }
    return switch (profile.knobs().get(i).parameter().accept(raw)) {
      case Parameter.Answer.Refused(String found, String wanted) ->
          Optional.of("found " + found + "; wanted " + wanted);
      case Parameter.Answer.Accepted(var value) -> {
        turn(i, value.number(), nanos);
        yield Optional.empty();
      }
    };
  }

  private void turn(int knob, double value, long nanos) {
    now = nanos;
    hold(knob, value);
    if (now >= bootedAt && protocol.report().isPresent()) {
      say(new Message.Report(id(knob), values[knob]), true);
    }
  }

  /** Switches it off and on: it is deaf for a while, then stands at its start values. */
  public synchronized void reboot(long nanos) {
    now = nanos;
    said.clear();
    turns.clear();
    framing.reset();
    messages = 0;
    bootedAt = now + BOOT_NANOS;
    double[] start = initial();
    for (int i = 0; i < start.length; i++) {
      hold(i, start[i]);
    }
    said.add(new Said(bootedAt, dialect.encode(identity())));
  }

  private void line(String line) {
    if (faults.contains(Fault.REBOOT) && ++messages > MESSAGES_TO_REBOOT) {
      reboot(now);
      return;
    }
    Optional<Message> message = dialect.fromUs(line);
    if (message.isEmpty()) {
      refuse("syntax");
      return;
    }
    switch (message.get()) {
      case Message.AskIdentity m -> say(identity(), false);
      case Message.Get(String p) -> {
        say(new Message.Current(p, values[profile.indexOf(p)]), false);
        merge(profile.indexOf(p));
      }
      case Message.Set(String p, double v) -> set(profile.indexOf(p), v);
      // The box's own messages, if the host ever sent them.
      case Message.Identity m -> refuse("syntax");
      case Message.Current m -> refuse("syntax");
      case Message.Ack m -> refuse("syntax");
      case Message.Report m -> refuse("syntax");
      case Message.Refusal m -> refuse("syntax");
    }
  }

  private void set(int knob, double value) {
    Parameter parameter = profile.knobs().get(knob).parameter();
    if (faults.contains(Fault.NAK)) {
      refuse("fault");
    } else if (parameter.access() != Access.SET) {
      refuse("readonly");
    } else if (parameter.accept(value) instanceof Parameter.Answer.Accepted(var accepted)) {
      double before = values[knob];
      hold(
          knob,
          faults.contains(Fault.ROUNDING)
              ? parameter.nearest(Math.rint(accepted.number()))
              : accepted.number());
      say(ack(knob), false);
      merge(knob);
      if (faults.contains(Fault.SECOND_MASTER) && before != values[knob]) {
        turns.add(new Turn(now + SECOND_MASTER_NANOS, knob, before));
      }
    } else {
      refuse("range");
    }
  }

  /** Names the parameter and its value only as far as the protocol does. */
  private Message.Ack ack(int knob) {
    boolean value = protocol.set().reply().has("value");
    boolean word = value || protocol.set().reply().has("word");
    return new Message.Ack(word ? id(knob) : "", value ? values[knob] : Double.NaN);
  }

  private void merge(int knob) {
    if (faults.contains(Fault.MERGED)
        && protocol.report().isPresent()
        && said.pollLast() instanceof Said(long at, byte[] before)) {
      byte[] report = dialect.encode(new Message.Report(id(knob), values[knob]));
      byte[] both = Arrays.copyOf(before, before.length + report.length);
      System.arraycopy(report, 0, both, before.length, report.length);
      said.add(new Said(at, both));
    }
  }

  private void refuse(String reason) {
    if (protocol.error().isPresent()) {
      say(new Message.Refusal(reason), false);
    }
  }

  private Message.Identity identity() {
    String known = protocol.identify().firmware().stream().findFirst().orElse("1.0");
    return new Message.Identity(
        protocol.identify().model(),
        faults.contains(Fault.WRONG_FIRMWARE) ? "99.9" : known.replace("*", "0"));
  }

  private void say(Message message, boolean byItself) {
    if (faults.contains(Fault.SILENCE)) {
      return;
    }
    byte[] bytes = dialect.encode(message);
    if (faults.contains(Fault.GARBLE) && ++lines % LINES_TO_GARBLE == 0) {
      bytes[lines / LINES_TO_GARBLE % bytes.length] ^= (byte) 0x80;
    }
    boolean late = faults.contains(Fault.LATE) && !byItself;
    long at = now + (late ? protocol.pace().timeoutNanos() * 3 / 2 : 0);
    if (faults.contains(Fault.SPLIT)) {
      for (int i = 0; i < bytes.length; i++) {
        said.add(new Said(at + i * BYTE_NANOS, new byte[] {bytes[i]}));
      }
    } else {
      said.add(new Said(at, bytes));
    }
  }

  private void hold(int knob, double value) {
    double rounded = dialect.asSent(id(knob), value);
    if (values[knob] == rounded) {
      return;
    }
    double[] next = values.clone();
    next[knob] = rounded;
    values = next;
    listener.changed(id(knob), rounded);
  }

  private double[] initial() {
    return profile.knobs().stream()
        .mapToDouble(k -> dialect.asSent(k.id(), k.parameter().initial().number()))
        .toArray();
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }
}
