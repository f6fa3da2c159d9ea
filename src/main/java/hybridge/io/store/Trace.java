package hybridge.io.store;

import hybridge.desk.Change;
import hybridge.desk.Listener;
import hybridge.desk.View;
import hybridge.outboard.Link;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.surface.Port;
import hybridge.value.Access;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what goes over the wires, and what moves, as lines that {@link TraceFile} reads. The
 * threads that use a wire only put what they saw into a bounded queue; a thread of its own writes.
 * What finds no room is counted, and the number written in its place.
 */
public final class Trace implements Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trace.class);
  private static final int ROOM = 1 << 15;
  private static final long REST_NANOS = 50_000_000;

  /** What happened; of {@code bytes} and {@code words} the one that it needs. */
  private record Seen(long nanos, String where, char what, byte[] bytes, String words) {}

  private final LongSupplier clock;
  private final long begun;
  private final BufferedWriter out;
  private final BlockingQueue<Seen> queue;
  private final AtomicLong lost = new AtomicLong();
  private final Thread atExit = new Thread(this::finish, "trace-at-exit");
  private RoleThread thread;
  private boolean broken;
  private boolean closed;

  /**
   * @param header lines that come first
   * @param clock nanoseconds; what is written counts from now
   * @param room how much may wait to be written
   * @throws IOException if the file cannot be made
   */
  Trace(Path file, boolean force, List<String> header, LongSupplier clock, int room)
      throws IOException {
    this.clock = clock;
    this.begun = clock.getAsLong();
    this.queue = new ArrayBlockingQueue<>(room);
    this.out =
        force
            ? Files.newBufferedWriter(file, StandardCharsets.UTF_8)
            : Files.newBufferedWriter(
                file,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
    for (String line : header) {
      out.write(line);
      out.write('\n');
    }
    out.flush();
  }

  /**
   * Begins a trace and the thread that writes it.
   *
   * @param force replace what is there
   * @param header lines that come first
   * @throws IOException if the file cannot be made
   */
  public static Trace begin(Path file, boolean force, List<String> header) throws IOException {
    Trace trace = new Trace(file, force, header, System::nanoTime, ROOM);
    Runtime.getRuntime().addShutdownHook(trace.atExit); // for ends that close nothing
    trace.thread = new RoleThread("trace", Signal.ofJava(), List.of(trace.new Writer())).start();
    return trace;
  }

  /** A trace that is written when it is closed, on a clock of the caller's. */
  public static Trace on(Path file, List<String> header, LongSupplier clock) throws IOException {
    return new Trace(file, false, header, clock, 1 << 20);
  }

  private final class Writer implements Role {
    @Override
    public String roleName() {
      return "trace";
    }

    @Override
    public long restNanos() {
      return REST_NANOS;
    }

    @Override
    public int work() {
      write();
      return 0;
    }
  }

  private void see(String where, char what, byte[] bytes, String words) {
    if (!queue.offer(new Seen(clock.getAsLong(), where, what, bytes, words))) {
      lost.incrementAndGet();
    }
  }

  /** A port whose bytes are written down. */
  public Port port(Port port) {
    return new TracedPort(port);
  }

  /**
   * A unit's wire whose bytes are written down.
   *
   * @param name of the unit
   */
  public Link link(String name, Link link) {
    return new TracedLink(name, link);
  }

  /** A far side that came anew, or went away. */
  private final class Presence {
    private final String where;
    private int generation = -1;
    private boolean present;

    Presence(String where) {
      this.where = where;
    }

    void now(int generationNow, boolean presentNow) {
      if (generationNow != generation || presentNow != present) {
        generation = generationNow;
        present = presentNow;
        see(where, presentNow ? '+' : '-', null, Integer.toString(generationNow));
      }
    }
  }

  private final class TracedPort implements Port {
    private final Port port;
    private final Presence presence;

    TracedPort(Port port) {
      this.port = port;
      this.presence = new Presence(port.id());
    }

    @Override
    public String id() {
      return port.id();
    }

    @Override
    public boolean send(byte[] message) {
      boolean taken = port.send(message);
      if (taken) {
        see(port.id(), '>', message.clone(), null);
      }
      return taken;
    }

    @Override
    public int receive(Receiver receiver) {
      return port.receive(
          (bytes, length, nanos) -> {
            see(port.id(), '<', Arrays.copyOf(bytes, length), null);
            receiver.bytes(bytes, length, nanos);
          });
    }

    @Override
    public boolean present() {
      return port.present();
    }

    /** Who shows something on the port asks this first of all: others ask only who is there. */
    @Override
    public int generation() {
      int now = port.generation();
      presence.now(now, port.present());
      return now;
    }
  }

  private final class TracedLink implements Link {
    private final String unit;
    private final Link link;
    private final Presence presence;

    TracedLink(String unit, Link link) {
      this.unit = unit;
      this.link = link;
      this.presence = new Presence(unit);
    }

    @Override
    public String name() {
      return link.name();
    }

    @Override
    public boolean open() {
      boolean now = link.open();
      presence.now(link.generation(), now);
      return now;
    }

    @Override
    public int generation() {
      return link.generation();
    }

    @Override
    public String trouble() {
      return link.trouble();
    }

    @Override
    public boolean write(byte[] bytes) {
      boolean taken = link.write(bytes);
      if (taken) {
        see(unit, '>', bytes.clone(), null);
      }
      return taken;
    }

    @Override
    public int read(byte[] into) {
      int n = link.read(into);
      if (n > 0) {
        see(unit, '<', Arrays.copyOf(into, n), null);
      }
      return n;
    }

    @Override
    public long nanosPerByte() {
      return link.nanosPerByte();
    }

    @Override
    public long lookNanos() {
      return link.lookNanos();
    }

    @Override
    public Object wire() {
      return link.wire();
    }

    @Override
    public boolean shared() {
      return link.shared();
    }

    @Override
    public long freeAt(long nanos) {
      return link.freeAt(nanos);
    }

    @Override
    public void seize() {
      link.seize();
    }

    @Override
    public void release(long quiet) {
      link.release(quiet);
    }

    @Override
    public void close() {
      link.close();
    }
  }

  /** What hands and programs moved; what units report about themselves is in their bytes. */
  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    for (Change c : changes) {
      if (c.parameter().access() == Access.SET) {
        String address = c.parameter().address().path();
        see(address, '=', null, View.text(c.parameter(), c.value()) + "\t" + c.origin());
      }
    }
  }

  /** Everything that waits goes to the file. */
  private synchronized void write() {
    if (broken || closed) {
      queue.clear();
      return;
    }
    try {
      boolean any = false;
      for (Seen s = queue.poll(); s != null; s = queue.poll()) {
        out.write(line(s));
        any = true;
      }
      long gone = lost.getAndSet(0);
      if (gone > 0) {
        out.write(seconds(clock.getAsLong()) + " - ! " + gone + "\n");
      }
      if (any || gone > 0) {
        out.flush();
      }
    } catch (IOException e) {
      broken = true;
      LOG.error("the trace ends here: {}", e.toString());
    }
  }

  private String seconds(long nanos) {
    long since = nanos - begun;
    return String.format(Locale.ROOT, "%d.%09d", since / 1_000_000_000, since % 1_000_000_000);
  }

  private String line(Seen s) {
    String rest = s.bytes() != null ? TraceFile.HEX.formatHex(s.bytes()) : s.words();
    return seconds(s.nanos()) + " " + s.where() + " " + s.what() + " " + rest + "\n";
  }

  private synchronized void finish() {
    write();
    if (!closed) {
      closed = true;
      try {
        out.close();
      } catch (IOException e) {
        LOG.error("the trace is not whole: {}", e.toString());
      }
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    if (thread != null) {
      thread.close();
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException goingDown) {
        return; // the hook does it
      }
    }
    finish();
  }
}
