package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.Template;
import hybridge.profile.UnitProfile;
import hybridge.value.Access;
import hybridge.value.Parameter;
import hybridge.wire.Framing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    /** The same in a blink, and it says nothing about it. */
    SILENT_REBOOT,
    /** A hand turns one knob after the other, one at every tenth message. */
    PANEL,
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
  private static final int MOST_RECENT = 4;
  private static final int MESSAGES_TO_TURN = 10;
  private static final int LINES_TO_GARBLE = 5;
  private static final long BLINK_NANOS = 5_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

  /** Bytes on their way out, in the order of the wire. */
  private record Said(long at, byte[] bytes) {}

  /** Another hand that will be on the box. */
  private record Turn(long at, int knob, double value) {}

  /** Seven-bit characters that a value takes in a dump: 64 bits. */
  private static final int DUMP_PLACES = 10;

  private final Map<Integer, Double> staged = new LinkedHashMap<>();
  private final UnitProfile profile;
  private final Protocol protocol;
  private final Dialect dialect;
  private final Framing framing;
  private final Deque<String> recent = new ArrayDeque<>();
  private Set<Fault> faults;
  private final ArrayDeque<Said> said = new ArrayDeque<>();
  private final ArrayDeque<Turn> turns = new ArrayDeque<>();
  private volatile double[] values;
  private Listener listener = (knob, value) -> {};
  private long now;
  private long bootedAt = Long.MIN_VALUE;
  private long heardAt = Long.MIN_VALUE;
  private int messages;
  private int lines;
  private int turned;

  /** The usual protocol and address. */
  public Simulator(UnitProfile profile, Set<Fault> faults) {
    this(profile, 0, -1, faults);
  }

  /**
   * @param profile of a unit with a protocol
   * @param variant which of its protocols, from 0
   * @param address of the box on its wire; −1: the usual one
   * @throws IllegalArgumentException if it has no such protocol
   */
  public Simulator(UnitProfile profile, int variant, int address, Set<Fault> faults) {
    this.profile = profile;
    if (variant < 0 || variant >= profile.protocols().size()) {
      throw new IllegalArgumentException(profile.id() + " has no protocol " + variant);
    }
    this.protocol = profile.protocols().get(variant);
    this.dialect = new Dialect(protocol, address);
    this.framing = dialect.ourFraming();
    this.values = initial();
    faults(faults);
  }

  /** What goes wrong with it from now on; none: it is well again. */
  public synchronized void faults(Set<Fault> faults) {
    this.faults = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
    messages = 0;
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
    if (heardAt != Long.MIN_VALUE && now - heardAt > LONGEST_PAUSE_NANOS && framing.waiting()) {
      framing.lapse(this::line);
    }
    heardAt = now;
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
    recent.clear();
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
    if (now >= bootedAt && reports(knob)) {
      say(new Message.Report(id(knob), reported(knob)), true);
    }
  }

  private boolean reports(int knob) {
    return dialect.reports(id(knob));
  }

  /** Switches it off and on: it is deaf for a while, then stands at its start values. */
  public synchronized void reboot(long nanos) {
    reboot(nanos, BOOT_NANOS);
    if (protocol.identify().map(Protocol.Identify::announces).orElse(false)) {
      said.add(new Said(bootedAt, dialect.announce(identity(), this::held)));
    }
  }

  private void reboot(long nanos, long deaf) {
    now = nanos;
    said.clear();
    turns.clear();
    framing.reset();
    recent.clear();
    staged.clear();
    messages = 0;
    bootedAt = now + deaf;
    double[] start = initial();
    for (int i = 0; i < start.length; i++) {
      hold(i, start[i]);
    }
  }

  private void line(String line) {
    if (dialect.isReceipt(line)) {
      return;
    }
    messages++;
    byte[] receipt = dialect.receipt();
    if (receipt.length > 0 && !faults.contains(Fault.SILENCE)) {
      said.add(new Said(now, receipt));
    }
    if (faults.contains(Fault.REBOOT) && messages > MESSAGES_TO_REBOOT) {
      reboot(now);
      return;
    }
    if (faults.contains(Fault.SILENT_REBOOT) && messages > MESSAGES_TO_REBOOT) {
      reboot(now, BLINK_NANOS);
      return;
    }
    if (faults.contains(Fault.PANEL) && messages % MESSAGES_TO_TURN == 0) {
      int knob = turned++ % profile.knobs().size();
      Parameter p = profile.knobs().get(knob).parameter();
      turn(knob, p.value(turned % 2 == 0 ? 0.25 : 0.75), now);
    }
    recent.addLast(line);
    while (recent.size() > MOST_RECENT) {
      recent.removeFirst();
    }
    Optional<List<Message>> heard = dialect.fromUs(List.copyOf(recent));
    if (heard.isEmpty()) {
      // On a shared wire it may be for another box, which will answer.
      if (!protocol.addressing().used()) {
        refuse("syntax");
      }
      return;
    }
    if (!heard.get().isEmpty()) {
      recent.clear();
      obey(heard.get());
    }
  }

  private void obey(List<Message> heard) {
    List<Integer> sets = new ArrayList<>();
    for (Message m : heard) {
      switch (m) {
        case Message.AskIdentity who -> {
          staged.clear();
          say(identity(), false);
        }
        case Message.Stage(List<Message> many) -> stage(many);
        case Message.Commit c -> commit();
        case Message.AskDump d -> say(new Message.Dump(state()), false);
        case Message.Restore(String bytes) -> restore(bytes);
        case Message.Get(String p) -> {
          int knob = profile.indexOf(p);
          say(new Message.Current(p, reported(knob)), false);
          merge(knob);
        }
        case Message.Set(String p, double v) -> {
          if (set(profile.indexOf(p), v)) {
            sets.add(profile.indexOf(p));
          }
        }
        case Message.Init(int step) -> {
          if (protocol.init().get(step).reply().isPresent()) {
            say(new Message.InitDone(step), false);
          }
        }
        case Message.KeepAlive k -> {}
        default -> refuse("syntax");
      }
    }
    if (!sets.isEmpty()) {
      acknowledge(sets);
    }
  }

  private void acknowledge(List<Integer> sets) {
    Optional<Template> reply =
        protocol.verb(id(sets.getFirst())).set().flatMap(Protocol.Exchange::reply);
    if (reply.isPresent()) {
      boolean value = reply.get().has("value");
      boolean word = value || reply.get().has("word");
      List<Message> acks = new ArrayList<>();
      for (int knob : sets) {
        acks.add(new Message.Ack(word ? id(knob) : "", value ? reported(knob) : Double.NaN));
      }
      boolean many = acks.size() > 1 && reply.get().grouped();
      say(many ? new Message.Several(acks) : acks.getFirst(), false);
    }
    sets.forEach(this::merge);
  }

  /** All of them can be had, or none is kept. */
  private void stage(List<Message> many) {
    List<Message> taken = new ArrayList<>();
    for (Message m : many) {
      if (m instanceof Message.Set(String p, double v)) {
        Parameter parameter = profile.knobs().get(profile.indexOf(p)).parameter();
        boolean can = parameter.access() == Access.SET && !faults.contains(Fault.NAK);
        if (!can || !(parameter.accept(v) instanceof Parameter.Answer.Accepted(var accepted))) {
          staged.clear();
          refuse(can ? "range" : "refused");
          return;
        }
        double rounded = dialect.asSent(p, accepted.number());
        staged.put(profile.indexOf(p), rounded);
        taken.add(new Message.Ack(p, rounded));
      }
    }
    say(new Message.Several(taken), false);
  }

  private void commit() {
    if (staged.isEmpty()) {
      refuse("nothing staged");
      return;
    }
    hold(staged);
    staged.clear();
    say(new Message.Committed(), false);
  }

  /** Its whole state as bytes: each value's 64 bits in characters of seven. */
  private String state() {
    StringBuilder bytes = new StringBuilder();
    for (double value : values) {
      long bits = Double.doubleToRawLongBits(value);
      for (int i = 0; i < DUMP_PLACES; i++) {
        bytes.append((char) (bits >>> 7 * i & 0x7F));
      }
    }
    return bytes.toString();
  }

  private void restore(String bytes) {
    if (bytes.length() != DUMP_PLACES * values.length || faults.contains(Fault.NAK)) {
      refuse("refused");
      return;
    }
    Map<Integer, Double> all = new LinkedHashMap<>();
    for (int k = 0; k < values.length; k++) {
      long bits = 0;
      for (int i = 0; i < DUMP_PLACES; i++) {
        bits |= (long) bytes.charAt(DUMP_PLACES * k + i) << 7 * i;
      }
      double value = Double.longBitsToDouble(bits);
      if (!(profile.knobs().get(k).parameter().accept(value)
          instanceof Parameter.Answer.Accepted)) {
        refuse("refused");
        return;
      }
      all.put(k, value);
    }
    hold(all);
  }

  /** What it says it holds. */
  private double reported(int knob) {
    return protocol.codes().get(id(knob)).reported(values[knob]);
  }

  private double held(String id) {
    return reported(profile.indexOf(id));
  }

  /** Takes a value; false when it refuses. */
  private boolean set(int knob, double value) {
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
      if (faults.contains(Fault.SECOND_MASTER) && before != values[knob]) {
        turns.add(new Turn(now + SECOND_MASTER_NANOS, knob, before));
      }
      return true;
    } else {
      refuse("range");
    }
    return false;
  }

  private void merge(int knob) {
    if (faults.contains(Fault.MERGED)
        && reports(knob)
        && said.pollLast() instanceof Said(long at, byte[] before)) {
      byte[] report = dialect.encode(new Message.Report(id(knob), reported(knob)), this::held);
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
    Protocol.Identify identify = protocol.identify().orElseThrow();
    return new Message.Identity(
        identify.model(),
        faults.contains(Fault.WRONG_FIRMWARE) ? "99.9" : identify.firmware().example());
  }

  private void say(Message message, boolean byItself) {
    if (faults.contains(Fault.SILENCE)) {
      return;
    }
    byte[] bytes = dialect.encode(message, this::held);
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
    hold(Map.of(knob, value));
  }

  /** All of them in one row: whoever looks sees all or none. */
  private void hold(Map<Integer, Double> many) {
    double[] next = values.clone();
    many.forEach((knob, value) -> next[knob] = dialect.asSent(id(knob), value));
    double[] before = values;
    values = next;
    for (int i = 0; i < next.length; i++) {
      if (next[i] != before[i]) {
        listener.changed(id(i), next[i]);
      }
    }
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
