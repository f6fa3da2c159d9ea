package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Signal;
import hybridge.testing.Await;
import hybridge.testing.NeedsTool;
import hybridge.testing.ReferenceBox;
import hybridge.value.Kind;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Safety;
import hybridge.value.Unit;
import hybridge.wire.Bytes;
import hybridge.wire.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of firmware-notes/hybridge-reference-unit.md, byte for byte, as the firmware
 * answers it.
 */
@NeedsTool({"avr-gcc", "gcc", "simavr/sim_avr.h"})
@Timeout(60)
class ReferenceProtocolIT {
  private static final String FIRST =
      "01 00 00 02 00 C8 03 00 64 04 00 96 05 00 00 06 03 E8 7E 00 01 7F 00 01";
  private static final String IDENTITY =
      "00 72 65 66 65 72 65 6E 63 65 2D 63 6F 6D 70 72 65 73 73 6F 72 00 31 2E 30";

  /** A byte of the first slot in EEPROM, which begins behind the serial number. */
  private static final int SLOT = 4 + 10;

  private static final Checksum CRC = new Checksum.Crc16(0x1021, 0xFFFF, false, 0, false);
  private static final List<Kind> KINDS =
      List.of(Kind.CONTINUOUS, Kind.STEPPED, Kind.CHOICE, Kind.SWITCH);
  private static final List<Unit> UNITS =
      List.of(Unit.NONE, Unit.DB, Unit.HZ, Unit.MS, Unit.S, Unit.PERCENT, Unit.RATIO);
  private static final List<Safety> SAFETIES =
      List.of(
          Safety.SAFE,
          Safety.LEVEL,
          Safety.MUTE,
          Safety.ROUTE,
          Safety.PHANTOM,
          Safety.POWER,
          Safety.STORE,
          Safety.DANGER);

  private final UnitProfile profile = profile();
  private final Protocol protocol = profile.protocol().orElseThrow();
  private ReferenceBox box;
  private Link link;
  private ReferenceWire wire;

  private static UnitProfile profile() {
    Problems problems = new Problems("test");
    return Profiles.ours().unit("hybridge/reference-compressor", problems).orElseThrow();
  }

  @BeforeEach
  void switchOn() throws Exception {
    box = ReferenceBox.start();
    var settings = protocol.transport().serial().orElseThrow();
    link = SerialLink.at(box.port(), settings, Signal.ofJava());
    Await.until("the port", link::open);
    wire = new ReferenceWire(link);
    box.coils(); // it has started: before that it hears nothing
    wire.begin();
    restart();
  }

  @AfterEach
  void switchOff() throws Exception {
    link.close();
    box.close();
  }

  @Test
  void whatTheDriverSpeaks() {
    wire.send(Bytes.of(Bytes.fromHex("05 01 01 3E 1F 00"))); // as the note has it
    assertThat(wire.hear()).isEqualTo("81 01 " + IDENTITY);
    assertThat(wire.ask("02")).isEqualTo("00 " + FIRST);
    assertThat(wire.ask("03 01 01 F8 30 7E 00 00 7F 00 00"))
        .isEqualTo("00 01 F8 30 7E 00 00 7F 00 00");
    assertThat(wire.ask("03 00 02 01 90 03 00 32")).isEqualTo("00 02 01 90 03 00 32");
    assertThat(wire.ask("02")).as("nothing has moved").contains("02 00 C8 03 00 64");
    assertThat(wire.ask("03 00 05 02 58")).isEqualTo("00 05 02 58");
    assertThat(wire.ask("04")).isEqualTo("00");
    assertThat(wire.ask("02"))
        .isEqualTo("00 01 F8 30 02 01 90 03 00 32 04 00 96 05 02 58 06 03 E8 7E 00 00 7F 00 00");
    assertThat(wire.refused("04")).isEqualTo("nothing staged");
  }

  @Test
  void aFrameOfWhichOneValueCannotBeHadMovesNothingAndEmptiesTheStage() {
    for (String wrong : List.of("03 00 05 00 01 01 00 01", "03 01 05 00 01 01 E8 8F")) {
      wire.ask("03 00 02 01 90");
      assertThat(wire.refused(wrong)).isEqualTo("range");
      assertThat(wire.refused("04")).isEqualTo("nothing staged");
    }
    assertThat(wire.refused("03 01 05 00 01 99 00 00")).isEqualTo("no such parameter");
    assertThat(wire.refused("03 01 05 00")).isEqualTo("syntax");
    wire.ask("03 00 02 01 90");
    wire.ask("01");
    assertThat(wire.refused("04")).as("it was asked who it is").isEqualTo("nothing staged");
    assertThat(wire.refused("0B")).isEqualTo("no such operation");
    assertThat(wire.refused("08")).isEqualTo("syntax");
    assertThat(wire.ask("02")).isEqualTo("00 " + FIRST);
  }

