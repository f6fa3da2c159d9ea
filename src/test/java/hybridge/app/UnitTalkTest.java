package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Signal;
import hybridge.value.Problems;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a keyboard and a box on a wire without length. */
class UnitTalkTest {
  @TempDir Path folder;

  private UnitProfile profile =
      UnitProfileReader.read(
              Path.of("src/test/resources/profiles/dump-box.yaml"), new Problems("dump-box.yaml"))
          .orElseThrow();
  private Simulator box = new Simulator(profile, Set.of());

  private final class Wire implements Link {
    @Override
    public String name() {
      return "wire";
    }

    @Override
    public boolean open() {
      return true;
    }

    @Override
    public int generation() {
      return 1;
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public boolean write(byte[] bytes) {
      box.hear(bytes, bytes.length, System.nanoTime());
      return true;
    }

    @Override
    public int read(byte[] into) {
      return box.say(into, System.nanoTime());
    }

    @Override
    public void close() {
      box.unplug();
    }
  }

  private boolean reached;

  private long seconds = 5;

  private List<String> talk(String... lines) throws InterruptedException {
    List<String> said = new CopyOnWriteArrayList<>();
    UnitTalk talk = new UnitTalk(profile, -1, new Wire(), Signal.ofJava(), said::add);
    talk.listen(new BufferedReader(new StringReader(String.join("\n", lines))));
    reached = talk.run(seconds * 1_000_000_000L);
    return said;
  }

  @Test
  void aWholeStateIsKeptInAFileAndGivenBack() throws Exception {
    assertThat(box.turn("low", -12, 0)).isEmpty();
    Path file = folder.resolve("low.state");
    assertThat(talk("dump " + file)).anyMatch(l -> l.matches("state [0-9a-f]{16} is in .*"));
    assertThat(Files.readAllLines(file)).hasSize(3).startsWith("test/dump-box", "1.0");
    assertThat(talk("dump " + file)).anyMatch(l -> l.contains("exist already"));
    assertThat(box.turn("low", 3, 0)).isEmpty();
    assertThat(talk("restore " + file)).contains("restored, and read back the same");
    assertThat(box.values()[0]).isEqualTo(-12);
  }

  @Test
  void aFileThatHoldsNoStateIsNotSent() throws Exception {
    Path file = Files.writeString(folder.resolve("other"), "test/dump-box\n1.0\nzz\n");
    assertThat(talk("restore " + file)).anyMatch(l -> l.contains("holds no state"));
    assertThat(talk("restore " + folder.resolve("none"))).anyMatch(l -> l.contains("no state"));
  }

  @Test
  void aBoxShowsItselfWhereItCan() throws Exception {
    assertThat(talk("locate 5")).anyMatch(l -> l.contains("test/dump-box cannot show itself"));
    assertThat(talk("help")).anyMatch(l -> l.contains("dump FILE") && l.contains("locate SECONDS"));
    profile = Profiles.ours().unit("hybridge/reference-eq", new Problems("test")).orElseThrow();
    box = new Simulator(profile, Set.of());
    List<Integer> shown = new CopyOnWriteArrayList<>();
    box.listen(
        new Simulator.Listener() {
          @Override
          public void changed(String knob, double value) {}

          @Override
          public void located(int seconds) {
            shown.add(seconds);
          }
        });
    assertThat(talk("locate 7", "locate 999")).anyMatch(l -> l.contains("wanted seconds"));
    assertThat(shown).containsExactly(7);
  }

  @Test
  void framesAreSentByHandAndTheWireIsShown() throws Exception {
    assertThat(talk("send 01 01", "send zz", "send", "low"))
        .contains("> F0 7D 55 01 01 F7", "< F0 7D 55 41 01 3C F7")
        .anyMatch(l -> l.contains("'zz' is not pairs"))
        .anyMatch(l -> l.equals("wanted: send F0 7E, or send \"a text\\r\""));
    assertThat(talk("raw F0 7D 55 01 02 F7", "raw 00 00"))
        .contains("> F0 7D 55 01 02 F7", "< F0 7D 55 41 02 3C F7", "> 00 00");
  }

  @Test
  void whoeverIsNotThereIsSpokenToByHandOnly() throws Exception {
    box = new Simulator(profile, Set.of(Simulator.Fault.SILENCE));
    assertThat(talk("state", "send 00")).contains("> F0 7D 55 00 F7");
    assertThat(reached).isTrue();
    seconds = 1;
    assertThat(talk("send 00", "low")).doesNotContain("low 0.0 reported");
    assertThat(reached).as("a line was never said").isFalse();
  }

  @Test
  void parametersAreSetAndToldAndWrongOnesRefused() throws Exception {
    assertThat(talk("low -20", "low", "nothing", "high 99"))
        .contains("low -20")
        .anyMatch(l -> l.contains("no parameter 'nothing'"))
        .anyMatch(l -> l.contains("found 99"));
    assertThat(box.values()[0]).isEqualTo(-20);
  }
}
