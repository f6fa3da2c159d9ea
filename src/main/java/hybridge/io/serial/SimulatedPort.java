package hybridge.io.serial;

import hybridge.outboard.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/**
 * A {@link Simulator} behind a port that a daemon can open: a pseudo-terminal, or TCP on loopback.
 * One platform thread serves it; a front-panel move goes out on the thread that makes it.
 */
public final class SimulatedPort implements AutoCloseable {
  private static final int LONGEST_WAIT_MILLIS = 100;

  /** The host's side of the wire. Its reads wait a little while and return 0 when nothing came. */
  private interface Host extends AutoCloseable {
    /** Returns −1 at its end. */
    int read(byte[] into, int millis) throws IOException;

    void write(byte[] bytes, int count) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final Simulator simulator;
  private final Host host;
  private final String name;
  private final Thread thread;
  private final byte[] piece = new byte[4096];
  private volatile boolean stop;

  private SimulatedPort(Simulator simulator, Host host, String name) {
    this.simulator = simulator;
    this.host = host;
    this.name = name;
    this.thread = Thread.ofPlatform().name("box-" + name).daemon(true).start(this::run);
  }

  /** Serves it on a pseudo-terminal, which is closed with this. */
  public static SimulatedPort on(PseudoTerminal terminal, Simulator simulator) {
    return new SimulatedPort(
        simulator,
        new Host() {
          @Override
          public int read(byte[] into, int millis) {
            return terminal.read(into, millis);
          }

          @Override
          public void write(byte[] bytes, int count) {
            terminal.write(bytes, count);
          }

          @Override
          public void close() {
            terminal.close();
          }
        },
        terminal.path().toString());
  }

  /**
   * Serves it on a TCP port of this machine, to one host after the other.
   *
   * @param port 0: any free one
   * @throws IOException if the port cannot be had
   */
  public static SimulatedPort listen(int port, Simulator simulator) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      server.close();
      throw new IOException("port " + port + " cannot be had: " + e.getMessage(), e);
    }
    return new SimulatedPort(
        simulator, new TcpHost(server, simulator), "127.0.0.1:" + server.getLocalPort());
  }

  /** What to give the daemon: the path of the device, or host and port. */
  public String name() {
    return name;
  }

  public Simulator simulator() {
    return simulator;
  }

  /**
   * A hand turns a knob of the box.
   *
   * @return what is wrong with the value, or empty
   */
  public Optional<String> turn(String knob, Object raw) {
    Optional<String> wrong = simulator.turn(knob, raw, System.nanoTime());
    pump();
    return wrong;
  }

  private void run() {
    byte[] bytes = new byte[1024];
    while (!stop) {
      try {
        int n = host.read(bytes, waitMillis());
        if (n < 0) {
          return;
        }
        if (n > 0) {
          simulator.hear(bytes, n, System.nanoTime());
        }
        pump();
      } catch (IOException gone) {
        simulator.unplug();
      }
    }
  }

  private int waitMillis() {
    long due = simulator.nextNanos();
    if (due == Long.MAX_VALUE) {
      return LONGEST_WAIT_MILLIS;
    }
    long millis = (due - System.nanoTime() + 999_999) / 1_000_000;
    return (int) Math.clamp(millis, 0, LONGEST_WAIT_MILLIS);
  }

  /** Both threads may have something to say; what one has begun the other does not interrupt. */
  private synchronized void pump() {
    try {
      int n;
      while (!stop && (n = simulator.say(piece, System.nanoTime())) > 0) {
        host.write(piece, n);
      }
    } catch (IOException gone) {
      simulator.unplug();
    }
  }

  /** Takes the port away, as pulling the cable does. */
  @Override
  public void close() {
    stop = true;
    try {
      host.close();
      thread.join(2_000);
    } catch (IOException e) {
      throw new IllegalStateException("closing " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One host at a time; the next one may come when it has hung up. */
  private static final class TcpHost implements Host {
    private final ServerSocket server;
    private final Simulator simulator;
    private volatile Socket guest;

    TcpHost(ServerSocket server, Simulator simulator) {
      this.server = server;
      this.simulator = simulator;
    }

    @Override
    public int read(byte[] into, int millis) throws IOException {
      Socket now = guest;
      try {
        if (now == null) {
          server.setSoTimeout(LONGEST_WAIT_MILLIS);
          Socket came = server.accept();
          came.setTcpNoDelay(true);
          guest = came;
          return 0;
        }
        // 0 would mean to wait for ever.
        now.setSoTimeout(Math.max(1, millis));
        InputStream in = now.getInputStream();
        int n = in.read(into);
        if (n < 0) {
          hangUp(now);
          return 0;
        }
        return n;
      } catch (SocketTimeoutException nothingCame) {
        return 0;
      } catch (IOException e) {
        if (server.isClosed()) {
          return -1;
        }
        hangUp(now);
        throw e;
      }
    }

    private void hangUp(Socket which) throws IOException {
      guest = null;
      simulator.unplug();
      if (which != null) {
        which.close();
      }
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
      Socket now = guest;
      if (now != null) {
        now.getOutputStream().write(bytes, 0, count);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      Socket now = guest;
      if (now != null) {
        now.close();
      }
    }
  }
}
