package hybridge.io.jack;

import hybridge.io.jack.LibJack.Callback;
import hybridge.rt.AudioCallback;
import hybridge.rt.CallbackTimes;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our one client of the JACK server. It lives as long as the daemon and joins one server after the
 * other: {@link #open}, {@link #close} and {@link #open} again keep the MIDI pairs and the wanted
 * connections.
 *
 * <p>Threads: any thread may call the public methods; those that talk to the server wait for each
 * other, but not for ever: a server that stands still keeps one of them as long as it likes. JACK
 * calls us back on its audio thread ({@link JackCycle}) and on its notification thread, where no
 * server may be called and no lock is taken: what happened there is noted and {@link #service} acts
 * on it.
 */
public final class JackClient implements AutoCloseable {

  /**
   * What to join and as what.
   *
   * @param name the client's name, as others see it
   * @param server the server's name; null for the default one ({@code JACK_DEFAULT_SERVER} or
   *     {@code default})
   * @param inputs audio ports {@code in_1}…
   * @param outputs audio ports {@code out_1}…
   * @param rate wanted, in Hz; 0 takes the server's, and from then on wants that
   * @param connectPhysical connect {@code in_n} and {@code out_n} to the n-th hardware channels
   */
  public record Config(
      String name, String server, int inputs, int outputs, int rate, boolean connectPhysical) {
    public static final String DEFAULT_NAME = "hybridge";

    public Config {
      if (name.isEmpty() || name.contains(":")) {
        throw new IllegalArgumentException("a JACK client cannot be named \"" + name + "\"");
      }
      if (inputs < 0 || outputs < 0 || rate < 0) {
        throw new IllegalArgumentException(
            "inputs " + inputs + ", outputs " + outputs + ", rate " + rate + ": none below 0");
      }
    }
  }

  /** Where we stand. */
  public enum State {
    /** Not joined. */
    CLOSED,
    /** Audio runs. */
    RUNNING,
    /** The server went away or threw us out; {@link #close} has still to be called. */
    LOST,
    /**
     * The server changed its rate under us: outputs are silent, {@link #close} has still to be
     * called.
     */
    RATE_CHANGED
  }

  private record Connected(int a, int b, boolean now) {}

  private static final Logger LOG = LoggerFactory.getLogger(JackClient.class);
  private static final int ALREADY_CONNECTED = 17;
  private static final long THREAD_END_MILLIS = 500;
  private static final long SETTLE_MILLIS = 5;

  /** A cable that JACK refused is tried again for so long, although no port has come or gone. */
  private static final int PLUG_TRIES = 25;

  private static final long PLUG_AGAIN_NANOS = 200_000_000;

  private final Config config;
  private final Counters counters;
  private final JackCycle cycle;
  private final JackLatencies latencies;
  private final Patchbay patchbay;
  private final Signal work = Signal.ofJava();
  private final BlockWatch watch = new BlockWatch();
  private final Map<Callback, Long> stubs = new EnumMap<>(Callback.class);

  // Under `lock`.
  private final ReentrantLock lock = new ReentrantLock();
  private final JackMidiPairs midi;
  private final Deque<JackMidi> leaving = new ArrayDeque<>();
  private long client;
  private int wantedRate;

  // Written by the notification thread, too.
  private final AtomicInteger inside = new AtomicInteger();
  private final Queue<Connected> connections = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> registrations = new ConcurrentLinkedQueue<>();
  private volatile State state = State.CLOSED;
  private volatile String lostBecause = "";
  private volatile int rate;
  private volatile int blockFrames;
  private volatile List<JackPort> lastPorts = List.of();
  private volatile boolean unwanted;
  private volatile boolean portsChanged;
  private volatile boolean latencyChanged;
  private int plugAgain; // under the lock, as the next
  private long plugAgainNanos;

  /**
   * @param callback called for each block, on JACK's thread
   * @param midiArrived posted once in each block in which MIDI came in
   */
  public JackClient(Config config, AudioCallback callback, Counters counters, Signal midiArrived) {
    this.config = config;
    this.counters = counters;
    wantedRate = config.rate();
    cycle = new JackCycle(config.inputs(), config.outputs(), callback, counters, midiArrived);
    latencies = new JackLatencies(cycle);
    midi = new JackMidiPairs(cycle, counters);
    patchbay =
        new Patchbay(config.name(), config.inputs(), config.outputs(), config.connectPhysical());
  }

  public Config config() {
    return config;
  }

  public State state() {
    return state;
  }

  /** Why the server was lost, in libjack's words; empty before that. */
  public String lostBecause() {
    return lostBecause;
  }

  /** The server's rate in Hz; 0 before the first server. */
  public int rate() {
    return rate;
  }

  /** Frames of a block, as the server says; follows it. 0 before the first server. */
  public int blockFrames() {
    return blockFrames;
  }

  /** How long our audio callback took, in all blocks of all servers so far. */
  public CallbackTimes stats() {
    return cycle.timer().read();
  }

  /**
   * Joins the server, makes all ports and their connections, and starts audio. Does nothing when
   * joined already. With a server that stands still it waits until that goes on or dies.
   */
  public JackOpening open() {
    lock.lock();
    try {
      if (client != 0) {
        return new JackOpening.Ready(rate, blockFrames);
      }
      if (LibJack.missing().isPresent()) {
        return new JackOpening.LibraryMissing(LibJack.missing().get());
      }
      int[] status = new int[1];
      long opened = LibJack.open(config.name(), config.server(), status);
      if (opened == 0) {
        return refusal(status[0], LibJack.lastError());
      }
      client = opened;
      int found = LibJack.sampleRate(client);
      if (wantedRate != 0 && found != wantedRate) {
        leave();
        return new JackOpening.WrongRate(found, wantedRate);
      }
      wantedRate = found;
      JackOpening opening = start(found);
      if (unwanted && client != 0) { // who wanted it did not wait for so long
        endAudioThread();
        leave();
        opening = new JackOpening.NoAnswer(config.server());
      }
      return opening;
    } finally {
      unwanted = false;
      lock.unlock();
    }
  }

  private JackOpening refusal(int status, String said) {
    if ((status & LibJack.STATUS_SERVER_FAILED) != 0) {
      return new JackOpening.ServerMissing(config.server());
    }
    if ((status & LibJack.STATUS_NAME_NOT_UNIQUE) != 0 || nameIsTaken()) {
      return new JackOpening.NameTaken(config.name());
    }
    return new JackOpening.Refused(status, said);
  }

  /**
   * JACK2 gives a taken name no status of its own; but it offers another name to those who would
   * take one.
   */
  private boolean nameIsTaken() {
    long probe = LibJack.openUnderAnyName(config.name(), config.server());
    if (probe == 0) {
      return false;
    }
    boolean taken = !LibJack.nameOf(probe).equals(config.name());
    LibJack.close(probe);
    return taken;
  }

  private JackOpening start(int found) {
    rate = found;
    blockFrames = LibJack.bufferSize(client);
    lostBecause = "";
    connections.clear();
    patchbay.unplugAll();
    cycle.prepare(found);
    cycle.warmUp();
    latencies.joined(client);
    setCallbacks();
    if (!registerPorts()) {
      String said = LibJack.lastError();
      leave();
      return new JackOpening.Refused(0, "a port could not be made: " + said);
    }
    midi.joined();
    state = State.RUNNING;
    if (LibJack.activate(client) != 0) {
      String said = LibJack.lastError();
      leave();
      return new JackOpening.Refused(0, "the client could not be activated: " + said);
    }
    awaitNextBlock(); // the first ones are slow and nobody should hear them
    Thread audio = cycle.thread();
    if (audio != null) {
      audio.setName("jack-audio");
    }
    plugAnew();
    if (followGraph() || latencies.ownFrames() != 0) {
      LibJack.recomputeLatencies(client);
    }
    return new JackOpening.Ready(rate, blockFrames);
  }

  private void setCallbacks() {
    for (Callback callback : Callback.values()) {
      LibJack.set(client, callback, stubs.computeIfAbsent(callback, this::stub));
    }
  }

  private long stub(Callback callback) {
    Object target = callback == Callback.PROCESS ? cycle : this;
    String method =
        switch (callback) {
          case PROCESS -> "process";
          case XRUN -> "onXrun";
          case BUFFER_SIZE -> "onBufferSize";
          case SAMPLE_RATE -> "onSampleRate";
          case PORT_REGISTRATION -> "onPortRegistration";
          case PORT_CONNECT -> "onPortConnect";
          case LATENCY -> "onLatency";
          case SHUTDOWN -> "onShutdown";
        };
    try {
      return LibJack.stub(callback, MethodHandles.lookup().bind(target, method, callback.type()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean registerPorts() {
    boolean all = true;
    for (int n = 0; n < config.inputs(); n++) {
      long port = registerAudio("in_" + (n + 1), LibJack.PORT_IS_INPUT);
      cycle.inPorts()[n] = port;
      all &= port != 0;
    }
    for (int n = 0; n < config.outputs(); n++) {
      long port = registerAudio("out_" + (n + 1), LibJack.PORT_IS_OUTPUT);
      cycle.outPorts()[n] = port;
      all &= port != 0;
    }
    return all & midi.registerAll(client);
  }

  private long registerAudio(String name, int direction) {
    return LibJack.registerPort(client, name, LibJack.AUDIO, direction);
  }

  /**
   * The MIDI pair {@code <id>_in}, {@code <id>_out}, made on the first call, now or with the next
   * server.
   *
   * @throws IllegalStateException if a running server refuses the ports, or stands still
   */
  public JackMidi midi(String id) {
    require("the MIDI ports of " + id + " were not made");
    try {
      JackMidi known = midi.find(id);
      return known != null ? known : midi.make(state == State.RUNNING ? client : 0, id);
    } finally {
      lock.unlock();
    }
  }

  /** Takes the lock; a server that stands still may keep it for ever. */
  private void require(String otherwise) {
    if (isStalled() || !tryLock(Patience.MILLIS)) {
      throw new IllegalStateException("the JACK server stands still: " + otherwise);
    }
  }

  private boolean tryLock(long millis) {
    try {
      return lock.tryLock(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Takes a MIDI pair away for good; does nothing when there is none. While the server stands still
   * its ports stay, and go when it goes on.
   */
  public void removeMidi(String id) {
    if (!tryLock(Patience.MILLIS)) {
      LOG.warn("the JACK server stands still: the MIDI ports of {} stay", id);
      return;
    }
    try {
      patchbay.forget(id);
      JackMidi pair = midi.remove(id);
      if (pair != null && state == State.RUNNING) {
        awaitNextBlock();
        leaving.add(pair);
        unregisterLeaving();
      }
    } finally {
      lock.unlock();
    }
  }

  private void unregisterLeaving() {
    while (!leaving.isEmpty() && !isStalled()) {
      JackMidiPairs.unregister(client, leaving.removeFirst());
    }
  }

  /** Until the audio thread cannot be using an older list of pairs, or JACK an older graph. */
  private void awaitNextBlock() {
    long blocks = cycle.blocks();
    long until = System.nanoTime() + THREAD_END_MILLIS * 1_000_000;
    while (state == State.RUNNING && cycle.blocks() < blocks + 2 && System.nanoTime() < until) {
      pause(1);
    }
  }

  /**
   * Connects a MIDI pair now, and again whenever a fitting port appears. Parts of names and of
   * aliases will do; if several ports fit, nothing is connected and the candidates are logged once.
   *
   * @param in what {@code <id>_in} listens to; null or empty for nothing
   * @param out what {@code <id>_out} speaks to; null or empty for nothing
   * @throws IllegalStateException if the server stands still
   */
  public void connectMidi(String id, String in, String out) {
    require("the MIDI ports of " + id + " were not connected");
    try {
      patchbay.wish(id, in, out);
      JackMidi pair = midi.find(id);
      if (pair != null) {
        pair.listensOnly(in != null && !in.isEmpty() && (out == null || out.isEmpty()));
      }
      if (state == State.RUNNING) {
        plugAnew();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has the server a MIDI port of somebody else whose name or alias is or contains this?
   *
   * @param source one that gives bytes, else one that takes them
   */
  public boolean hasMidi(String part, boolean source) {
    return others(source).anyMatch(port -> port.contains(part));
  }

  /** The names of those that are meant: a whole name beats a part of one. */
  public List<String> midiFits(String part, boolean source) {
    List<JackPort> named = others(source).filter(port -> port.isNamed(part)).toList();
    return (named.isEmpty() ? others(source).filter(port -> port.contains(part)) : named.stream())
        .map(JackPort::name)
        .toList();
  }

  private Stream<JackPort> others(boolean source) {
    return ports().stream()
        .filter(port -> port.midi() && port.source() == source)
        .filter(port -> !port.name().startsWith(config.name() + ":"));
  }

  /** Every port the server knows, or knew when it was last free to say; empty while not joined. */
  public List<JackPort> ports() {
    if (lock.tryLock()) {
      try {
        lastPorts = state == State.RUNNING ? LibJack.ports(client) : List.of();
      } finally {
        lock.unlock();
      }
    }
    return lastPorts;
  }

  /** Frames from our inputs to our outputs, which JACK adds to what it reports for our ports. */
  public void setInternalLatency(int frames) {
    if (frames < 0) {
      throw new IllegalArgumentException("internal latency of " + frames + " frames; at least 0");
    }
    latencies.setOwn(frames);
    latencyChanged = true;
    work.post();
  }

  /**
   * The channels of the hardware inserts, whose sound is on its way and does not count for the
   * latency of the others.
   *
   * @param sends outputs, from 1
   * @param returns inputs, from 1
   */
  public void setLoops(Set<Integer> sends, Set<Integer> returns) {
    latencies.setLoops(
        new JackLatencies.Loops(
            sends.stream().map(n -> n - 1).collect(Collectors.toSet()),
            returns.stream().map(n -> n - 1).collect(Collectors.toSet())));
    latencyChanged = true;
    work.post();
  }

  /**
   * Acts on what JACK told us since the last call: connects ports that appeared, follows
   * connections, republishes latencies. Returns how much there was.
   */
  public int service() {
    lock.lock();
    try {
      int done = 0;
      if (state != State.RUNNING) {
        return done;
      }
      boolean rewired = portsChanged || !connections.isEmpty();
      done += followConnections();
      if (portsChanged) {
        plugAnew();
        done++;
      } else if (plugAgain > 0 && System.nanoTime() - plugAgainNanos >= 0) {
        plug();
      }
      if (rewired) {
        awaitNextBlock(); // until then the graph is the one before
      }
      if (rewired && followGraph() || latencyChanged) {
        latencyChanged = false;
        LibJack.recomputeLatencies(client);
        done++;
      }
      unregisterLeaving();
      return done;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks whether blocks come, and says when they stop and when they go on. By one thread, every 50
   * ms or so, which no call to the server can hold up.
   */
  public void watch() {
    if (state != State.RUNNING) {
      watch.restart();
      return;
    }
    long blockNanos = rate == 0 ? 0 : 1_000_000_000L * blockFrames / rate;
    switch (watch.look(cycle.blocks(), blockNanos, System.nanoTime())) {
      case NOTHING_NEW -> {}
      case STANDS_STILL -> {
        counters.count(Health.AUDIO_STALLS);
        LOG.warn(
            "no block from the JACK server for {} ms: it stands still, or waits for a client that"
                + " died; there is no sound until it goes on",
            watch.stillForNanos(System.nanoTime()) / 1_000_000);
      }
      case GOES_AGAIN ->
          LOG.info(
              "the JACK server goes on: no sound for {} s",
              String.format(
                  Locale.ROOT, "%.1f", (System.nanoTime() - watch.stillSinceNanos()) / 1e9));
    }
  }

  /** Joined, and no block has come for a quarter of a second. Any thread. */
  public boolean isStalled() {
    return stalledForNanos() > 0;
  }

  /** For how long no block has come; 0 while they come. Any thread. */
  long stalledForNanos() {
    return state == State.RUNNING ? watch.stillForNanos(System.nanoTime()) : 0;
  }

  /** Posted when {@link #service} has something to do or the state has changed. */
  Signal work() {
    return work;
  }

  private boolean followGraph() {
    return latencies.follow(config.name(), config.inputs(), config.outputs());
  }

  private int followConnections() {
    int done = 0;
    Map<JackMidi, Boolean> touched = new LinkedHashMap<>(); // and whether by a new cable
    for (Connected event = connections.poll(); event != null; event = connections.poll()) {
      done++;
      long a = LibJack.portById(client, event.a());
      long b = LibJack.portById(client, event.b());
      for (JackMidi pair : midi.all()) {
        long port = pair.farPort();
        if (port != 0 && (port == a || port == b)) {
          touched.merge(pair, event.now(), Boolean::logicalOr);
        }
      }
    }
    if (!touched.isEmpty()) {
      awaitNextBlock(); // JACK2 tells of a cable a block before it is there, or gone
    }
    touched.forEach(
        (pair, anew) -> {
          boolean now = LibJack.isConnected(pair.farPort());
          if (anew) {
            pair.connectedAnew(now);
          } else {
            pair.connected(now && pair.present());
          }
        });
    if (done == 0) { // a cable that went without a word
      midi.all().stream()
          .filter(pair -> pair.present() && !LibJack.isConnected(pair.farPort()))
          .forEach(pair -> pair.connected(false));
    }
    return done;
  }

  private void plugAnew() {
    portsChanged = false; // before it is looked at: what comes meanwhile is told again
    // A port that goes is still listed when that is told, so that who comes again is known by this.
    for (Integer id = registrations.poll(); id != null; id = registrations.poll()) {
      long port = LibJack.portById(client, id);
      if (port != 0) {
        patchbay.cameAnew(LibJack.portName(port));
      }
    }
    plugAgain = PLUG_TRIES;
    plug();
  }

  private void plug() {
    Patchbay.Plan plan = patchbay.plan(LibJack.ports(client));
    plan.ambiguous()
        .forEach(
            (wanted, names) ->
                LOG.warn(
                    "{}: {} ports fit, none was connected; name one of {}",
                    wanted,
                    names.size(),
                    names));
    plugAgainNanos = System.nanoTime() + PLUG_AGAIN_NANOS;
    boolean refused = false;
    for (Patchbay.Cable cable : plan.plug()) {
      int answer = LibJack.connect(client, cable.from(), cable.to());
      if (answer != 0 && answer != ALREADY_CONNECTED) {
        patchbay.failed(cable);
        refused = true;
        LOG.debug("{} to {} was not connected: {}", cable.from(), cable.to(), LibJack.lastError());
      }
    }
    // A client's ports are there a moment before they can be connected, and nothing tells when.
    plugAgain = refused ? plugAgain - 1 : 0;
  }

  /**
   * Leaves the server, dead or alive; then {@link #open} may be called again. One that stands still
   * is left without its answer, within seconds.
   */
  @Override
  public void close() {
    if (!tryLock(Patience.MILLIS)) {
      LOG.warn("the JACK server stands still: it is left as it is");
      unwanted = true;
      return;
    }
    try {
      if (client != 0) {
        endAudioThread();
        leave();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * jack_client_close would cancel the audio thread wherever it is, and inside Java that ends the
   * process. So the thread is made to end by itself, between two blocks. A dead server's audio
   * thread is not in Java: it waits inside libjack for a block that never comes.
   */
  private void endAudioThread() {
    cycle.stop();
    Thread audio = cycle.thread();
    if (audio == null) {
      return;
    }
    long until = System.nanoTime() + THREAD_END_MILLIS * 1_000_000;
    while (System.nanoTime() < until && (cycle.isInside() || state == State.RUNNING)) {
      if (!audio.isAlive()) {
        return;
      }
      pause(1);
    }
  }

  private void leave() {
    midi.left();
    if (state != State.LOST) {
      state = State.CLOSED;
    }
    awaitNotifications();
    long left = client;
    if (Patience.within(Patience.MILLIS, "jack close", () -> LibJack.close(left)).isEmpty()) {
      LOG.warn("the JACK server stands still: left without its answer");
    }
    client = 0;
    state = State.CLOSED;
    leaving.clear();
    midi.forgetPorts();
  }

  /** For the same reason no notification may be inside Java when the client is closed. */
  private void awaitNotifications() {
    long until = System.nanoTime() + THREAD_END_MILLIS * 1_000_000;
    do {
      pause(SETTLE_MILLIS);
    } while (inside.get() != 0 && System.nanoTime() < until);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // What JACK's notification thread calls. No exception may leave these: it would end the process.

  private int onXrun(long unused) {
    counters.count(Health.XRUNS);
    return 0;
  }

  private int onBufferSize(int frames, long unused) {
    blockFrames = frames;
    work.post();
    return 0;
  }

  /** JACK2 also calls it with the present rate when it is set. */
  private int onSampleRate(int hertz, long unused) {
    if (hertz != rate && state == State.RUNNING) {
      cycle.mute();
      state = State.RATE_CHANGED;
      work.post();
    }
    return 0;
  }

  private void onPortRegistration(int port, int registered, long unused) {
    inside.incrementAndGet();
    try {
      if (registered != 0) {
        registrations.add(port);
      }
    } catch (Throwable outOfMemory) {
      LOG.debug("a port that came is not known to be new", outOfMemory);
    } finally {
      inside.decrementAndGet();
    }
    portsChanged = true;
    work.post();
  }

  private void onPortConnect(int a, int b, int connected, long unused) {
    inside.incrementAndGet();
    try {
      connections.add(new Connected(a, b, connected != 0));
      work.post();
    } catch (Throwable outOfMemory) {
      portsChanged = true; // looked at again with the next change
    } finally {
      inside.decrementAndGet();
    }
  }

  private void onShutdown(int code, long reason, long unused) {
    inside.incrementAndGet();
    try {
      if (state == State.RUNNING || state == State.RATE_CHANGED) {
        lostBecause = LibJack.text(reason);
        counters.count(Health.SERVER_LOST);
        state = State.LOST;
        work.post();
      }
    } catch (Throwable unreadable) {
      lostBecause = "";
      state = State.LOST;
    } finally {
      inside.decrementAndGet();
    }
  }

  private void onLatency(int mode, long unused) {
    inside.incrementAndGet();
    try {
      latencies.publish(mode);
    } catch (Throwable fault) {
      LOG.warn("JACK latencies ({}) could not be published", JackLatencies.modeName(mode), fault);
    } finally {
      inside.decrementAndGet();
    }
  }
}
