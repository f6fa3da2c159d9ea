package hybridge.surface;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.SurfaceProfile;
import hybridge.testing.SurfaceBench;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every form of message that a profile or a studio file can name. */
class GenericMidiTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private final TableDialect dialect =
      new TableDialect(
          SurfaceBench.of(
              """
              dialect: midi
              strips: 2
              fader: {full_scale: 16383}
              controls:
                fader-1: {both: {nrpn: 300}}
                fader-2: {both: {rpn: 5, channel: 2}}
                fader-3: {both: {bend: 3}}
                fader-4: {both: {sysex: "F0 43 10 {hi} {lo} F7"}}
                fader-5: {both: {cc14: 10, lsb: 50, order: lsb, channel: 4}}
                vpot-1: {in: {cc: 20, encoding: dual, down_number: 21}}
                vpot-2: {in: {incdec: 5}}
                vpot-3: {in: {nrpn: 301, encoding: incdec}}
                vpot-4: {in: {cc: 22, encoding: table, up: [0x41, 0x44], down: [0x3F, 0x3C]}}
                vpot-5: {in: {cc: 23, encoding: twovalue, up: 0x7F, down: 0x01}}
                vpot-6: {in: {nrpn: 302, bits: 7}}
                play: {both: {program: 4}}
                stop: {both: {sysex: "F0 7D 01 {v} F7"}}
                mute: {both: {note: 60, step: 5, channel: 10, on: 3, off: 1, flash: 2}}
              """));

  private String heard(String hex) {
    List<String> events = new ArrayList<>();
    byte[] bytes = HEX.parseHex(hex);
    dialect.receive(bytes, bytes.length, 0, e -> events.add(SurfaceVectors.words(e)));
    dialect.tick(1_000_000_000, e -> events.add(SurfaceVectors.words(e)));
    return String.join(", ", events);
  }

  private String told(Show show) {
    StringBuilder all = new StringBuilder();
    for (byte[] message : dialect.show(show)) {
      all.append(all.isEmpty() ? "" : " | ").append(HEX.formatHex(message));
    }
    return all.toString();
  }

  @Test
  void numberedParameters() {
    assertThat(heard("B0 63 02 B0 62 2C B0 06 7F B0 26 7F")).isEqualTo("fader-1 moved to 1");
    assertThat(heard("B1 65 00 B1 64 05 B1 06 00 B1 26 00")).isEqualTo("fader-2 moved to 0");
    assertThat(heard("B1 06 7F B0 06 00 B1 26 7F B0 26 00"))
        .as("channels do not mix")
        .isEqualTo("fader-2 moved to 1, fader-1 moved to 0");
    assertThat(heard("B0 65 7F B0 64 7F B0 06 40 B0 26 00")).as("none is chosen").isEmpty();
    assertThat(heard("B0 63 02 B0 62 2D B0 60 01 B0 61 01"))
        .isEqualTo("vpot-3 turned 1, vpot-3 turned -1");
    assertThat(heard("B0 62 2E B0 06 40")).isEqualTo("vpot-6 set to 0.5");
    assertThat(heard("B0 63 02 06 10")).as("running status").isEqualTo("vpot-6 set to 0.125");
    assertThat(told(new Show.Fader(0, 1))).isEqualTo("B0 63 02 | B0 62 2C | B0 06 7F | B0 26 7F");
    assertThat(told(new Show.Fader(1, 0))).isEqualTo("B1 65 00 | B1 64 05 | B1 06 00 | B1 26 00");
  }

  @Test
  void bendsPairsAndMessagesOfTheirOwn() {
    assertThat(heard("E2 00 40")).isEqualTo("fader-3 moved to 0.5");
    assertThat(told(new Show.Fader(2, 1))).isEqualTo("E2 7F 7F");
    assertThat(heard("F0 43 10 7F 7F F7")).isEqualTo("fader-4 moved to 1");
    assertThat(heard("F0 43 11 7F 7F F7")).isEmpty();
    assertThat(told(new Show.Fader(3, 0.5))).isEqualTo("F0 43 10 40 00 F7");
    assertThat(heard("B3 32 7F B3 0A 7F")).isEqualTo("fader-5 moved to 1");
    assertThat(told(new Show.Fader(4, 1))).isEqualTo("B3 32 7F | B3 0A 7F");
  }

  @Test
  void encodersOfEveryKind() {
    assertThat(heard("B0 14 7F")).isEqualTo("vpot-1 turned 1");
    assertThat(heard("B0 15 01")).isEqualTo("vpot-1 turned -1");
    assertThat(heard("B4 60 00 B4 61 7F")).isEqualTo("vpot-2 turned 1, vpot-2 turned -1");
    assertThat(heard("B0 16 44 B0 16 3F B0 16 20")).isEqualTo("vpot-4 turned 2, vpot-4 turned -1");
    assertThat(heard("B0 17 7F B0 17 01 B0 17 40")).isEqualTo("vpot-5 turned 1, vpot-5 turned -1");
  }

  @Test
  void keysAndTheirLamps() {
    assertThat(heard("C0 04")).isEqualTo("play pressed, play let go");
    assertThat(heard("F0 7D 01 7F F7")).isEqualTo("stop pressed");
    assertThat(heard("99 41 01 89 41 40")).isEqualTo("mute-2 pressed, mute-2 let go");
    assertThat(told(new Show.Led(hybridge.profile.Button.MUTE, 1, Show.Light.FLASH)))
        .isEqualTo("99 41 02");
    assertThat(told(new Show.Led(hybridge.profile.Button.MUTE, 0, Show.Light.OFF)))
        .isEqualTo("99 3C 01");
    assertThat(told(new Show.Led(hybridge.profile.Button.SOLO, 0, Show.Light.ON))).isEmpty();
  }

  @Test
  void theMiddleOfAKnobIsTheCentre() {
    SurfaceProfile p = SurfaceBench.profile("generic/seven-bit");
    TableDialect seven = new TableDialect(p);
    List<SurfaceEvent> events = new ArrayList<>();
    for (int v : new int[] {0, 64, 127}) {
      seven.receive(new byte[] {(byte) 0xB0, 16, (byte) v}, 3, 0, events::add);
    }
    assertThat(events)
        .containsExactly(
            new SurfaceEvent.Dialled(0, 0),
            new SurfaceEvent.Dialled(0, 0.5),
            new SurfaceEvent.Dialled(0, 1));
  }
}
