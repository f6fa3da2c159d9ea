package hybridge.io.osc;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.desk.Outcome;
import hybridge.desk.Request;
import hybridge.desk.Retree;
import hybridge.desk.Tree;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.AddressPattern;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk over OSC and UDP. A message to a parameter's address sets it in its unit, {@code
 * <address>/norm} takes 0..1, one without arguments asks; {@code /subscribe} sends all that matches
 * and then the changes, for ten seconds.
 *
 * <p>Two threads: one receives, one sends. The desk's thread only notes what has changed. A
 * subscriber that is slow gets the newest value of each parameter, never a backlog; reports of
 * units are passed on one by one, each time they come.
 */
public final class OscServer implements Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OscServer.class);
  private static final long LIFE_NANOS = 10_000_000_000L;
  private static final long METER_NANOS = 33_333_333L;
  private static final int MOST_SUBSCRIBERS = 64;
  private static final int MOST_REPORTS = 4096;
  private static final int BURST = 64;

  /** Parameters that one packet may set or ask for. */
  private static final int MOST_IN_A_PACKET = 4096;

  /** So many are answered at once; more go through the sending thread, at a pace. */
  private static final int MOST_AT_ONCE = 4;

  private static final int MOST_ASKERS = 64;

  /** Sets on their way to the desk; beyond that only the newest of each parameter is kept. */
  private static final int MOST_UNDER_WAY = 1024;

  /** Bytes of packets that wait in the socket, as far as the system gives them. */
  private static final int WAITING_BYTES = 4 << 20;

  private static final String NORM = "/norm";

  private final Desk desk;
  private final Counters counters;
  private volatile AllowList allow;
  private final DatagramChannel channel;
  private final InetSocketAddress bound;
  private final OscCodec in = new OscCodec();
  private final OscCodec out = new OscCodec();
  private final Map<Subscriber.Key, Subscriber> subscribers = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, Asked> askers = new ConcurrentHashMap<>();
  private final Map<Late, Object> late = new ConcurrentHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Object something = new Object();
  private final Thread receiver;
  private final Thread sender;
  private boolean waiting;
  private volatile boolean stop;

  /** A set that the desk had no time for yet, by who wants it of which parameter. */
  private record Late(InetSocketAddress from, int index, boolean norm) {}

  /** What somebody wants to know; asking again before it was told adds nothing. */
  private static final class Asked {
    private final BitSet values = new BitSet();
    private final BitSet norms = new BitSet();

    synchronized void add(List<Integer> which, boolean norm) {
      which.forEach((norm ? norms : values)::set);
    }

    synchronized BitSet take(boolean norm) {
      BitSet all = (BitSet) (norm ? norms : values).clone();
      (norm ? norms : values).clear();
      return all;
    }
  }

  /** Who is told of what. The queues are guarded by the subscriber itself. */
  private static final class Subscriber {
    record Key(InetSocketAddress to, String pattern) {}

    final Key key;
    final Origin origin;
    final BitSet matches = new BitSet();
    volatile Meters meters = new Meters(List.of());
    final BitSet changed = new BitSet();
    final Deque<Change> reports = new ArrayDeque<>();
    volatile long until;

    Subscriber(Key key, Origin origin) {
      this.key = key;
      this.origin = origin;
    }

    /** Looks up what the pattern means now. On the desk's thread. */
    void match(Tree tree) {
      List<Integer> matching = tree.match(AddressPattern.parse(key.pattern()));
      matches.clear();
      matching.stream().filter(i -> tree.get(i).access() != Access.METER).forEach(matches::set);
      meters =
          new Meters(matching.stream().filter(i -> tree.get(i).access() == Access.METER).toList());
    }
  }

  /**
   * Which meters a subscriber is told of, and what he was told last.
   *
   * @param sent by the sending thread alone
   */
  private record Meters(List<Integer> which, double[] sent) {
    Meters(List<Integer> which) {
      this(which, new double[which.size()]);
      java.util.Arrays.fill(sent, Double.NaN);
    }
  }

  /**
   * Opens the socket and starts listening.
   *
   * @param port 0: any free one
   * @param allow networks that may speak to us besides loopback
   * @throws IOException if the port cannot be had
   */
  public OscServer(Desk desk, Counters counters, String listen, int port, List<String> allow)
      throws IOException {
    this.desk = desk;
    this.counters = counters;
    this.allow = new AllowList(allow);
    this.channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, WAITING_BYTES);
      channel.bind(new InetSocketAddress(InetAddress.getByName(listen), port));
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "OSC cannot listen on "
              + listen
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); is another program there? choose another port, 0 takes any free one",
          e);
    }
    this.bound = (InetSocketAddress) channel.getLocalAddress();
    this.receiver = Thread.ofPlatform().name("osc-in").daemon(true).unstarted(this::receive);
    this.sender = Thread.ofPlatform().name("osc-out").daemon(true).unstarted(this::send);
  }

  /** From now on packets are answered. */
  public OscServer start() {
    desk.listen(this);
    receiver.start();
    sender.start();
    return this;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return bound;
  }

  private void receive() {
    ByteBuffer packet = ByteBuffer.allocate(65_536);
    while (!stop) {
      try {
        packet.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(packet);
        if (!allow.allows(from.getAddress())) {
          counters.count(Health.OSC_STRANGERS);
          continue;
        }
        in.parse(packet.array(), packet.position())
            .ifPresentOrElse(
                messages -> act(messages, from), () -> counters.count(Health.OSC_MALFORMED));
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        LOG.debug("OSC receive: {}", e.toString());
      } catch (RuntimeException | StackOverflowError fault) {
        counters.count(Health.OSC_MALFORMED);
        LOG.debug("an OSC packet was dropped", fault);
      }
    }
  }

  /** All of a packet, as far as one packet may go. */
  private void act(List<OscCodec.Message> messages, InetSocketAddress from) {
    int done = 0;
    for (OscCodec.Message m : messages) {
      done += Math.max(1, act(m, from, MOST_IN_A_PACKET - done));
      if (done >= MOST_IN_A_PACKET) {
        counters.count(Health.OSC_FLOODED);
        error(
            m.address(), "one packet is about more than " + MOST_IN_A_PACKET + " parameters", from);
        return;
      }
    }
  }

  /**
   * @param most parameters that it may be about
   * @return how many it was about
   */
  private int act(OscCodec.Message m, InetSocketAddress from, int most) {
    if (m.address().equals("/subscribe")) {
      subscribe(m, from);
      return 1;
    }
    boolean norm = m.address().endsWith(NORM);
    String address =
        norm ? m.address().substring(0, m.address().length() - NORM.length()) : m.address();
    List<Integer> all = targets(address, m, from);
    List<Integer> targets = all.subList(0, Math.min(most, all.size()));
    if (m.arguments().size() > 1) {
      counters.count(Health.MOVES_REFUSED);
      error(
          m.address(),
          "found " + m.arguments().size() + " arguments; wanted one, or none to ask",
          from);
      return 1;
    }
    if (m.arguments().isEmpty()) {
      answer(targets, norm, from);
    } else {
      targets.forEach(index -> set(index, m, norm, from));
    }
    return all.size();
  }

  private void answer(List<Integer> targets, boolean norm, InetSocketAddress from) {
    if (targets.size() <= MOST_AT_ONCE) {
      targets.forEach(index -> answer(index, norm, from));
    } else if (askers.containsKey(from) || askers.size() < MOST_ASKERS) {
      askers.computeIfAbsent(from, f -> new Asked()).add(targets, norm);
      wake();
    } else {
      counters.count(Health.OSC_FLOODED);
    }
  }

  private List<Integer> targets(String address, OscCodec.Message m, InetSocketAddress from) {
    OptionalInt one = desk.tree().find(address);
    if (one.isPresent()) {
      return List.of(one.getAsInt());
    }
    if (!Address.isValid(address)) {
      try {
        // A pattern sets what it names itself; a branch as a whole is only asked for.
        AddressPattern pattern = AddressPattern.parse(address);
        boolean asks = m.arguments().isEmpty();
        List<Integer> matching =
            desk.tree().match(pattern).stream()
                .filter(i -> asks || pattern.names(desk.tree().get(i).address()))
                .toList();
        if (!matching.isEmpty()) {
          return matching;
        }
      } catch (IllegalArgumentException notAPattern) {
        error(m.address(), notAPattern.getMessage(), from);
        counters.count(Health.MOVES_REFUSED);
        return List.of();
      }
    } else if (m.arguments().isEmpty()) {
      List<Integer> branch = desk.tree().match(AddressPattern.parse(address));
      if (!branch.isEmpty()) {
        return branch;
      }
    }
    counters.count(Health.MOVES_REFUSED);
    error(m.address(), "no such parameter; " + desk.tree().suggest(address), from);
    return List.of();
  }

  private void set(int index, OscCodec.Message m, boolean norm, InetSocketAddress from) {
    Object raw = spelled(desk.tree().get(index), argument(m.arguments().getFirst()));
    Origin origin = origin(from);
    Request request;
    if (norm) {
      double value = raw instanceof Number n ? n.doubleValue() : Double.NaN;
      request = new Request.SetNorm(index, value, origin, MoveRing.NOW);
    } else {
      request = new Request.Set(index, raw, origin, MoveRing.NOW);
    }
    boolean press = desk.tree().get(index).kind() == Kind.ACTION;
    if (underWay.get() >= MOST_UNDER_WAY && !press) {
      // The newest of each is kept; whoever sends faster than the desk takes loses the others.
      Late key = new Late(from, index, norm);
      if (late.put(key, request) == null) {
        desk.submit(new Request.Run(() -> desk.submit((Request) late.remove(key))));
      }
      return;
    }
    underWay.incrementAndGet();
    desk.ask(request)
        .thenAccept(
            outcome -> {
              underWay.decrementAndGet();
              if (outcome instanceof Outcome.Refused(String found, String wanted)) {
                error(m.address(), "found " + found + "; wanted " + wanted, from);
              }
            });
  }

  /** The name that a number spells, where there is one; a choice's index otherwise. */
  private static Object spelled(Parameter p, Object raw) {
    return raw instanceof Number n && p.spells(n) ? p.spelled(n) : raw;
  }

  /** An impulse is a press; what is no number, switch or text is refused by the desk. */
  private static Object argument(Object argument) {
    return switch (argument) {
      case Number n -> n;
      case Boolean b -> b;
      case String s -> s;
      case com.illposed.osc.argument.OSCImpulse i -> 1;
      case null, default -> "no value";
    };
  }

  private static Origin origin(InetSocketAddress from) {
    return Origin.osc(from.getAddress().getHostAddress() + ":" + from.getPort());
  }

  private void answer(int index, boolean norm, InetSocketAddress to) {
    Parameter p = desk.tree().get(index);
    Value value = desk.value(index);
    if (norm && p.numeric()) {
      write(p.address().path() + NORM, List.of((float) p.norm(value.number())), to);
    } else {
      write(p.address().path(), List.of(argumentOf(p, value)), to);
    }
  }

  /** In the type that the parameter declares: a float, 1 or 0, a choice's name, words. */
  private static Object argumentOf(Parameter p, Value value) {
    return switch (value) {
      case Value.Text t -> t.text();
      case Value.Number n ->
          switch (p.kind()) {
            case SWITCH, ACTION -> (int) n.value();
            case CHOICE -> Double.isNaN(n.value()) ? "" : p.choices().get((int) n.value());
            case CONTINUOUS, STEPPED, TEXT -> (float) n.value();
          };
    };
  }

  private void error(String address, String reason, InetSocketAddress to) {
    write("/error", List.of(address, reason), to);
  }

  private void write(String address, List<?> arguments, InetSocketAddress to) {
    try {
      byte[] bytes;
      synchronized (out) {
        bytes = out.serialize(address, arguments);
      }
      channel.send(ByteBuffer.wrap(bytes), to);
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("OSC to {}: {}", to, e.toString());
    }
  }

  private void subscribe(OscCodec.Message m, InetSocketAddress from) {
    List<Object> a = m.arguments();
    if (a.isEmpty() || !(a.getFirst() instanceof String text)) {
      error("/subscribe", "found no pattern; wanted ,s PATTERN or ,si PATTERN PORT", from);
      return;
    }
    InetSocketAddress to = from;
    if (a.size() > 1) {
      if (!(a.get(1) instanceof Number n) || n.intValue() < 1 || n.intValue() > 65_535) {
        error("/subscribe", "found port " + a.get(1) + "; wanted 1 to 65535", from);
        return;
      }
      to = new InetSocketAddress(from.getAddress(), n.intValue());
    }
    try {
      List<Integer> matches = desk.tree().match(AddressPattern.parse(text));
      if (matches.isEmpty()) {
        error("/subscribe", "nothing matches " + text, from);
        return;
      }
      subscribe(new Subscriber.Key(to, text), from);
    } catch (IllegalArgumentException notAPattern) {
      error("/subscribe", notAPattern.getMessage(), from);
    }
  }

  private void subscribe(Subscriber.Key key, InetSocketAddress from) {
    if (!subscribers.containsKey(key) && subscribers.size() >= MOST_SUBSCRIBERS) {
      error("/subscribe", "there are " + MOST_SUBSCRIBERS + " subscribers already", from);
      return;
    }
    long until = System.nanoTime() + LIFE_NANOS;
    Subscriber known = subscribers.get(key);
    if (known != null && known.origin.equals(origin(from))) {
      known.until = until;
      return;
    }
    Subscriber s = new Subscriber(key, origin(from));
    s.until = until;
    // Between two moves: what it is told first and what changes after that leave no gap.
    desk.submit(
        new Request.Run(
            () -> {
              s.match(desk.tree());
              s.changed.or(s.matches);
              subscribers.put(key, s);
              wake();
            }));
  }

  /** What is new to a pattern, or stands at another address now, is sent. On the desk's thread. */
  @Override
  public void retree(Retree retree) {
    for (Subscriber s : subscribers.values()) {
      s.match(retree.after());
      synchronized (s) {
        s.changed.and(s.matches);
        s.matches.stream()
            .filter(
                i ->
                    i >= retree.before().size()
                        || !retree
                            .before()
                            .get(i)
                            .address()
                            .equals(retree.after().get(i).address()))
            .forEach(s.changed::set);
      }
    }
    wake();
  }

  /** Who may speak to us from now on; see the constructor. */
  public void allow(List<String> networks) {
    allow = new AllowList(networks);
  }

  /** On the desk's thread. */
  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    if (subscribers.isEmpty()) {
      return;
    }
    boolean any = false;
    for (Subscriber s : subscribers.values()) {
      for (Change change : changes) {
        if (!s.matches.get(change.index()) || !change.concerns(s.origin)) {
          continue;
        }
        any = true;
        synchronized (s) {
          boolean report = change.parameter().access() == Access.READ;
          if (report && s.reports.size() < MOST_REPORTS) {
            s.reports.add(change);
          } else if (change.parameter().kind() != Kind.ACTION) {
            s.changed.set(change.index());
          }
        }
      }
    }
    if (any) {
      wake();
    }
  }

  private void wake() {
    synchronized (something) {
      waiting = true;
      something.notifyAll();
    }
  }

  private void send() {
    long nextMeters = System.nanoTime();
    while (!stop) {
      try {
        synchronized (something) {
          if (!waiting) {
            boolean meters =
                subscribers.values().stream().anyMatch(s -> !s.meters.which().isEmpty());
            something.wait(meters ? METER_NANOS / 1_000_000 : 1000);
          }
          waiting = false;
        }
        tellAskers();
        long now = System.nanoTime();
        boolean metersDue = now - nextMeters >= 0;
        for (Subscriber s : subscribers.values()) {
          if (now - s.until > 0) {
            subscribers.remove(s.key, s);
          } else {
            tell(s, metersDue);
          }
        }
        if (metersDue) {
          nextMeters = now + METER_NANOS;
        }
      } catch (InterruptedException wanted) {
        return;
      }
    }
  }

  private void tellAskers() throws InterruptedException {
    for (InetSocketAddress to : List.copyOf(askers.keySet())) {
      Asked asked = askers.remove(to);
      for (boolean norm : new boolean[] {false, true}) {
        BitSet all = asked.take(norm);
        int sent = 0;
        for (int i = all.nextSetBit(0); i >= 0; i = all.nextSetBit(i + 1)) {
          answer(i, norm, to);
          if (++sent % BURST == 0) {
            Thread.sleep(1);
          }
        }
      }
    }
  }

  private void tell(Subscriber s, boolean meters) throws InterruptedException {
    List<Change> reports;
    BitSet changed;
    synchronized (s) {
      reports = List.copyOf(s.reports);
      s.reports.clear();
      changed = (BitSet) s.changed.clone();
      s.changed.clear();
    }
    int sent = 0;
    for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
      answer(i, false, s.key.to());
      if (++sent % BURST == 0) {
        Thread.sleep(1); // a thousand datagrams at once overrun the reader's socket
      }
    }
    for (Change change : reports) {
      write(
          change.parameter().address().path(),
          List.of(argumentOf(change.parameter(), change.value())),
          s.key.to());
    }
    Meters of = s.meters;
    for (int i = 0; meters && i < of.which().size(); i++) {
      double level = desk.value(of.which().get(i)).number();
      if (level != of.sent()[i]) {
        of.sent()[i] = level;
        answer(of.which().get(i), false, s.key.to());
      }
    }
  }

  @Override
  public void close() {
    stop = true;
    desk.unlisten(this);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing OSC: {}", e.toString());
    }
    sender.interrupt();
  }
}
