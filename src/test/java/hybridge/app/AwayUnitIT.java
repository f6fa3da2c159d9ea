package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A box on a socket that is not there, comes, falls silent, and answers one thing oddly. */
class AwayUnitIT {
  @TempDir Path folder;

  /** A line compressor on a socket, as far as it is asked. */
  private static final class SocketBox implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean deaf;

    SocketBox(int port) throws IOException {
      server = new ServerSocket(port);
      values.putAll(
          new HashMap<>(
              Map.of("THR", "0.0", "RAT", "2.0", "ATT", "10.0", "REL", "150.0", "MKP", "0.0")));
      values.put("BYP", "0");
      Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = server.accept();
          int number = connections.incrementAndGet();
          Thread.ofPlatform().daemon().start(() -> serve(socket, number));
        }
      } catch (IOException over) {
        // The test is over.
      }
    }

    /** A connection that was deaf once stays so: only another one is answered. */
    private void serve(Socket socket, int number) {
      boolean dead = false;
      try (BufferedReader in =
          new BufferedReader(
              new java.io.InputStreamReader(
                  socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
        String line;
        while ((line = in.readLine()) != null) {
          dead |= deaf && number == 1;
          if (!dead) {
            socket.getOutputStream().write((answer(line) + "\r\n").getBytes());
          }
        }
      } catch (IOException hungUp) {
        // The daemon has closed it.
      }
    }

    private String answer(String line) {
      String[] words = line.strip().split(" ");
      return switch (words[0]) {
        case "ID?" -> "ID line-compressor 1.0";
        case "GET" -> words[1] + " " + values.get(words[1]);
        case "SET" -> {
          values.put(words[1], words[2]);
          yield "OK " + words[1] + " " + words[2];
        }
        default -> "ERR syntax";
      };
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static String out(String url, String... words) throws Exception {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--url";
    all[words.length + 1] = url;
    return Hybridge.run(all).out().strip();
  }

  @Test
  void whatWasNotSentIsSaidAndADeadConnectionIsOpenedAnew() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path studio = folder.resolve("studio.yaml");
    Files.writeString(
        studio,
        """
        audio: {driver: simulated, inputs: 2, outputs: 2}
        console: {strips: [{input: 1}]}
        units: {comp: {profile: generic/line-compressor, tcp: "127.0.0.1:%d"}}
        web: {port: 0}
        osc: {port: 0}
        """
            .formatted(port));
    try (Hybridge run = Hybridge.start(Map.of(), "run", studio.toString())) {
      String url = run.ready().get("web");
      String threshold = "/unit/comp/threshold";
      Hybridge.Done away = Hybridge.run("set", threshold, "-12", "--url", url);
      assertThat(away.out().strip()).isEqualTo("-12 (away: not sent)");
      assertThat(away.code()).isEqualTo(1);
      try (SocketBox box = new SocketBox(port)) {
        box.values.put("RAT", "loose");
        Await.until("ready", 20_000, () -> out(url, "get", "/unit/comp/state").equals("ready"));
        assertThat(box.values.get("THR")).as("nothing was sent by itself").isEqualTo("0.0");
        assertThat(out(url, "get", threshold)).isEqualTo("-12 (reported 0, not sent)");
        assertThat(out(url, "params", threshold)).contains("(reported 0, not sent)");
        assertThat(out(url, "get", "/unit/comp/trouble"))
            .contains("ratio: 'get' is answered with \"RAT loose\"");
        Hybridge.Done set = Hybridge.run("set", threshold, "-12", "--url", url);
        assertThat(set.out().strip()).isEqualTo("-12");
        assertThat(set.code()).isZero();
        assertThat(box.values.get("THR")).isEqualTo("-12.0");
        assertThat(out(url, "get", threshold)).isEqualTo("-12");
        box.deaf = true;
        Await.until("opened anew", 30_000, () -> box.connections.get() > 1);
        Await.until(
            "ready again", 20_000, () -> out(url, "get", "/unit/comp/state").equals("ready"));
        assertThat(run.terminate()).isZero();
      }
    }
  }
}