  @Test
  void itDescribesItselfAsTheProfileDoes() {
    StringBuilder all = new StringBuilder();
    for (int n = 0; n < profile.knobs().size(); n++) {
      String description = description(profile.knobs().get(n).parameter(), n);
      assertThat(wire.ask("05 %02X".formatted(n))).isEqualTo("00 " + description);
      all.append(Bytes.fromHex(description));
    }
    assertThat(wire.refused("05 08")).isEqualTo("no such parameter");
    byte[] bytes = Bytes.of(all.toString());
    String sum = Bytes.hex(Bytes.text(CRC.of(bytes, 0, bytes.length), 0, 2));
    assertThat(wire.ask("09")).isEqualTo("00 01 00 00 00 00 01 08 " + sum);
  }

  private String description(Parameter p, int n) {
    String id = profile.knobs().get(n).id();
    var code = protocol.codes().get(id);
    boolean toggle = p.kind() == Kind.SWITCH;
    long scale = toggle ? 1 : Math.round(1 / code.writing().resolution());
    byte[] name = id.getBytes(StandardCharsets.US_ASCII);
    return "%02X %02X %02X %02X %02X 00 %s %s %s 00 00 %s %s"
        .formatted(
            (int) code.word().charAt(0),
            KINDS.indexOf(p.kind()),
            UNITS.indexOf(p.unit()),
            p.law() == Law.LOG ? 1 : 0,
            SAFETIES.indexOf(p.safety()),
            word(p.min() * scale),
            word(p.max() * scale),
            word(p.initial().number() * scale),
            word(scale),
            Bytes.hex(Bytes.text(name, 0, name.length)));
  }

  private static String word(double value) {
    int raw = (int) Math.rint(value) & 0xFFFF;
    return "%02X %02X".formatted(raw >> 8, raw & 0xFF);
  }

  @Test
  void whatChangedIsSaidAndAnotherStartIsAnotherEpoch() {
    String begin = wire.ask("06 00 00 00");
    String epoch = begin.substring(3, 5);
    assertThat(begin).isEqualTo("00 %s 00 00 %s".formatted(epoch, FIRST));
    assertThat(epoch).isNotEqualTo("00");
    assertThat(wire.ask("06 %s 00 00".formatted(epoch))).isEqualTo("00 %s 00 00".formatted(epoch));
    wire.ask("03 01 01 F8 30 05 02 58");
    wire.ask("03 01 02 01 90 05 02 58"); // the makeup is there already
    assertThat(wire.ask("06 %s 00 00".formatted(epoch)))
        .isEqualTo("00 %s 00 02 01 F8 30 02 01 90 05 02 58".formatted(epoch));
    assertThat(wire.ask("06 %s 00 01".formatted(epoch)))
        .isEqualTo("00 %s 00 02 02 01 90".formatted(epoch));
    assertThat(wire.ask("06 %s 00 03".formatted(epoch)))
        .as("a mark it does not know")
        .startsWith("00 %s 00 02 01 F8 30 02 01 90 03 00 64".formatted(epoch));
    restart();
    String again = wire.ask("06 %s 00 02".formatted(epoch));
    assertThat(again.substring(3, 5)).isNotEqualTo("00").isNotEqualTo(epoch);
    assertThat(again).endsWith(" 00 00 " + FIRST);
  }

  @Test
  void aHandIsHeardByWhoHasSubscribed() {
    box.say("turn -2");
    Await.until("the hand", () -> wire.ask("02").startsWith("00 01 FF CE"));
    assertThat(wire.any()).as("nobody has subscribed").isFalse();
    assertThat(wire.refused("07 02")).isEqualTo("range");
    assertThat(wire.ask("07 01")).isEqualTo("00");
    assertThat(wire.any()).as("what was before is not told").isFalse();
    box.say("turn -1");
    assertThat(wire.hear()).isEqualTo("40 07 01 FF B5");
    assertThat(wire.ask("07 00")).isEqualTo("00");
    box.say("turn -1");
    Await.until("the hand", () -> wire.ask("02").startsWith("00 01 FF 9C"));
    assertThat(wire.any()).isFalse();
  }

