package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.testing.PretendMidi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is listed of a machine. */
class MachineTest {
  @AfterEach
  void unplug() {
    PretendMidi.PLUGGED.clear();
  }

  @Test
  void devicesOfJavaSoundAreListed() {
    PretendMidi.PLUGGED.add(new PretendMidi.Device("Faders 8", true));
    PretendMidi.PLUGGED.add(new PretendMidi.Device("Faders 8", false));
    assertThat(Machine.look().view().get("midi").toString())
        .contains("{name=Faders 8, aliases=[], direction=in, through=javasound}")
        .contains("{name=Faders 8, aliases=[], direction=out, through=javasound}");
  }

  @Test
  void aControllerWithoutJackIsInTheFirstStudioFile() {
    PretendMidi.PLUGGED.add(new PretendMidi.Device("nanoKONTROL2 [hw:1,0,0]", true));
    PretendMidi.PLUGGED.add(new PretendMidi.Device("nanoKONTROL2 [hw:1,0,0]", false));
    assertThat(InitCommand.text(Machine.look()))
        .contains(
            "{id: desk, profile: korg/nanokontrol2, midi: {in: \"nanoKONTROL2\", out:"
                + " \"nanoKONTROL2\"}}");
  }
}
