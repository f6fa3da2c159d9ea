package hybridge.outboard;

import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.Template;
import hybridge.profile.UnitProfile;
import hybridge.value.Parameter;
import hybridge.wire.Framing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
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

    /**
     * It shows itself.
     *
     * @param seconds for how long; 0: no longer
     */
    default void located(int seconds) {}
  }

  private static final long BOOT_NANOS = 300_000_000L;
  private static final long SECOND_MASTER_NANOS = 100_000_000L;
  private static final int MESSAGES_TO_REBOOT = 40;
  private static final int MOST_RECENT = 4;
  private static final int MESSAGES_TO_TURN = 10;
  private static final long BLINK_NANOS = 5_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

  /** Another hand that will be on the box. */
  private record Turn(long at, int knob, double value) {}

  private final UnitProfile profile;
  private final Protocol protocol;
  private final Dialect dialect;
  private final Framing framing;
  private final Deque<String> recent = new ArrayDeque<>();
  private final Memory memory;
  private final Outlet outlet;
  private final Intake intake;
  private final Optional<ReferenceAnswers> ofItself;
  private final ArrayDeque<Turn> turns = new ArrayDeque<>();
  private long now;
  private long bootedAt = Long.MIN_VALUE;
  private long heardAt = Long.MIN_VALUE;
  private int messages;
  private int turned;

  /** It was told what makes it speak by itself. */
  private boolean initialised;

  /** What the host said last, and what it was answered. */
  private String lastLine = "";

  private final List<byte[]> lastAnswer = new ArrayList<>();

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
    this.memory = new Memory(profile, dialect);
    this.outlet = new Outlet(protocol.pace().timeoutNanos() * 3 / 2);
    this.intake = new Intake(profile, dialect, memory, outlet);
    this.ofItself =
        protocol.describes().map(how -> new ReferenceAnswers(profile, protocol, new Life()));
    faults(faults);
  }

  /** What it remembers of itself. */
  private final class Life implements ReferenceAnswers.Life {
    @Override
    public int starts() {
      return memory.epoch();
    }

    @Override
    public long wrongFrames() {
      return framing.dropped();
    }

    @Override
    public long relayMoves() {
      return memory.switched();
    }

    @Override
    public void unsubscribe() {
      initialised = false;
    }
  }

  /** What goes wrong with it from now on; none: it is well again. */
  public synchronized void faults(Set<Fault> faults) {
    outlet.faults = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
    messages = 0;
  }

  public UnitProfile profile() {
    return profile;
  }

  public synchronized void listen(Listener listener) {
    memory.listener = listener;
  }

  /**
   * What it holds now, in the order of the profile's knobs: a row that is never changed again. Any
   * thread, the audio thread included; never waits.
   */
  public double[] values() {
    return memory.values();
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
    long broken = framing.dropped();
    framing.take(bytes, count, this::line);
    if (framing.dropped() > broken && protocol.refusals().broken()) {
      refuse("syntax");
    }
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
    return outlet.take(into, now);
  }

  /** When {@link #say} has something to say, or {@link Long#MAX_VALUE}. */
  public synchronized long nextNanos() {
    return Math.min(outlet.due(), turns.isEmpty() ? Long.MAX_VALUE : turns.peek().at());
  }

  /** Forgets half a line and what was not said yet: the cable was pulled. */
  public synchronized void unplug() {
    framing.reset();
    recent.clear();
    outlet.clear();
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
    memory.hold(knob, value);
    if (now >= bootedAt && reports(knob)) {
      say(new Message.Report(id(knob), reported(knob)), true);
    }
  }

  private boolean reports(int knob) {
    boolean mute = protocol.verb(id(knob)).reportsAfterInit() && !initialised;
    return dialect.reports(id(knob)) && !mute;
  }

  /** Switches it off and on: it is deaf for a while, then stands at its start values. */
  public synchronized void reboot(long nanos) {
    reboot(nanos, BOOT_NANOS);
    if (protocol.identify().map(Protocol.Identify::announces).orElse(false)) {
      outlet.plainly(dialect.announce(identity(), this::held), bootedAt);
    }
  }

  /** The same in so short a time that nobody need notice, and it says nothing about it. */
  public synchronized void blink(long nanos) {
    reboot(nanos, BLINK_NANOS);
  }

  private void reboot(long nanos, long deaf) {
    now = nanos;
    outlet.clear();
    turns.clear();
    framing.reset();
    recent.clear();
    lastLine = "";
    initialised = false;
    messages = 0;
    bootedAt = now + deaf;
    memory.restart();
  }

  private void line(String line) {
    if (dialect.isReceipt(line)) {
      return;
    }
    messages++;
    if (protocol.numbered() && line.equals(lastLine)) {
      // The answer was lost: the same again, and nothing is done twice.
      lastAnswer.forEach(bytes -> outlet.say(bytes, false, now));
      return;
    }
    lastLine = line;
    lastAnswer.clear();
    byte[] receipt = dialect.receipt();
    // Where the receipt is all that answers a set, it is the set that sends it.
    boolean later = dialect.receiptConfirms() && sets(line);
    if (receipt.length > 0 && !has(Fault.SILENCE) && !later) {
      outlet.plainly(receipt, now);
    }
    if (has(Fault.REBOOT) && messages > MESSAGES_TO_REBOOT) {
      reboot(now);
      return;
    }
    if (has(Fault.SILENT_REBOOT) && messages > MESSAGES_TO_REBOOT) {
      blink(now);
      return;
    }
    if (has(Fault.PANEL) && messages % MESSAGES_TO_TURN == 0) {
      int knob = turned++ % profile.knobs().size();
      Parameter p = profile.knobs().get(knob).parameter();
      turn(knob, p.value(turned % 2 == 0 ? 0.25 : 0.75), now);
    }
    recent.addLast(line);
    while (recent.size() > MOST_RECENT) {
      recent.removeFirst();
    }
    Optional<List<Message>> heard = dialect.fromUs(List.copyOf(recent));
    if (heard.isEmpty() && ofItself(line)) {
      return;
    }
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

  private boolean sets(String line) {
    return dialect
        .fromUs(List.of(line))
        .map(all -> !all.isEmpty() && all.getFirst() instanceof Message.Set)
        .orElse(false);
  }

  /** Tells what it is, if that was asked; its protocol has a way of its own for it. */
  private boolean ofItself(String line) {
    Optional<String> answer =
        line.isEmpty() ? Optional.empty() : ofItself.flatMap(o -> o.to(line.substring(1)));
    answer.ifPresent(payload -> answer(dialect.answer(payload)));
    return answer.isPresent();
  }

  private void obey(List<Message> heard) {
    List<Message.Set> sets = new ArrayList<>();
    for (Message m : heard) {
      switch (m) {
        case Message.AskIdentity who -> {
          memory.staged.clear();
          say(identity(), false);
        }
        case Message.Stage(List<Message> many) -> stage(many);
        case Message.Commit c ->
            intake
                .commit()
                .ifPresentOrElse(this::refuse, () -> say(new Message.Committed(), false));
        case Message.AskDump d -> say(new Message.Dump(memory.dump()), false);
        case Message.Restore(String bytes) -> intake.restore(bytes).ifPresent(this::refuse);
        case Message.Locate(int seconds) -> {
          memory.listener.located(seconds);
          if (protocol.locate().orElseThrow().reply().isPresent()) {
            say(new Message.Located(), false);
          }
        }
        case Message.AskChanged(int epoch, int mark) -> say(changed(epoch, mark), false);
        case Message.Get(String p) -> {
          int knob = profile.indexOf(p);
          say(new Message.Current(p, reported(knob)), false);
          merge(knob);
        }
        case Message.Set s -> sets.add(s);
        case Message.Init(int step) -> {
          initialised |= step + 1 == protocol.init().size();
          if (protocol.init().get(step).reply().isPresent()) {
            say(new Message.InitDone(step), false);
          }
        }
        case Message.KeepAlive k -> {}
        default -> refuse("syntax");
      }
    }
    if (!sets.isEmpty()) {
      set(sets);
    }
  }

  private Message changed(int epoch, int mark) {
    boolean marked = protocol.changed().orElseThrow().reply().has("mark");
    List<Integer> knobs = marked ? memory.changedSince(epoch, mark) : memory.untold();
    List<Message> items = new ArrayList<>();
    knobs.forEach(k -> items.add(new Message.Current(id(k), reported(k))));
    return new Message.Changed(memory.epoch(), memory.mark(), items);
  }

  private void acknowledge(List<Integer> sets) {
    Optional<Template> reply =
        protocol.verb(id(sets.getFirst())).set().flatMap(Protocol.Exchange::reply);
    if (reply.isPresent()) {
      boolean value = reply.get().has("value") || reply.get().has("low");
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

  private void stage(List<Message> many) {
    Optional<String> wrong = intake.stage(many);
    if (wrong.isPresent()) {
      refuse(wrong.get());
      return;
    }
    List<Message> taken = new ArrayList<>();
    for (Message m : many) {
      String p = ((Message.Set) m).param();
      taken.add(new Message.Ack(p, memory.staged.get(profile.indexOf(p))));
    }
    say(new Message.Several(taken), false);
  }

  /** What it says it holds. */
  private double reported(int knob) {
    return protocol.codes().get(id(knob)).reported(memory.values()[knob]);
  }

  private double held(String id) {
    return reported(profile.indexOf(id));
  }

  private void set(List<Message.Set> sets) {
    double[] before = memory.values();
    Optional<String> wrong = intake.set(sets);
    if (wrong.isPresent()) {
      refuse(wrong.get());
      return;
    }
    List<Integer> knobs = sets.stream().map(s -> profile.indexOf(s.param())).toList();
    for (int knob : knobs) {
      if (has(Fault.SECOND_MASTER) && before[knob] != memory.values()[knob]) {
        turns.add(new Turn(now + SECOND_MASTER_NANOS, knob, before[knob]));
      }
    }
    acknowledge(knobs);
  }

  private void merge(int knob) {
    if (has(Fault.MERGED) && reports(knob)) {
      outlet.merge(dialect.encode(new Message.Report(id(knob), reported(knob)), this::held));
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
        identify.model(), has(Fault.WRONG_FIRMWARE) ? "99.9" : identify.firmware().example());
  }

  private void say(Message message, boolean byItself) {
    byte[] bytes = dialect.encode(message, this::held);
    if (byItself) {
      outlet.say(bytes, true, now);
    } else {
      answer(bytes);
    }
  }

  private void answer(byte[] bytes) {
    lastAnswer.add(bytes);
    outlet.say(bytes, false, now);
  }

  private boolean has(Fault fault) {
    return outlet.faults.contains(fault);
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }
}
