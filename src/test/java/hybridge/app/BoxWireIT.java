package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.io.jack.JackClient;
import hybridge.io.jack.JackMidi;
import hybridge.io.jack.JackSupervisor;
import hybridge.io.midi.JackMidiPort;
import hybridge.rt.Counters;
import hybridge.rt.Role;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NeedsTool;
import hybridge.testing.TreeBox;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A box behind a port of JACK is asked by the command itself. */
@NeedsTool("jackd")
class BoxWireIT {
  private static final Signal HEARD = Signal.ofJava();

  /** The box: what its port hears it answers. */
  private static final class Behind implements Role {
    private final TreeBox box = new TreeBox();
    private final JackMidiPort port;
    private final byte[] said = new byte[4096];

    Behind(JackMidi pair) {
      this.port = new JackMidiPort(pair);
    }

    @Override
    public String roleName() {
      return "box";
    }

    @Override
    public int work() {
      int done =
          port.receive(
              (bytes, length, nanos) -> box.hear(java.util.Arrays.copyOf(bytes, length), length));
      int n;
      while ((n = box.say(said)) > 0) {
        port.send(java.util.Arrays.copyOf(said, n));
      }
      return done;
    }
  }

  @Test
  void aTreeIsAskedThroughJack() throws Exception {
    try (JackServer server = JackServer.start(48_000, 64)) {
      JackClient.Config config = new JackClient.Config("synth", server.name(), 0, 0, 0, false);
      JackClient client = new JackClient(config, (in, out, frames) -> {}, new Counters(), HEARD);
      try (JackSupervisor joined = new JackSupervisor(client)) {
        joined.start();
        Behind box = new Behind(client.midi("box"));
        client.midi("other");
        Map<String, String> there = Map.of("JACK_DEFAULT_SERVER", server.name());
        String[] words =
            "profile describe --speaks control-tree --seconds 0.3 --midi synth".split(" ");
        try (RoleThread behind = new RoleThread("box", HEARD, List.of(box)).start();
            Hybridge two = Hybridge.start(there, words)) {
          assertThat(two.await()).isEqualTo(1);
          assertThat(two.errors())
              .contains("waiting: unit in: synth: 2 ports of JACK fit, none was connected")
              .contains("synth:box_out", "synth:other_out", "unit out: synth", "synth:box_in");
          words = "profile describe --speaks control-tree --midi synth:box".split(" ");
          try (Hybridge one = Hybridge.start(there, words)) {
            one.expect("id: local/control-tree-09");
            one.expect("program-reverb-band-2-xover");
            assertThat(one.await()).isZero();
          }
        }
      }
    }
  }
}