  @Test
  void theLampFlashesForSoLong() {
    assertThat(wire.ask("08 02")).isEqualTo("00");
    box.skip(3000);
    assertThat(box.lamp())
        .as("twice a second")
        .containsExactly("1", "0", "1", "0", "1", "0", "1", "0");
    assertThat(wire.ask("08 05")).isEqualTo("00");
    box.skip(100);
    assertThat(wire.ask("08 00")).isEqualTo("00");
    box.skip(1000);
    assertThat(box.lamp()).containsExactly("1", "0");
  }

  @Test
  void whatGoesWrongIsCounted() {
    String before = wire.ask("0A");
    assertThat(before).startsWith("00 01 00 00 00 02 "); // power; no wrong frame; second start
    wire.send(ReferenceWire.damaged(0x20, "03 01 05 00 01"));
    wire.send(ReferenceWire.frame(0x20, "0B" + " 01".repeat(60))); // 65 bytes and their 00
    wire.send(Bytes.of(Bytes.fromHex("05 01 00 00 00"))); // no COBS, then nothing twice
    wire.send(ReferenceWire.frame(0x40, "01")); // no host's number
    assertThat(wire.ask("0A")).startsWith("00 01 00 03 00 02");
    assertThat(wire.refused("0B" + " 01".repeat(59))).as("64").isEqualTo("no such operation");
    int moves = Integer.parseInt(wire.ask("0A").substring(18).replace(" ", ""), 16);
    wire.ask("03 01 05 00 19"); // muted: one coil
    box.coils();
    assertThat(Integer.parseInt(wire.ask("0A").substring(18).replace(" ", ""), 16))
        .isEqualTo(moves + 1);
    box.say("hang");
    assertThat(wire.hear()).isEqualTo("C0 01 " + IDENTITY);
    assertThat(wire.ask("0A")).startsWith("00 08 00 00 00 03 ");
  }

  @Test
  void aFrameSaidOnceMoreIsAnsweredAndNotObeyedTwice() {
    wire.ask("03 00 05 02 58");
    assertThat(wire.ask(9, "04")).isEqualTo("00");
    assertThat(wire.ask(9, "04")).isEqualTo("00");
    wire.send(ReferenceWire.damaged(9, "04"));
    assertThat(wire.ask(9, "04")).isEqualTo("00");
    assertThat(wire.ask(9, "03 00 05 00 00")).as("a new one").isEqualTo("00 05 00 00");
    assertThat(wire.ask(9, "04")).isEqualTo("00");
    assertThat(wire.ask(9, "02")).contains("05 00 00");
    wire.send(ReferenceWire.frame(10, "04"));
    wire.send(ReferenceWire.frame(10, "04"));
    assertThat(wire.hear()).startsWith("8A 7F ");
    assertThat(wire.hear()).startsWith("8A 7F ");
  }

  /** Two seconds of quiet, power away, and a hand on the key: then, and never by itself. */
  @Test
  void theLastValuesLieInTwoSlots() {
    wire.ask("03 01 01 F8 30 7F 00 00");
    box.skip(1500);
    restart();
    assertThat(recalled()).as("it was not quiet for long enough").isEqualTo("00 00");
    wire.ask("03 01 01 F8 30 7F 00 00");
    box.skip(2500);
    restart(); // in slot 0 now, and this start in slot 1
    assertThat(wire.ask("02")).isEqualTo("00 " + FIRST);
    assertThat(recalled()).isEqualTo("F8 30");
    assertThat(wire.ask("02")).as("muted all the same").endsWith("7F 00 01");
    wire.ask("03 01 01 F4 48");
    box.skip(2500);
    box.say("spoil " + SLOT);
    restart();
    assertThat(recalled()).as("of the slot that is left").isEqualTo("F8 30");
  }

  /** Where the threshold stands when the key was pressed. */
  private String recalled() {
    box.say("key");
    box.skip(100);
    return wire.ask("02").substring(6, 11);
  }

  private void restart() {
    box.say("power");
    assertThat(wire.hear()).isEqualTo("C0 01 " + IDENTITY);
  }
}
