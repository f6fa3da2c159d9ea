package hybridge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes in, messages out, as hex. Sysex longer than eight bytes is too long here unless a test says
 * otherwise.
 */
class MidiParserTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private static final class Log implements MidiParser.Sink {
    final List<String> messages = new ArrayList<>();

    @Override
    public void shortMessage(int status, int data1, int data2, int length) {
      byte[] bytes = {(byte) status, (byte) data1, (byte) data2};
      messages.add(HEX.formatHex(bytes, 0, length));
      assertThat(length < 3 ? data2 : 0).isZero();
      assertThat(length < 2 ? data1 : 0).isZero();
    }

    @Override
    public void realTime(int status) {
      messages.add(HEX.formatHex(new byte[] {(byte) status}));
    }

    @Override
    public void sysex(byte[] buffer, int length) {
      messages.add(HEX.formatHex(buffer, 0, length));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      nullValues = "-",
      value = {
        "note on | 90 3C 7F | 90 3C 7F | 0",
        "two-byte messages | C5 07 DF 00 | C5 07, DF 00 | 0",
        "running status | 90 3C 7F 3C 00 40 01 | 90 3C 7F, 90 3C 00, 90 40 01 | 0",
        "running status of one byte | D0 10 20 30 | D0 10, D0 20, D0 30 | 0",
        "real time within a message | B0 F8 07 FE 7F | F8, FE, B0 07 7F | 0",
        "real time keeps running status | 90 3C 7F FA 3C 00 | 90 3C 7F, FA, 90 3C 00 | 0",
        "real time within sysex | F0 01 F8 02 F7 | F8, F0 01 02 F7 | 0",
        "all real time | F8 FA FB FC FE FF | F8, FA, FB, FC, FE, FF | 0",
        "undefined real time | F9 FD | - | 2",
        "undefined real time disturbs nothing | 90 F9 3C 7F | 90 3C 7F | 1",
        "system common | F1 35 F2 01 02 F3 05 F6 | F1 35, F2 01 02, F3 05, F6 | 0",
        "system common ends running status | 90 3C 7F F6 3C 00 | 90 3C 7F, F6 | 2",
        "song select has no running status | F3 05 06 | F3 05 | 1",
        "sysex | F0 00 00 66 14 F7 | F0 00 00 66 14 F7 | 0",
        "empty sysex | F0 F7 | F0 F7 | 0",
        "sysex ends running status | 90 3C 7F F0 F7 3C 00 | 90 3C 7F, F0 F7 | 2",
        "F7 out of nowhere | F7 90 3C 7F | 90 3C 7F | 1",
        "F7 out of nowhere ends running status | 90 3C 7F F7 3C 00 | 90 3C 7F | 3",
        "status ends sysex | F0 01 02 90 3C 7F | 90 3C 7F | 3",
        "sysex ends sysex | F0 01 F0 02 F7 | F0 02 F7 | 2",
        "F7 is not understood twice | F0 01 F7 F7 | F0 01 F7 | 1",
        "undefined common | F4 F5 90 3C 7F | 90 3C 7F | 2",
        "undefined common ends running status | 90 3C 7F F4 3C 00 | 90 3C 7F | 3",
        "undefined common ends sysex | F0 01 F5 02 F7 | - | 5",
        "status within a message | 90 3C B0 07 7F | B0 07 7F | 2",
        "status within a running message | 90 3C 7F 40 B0 07 7F | 90 3C 7F, B0 07 7F | 1",
        "data out of nowhere | 01 02 90 3C 7F | 90 3C 7F | 2",
        "unfinished | 90 3C | - | 0",
        "longest sysex | F0 1 2 3 4 5 6 F7 | F0 01 02 03 04 05 06 F7 | 0",
        "too long, then good | F0 1 2 3 4 5 6 7 F7 F0 1 F7 | F0 01 F7 | 9",
        "much too long | F0 1 2 3 4 5 6 7 8 9 A B F7 90 3C 7F | 90 3C 7F | 13",
        "too long and cut off | F0 1 2 3 4 5 6 7 8 90 3C 7F | 90 3C 7F | 9",
        "real time within too long | F0 1 2 3 4 5 6 7 F8 8 F7 | F8 | 10",
      })
  void understands(String name, String bytes, String messages, long dropped) {
    MidiParser parser = new MidiParser(8);
    Log log = new Log();
    for (String b : bytes.split(" ")) {
      parser.feed(Integer.parseInt(b, 16), log);
    }
    assertThat(String.join(", ", log.messages)).isEqualTo(messages == null ? "" : messages);
    assertThat(parser.dropped()).isEqualTo(dropped);
  }

