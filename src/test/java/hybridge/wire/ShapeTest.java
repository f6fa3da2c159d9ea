package hybridge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of frame: exact bytes, any pieces, and what comes after noise. */
class ShapeTest {
  /** {@code -Dnoise.bytes=10000000} for the long run. */
  private static final int NOISE = Integer.getInteger("noise.bytes", 200_000);

  private static final Checksum NONE = new Checksum.None();
  private static final Escape STX =
      new Escape(Map.of(2, 0x1B82, 3, 0x1B83, 6, 0x1B86, 0x15, 0x1B95, 0x1B, 0x1B9B));
  private static final Escape DLE = new Escape(Map.of(0x10, 0x1010));

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(
            "lines", new LineShape("\r\n", "\r\n", 80, false), "SET 1", "53 45 54 20 31 0D 0A"),
        Arguments.of("kept ends", new LineShape("", "G$", 80, true), "1*2G", "31 2A 32 47"),
        Arguments.of(
            "xor and escapes, the sum escaped too",
            new BlockShape("\u0002", "\u0003", STX, false, new Checksum.Xor(), 0, false, 64),
            "\u0088\u0003\u008d",
            "02 88 1B 83 8D 06 03".replace(" 06 03", " 1B 86 03")),
        Arguments.of(
            "doubled DLE, count and sum",
            new BlockShape(
                "\u0010\u0002", "\u0010\u0003", DLE, false, new Checksum.Sum(8, true), 0, true, 64),
            "\u0061",
            "10 02 61 01 9E 10 03"),
        Arguments.of(
            "sysex",
            new BlockShape("\u00f0\u0000\u0020", "\u00f7", Escape.NONE, true, NONE, 0, false, 64),
            "\u0001\u007f",
            "F0 00 20 01 7F F7"),
        Arguments.of(
            "sysex in nibbles after two plain bytes",
            new BlockShape(
                "\u00f0\u0006",
                "\u00f7",
                Escape.NONE,
                true,
                NONE,
                0,
                false,
                false,
                Optional.of(SevenBit.NIBBLES),
                2,
                64),
            "\u0000\u0001\u0013\u00a5",
            "F0 06 00 01 03 01 05 0A F7"),
        Arguments.of(
            "sum over the start too",
            new BlockShape(
                "\u00fe", "\r", Escape.NONE, false, new Checksum.Sum(8, false), 1, false, 64),
            "\u0001",
            "FE 01 FF 0D"),
        Arguments.of(
            "four bytes",
            new FixedShape(4, 0x80, 0, 0x80, 0x80, NONE),
            "\u0001\u0085\u0088\u0083",
            "01 85 88 83"),
        Arguments.of(
            "length by command",
            new CommandShape("\u00ff", Map.of(1, 3, 2, 4), new Checksum.Sum(7, true)),
            "\u0002\u0000\u0002\u0005",
            "FF 02 00 02 05 77"),
        Arguments.of(
            "length in front",
            new PrefixShape(
                "\u00aa",
                Packing.of("u16"),
                2,
                new Checksum.Crc16(0x8005, 0xFFFF, true, 0, true),
                64),
            "123456789",
            "AA 00 0B 31 32 33 34 35 36 37 38 39 37 4B"),
        Arguments.of(
            "counted text",
            new CountedShape("v=", 2, ","),
            "v=V2.1.0",
            "76 3D 30 36 2C 56 32 2E 31 2E 30"),
        Arguments.of(
            "tokens", new TokenShape(List.of("\u0006", "\u0010\u0015")), "\u0010\u0015", "10 15"),
        Arguments.of(
            "COBS and CRC",
            new CobsShape(new Checksum.Crc16(0x1021, 0xFFFF, false, 0, false), 64),
            "\u0001\u0002",
            "05 01 02 0E 7C 00"),
        Arguments.of("MIDI", new MidiShape(64), "\u00b0\u0007\u0064", "B0 07 64"),
        Arguments.of("MIDI sysex", new MidiShape(64), "\u00f0\u0001\u00f7", "F0 01 F7"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void thePayloadStandsInExactlyTheseBytes(String name, Shape shape, String payload, String hex) {
    assertThat(Bytes.hex(Bytes.text(shape.wrap(payload), 0, shape.wrap(payload).length)))
        .isEqualTo(hex);
    List<String> found = new ArrayList<>();
    Framing framing = new Framing(List.of(shape));
    byte[] bytes = Bytes.of(Bytes.fromHex(hex));
    for (byte b : bytes) {
      framing.take(new byte[] {b}, 1, found::add);
    }
    framing.take(bytes, bytes.length, found::add);
    assertThat(found).containsExactly(payload, payload);
    assertThat(framing.dropped()).isZero();
  }

  /** Where bytes travel as nibbles an odd one tells that a sum is there. */
  @ParameterizedTest
  @CsvSource({
    "F0 06 09 00 06 01 00 0A 01 F7, 00 06 01 1A",
    "F0 06 09 00 06 01 00 0A 01 0C F7, 00 06 01 1A",
    "F0 06 09 00 06 01 00 0A 01 0D F7, ''",
    "F0 06 09 00 06 01 F7, ''",
    "F0 06 09 00 06 F7, 00 06",
  })
  void aSumMayBeMissing(String hex, String payload) {
    Shape shape =
        new BlockShape(
            "\u00f0\u0006\u0009",
            "\u00f7",
            Escape.NONE,
            true,
            new Checksum.Sum(7, false),
            -2,
            true,
            false,
            Optional.of(SevenBit.NIBBLES),
            2,
            64);
    List<String> found = new ArrayList<>();
    byte[] bytes = Bytes.of(Bytes.fromHex(hex));
    new Framing(List.of(shape)).take(bytes, bytes.length, p -> found.add(Bytes.hex(p)));
    assertThat(String.join(" ", found)).isEqualTo(payload);
    byte[] ours = shape.wrap("\u0000\u0006\u0001\u001a");
    assertThat(Bytes.hex(Bytes.text(ours, 0, ours.length)))
        .isEqualTo("F0 06 09 00 06 01 00 0A 01 F7");
  }

  /** No exception, no more held than a frame, and the next good frame counts. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void afterNoiseTheNextGoodFrameIsUnderstood(
      String name, Shape shape, String payload, String hex) {
    Random random = new Random(7);
    byte[] good = Bytes.of(Bytes.fromHex(hex));
    Framing framing = new Framing(List.of(shape));
    int told = 0;
    for (int sent = 0; sent < NOISE; ) {
      byte[] noise = new byte[1 + random.nextInt(200)];
      random.nextBytes(noise);
      if (random.nextInt(4) == 0) {
        System.arraycopy(good, 0, noise, 0, Math.min(good.length - 1, noise.length));
      }
      framing.take(noise, noise.length, p -> assertThat(p).isNotNull());
      sent += noise.length;
      // A line without its end swallows what comes next; so does a frame that waits for its rest.
      byte[] end =
          shape instanceof LineShape l
              ? Bytes.of(l.ends())
              : shape instanceof CobsShape ? new byte[1] : new byte[0];
      framing.take(end, end.length, p -> assertThat(p).isNotNull());
      framing.lapse(p -> assertThat(p).isNotNull());
      List<String> found = new ArrayList<>();
      framing.take(good, good.length, found::add);
      framing.lapse(found::add);
      assertThat(found).contains(payload);
      told++;
    }
    assertThat(told).isPositive();
  }

  @Test
  void severalKindsShareAStream() {
    Framing framing =
        new Framing(
            List.of(
                new TokenShape(List.of("\u0006")),
                new CountedShape("v=", 2, ","),
                new LineShape("!", "!", 64, false)));
    List<String> found = new ArrayList<>();
    byte[] bytes = Bytes.of("volume=40!\u0006v=03,a!bmute=on!");
    framing.take(bytes, bytes.length, found::add);
    assertThat(found).containsExactly("volume=40", "\u0006", "v=a!b", "mute=on");
  }

  @Test
  void checksumsAreThoseOfTheCatalogue() {
    byte[] digits = Bytes.of("123456789");
    assertThat(new Checksum.Crc16(0x1021, 0xFFFF, false, 0, false).of(digits, 0, 9))
        .containsExactly(0x29, 0xB1);
    assertThat(new Checksum.Crc16(0x8005, 0xFFFF, true, 0, true).of(digits, 0, 9))
        .containsExactly(0x37, 0x4B);
    assertThat(new Checksum.Crc16(0x1021, 0, true, 0, false).of(digits, 0, 9))
        .containsExactly(0x21, 0x89);
    assertThat(new Checksum.Sum(8, false).of(digits, 0, 9)).containsExactly((byte) 0xDD);
    assertThat(new Checksum.Xor().of(digits, 0, 9)).containsExactly(0x31);
    assertThat(new Checksum.Sum(7, true).of(new byte[] {2, 0, 2, 5}, 0, 4)).containsExactly(0x77);
  }

  @Test
  void cobsHoldsWhatItsPaperShows() {
    assertThat(Cobs.encode(new byte[] {0})).containsExactly(1, 1);
    assertThat(Cobs.encode(new byte[] {0x11, 0x22, 0, 0x33}))
        .containsExactly(3, 0x11, 0x22, 2, 0x33);
    byte[] ones = new byte[254];
    Arrays.fill(ones, (byte) 1);
    assertThat(Cobs.encode(ones)).hasSize(255).startsWith(0xFF);
    Random random = new Random(3);
    for (int n = 0; n < 1200; n++) {
      byte[] plain = new byte[n];
      random.nextBytes(plain);
      if (n % 3 == 0) {
        Arrays.fill(plain, (byte) 5);
      }
      byte[] coded = Cobs.encode(plain);
      assertThat(coded).doesNotContain(0);
      assertThat(Cobs.decode(coded, 0, coded.length)).contains(plain);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SEVENS, 80 01 FF, 05 00 01 7F",
    "SEVENS_HIGH_FIRST, 80 01 FF, 50 00 01 7F",
    "SEVENS, 01 02 03 04 05 06 87 88, 40 01 02 03 04 05 06 07 01 08",
    "NIBBLES, 13 A5, 03 01 05 0A",
    "NIBBLES_HIGH_FIRST, 13 A5, 01 03 0A 05",
  })
  void eightBitsInSeven(SevenBit how, String plain, String packed) {
    assertThat(Bytes.hex(how.pack(Bytes.fromHex(plain)))).isEqualTo(packed);
    assertThat(how.unpack(Bytes.fromHex(packed)).map(Bytes::hex)).contains(plain);
  }

  @ParameterizedTest
  @EnumSource
  void eightBitsInSevenComeBackAndNothingElseIsTaken(SevenBit how) {
    Random random = new Random(4);
    for (int n = 0; n < 100; n++) {
      byte[] plain = new byte[n];
      random.nextBytes(plain);
      String text = Bytes.text(plain, 0, n);
      String packed = how.pack(text);
      assertThat(packed.chars().max().orElse(0)).isLessThan(0x80);
      assertThat(how.unpack(packed)).contains(text);
      for (int i = 0; i < n; i++) {
        plain[i] &= 0x7F;
      }
      String any = Bytes.text(plain, 0, n);
      how.unpack(any).ifPresent(found -> assertThat(how.pack(found)).isEqualTo(any));
    }
  }

  static Stream<Arguments> packings() {
    return Stream.of(
        Arguments.of("u8", 200L, "C8"),
        Arguments.of("i8", -1L, "FF"),
        Arguments.of("i32", -100_000L, "FF FE 79 60"),
        Arguments.of("u16le", 0x1234L, "34 12"),
        Arguments.of("7x2", 681L, "05 29"),
        Arguments.of("7x2le", 28L | 8 << 7, "1C 08"),
        Arguments.of("4x2le", 0xA5L, "05 0A"),
        Arguments.of("bcd2", 1234L, "12 34"),
        Arguments.of("tenths", 594L, "3B 04"),
        Arguments.of("u8|80", 5L, "85"),
        Arguments.of("d3", 7L, "30 30 37"),
        Arguments.of("+d2", 2L, "2B 30 32"),
        Arguments.of("d", -12L, "2D 31 32"),
        Arguments.of("h4", 0xBEEFL, "42 45 45 46"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packings")
  void numbersStandInExactlyTheseBytes(String form, long number, String hex) {
    Packing packing = Packing.of(form);
    assertThat(Bytes.hex(packing.text(number))).isEqualTo(hex);
    assertThat(packing.number(Bytes.fromHex(hex))).hasValue(number);
    for (long n : new long[] {packing.min(), packing.max(), 0}) {
      assertThat(packing.number(packing.text(n))).hasValue(n);
    }
  }

  /** A sentence of NMEA 0183 as its standard prints it: the XOR between $ and * in two digits. */
  @Test
  void aSumMayStandInLetters() {
    byte[] body = "GPGLL,5057.970,N,00146.110,E,142451,A".getBytes(StandardCharsets.US_ASCII);
    Checksum letters = new Checksum.Letters(new Checksum.Xor(), true);
    assertThat(new String(letters.of(body, 0, body.length), StandardCharsets.US_ASCII))
        .isEqualTo("27");
    BlockShape sentence = new BlockShape("$", "\r\n", Escape.NONE, false, letters, 0, false, 100);
    byte[] wire = sentence.wrap("GPRMC,A");
    Framing framing = new Framing(List.of(sentence));
    List<String> heard = new ArrayList<>();
    framing.take(wire, wire.length, heard::add);
    assertThat(heard).containsExactly("GPRMC,A");
    wire[wire.length - 3] ^= 1;
    framing.take(wire, wire.length, heard::add);
    assertThat(heard).hasSize(1);
    assertThat(framing.dropped()).isEqualTo(1);
  }

  @Test
  void aSumMayHaveAStartAndAMask() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(new Checksum.Sum(false, 0x55, 0xFF).of(digits, 0, 9)).containsExactly(0x32);
    assertThat(new Checksum.Sum(true, 0, 0x7F).of(digits, 0, 9)).containsExactly(0x23);
    assertThat(new Checksum.Xor(0xFF, 0x7F).of(digits, 0, 9)).containsExactly(0x4E);
  }

  /** AA 11 01 01 01 14 switches a Samsung display of number 1 on: command, number, length, data. */
  @Test
  void theLengthMayStandFurtherBack() {
    PrefixShape shape = new PrefixShape("\u00aa", 2, Packing.U8, 0, new Checksum.Sum(8, false), 32);
    assertThat(Bytes.hex(Bytes.text(shape.wrap("\u0011\u0001\u0001"), 0, 6)))
        .isEqualTo("AA 11 01 01 01 14");
    byte[] wire = Bytes.of(Bytes.fromHex("AA 11 01 01 01 14 AA 11 01 01 01 15"));
    Framing framing = new Framing(List.of(shape));
    List<String> heard = new ArrayList<>();
    framing.take(wire, wire.length, heard::add);
    assertThat(heard).containsExactly("\u0011\u0001\u0001");
    assertThat(framing.dropped()).isPositive();
  }
}
