package hybridge.io.jack;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.io.jack.Patchbay.Cable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatchbayTest {
  private final Patchbay patchbay = new Patchbay("hybridge", 2, 3, true);
  private final List<JackPort> ports = new ArrayList<>();

  PatchbayTest() {
    for (int n = 1; n <= 3; n++) {
      ports.add(new JackPort("hybridge:in_" + n, List.of(), false, false, false));
      ports.add(new JackPort("hybridge:out_" + n, List.of(), false, true, false));
    }
    ports.add(midi("hybridge:desk_in", false));
    ports.add(midi("hybridge:desk_out", true));
  }

  private static JackPort midi(String name, boolean source, String... aliases) {
    return new JackPort(name, List.of(aliases), true, source, true);
  }

  private void hardware(int channels) {
    for (int n = 1; n <= channels; n++) {
      ports.add(new JackPort("system:capture_" + n, List.of(), false, true, true));
      ports.add(new JackPort("system:playback_" + n, List.of(), false, false, true));
    }
  }

  private List<Cable> plug() {
    return patchbay.plan(ports).plug();
  }

  @Test
  void physicalChannelsByNumberAsFarAsThereAreAny() {
    hardware(2);
    assertThat(plug())
        .containsExactly(
            new Cable("system:capture_1", "hybridge:in_1"),
            new Cable("system:capture_2", "hybridge:in_2"),
            new Cable("hybridge:out_1", "system:playback_1"),
            new Cable("hybridge:out_2", "system:playback_2"));
  }

  @Test
  void cableThatAHandPulledStaysOutUntilThePortComesAnew() {
    hardware(1);
    assertThat(plug()).hasSize(2);
    assertThat(plug()).isEmpty();
    ports.removeIf(port -> port.name().equals("system:playback_1"));
    assertThat(plug()).isEmpty();
    ports.add(new JackPort("system:playback_1", List.of(), false, false, true));
    assertThat(plug()).containsExactly(new Cable("hybridge:out_1", "system:playback_1"));
    patchbay.unplugAll();
    assertThat(plug()).hasSize(2);
  }

  /** JACK lists a port still when it tells that it goes, and tells again when it comes. */
  @Test
  void aPortThatWasNeverSeenToGoIsPluggedWhenItComes() {
    hardware(1);
    assertThat(plug()).hasSize(2);
    patchbay.cameAnew("system:playback_1");
    assertThat(plug()).containsExactly(new Cable("hybridge:out_1", "system:playback_1"));
  }

  @Test
  void refusedCableIsTriedAgain() {
    hardware(1);
    Cable refused = plug().getFirst();
    patchbay.failed(refused);
    assertThat(plug()).containsExactly(refused);
  }

  @Test
  void midiByPartOfANameOrAlias() {
    patchbay.wish("desk", "x-touch", "X-TOUCH");
    assertThat(plug()).isEmpty();
    ports.add(midi("a2j:X-Touch (capture)", true));
    ports.add(midi("system:midi_playback_1", false, "alsa_pcm:X-Touch/midi_playback_1"));
    assertThat(plug())
        .containsExactly(
            new Cable("a2j:X-Touch (capture)", "hybridge:desk_in"),
            new Cable("hybridge:desk_out", "system:midi_playback_1"));
  }

  @Test
  void wholeNameBeatsPart() {
    patchbay.wish("desk", "a:out", null);
    ports.add(midi("a:out", true));
    ports.add(midi("a:out_2", true));
    assertThat(plug()).containsExactly(new Cable("a:out", "hybridge:desk_in"));
  }

  @Test
  void severalFitIsToldOnceAndNotGuessed() {
    patchbay.wish("desk", "X-Touch", "");
    ports.add(midi("x:X-Touch MIDI 1", true));
    ports.add(midi("x:X-Touch MIDI 2", true));
    Patchbay.Plan plan = patchbay.plan(ports);
    assertThat(plan.plug()).isEmpty();
    assertThat(plan.ambiguous())
        .containsEntry("desk in: X-Touch", List.of("x:X-Touch MIDI 1", "x:X-Touch MIDI 2"));
    assertThat(patchbay.plan(ports).ambiguous()).isEmpty();
    ports.removeLast();
    assertThat(plug()).containsExactly(new Cable("x:X-Touch MIDI 1", "hybridge:desk_in"));
  }

  @Test
  void ourOwnPortsAreNobodysFarSide() {
    patchbay.wish("desk", "desk", "desk");
    assertThat(plug()).isEmpty();
  }
}