  @Test
  void resetForgetsWhatWasBegun() {
    MidiParser parser = new MidiParser(8);
    Log log = new Log();
    parser.feed(HEX.parseHex("90 3C 7F 3C"), 0, 4, log);
    parser.reset();
    parser.feed(HEX.parseHex("00 90 01 02"), 0, 4, log);
    assertThat(log.messages).containsExactly("90 3C 7F", "90 01 02");
    assertThat(parser.dropped()).isEqualTo(2);
  }

  @Test
  void sysexNeedsRoomForItsFrame() {
    assertThatThrownBy(() -> new MidiParser(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 300)
  void cutAnywhereItIsTheSame(
      @ForAll @Size(max = 60) byte[] stream, @ForAll @Size(max = 6) List<Integer> cuts) {
    MidiParser whole = new MidiParser(8);
    Log wholeLog = new Log();
    whole.feed(stream, 0, stream.length, wholeLog);

    MidiParser parts = new MidiParser(8);
    Log partsLog = new Log();
    int at = 0;
    for (int cut : cuts) {
      int length = Math.floorMod(cut, stream.length - at + 1);
      parts.feed(stream, at, length, partsLog);
      at += length;
    }
    parts.feed(stream, at, stream.length - at, partsLog);
    assertThat(partsLog.messages).isEqualTo(wholeLog.messages);
    assertThat(parts.dropped()).isEqualTo(whole.dropped());
  }

  /**
   * Every byte of garbage is delivered, dropped or still waited for; and then a good message is
   * understood.
   */
  @Property(tries = 500)
  void garbageIsAccountedFor(@ForAll @Size(max = 200) byte[] garbage) {
    MidiParser parser = new MidiParser(8);
    Log log = new Log();
    parser.feed(garbage, 0, garbage.length, log);
    parser.feed(HEX.parseHex("B3 07 7F"), 0, 3, log);
    assertThat(log.messages.getLast()).isEqualTo("B3 07 7F");
    assertThat(parser.dropped()).isLessThanOrEqualTo(garbage.length);
    assertThat(log.messages).allMatch(message -> message.length() <= 8 * 3 - 1);
  }

  @Property(tries = 300)
  void whatWasEncodedIsDecoded(
      @ForAll("messages") List<byte[]> messages,
      @ForAll boolean runningStatus,
      @ForAll @Size(max = 200) List<Boolean> clocks) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<String> wanted = new ArrayList<>();
    int status = 0;
    int clock = 0;
    int clocksSent = 0;
    for (byte[] message : messages) {
      int skip = runningStatus && (message[0] & 0xff) == status ? 1 : 0;
      for (int i = skip; i < message.length; i++) {
        if (clock < clocks.size() && clocks.get(clock++)) {
          stream.write(0xF8);
          clocksSent++;
        }
        stream.write(message[i]);
      }
      status = (message[0] & 0xff) < 0xF0 ? message[0] & 0xff : 0;
      wanted.add(HEX.formatHex(message));
    }
    Log log = new Log();
    MidiParser parser = new MidiParser(64);
    parser.feed(stream.toByteArray(), 0, stream.size(), log);
    assertThat(log.messages.stream().filter("F8"::equals)).hasSize(clocksSent);
    log.messages.removeIf("F8"::equals);
    assertThat(log.messages).isEqualTo(wanted);
    assertThat(parser.dropped()).isZero();
  }

  @Provide
  Arbitrary<List<byte[]>> messages() {
    Arbitrary<Byte> data = Arbitraries.bytes().between((byte) 0, (byte) 127);
    Arbitrary<byte[]> three = message(data, 2, 0x90, 0x80, 0xB0, 0xE5, 0xA1, 0xF2);
    Arbitrary<byte[]> two = message(data, 1, 0xC0, 0xD7, 0xF1, 0xF3);
    Arbitrary<byte[]> sysex =
        data.array(byte[].class)
            .ofMaxSize(62)
            .map(
                body -> {
                  byte[] all = new byte[body.length + 2];
                  all[0] = (byte) 0xF0;
                  System.arraycopy(body, 0, all, 1, body.length);
                  all[all.length - 1] = (byte) 0xF7;
                  return all;
                });
    Arbitrary<byte[]> tune = Arbitraries.just(new byte[] {(byte) 0xF6});
    return Arbitraries.oneOf(three, two, sysex, tune).list().ofMaxSize(20);
  }

  private static Arbitrary<byte[]> message(Arbitrary<Byte> data, int count, Integer... statuses) {
    return Arbitraries.of(statuses)
        .flatMap(
            status ->
                data.array(byte[].class)
                    .ofSize(count)
                    .map(
                        body -> {
                          byte[] all = new byte[count + 1];
                          all[0] = (byte) (int) status;
                          System.arraycopy(body, 0, all, 1, count);
                          return all;
                        }));
  }
}
